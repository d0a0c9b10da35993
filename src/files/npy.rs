//! NumPy's format of a single array, versions 1 to 3:
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

use std::io::{self, ErrorKind, Read};

use super::arrays::{Array, ArraysError};
use crate::math::{
    excerpt::excerpt,
    memory,
    table::{Words, WordsBuilder},
};

/// The number of bytes read at a time.
const CHUNK_BYTES: usize = 1 << 16;
/// The maximum length of a header in bytes.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// What the user can do about an array that is too large.
pub(super) const SIZE_ADVICE: &str = "save fewer rows, such as z[::10]; for principal components, reduce reads an NPY matrix in batches";

/// Limits for reading an array.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadLimits {
    /// The maximum number of elements.
    pub max_elements: u64,
    /// The size of the file, or of its rest, in bytes; none if unknown.
    pub bytes: Option<u64>,
}

/// The header of a `.npy` file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    /// The name of the array, for messages.
    pub name: String,
    /// The element type as NumPy writes it, such as `<f8`.
    pub element_type: String,
    /// Whether the array is in Fortran order: the first dimension varies fastest.
    pub is_fortran_order: bool,
    /// The length of each dimension.
    pub shape: Vec<usize>,
}

impl Header {
    /// Reads the header of the array called `name`.
    pub(super) fn read(name: &str, input: &mut dyn Read) -> Result<Self, ArraysError> {
        let wrong_format = || ArraysError::WrongFormat("NPY");
        let failed = |error| read_error(name, &error);
        let mut start = [0; 8];
        match input.read_exact(&mut start[..6]) {
            Ok(()) if start.starts_with(b"\x93NUMPY") => {}
            _ => return Err(wrong_format()),
        }
        input.read_exact(&mut start[6..]).map_err(failed)?;
        let mut length = [0; 4];
        let length_bytes = if start[6] == 1 { 2 } else { 4 };
        input
            .read_exact(&mut length[..length_bytes])
            .map_err(failed)?;
        let length = u64::from(u32::from_le_bytes(length));
        if length > MAX_HEADER_BYTES {
            return Err(wrong_format());
        }
        let mut header = Vec::new();
        input
            .take(length)
            .read_to_end(&mut header)
            .map_err(failed)?;
        if (header.len() as u64) < length {
            return Err(failed(ErrorKind::UnexpectedEof.into()));
        }
        let header = std::str::from_utf8(&header).map_err(|_| wrong_format())?;
        let element_type = value_of(header, "descr").ok_or_else(wrong_format)?;
        Ok(Self {
            name: name.to_owned(),
            element_type: element_type.trim_matches(['\'', '"']).to_owned(),
            is_fortran_order: value_of(header, "fortran_order").ok_or_else(wrong_format)? == "True",
            shape: shape_of(header).ok_or_else(wrong_format)?,
        })
    }

    /// Whether the elements are integers or booleans.
    pub(super) fn is_integer(&self) -> bool {
        let element_type = self.element_type.trim_start_matches(BYTE_ORDERS);
        element_type.starts_with(['i', 'u', 'b'])
    }

    /// Whether the elements are text.
    pub(super) fn is_text(&self) -> bool {
        self.text_layout().is_some()
    }

    /// The number of characters of each text element, and whether a character takes four bytes (`U`) or one (`S`); none
    /// for other types.
    fn text_layout(&self) -> Option<(usize, bool)> {
        let element_type = self.element_type.trim_start_matches(BYTE_ORDERS);
        let (characters, is_wide) = match element_type.strip_prefix('U') {
            Some(characters) => (characters, true),
            None => (element_type.strip_prefix('S')?, false),
        };
        Some((characters.parse().ok()?, is_wide))
    }

    /// The number of elements, each of `size` bytes, checked against the limits.
    fn checked_count(&self, size: usize, limits: ReadLimits) -> Result<usize, ArraysError> {
        let mut lengths = self.shape.iter().map(|length| *length as u64);
        let count = lengths.try_fold(1, u64::checked_mul);
        match count {
            Some(count) if count <= limits.max_elements => {
                let bytes = count.checked_mul(size as u64);
                match bytes.is_none() || limits.bytes.is_some_and(|left| bytes > Some(left)) {
                    true => Err(read_error(&self.name, &ErrorKind::UnexpectedEof.into())),
                    false => Ok(count as usize),
                }
            }
            Some(count) => Err(ArraysError::TooMany {
                array: self.name.clone(),
                count,
                limit: limits.max_elements,
            }),
            None => Err(self.overflow_error()),
        }
    }

    /// The error for a shape whose number of elements overflows.
    pub(super) fn overflow_error(&self) -> ArraysError {
        ArraysError::Overflow {
            array: self.name.clone(),
            shape: excerpt(&format!("{:?}", self.shape)),
        }
    }

