use std::{
    io::{Cursor, Read},
    path::Path,
};

use super::{FileError, grid_csv::parse_grid, npy::parse_npy, read_bytes, read_text};

/// An array of numbers in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Its name in the file; `z` where there is one array without a name.
    pub name: String,
    /// Its lengths along each direction.
    pub shape: Vec<usize>,
    /// Row after row. Not finite where there is no number.
    pub values: Vec<f64>,
}

/// The arrays of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrays(pub Vec<Array>);

/// What is wrong with a file of arrays.
#[derive(Debug, thiserror::Error)]
pub enum ArraysError {
    /// It does not begin as it should.
    #[error("is no {0} file")]
    Foreign(&'static str),
    /// Numbers of a kind that is not read.
    #[error(
        "{array}: numbers of type {found} cannot be read; save it as float64 (numpy: z.astype(float))"
    )]
    Type {
        /// The name of the array.
        array: String,
        /// As NumPy writes it: `<c16`.
        found: String,
    },
    /// Fewer numbers than the shape says.
    #[error("{array}: the file ends early; save it again")]
    Short {
        /// The name of the array.
        array: String,
    },
    /// More numbers than can be used.
    #[error(
        "{array}: {count} numbers are more than the {MOST_NUMBERS} that can be used; thin it out, such as z[::4, ::4]"
    )]
    TooMany {
        /// The name of the array.
        array: String,
        /// How many.
        count: u64,
    },
    /// The archive is damaged or of a kind that is not read.
    #[error("cannot be unpacked ({0}); save it with numpy.savez")]
    Archive(String),
    /// A CSV file whose rows have different lengths.
    #[error("row {row} has {found} cells where the first row has {expected}")]
    Ragged {
        /// From 1.
        row: u64,
        /// Cells in this row.
        found: usize,
        /// Cells in the first row.
        expected: usize,
    },
    /// A cell that is no number and not empty.
    #[error(
        "row {row}, column {column}: \"{cell}\" is not a number; leave the cell empty where a height is missing"
    )]
    NotANumber {
        /// From 1.
        row: u64,
        /// From 1.
        column: usize,
        /// What stands there, shortened.
        cell: String,
    },
    /// There is nothing to read.
    #[error("holds no numbers")]
    Empty,
}

/// The most numbers in one array.
pub const MOST_NUMBERS: u64 = 4_000_000;

impl Arrays {
    /// The array of a name.
    pub fn get(&self, name: &str) -> Option<&Array> {
        self.0.iter().find(|array| array.name == name)
    }
}

/// Reads arrays from a file: `.npy` (one array, `z`), `.npz` (several, plain or compressed), anything else as CSV.
///
/// In CSV, each line is a row; cells that are empty or say `nan`, `na`, `null` or `inf` are missing. Where the first cell
/// of the first row is empty or text that says none of these, the rest of that row is the array `x` and the rest of the
/// first column the array `y`; else every cell belongs to `z`.
///
/// # Errors
/// Files that cannot be read, damaged ones, numbers of other types than whole or floating ones, too many of them, ragged
/// rows and text among numbers.
pub fn read_arrays(path: &Path) -> Result<Arrays, FileError> {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    let read = match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("npy") => parse_npy("z", &read_bytes(path)?).map(|array| Arrays(vec![array])),
        Some("npz") => parse_npz(&read_bytes(path)?),
        _ => parse_grid(&read_text(path)?),
    };
    read.map_err(|source| FileError::Arrays {
        path: path.into(),
        source,
    })
}

fn parse_npz(bytes: &[u8]) -> Result<Arrays, ArraysError> {
    let broken = |error: &dyn std::fmt::Display| ArraysError::Archive(error.to_string());
    if !bytes.starts_with(b"PK") {
        return Err(ArraysError::Foreign("NPZ"));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut arrays = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| broken(&error))?;
        let name = file.name().map_err(|error| broken(&error))?.into_owned();
        let Some(name) = name.strip_suffix(".npy") else {
            continue;
        };
        // An archive may claim any size; no more than can be used is unpacked.
        let most = 8 * MOST_NUMBERS + (1 << 16);
        let mut unpacked = Vec::new();
        file.take(most)
            .read_to_end(&mut unpacked)
            .map_err(|error| broken(&error))?;
        arrays.push(parse_npy(name, &unpacked)?);
    }
    if arrays.is_empty() {
        return Err(ArraysError::Empty);
    }
    Ok(Arrays(arrays))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{super::npy::written, *};

    fn archive(method: zip::CompressionMethod) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        for (name, shape, values) in [
            (
                "loss.npy",
                "(2, 3)",
                &[1.0, 2.0, 3.0, 4.0, f64::NAN, 6.0][..],
            ),
            ("alpha.npy", "(3,)", &[-1.0, 0.0, 1.0]),
        ] {
            let bytes: Vec<u8> = values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            archive.start_file(name, options).unwrap();
            archive
                .write_all(&written("<f8", false, shape, &bytes))
                .unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_holds_arrays_by_name_compressed_or_not() {
        for method in [
            zip::CompressionMethod::Stored,
            zip::CompressionMethod::Deflated,
        ] {
            let arrays = parse_npz(&archive(method)).unwrap();
            assert_eq!(arrays.get("alpha").unwrap().values, [-1.0, 0.0, 1.0]);
            let loss = arrays.get("loss").unwrap();
            assert_eq!(loss.shape, [2, 3]);
            assert!(loss.values[4].is_nan() && loss.values[5] == 6.0);
        }
    }

    #[test]
    fn damaged_archives_are_refused() {
        let whole = archive(zip::CompressionMethod::Deflated);
        for end in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
            assert!(parse_npz(&whole[..end]).is_err(), "{end}");
        }
        assert!(
            parse_npz(b"PK")
                .unwrap_err()
                .to_string()
                .contains("cannot be unpacked")
        );
    }
}
