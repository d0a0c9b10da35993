use std::path::Path;

use super::{
    FileError,
    grid_csv::parse_grid,
    npy::{Header, ReadLimits, SIZE_ADVICE},
    npz::Npz,
    regular::open,
    signature::{FileFormat, detect_format},
    text::rest_as_text,
};
use crate::math::memory::{self, MAX_BYTES, MemoryError};

/// An array of numbers in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The name in the file; in files without names `z`, and `x` and `y` for the axes of a CSV file.
    pub name: String,
    /// The length of each dimension.
    pub shape: Vec<usize>,
    /// In row-major order; arrays of three or more dimensions keep the order of the file. NaN and infinite values are
    /// missing.
    pub values: Vec<f64>,
}

/// The arrays of a file, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrays(pub Vec<Array>);

/// Why a file of arrays cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArraysError {
    /// The file is not in the expected format, or in one of several; holds their names.
    #[error("is not a valid {0} file")]
    WrongFormat(&'static str),
    /// The element type is not supported.
    #[error(
        "{array}: numbers of type {found} cannot be read; save it as float64 (numpy: z.astype(float))"
    )]
    ElementType {
        /// The array, by its name in the file.
        array: String,
        /// The type as NumPy writes it, such as `<c16`.
        found: String,
    },
    /// The file ends before all elements that the header declares.
    #[error("{array}: the file ends early; save it again")]
    Truncated {
        /// The array, by its name in the file.
        array: String,
    },
    /// The array holds more numbers than the limit.
    #[error(
        "{array}: {count} numbers exceed the limit of {limit}; thin it out, for example with z[::4, ::4]"
    )]
    TooMany {
        /// The array, by its name in the file.
        array: String,
        /// The number of elements that the shape declares.
        count: u64,
        /// The limit.
        limit: u64,
    },
    /// The number of elements that the shape declares does not fit into 64 bits.
    #[error("{array}: the shape {shape} declares more numbers than a file can hold; save it again")]
    Overflow {
        /// The array, by its name in the file.
        array: String,
        /// The declared shape.
        shape: String,
    },
    /// Reading the numbers failed.
    #[error("{array}: cannot be read to its end ({problem}); save it again")]
    ReadFailed {
        /// The array, by its name in the file.
        array: String,
        /// The message of the system or of the archive library.
        problem: String,
    },
    /// The archive is damaged or uses an unsupported compression.
    #[error("cannot be unpacked ({0}); save it with numpy.savez")]
    Archive(String),
    /// The file needs more memory than is allowed or available.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The rows of a CSV file have different lengths.
    #[error("row {row} has {found} cell{} where {expected} are expected, as in the first row", if *.found == 1 { "" } else { "s" })]
    Ragged {
        /// The line in the file, from 1.
        row: u64,
        /// The number of cells in this row.
        found: usize,
        /// The number of cells in the first row.
        expected: usize,
    },
    /// A CSV cell is neither empty nor a number.
    #[error(
        "row {row}, column {column}: \"{cell}\" is not a number; leave the cell empty where a height is missing"
    )]
    NotANumber {
        /// The line in the file, from 1.
        row: u64,
        /// The column, from 1.
        column: usize,
        /// The text of the cell, shortened.
        cell: String,
    },
    /// The file holds no numbers.
    #[error("holds no numbers")]
    Empty,
}

/// The maximum number of elements of an array of heights.
pub(super) const MAX_ELEMENTS: u64 = 4_000_000;

impl Arrays {
    /// Returns the array with this name.
    pub fn get(&self, name: &str) -> Option<&Array> {
        self.0.iter().find(|array| array.name == name)
    }
}

/// Reads arrays from a file: NPY (one array, `z`) or NPZ (several, compressed or not), detected by the first bytes or
/// the extension. Parquet is rejected, and anything else is read as CSV.
///
/// In CSV, each line is a row; cells that are empty or hold `na`, `n/a`, `nan`, `null`, `?`, `inf` or `-inf` are missing.
/// If the first cell is empty or a label, the rest of the first row is `x`, the rest of the first column `y`, and the
/// other cells are `z`; otherwise all cells are `z`.
///
/// # Errors
/// The file cannot be read, is damaged, is of an unsupported format or element type, or exceeds the limits; CSV rows
/// are ragged or hold text.
pub fn read_arrays(path: &Path) -> Result<Arrays, FileError> {
    let (mut file, length) = open(path)?;
    let read = match detect_format(path, &mut file)? {
        FileFormat::Npy => Header::read("z", &mut file)
            .and_then(|header| header.read_numbers(&mut file, height_limits(length)))
            .map(|array| Arrays(vec![array])),
        FileFormat::Npz => Npz::open(file).and_then(read_archive),
        FileFormat::Parquet => Err(ArraysError::WrongFormat("CSV, NPY or NPZ")),
        FileFormat::Text => parse_grid(&rest_as_text(path, file, length, MAX_BYTES)?),
    };
    read.map_err(|source| FileError::Arrays {
        path: path.into(),
        source,
    })
}

/// Returns the names and the shapes of the arrays of an NPZ file without reading their numbers.
///
/// # Errors
/// The file cannot be read, is not an NPZ archive or is damaged.
pub(crate) fn array_shapes(path: &Path) -> Result<Vec<(String, Vec<usize>)>, FileError> {
    let (file, _) = open(path)?;
    let headers = Npz::open(file).and_then(|mut archive| archive.headers());
    let headers = headers.map_err(|source| FileError::Arrays {
        path: path.into(),
        source,
    })?;
    let shapes = headers
        .into_iter()
        .map(|(_, header)| (header.name, header.shape));
    Ok(shapes.collect())
}

/// The limits for an array of heights in a file of this size.
fn height_limits(bytes: Option<u64>) -> ReadLimits {
    ReadLimits {
        max_elements: MAX_ELEMENTS,
        bytes,
    }
}

fn read_archive<R: std::io::Read + std::io::Seek>(
    mut archive: Npz<R>,
) -> Result<Arrays, ArraysError> {
    let headers = archive.headers()?;
    let bytes = headers.iter().map(|(_, header)| header.bytes_in_memory());
    let bytes = bytes.fold(0, u64::saturating_add);
    memory::check_bytes("the archive", bytes, SIZE_ADVICE)?;
    let mut arrays = Vec::new();
    for (index, _) in headers {
        arrays.push(archive.read_array(index, |header, input, bytes| {
            header.read_numbers(input, height_limits(bytes))
        })?);
    }
    if arrays.is_empty() {
        return Err(ArraysError::Empty);
    }
    Ok(Arrays(arrays))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{
        super::npz::{self, example_npz},
        *,
    };

    fn read(bytes: &[u8]) -> Result<Arrays, ArraysError> {
        Npz::open(Cursor::new(bytes)).and_then(read_archive)
    }

    #[test]
    fn an_archive_holds_arrays_by_name_compressed_or_not() {
        for method in npz::METHODS {
            let arrays = read(&example_npz(method)).unwrap();
            assert_eq!(arrays.get("alpha").unwrap().values, [-1.0, 0.0, 1.0]);
            let loss = arrays.get("loss").unwrap();
            assert_eq!(loss.shape, [2, 3]);
            assert!(loss.values[4].is_nan() && loss.values[5] == 6.0);
        }
    }

    #[test]
    fn damaged_archives_are_refused() {
        let whole = example_npz(npz::METHODS[1]);
        for end in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
            assert!(read(&whole[..end]).is_err(), "{end}");
        }
        let message = read(b"PK").unwrap_err().to_string();
        assert!(message.contains("cannot be unpacked"), "{message}");
    }
}
