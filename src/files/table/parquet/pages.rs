//! Validates the page headers of a column before any page is decompressed, since the library trusts the declared sizes.
//!
//! Page headers are structs in Thrift's compact protocol:
//! <https://github.com/apache/thrift/blob/master/doc/calls/thrift-compact-protocol.md>,
//! <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>

use std::io::{self, Error, ErrorKind, Read};

/// Totals over the pages of a column, as their headers declare them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageTotals {
    /// The number of entries, including missing ones.
    pub entries: u64,
    /// The size of all pages after decompression, in bytes.
    pub uncompressed: u64,
    /// The size of the largest page after decompression, in bytes.
    pub largest: u64,
}

/// Encodings whose values cannot exceed what the page holds: plain (0), dictionary (2 and 8), run-length (3), delta of
/// integers (5) and byte stream split (9).
const BOUNDED_ENCODINGS: [i64; 6] = [0, 2, 3, 5, 8, 9];
/// The limit of nested structs and lists.
const MAX_DEPTH: usize = 16;

impl PageTotals {
    /// Reads all page headers in the `compressed` bytes of a column, and skips the pages.
    pub(super) fn scan(input: impl Read, compressed: u64) -> io::Result<Self> {
        let mut input = CompactReader {
            input: input.take(compressed),
        };
        let mut pages = Self::default();
        while input.input.limit() > 0 {
            let page = input.read_page_header()?;
            if page.compressed < 0 || page.uncompressed < 0 || page.entries < 0 {
                return Err(invalid_data("a size below 0"));
            }
            let (compressed, uncompressed) = (page.compressed as u64, page.uncompressed as u64);
            match page.page_type {
                // Every dictionary value takes at least one byte.
                DICTIONARY_PAGE if page.entries as u64 > uncompressed => {
                    return Err(invalid_data("a dictionary with more values than bytes"));
                }
                DATA_PAGE | DATA_PAGE_V2 => {
                    if !BOUNDED_ENCODINGS.contains(&page.encoding) {
                        return Err(invalid_data(
                            "values in a delta encoding or another that is not supported",
                        ));
                    }
                    pages.entries = pages.entries.saturating_add(page.entries as u64);
                }
                _ => {}
            }
            pages.uncompressed = pages.uncompressed.saturating_add(uncompressed);
            pages.largest = pages.largest.max(uncompressed);
            input.skip_bytes(compressed)?;
        }
        Ok(pages)
    }
}

/// Page types.
const DATA_PAGE: i64 = 0;
const DICTIONARY_PAGE: i64 = 2;
const DATA_PAGE_V2: i64 = 3;

/// The fields of a page header; if a field is repeated, its maximum.
#[derive(Default)]
struct PageHeader {
    page_type: i64,
    uncompressed: i64,
    compressed: i64,
    entries: i64,
    encoding: i64,
}

/// Reads Thrift's compact protocol. Its types: 1 and 2 are booleans, 3 a byte, 4 to 6 integers, 7 a double, 8 bytes, 9
/// and 10 a list and a set, 12 a struct; 0 ends a struct.
struct CompactReader<R> {
    input: io::Take<R>,
}

impl<R: Read> CompactReader<R> {
    fn read_page_header(&mut self) -> io::Result<PageHeader> {
        let mut page = PageHeader::default();
        self.read_struct(0, &mut |path, value| {
            let field = match path {
                [1] => &mut page.page_type,
                [2] => &mut page.uncompressed,
                [3] => &mut page.compressed,
                [5 | 7 | 8, 1] => &mut page.entries,
                [5, 2] | [8, 4] => &mut page.encoding,
                _ => return,
            };
            *field = value.max(*field);
        })?;
        Ok(page)
    }

    /// Reads a struct and passes its integers, and those of nested structs, to `take` with their field numbers.
    fn read_struct(&mut self, outer: i64, take: &mut dyn FnMut(&[i64], i64)) -> io::Result<()> {
        let mut field = 0;
        loop {
            let head = self.read_byte()?;
            let field_type = head & 15;
            if field_type == 0 {
                return Ok(());
            }
            field = match head >> 4 {
                0 => self.read_integer()?,
                further => i64::from(further).wrapping_add(field),
            };
            match (field_type, outer) {
                (4..=6, 0) => take(&[field], self.read_integer()?),
                (4..=6, _) => take(&[outer, field], self.read_integer()?),
                (12, 0) if field != 0 => self.read_struct(field, take)?,
                // Booleans are encoded in the field header.
                (1 | 2, _) => {}
                _ => self.skip_value(field_type, 0)?,
            }
        }
    }

    /// Skips a value of this type, including nested values.
    fn skip_value(&mut self, field_type: u8, depth: usize) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(invalid_data("a header without end"));
        }
        match field_type {
            1..=3 => self.skip_bytes(1),
            4..=6 => self.read_integer().map(drop),
            7 => self.skip_bytes(8),
            8 => {
                let length = self.read_varint()?;
                self.skip_bytes(length)
            }
            9 | 10 => {
                let head = self.read_byte()?;
                let length = match head >> 4 {
                    15 => self.read_varint()?,
                    length => length.into(),
                };
                (0..length).try_for_each(|_| self.skip_value(head & 15, depth + 1))
            }
            12 => loop {
                let head = self.read_byte()?;
                if head & 15 == 0 {
                    return Ok(());
                }
                if head >> 4 == 0 {
                    self.read_integer()?;
                }
                if head & 15 > 2 {
                    self.skip_value(head & 15, depth + 1)?;
                }
            },
            _ => Err(invalid_data("a header of an unknown kind")),
        }
    }

    fn read_byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn read_varint(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.read_byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(invalid_data("a number without end"))
    }

    /// Reads a signed integer in zigzag encoding.
    fn read_integer(&mut self) -> io::Result<i64> {
        let number = self.read_varint()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Skips this number of bytes.
    fn skip_bytes(&mut self, bytes: u64) -> io::Result<()> {
        let passed = io::copy(&mut (&mut self.input).take(bytes), &mut io::sink())?;
        match passed == bytes {
            true => Ok(()),
            false => Err(ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn invalid_data(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
