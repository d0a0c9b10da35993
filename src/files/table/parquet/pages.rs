//! Validates the page headers of a column before any page is decompressed, since the library trusts the declared sizes.
//!
//! Page headers are structs in Thrift's compact protocol:
//! <https://github.com/apache/thrift/blob/master/doc/calls/thrift-compact-protocol.md>,
//! <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>

use std::io::{self, Error, ErrorKind, Read};

/// Totals over the pages of a column, as their headers declare them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pages {
    /// The number of entries, including missing ones.
    pub entries: u64,
    /// The size of all pages after decompression, in bytes.
    pub unpacked: u64,
    /// The size of the largest page after decompression, in bytes.
    pub largest: u64,
}

/// Encodings whose values cannot exceed what the page holds: plain (0), dictionary (2 and 8), run-length (3), delta of
/// integers (5) and byte stream split (9).
const ENCODINGS: [i64; 6] = [0, 2, 3, 5, 8, 9];
/// The limit of nested structs and lists.
const MAX_DEPTH: usize = 16;

impl Pages {
    /// Scans the page headers in `packed` bytes.
    pub(super) fn scan(input: impl Read, packed: u64) -> io::Result<Self> {
        let mut input = Compact {
            input: input.take(packed),
        };
        let mut pages = Self::default();
        while input.input.limit() > 0 {
            let page = input.page()?;
            if page.packed < 0 || page.unpacked < 0 || page.entries < 0 {
                return Err(damaged("a size below 0"));
            }
            let (packed, unpacked) = (page.packed as u64, page.unpacked as u64);
            match page.kind {
                // Every dictionary value takes at least one byte.
                DICTIONARY if page.entries as u64 > unpacked => {
                    return Err(damaged("a dictionary with more values than bytes"));
                }
                DATA | DATA_V2 => {
                    if !ENCODINGS.contains(&page.encoding) {
                        return Err(damaged(
                            "values in a delta encoding or another that is not supported",
                        ));
                    }
                    pages.entries = pages.entries.saturating_add(page.entries as u64);
                }
                _ => {}
            }
            pages.unpacked = pages.unpacked.saturating_add(unpacked);
            pages.largest = pages.largest.max(unpacked);
            input.pass(packed)?;
        }
        Ok(pages)
    }
}

const DATA: i64 = 0;
const DICTIONARY: i64 = 2;
const DATA_V2: i64 = 3;

/// The fields of a page header; the maximum if a field is repeated.
#[derive(Default)]
struct Page {
    kind: i64,
    unpacked: i64,
    packed: i64,
    entries: i64,
    encoding: i64,
}

struct Compact<R> {
    input: io::Take<R>,
}

impl<R: Read> Compact<R> {
    fn page(&mut self) -> io::Result<Page> {
        let mut page = Page::default();
        self.structure(0, &mut |path, value| {
            let field = match path {
                [1] => &mut page.kind,
                [2] => &mut page.unpacked,
                [3] => &mut page.packed,
                [5 | 7 | 8, 1] => &mut page.entries,
                [5, 2] | [8, 4] => &mut page.encoding,
                _ => return,
            };
            *field = value.max(*field);
        })?;
        Ok(page)
    }

    /// Reads a struct and passes its integers, and those of nested structs, to `take` with their field numbers.
    fn structure(&mut self, outer: i64, take: &mut dyn FnMut(&[i64], i64)) -> io::Result<()> {
        let mut field = 0;
        loop {
            let head = self.byte()?;
            let kind = head & 15;
            if kind == 0 {
                return Ok(());
            }
            field = match head >> 4 {
                0 => self.signed()?,
                further => i64::from(further).wrapping_add(field),
            };
            match (kind, outer) {
                (4..=6, 0) => take(&[field], self.signed()?),
                (4..=6, _) => take(&[outer, field], self.signed()?),
                (12, 0) if field != 0 => self.structure(field, take)?,
                // Booleans are encoded in the field header.
                (1 | 2, _) => {}
                _ => self.skip(kind, 0)?,
            }
        }
    }

    fn skip(&mut self, kind: u8, depth: usize) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(damaged("a header without end"));
        }
        match kind {
            1..=3 => self.pass(1),
            4..=6 => self.signed().map(drop),
            7 => self.pass(8),
            8 => {
                let length = self.unsigned()?;
                self.pass(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let length = match head >> 4 {
                    15 => self.unsigned()?,
                    length => length.into(),
                };
                (0..length).try_for_each(|_| self.skip(head & 15, depth + 1))
            }
            12 => loop {
                let head = self.byte()?;
                if head & 15 == 0 {
                    return Ok(());
                }
                if head >> 4 == 0 {
                    self.signed()?;
                }
                if head & 15 > 2 {
                    self.skip(head & 15, depth + 1)?;
                }
            },
            _ => Err(damaged("a header of an unknown kind")),
        }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn unsigned(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(damaged("a number without end"))
    }

    fn signed(&mut self) -> io::Result<i64> {
        let number = self.unsigned()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Skips this number of bytes.
    fn pass(&mut self, bytes: u64) -> io::Result<()> {
        let passed = io::copy(&mut (&mut self.input).take(bytes), &mut io::sink())?;
        match passed == bytes {
            true => Ok(()),
            false => Err(ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn damaged(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
