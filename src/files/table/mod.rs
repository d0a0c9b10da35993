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
use super::{
    ArraysError, FileError,
    dialect::MOST_CELLS,
    npz::Npz,
    read_text,
    regular::open,
    signature::{Kind, kind_of},
    text::{ending, rest_as_text},
};
use crate::math::{
    memory::{MOST_BYTES, MemoryError},
    table::Table,
};

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
    #[error("row {row} has {found} cell{} where {expected} are expected, as in the first row", if *.found == 1 { "" } else { "s" })]
    Ragged {
        /// From 1.
        row: u64,
        /// Cells in this row.
        found: usize,
        /// Cells in the first row.
        expected: usize,
    },
    /// More cells in a row than are read.
    #[error("row {row} has {found} cells; {MOST_CELLS} are read at most")]
    TooManyCells {
        /// From 1.
        row: u64,
        /// How many.
        found: usize,
    },
    /// More columns than are read.
    #[error("{0} columns are more than the {MOST_CELLS} that are read; choose some of them")]
    TooManyColumns(usize),
    /// More memory than is allowed or than there is.
    #[error(transparent)]
    Memory(#[from] MemoryError),
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
        /// Whether the first column, without a name, tells the rows apart and is not measured.
        index: bool,
        /// Whether numbers have a decimal comma.
        comma: bool,
        /// Whether numbers have thousands separators.
        thousands: bool,
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

/// What is known about a file of data beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions<'a> {
    /// What is known about each vector of a file of vectors. Default: looked for beside it.
    pub metadata: Option<&'a Path>,
    /// Whether the first row of a text holds names. Default: as it seems.
    pub header: Option<bool>,
}

/// Reads a file of data: NPY (two directions: rows and columns), NPZ and Parquet, known by their first bytes or their
/// ending; anything else as CSV. A `.tsv` file of vectors is read with its metadata, which are looked for beside it where
/// they are not named.
///
/// # Errors
/// A file cannot be read, is of a known kind that is not read, or is no table of at least two rows; the message holds the
/// path.
pub fn read_table(path: &Path, options: &ReadOptions) -> Result<(Table, Format), FileError> {
    let read_alone = || read_alone(path, options.header);
    let beside = options
        .metadata
        .map(Path::to_owned)
        .or_else(|| vectors::metadata_of(path));
    let Some(metadata) = beside else {
        return read_alone();
    };
    let (table, _) = read_alone()?;
    let described = vectors::describe(table, &read_text(&metadata, MOST_BYTES)?);
    let described = described.map_err(|source| FileError::Table {
        path: metadata.clone(),
        source,
    })?;
    Ok((described, Format::Vectors { metadata }))
}

/// Reads the bytes of a `.npz` file as a table.
pub(super) fn parse_npz(bytes: &[u8]) -> Result<Table, TableError> {
    let archive = Npz::open(Cursor::new(bytes))?;
    Ok(numpy::archive(archive)?.0)
}

fn read_alone(path: &Path, header: Option<bool>) -> Result<(Table, Format), FileError> {
    let (mut file, length) = open(path)?;
    let read = match kind_of(path, &mut file)? {
        Kind::Npy => numpy::array(&mut file, length),
        Kind::Npz => Npz::open(file)
            .map_err(TableError::from)
            .and_then(numpy::archive),
        Kind::Parquet => parquet::read(file.into_inner()),
        Kind::Text => {
            let text = rest_as_text(path, file, length, MOST_BYTES)?;
            let style = match ending(path).as_str() {
                "tsv" | "tab" => Style::with('\t'),
                _ => Style::of(&text),
            };
            csv::parse(&text, Style { header, ..style })
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
