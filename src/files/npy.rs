//! NumPy's format of one array, versions 1 to 3: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

use super::arrays::{Array, ArraysError, MOST_NUMBERS};

/// Reads the text of a `.npy` file. Whole and floating numbers of 1 to 8 bytes are taken, and truth values, in either
/// byte order; arrays in Fortran's order are turned into rows.
pub(super) fn parse_npy(name: &str, bytes: &[u8]) -> Result<Array, ArraysError> {
    let foreign = || ArraysError::Foreign("NPY");
    let short = || ArraysError::Short {
        array: name.to_owned(),
    };
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or_else(foreign)?;
    let (&[major, _], rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
    let (length, rest) = match major {
        1 => {
            let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
            (usize::from(u16::from_le_bytes(*length)), rest)
        }
        _ => {
            let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
            (u32::from_le_bytes(*length) as usize, rest)
        }
    };
    let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
    let header = std::str::from_utf8(header).map_err(|_| foreign())?;
    let kind = value_of(header, "descr").ok_or_else(foreign)?;
    let kind = kind.trim_matches(['\'', '"']);
    let columns_first = value_of(header, "fortran_order").ok_or_else(foreign)? == "True";
    let shape = shape_of(header).ok_or_else(foreign)?;
    let count = (shape.iter()).try_fold(1u64, |count, &length| count.checked_mul(length as u64));
    let count = count.unwrap_or(u64::MAX);
    if count > MOST_NUMBERS {
        return Err(ArraysError::TooMany {
            array: name.to_owned(),
            count,
        });
    }
    let count = count as usize;
    let (size, read) = reader(kind).ok_or_else(|| ArraysError::Type {
        array: name.to_owned(),
        found: kind.chars().take(24).collect(),
    })?;
    let data = data.get(..count * size).ok_or_else(short)?;
    let little = !kind.starts_with('>');
    let values: Vec<f64> = (data.chunks_exact(size))
        .map(|number| {
            let mut bytes = [0; 8];
            bytes[..size].copy_from_slice(number);
            if !little {
                bytes[..size].reverse();
            }
            read(bytes)
        })
        .collect();
    let values = match shape[..] {
        [rows, columns] if columns_first => (0..count)
            .map(|k| values[(k % columns) * rows + k / columns])
            .collect(),
        _ => values,
    };
    Ok(Array {
        name: name.to_owned(),
        shape,
        values,
    })
}

/// The bytes of a number of this type, and what they mean with the lowest byte first.
fn reader(kind: &str) -> Option<(usize, fn([u8; 8]) -> f64)> {
    let kind = kind.trim_start_matches(['<', '>', '|', '=']);
    Some(match kind {
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

/// A number of 16 bits (IEEE 754 binary16).
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// The text after `'key':`, up to the next comma.
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

/// A `.npy` file as NumPy writes it.
#[cfg(test)]
pub(super) fn written(kind: &str, columns_first: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if columns_first { "True" } else { "False" };
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> String {
        parse_npy("z", bytes).unwrap_err().to_string()
    }

    #[test]
    fn numbers_of_every_size_and_order_are_read() {
        let read = |kind: &str, data: &[u8]| {
            parse_npy("z", &written(kind, false, "(2,)", data))
                .unwrap()
                .values
        };
        let both = |a: &[u8], b: &[u8]| [a, b].concat();
        assert_eq!(
            read(
                "<f8",
                &both(&1.5f64.to_le_bytes(), &(-2.0f64).to_le_bytes())
            ),
            [1.5, -2.0]
        );
        assert_eq!(
            read(">f4", &both(&1.5f32.to_be_bytes(), &0.25f32.to_be_bytes())),
            [1.5, 0.25]
        );
        assert_eq!(
            read("<i8", &both(&(-7i64).to_le_bytes(), &9i64.to_le_bytes())),
            [-7.0, 9.0]
        );
        assert_eq!(
            read(">i2", &both(&(-300i16).to_be_bytes(), &5i16.to_be_bytes())),
            [-300.0, 5.0]
        );
        assert_eq!(read("|u1", &[255, 1]), [255.0, 1.0]);
        assert_eq!(read("|b1", &[0, 1]), [0.0, 1.0]);
        // 1.5 and −2⁻²⁴, the smallest of 16 bits.
        assert_eq!(
            read("<f2", &[0x00, 0x3e, 0x01, 0x80]),
            [1.5, -(2f64.powi(-24))]
        );
    }

    #[test]
    fn columns_first_is_turned_into_rows_first() {
        let bytes = written("|u1", true, "(2, 3)", &[1, 4, 2, 5, 3, 6]);
        let array = parse_npy("z", &bytes).unwrap();
        assert_eq!(array.shape, [2, 3]);
        assert_eq!(array.values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn what_is_no_array_of_numbers_is_refused_in_one_line() {
        assert_eq!(message(b"hello"), "is no NPY file");
        let complex = written("<c16", false, "(1,)", &[0; 16]);
        assert!(message(&complex).contains("type <c16 cannot be read"));
        let short = written("<f8", false, "(3, 3)", &[0; 8]);
        assert_eq!(message(&short), "z: the file ends early; save it again");
        let huge = written("<f8", false, "(99999999999, 99999999999)", &[]);
        assert!(message(&huge).contains("thin it out"));
        let objects = written("|O", false, "(1,)", &[]);
        assert!(message(&objects).contains("type |O"));
        let whole = written("<f8", false, "(1,)", &[0; 8]);
        for end in 0..whole.len() {
            assert!(parse_npy("z", &whole[..end]).is_err(), "{end}");
        }
    }
}
