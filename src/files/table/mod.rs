//! Reading a person's data as a table, whatever they are stored in.

mod csv;
mod numpy;

use std::path::Path;

pub use self::csv::parse_table;
use super::{
    ArraysError, FileError, dialect,
    npz::Npz,
    read_text,
    text::{ending, open},
};
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
    /// Arrays that are damaged or of a kind that is not read.
    #[error(transparent)]
    Arrays(#[from] ArraysError),
}

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
}

/// Reads a file of data: `.npy` (two directions: rows and columns), `.npz`, anything else as CSV.
///
/// # Errors
/// The file cannot be read, or is no table of at least two rows; the message holds the path.
pub fn read_table(path: &Path) -> Result<(Table, Format), FileError> {
    let read = match ending(path).as_str() {
        "npy" => {
            let (mut file, length) = open(path)?;
            numpy::array(&mut file, length)
        }
        "npz" => Npz::open(open(path)?)
            .map_err(TableError::from)
            .and_then(numpy::archive),
        ending => {
            let text = read_text(path)?;
            let separator = match ending {
                "tsv" | "tab" => '\t',
                _ => dialect::separator(&text),
            };
            csv::parse(&text, separator)
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