    /// The memory that the elements need as `f64`, in bytes.
    pub(super) fn bytes_in_memory(&self) -> u64 {
        let lengths = self.shape.iter().map(|length| *length as u64);
        lengths.fold(size_of::<f64>() as u64, u64::saturating_mul)
    }

    /// Reads the numbers after the header: booleans, integers and floats of 1 to 8 bytes, in either byte order. A
    /// two-dimensional array in Fortran order is converted to row-major order; other arrays keep the order of the file.
    pub(super) fn read_numbers(
        self,
        input: &mut dyn Read,
        limits: ReadLimits,
    ) -> Result<Array, ArraysError> {
        let decoder = self.decoder()?;
        let count = self.checked_count(decoder.element_bytes, limits)?;
        let mut values = memory::reserve(&self.name, count as u64, SIZE_ADVICE)?;
        match self.shape[..] {
            [rows, columns] if self.is_fortran_order => {
                values.resize(count, 0.0);
                let (mut chunk, mut at) = (Vec::new(), 0);
                for_each_chunk(&self.name, input, count, decoder.element_bytes, |bytes| {
                    decoder.decode(bytes, &mut chunk);
                    for number in chunk.drain(..) {
                        values[at % rows * columns + at / rows] = number;
                        at += 1;
                    }
                    Ok(())
                })?;
            }
            _ => for_each_chunk(&self.name, input, count, decoder.element_bytes, |bytes| {
                decoder.decode(bytes, &mut values);
                Ok(())
            })?,
        }
        Ok(Array {
            values,
            name: self.name,
            shape: self.shape,
        })
    }

    /// Reads the numbers after the header in the order of the file and passes them to `take` in batches of
    /// `batch_numbers` (the last may be smaller), so that the whole array is never in memory.
    pub(super) fn for_each_batch(
        self,
        input: &mut dyn Read,
        limits: ReadLimits,
        batch_numbers: usize,
        mut take: impl FnMut(&[f64]),
    ) -> Result<(), ArraysError> {
        let decoder = self.decoder()?;
        let count = self.checked_count(decoder.element_bytes, limits)?;
        let mut values = Vec::with_capacity(batch_numbers + CHUNK_BYTES);
        for_each_chunk(&self.name, input, count, decoder.element_bytes, |bytes| {
            decoder.decode(bytes, &mut values);
            while values.len() >= batch_numbers {
                take(&values[..batch_numbers]);
                values.drain(..batch_numbers);
            }
            Ok(())
        })?;
        if !values.is_empty() {
            take(&values);
        }
        Ok(())
    }

    fn decoder(&self) -> Result<Decoder, ArraysError> {
        let found = number_type(&self.element_type);
        let (element_bytes, to_number) = found.ok_or_else(|| ArraysError::ElementType {
            array: self.name.clone(),
            found: self.element_type.chars().take(24).collect(),
        })?;
        Ok(Decoder {
            element_bytes,
            to_number,
            is_big_endian: self.element_type.starts_with('>'),
            is_little_endian_f64: element_bytes == 8
                && !self.element_type.starts_with('>')
                && self.element_type.ends_with("f8"),
        })
    }

    /// Reads the text after the header (NumPy's types U and S), without padding and surrounding whitespace.
    pub(super) fn read_text(
        self,
        input: &mut dyn Read,
        limits: ReadLimits,
    ) -> Result<Words, ArraysError> {
        let (characters, is_wide) = self.text_layout().unwrap_or_default();
        let size = characters
            .saturating_mul(if is_wide { 4 } else { 1 })
            .max(1);
        if characters == 0 || size > CHUNK_BYTES {
            return Err(ArraysError::ElementType {
                array: self.name,
                found: self.element_type.chars().take(24).collect(),
            });
        }
        let count = self.checked_count(size, limits)?;
        let mut words = WordsBuilder::default();
        let mut row = 0;
        for_each_chunk(&self.name, input, count, size, |bytes| {
            for word in bytes.chunks_exact(size) {
                let character = |bytes: &[u8; 4]| {
                    let code = match self.element_type.starts_with('>') {
                        true => u32::from_be_bytes(*bytes),
                        false => u32::from_le_bytes(*bytes),
                    };
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                };
                let text: String = match is_wide {
                    true => word.as_chunks::<4>().0.iter().map(character).collect(),
                    false => String::from_utf8_lossy(word).into_owned(),
                };
                row += 1;
                words.push(text.trim_end_matches('\0').trim(), row);
            }
            Ok(memory::check_bytes(&self.name, words.bytes(), SIZE_ADVICE)?)
        })?;
        Ok(words.finish())
    }
}

