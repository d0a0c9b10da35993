//! Reading a person's data as a table, whatever they are stored in.

mod csv;
mod numpy;
mod parquet;
mod vectors;

use std::{
    io::Cursor,
    path::{Path, PathBuf},
};

use self::csv::Style;
pub(super) use self::vectors::metadata_of;
pub use self::{csv::parse_table, parquet::ParquetError};
use super::{ArraysError, FileError, npz::Npz, read_text, regular::open, text::ending};
use crate::math::table::Table;

/// What is wrong with a file of data. Rows count from 1, the header included, as an editor or a spreadsheet shows them;
/// columns are named by number and, where there is a header, by name.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There are no rows at all, or a header alone.
    #[error("holds no data; at least two rows of numbers are needed")]
    Empty,
    /// One row says nothing about how data varies.
    #[error("holds one row of data; at least two are needed")]
    OneRow,
    /// A cell among numbers is none.
    #[error("row {row}, {column}: \"{cell}\" {problem}")]
    NotANumber {
        /// From 1.
        row: u64,
        /// Number and name.
        column: String,
        /// What stands there, shortened.
        cell: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A row is longer or shorter than the first.
    #[error("row {row} has {found} cells where the first row has {expected}")]
    Ragged {
        /// From 1.
        row: u64,
        /// Cells in this row.
        found: usize,
        /// Cells in the first row.
        expected: usize,
    },
    /// Entries in an order that makes no rows.
    #[error(
        "{array}: {directions} directions in Fortran's order make no rows; save numpy.ascontiguousarray of it"
    )]
    Shape {
        /// The array.
        array: String,
        /// How many.
        directions: usize,
    },
    /// Metadata that do not belong to the vectors.
    #[error(
        "has {found} rows for {expected} vectors; the first row is a header where there are two columns or more"
    )]
    Metadata {
        /// Rows.
        found: usize,
        /// Vectors.
        expected: usize,
    },
    /// Arrays that are damaged or of a kind that is not read.
    #[error(transparent)]
    Arrays(#[from] ArraysError),
    /// A Parquet file that is damaged or of a kind that is not read.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

/// The endings of files that are data and nothing else.
pub const DATA_ENDINGS: [&str; 6] = ["csv", "tsv", "npy", "npz", "parquet", "pq"];

/// How a table was stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Format {
    /// Text in cells.
    Text {
        /// What stands between cells.
        separator: char,
        /// Whether the first row holds names.
        header: bool,
        /// Whether numbers have a decimal comma.
        comma: bool,
    },
    /// NumPy's arrays.
    Arrays {
        /// Those that the table holds: name, type as NumPy writes it, shape.
        read: Vec<(String, String, Vec<usize>)>,
        /// Names of those that do not fit beside them.
        left_out: Vec<String>,
    },
    /// Columns of Apache Parquet.
    Parquet {
        /// The program that wrote the file, as it says.
        writer: Option<String>,
        /// Names of the columns that are not read, and what they hold.
        left_out: Vec<String>,
    },
    /// A file of vectors and one that says something about each, as the Embedding Projector has them.
    Vectors {
        /// The second file.
        metadata: PathBuf,
    },
    /// A set inside the program.
    BuiltIn,
    /// Numbers of chance.
    Generated,
}

/// Reads a file of data: `.npy` (two directions: rows and columns), `.npz`, `.parquet`, anything else as CSV. A `.tsv` file of vectors is
/// read with its metadata, which are looked for beside it where they are not named.
///
/// # Errors
/// A file cannot be read, or is no table of at least two rows; the message holds the path.
pub fn read_table(path: &Path, metadata: Option<&Path>) -> Result<(Table, Format), FileError> {
    let read_alone = || read_alone(path);
    let beside = metadata
        .map(Path::to_owned)
        .or_else(|| vectors::metadata_of(path));
    let Some(metadata) = beside else {
        return read_alone();
    };
    let (table, _) = read_alone()?;
    let described = vectors::describe(table, &read_text(&metadata, u64::MAX)?);
    let described = described.map_err(|source| FileError::Table {
        path: metadata.clone(),
        source,
    })?;
    Ok((described, Format::Vectors { metadata }))
}

/// Reads the bytes of a `.npz` file as a table.
pub(super) fn parse_npz(bytes: &[u8]) -> Result<Table, TableError> {
    let archive = Npz::open((Cursor::new(bytes), Some(bytes.len() as u64)))?;
    Ok(numpy::archive(archive)?.0)
}

fn read_alone(path: &Path) -> Result<(Table, Format), FileError> {
    let read = match ending(path).as_str() {
        "npy" => {
            let (mut file, length) = open(path)?;
            numpy::array(&mut file, length)
        }
        "npz" => Npz::open(open(path)?)
            .map_err(TableError::from)
            .and_then(numpy::archive),
        "parquet" | "pq" => {
            let (file, _) = open(path)?;
            parquet::read(file.into_inner())
        }
        ending => {
            let text = read_text(path, u64::MAX)?;
            let style = match ending {
                "tsv" | "tab" => Style::with('\t'),
                _ => Style::of(&text),
            };
            csv::parse(&text, style)
        }
    };
    let usable = read.and_then(|(table, format)| match table.rows() {
        0 => Err(TableError::Empty),
        1 => Err(TableError::OneRow),
        _ => Ok((table, format)),
    });
    usable.map_err(|source| FileError::Table {
        path: path.into(),
        source,
    })
}

#[cfg(test)]
mod hostile;
