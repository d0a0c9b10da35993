use std::path::Path;

use super::{
    FileError,
    grid_csv::parse_grid,
    npy::{Bounds, FEWER, Header},
    npz::Npz,
    regular::open,
    signature::{Kind, kind_of},
    text::rest_as_text,
};
use crate::math::memory::{self, MOST_BYTES, MemoryError};

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
        "{array}: {count} numbers are more than the {most} that can be used; thin it out, such as z[::4, ::4]"
    )]
    TooMany {
        /// The name of the array.
        array: String,
        /// How many.
        count: u64,
        /// How many can be used.
        most: u64,
    },
    /// A shape of more numbers than fit into a file.
    #[error("{array}: no file can hold as many numbers as its shape says, {shape}; save it again")]
    Overflow {
        /// The name of the array.
        array: String,
        /// Its lengths along each direction.
        shape: String,
    },
    /// The numbers end in an error.
    #[error("{array}: cannot be read to its end ({problem}); save it again")]
    Broken {
        /// The name of the array.
        array: String,
        /// What the system or the archive said.
        problem: String,
    },
    /// The archive is damaged or of a kind that is not read.
    #[error("cannot be unpacked ({0}); save it with numpy.savez")]
    Archive(String),
    /// More memory than is allowed or than there is.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// A CSV file whose rows have different lengths.
    #[error("row {row} has {found} cell{} where {expected} are expected, as in the first row", if *.found == 1 { "" } else { "s" })]
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

/// Reads arrays from a file: NPY (one array, `z`) and NPZ (several, plain or compressed), known by their first bytes or
/// their ending; anything else as CSV.
///
/// In CSV, each line is a row; cells that are empty or say `nan`, `na`, `null` or `inf` are missing. Where the first cell
/// of the first row is empty or text that says none of these, the rest of that row is the array `x` and the rest of the
/// first column the array `y`; else every cell belongs to `z`.
///
/// # Errors
/// Files that cannot be read, files of a known kind that is not read, damaged ones, numbers of other types than whole or
/// floating ones, too many of them, ragged rows and text among numbers.
pub fn read_arrays(path: &Path) -> Result<Arrays, FileError> {
    let (mut file, length) = open(path)?;
    let read = match kind_of(path, &mut file)? {
        Kind::Npy => Header::read("z", &mut file)
            .and_then(|header| header.numbers(&mut file, heights(length)))
            .map(|array| Arrays(vec![array])),
        Kind::Npz => Npz::open(file).and_then(grids),
        Kind::Parquet => Err(ArraysError::Foreign("CSV, NPY or NPZ")),
        Kind::Text => parse_grid(&rest_as_text(path, file, length, MOST_BYTES)?),
    };
    read.map_err(|source| FileError::Arrays {
        path: path.into(),
        source,
    })
}

/// The names and the shapes of the arrays of an NPZ file.
///
/// # Errors
/// The file cannot be read, or is none.
pub fn array_shapes(path: &Path) -> Result<Vec<(String, Vec<usize>)>, FileError> {
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

fn heights(bytes: Option<u64>) -> Bounds {
    Bounds {
        numbers: MOST_NUMBERS,
        bytes,
    }
}

fn grids<R: std::io::Read + std::io::Seek>(mut archive: Npz<R>) -> Result<Arrays, ArraysError> {
    let headers = archive.headers()?;
    let bytes = headers.iter().map(|(_, header)| header.bytes_in_memory());
    let bytes = bytes.fold(0, u64::saturating_add);
    memory::check_bytes("the archive", bytes, FEWER)?;
    let mut arrays = Vec::new();
    for (index, _) in headers {
        arrays.push(archive.array(index, |header, input, bytes| {
            header.numbers(input, heights(bytes))
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
        super::npz::{self, written},
        *,
    };

    fn read(bytes: &[u8]) -> Result<Arrays, ArraysError> {
        Npz::open(Cursor::new(bytes)).and_then(grids)
    }

    #[test]
    fn an_archive_holds_arrays_by_name_compressed_or_not() {
        for method in npz::METHODS {
            let arrays = read(&written(method)).unwrap();
            assert_eq!(arrays.get("alpha").unwrap().values, [-1.0, 0.0, 1.0]);
            let loss = arrays.get("loss").unwrap();
            assert_eq!(loss.shape, [2, 3]);
            assert!(loss.values[4].is_nan() && loss.values[5] == 6.0);
        }
    }

    #[test]
    fn damaged_archives_are_refused() {
        let whole = written(npz::METHODS[1]);
        for end in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
            assert!(read(&whole[..end]).is_err(), "{end}");
        }
        let message = read(b"PK").unwrap_err().to_string();
        assert!(message.contains("cannot be unpacked"), "{message}");
    }
}