/// Converts the bytes of elements to numbers.
struct Decoder {
    /// The size of an element in bytes.
    element_bytes: usize,
    /// Converts a little-endian element, padded with zeros to 8 bytes.
    to_number: fn([u8; 8]) -> f64,
    /// Whether the byte order is big-endian.
    is_big_endian: bool,
    /// Whether the bytes are those of a little-endian `f64`.
    is_little_endian_f64: bool,
}

impl Decoder {
    fn decode(&self, bytes: &[u8], values: &mut Vec<f64>) {
        if self.is_little_endian_f64 {
            let (numbers, _) = bytes.as_chunks::<8>();
            values.extend(numbers.iter().map(|number| f64::from_le_bytes(*number)));
            return;
        }
        values.extend(bytes.chunks_exact(self.element_bytes).map(|number| {
            let mut bytes = [0; 8];
            bytes[..self.element_bytes].copy_from_slice(number);
            if self.is_big_endian {
                bytes[..self.element_bytes].reverse();
            }
            (self.to_number)(bytes)
        }));
    }
}

/// Reads `count` elements of `size` bytes and passes them to `take`, one chunk at a time.
fn for_each_chunk(
    name: &str,
    input: &mut dyn Read,
    count: usize,
    size: usize,
    mut take: impl FnMut(&[u8]) -> Result<(), ArraysError>,
) -> Result<(), ArraysError> {
    let mut chunk = vec![0; CHUNK_BYTES - CHUNK_BYTES % size];
    let mut left = count * size;
    while left > 0 {
        let bytes = chunk.len().min(left);
        input
            .read_exact(&mut chunk[..bytes])
            .map_err(|error| read_error(name, &error))?;
        take(&chunk[..bytes])?;
        left -= bytes;
    }
    Ok(())
}

fn read_error(array: &str, error: &io::Error) -> ArraysError {
    match error.kind() {
        ErrorKind::UnexpectedEof => ArraysError::Truncated {
            array: array.to_owned(),
        },
        _ => ArraysError::ReadFailed {
            array: array.to_owned(),
            problem: error.to_string(),
        },
    }
}

/// The byte-order characters of NumPy's types.
const BYTE_ORDERS: [char; 4] = ['<', '>', '|', '='];

/// The size of an element type in bytes, and the conversion of its little-endian bytes to a number; none if the type is
/// not supported.
fn number_type(element_type: &str) -> Option<(usize, fn([u8; 8]) -> f64)> {
    let element_type = element_type.trim_start_matches(BYTE_ORDERS);
    Some(match element_type {
        "f8" => (8, f64::from_le_bytes),
        "f4" => (4, |b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]).into()),
        "f2" => (2, |b| half(u16::from_le_bytes([b[0], b[1]]))),
        "i8" => (8, |b| i64::from_le_bytes(b) as f64),
        "u8" => (8, |b| u64::from_le_bytes(b) as f64),
        "i4" => (4, |b| i32::from_le_bytes([b[0], b[1], b[2], b[3]]).into()),
        "u4" => (4, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]).into()),
        "i2" => (2, |b| i16::from_le_bytes([b[0], b[1]]).into()),
        "u2" => (2, |b| u16::from_le_bytes([b[0], b[1]]).into()),
        "i1" => (1, |b| i8::from_le_bytes([b[0]]).into()),
        "u1" | "b1" => (1, |b| b[0].into()),
        _ => return None,
    })
}

/// Converts an IEEE 754 binary16 number.
pub(super) fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// The text after the quoted key and a colon, up to the next comma or closing brace.
fn value_of<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = header
        .split_once(&format!("'{key}':"))
        .or_else(|| header.split_once(&format!("\"{key}\":")))?;
    rest.split([',', '}']).next().map(str::trim)
}

fn shape_of(header: &str) -> Option<Vec<usize>> {
    let (_, rest) = header.split_once("'shape':")?;
    let (inside, _) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    (inside.split(',').map(str::trim))
        .filter(|length| !length.is_empty())
        .map(|length| length.parse().ok())
        .collect()
}

/// Encodes a `.npy` file as NumPy does. `shape` is a tuple as Python writes it, `(2, 3)`.
#[cfg(any(test, feature = "native"))]
pub(super) fn encode_npy(
    element_type: &str,
    is_fortran_order: bool,
    shape: &str,
    data: &[u8],
) -> Vec<u8> {
    let order = if is_fortran_order { "True" } else { "False" };
    let mut header =
        format!("{{'descr': '{element_type}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    // A shape is much shorter than 64 KiB.
    let length = (header.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
}

#[cfg(test)]
mod tests;
