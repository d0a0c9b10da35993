//! Reading data files of all supported formats as tables.

mod csv;
mod numpy;
mod parquet;
mod vectors;

use std::{
    io::Cursor,
    path::{Path, PathBuf},
};

use self::csv::ParseOptions;
pub(super) use self::vectors::metadata_of;
pub use self::{csv::parse_table, parquet::ParquetError};
use super::{
    ArraysError, FileError,
    dialect::MAX_CELLS,
    npz::Npz,
    read_text,
    regular::open,
    signature::{FileFormat, detect_format},
    text::{extension, rest_as_text},
};
use crate::math::{
    memory::{MAX_BYTES, MemoryError},
    table::Table,
};

/// Why a data file cannot be read as a table. Rows of a text are line numbers from 1, including the
/// header; columns are identified by number and, if there is a header, by name.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There are no rows, or only a header.
    #[error("holds no data; at least two rows of numbers are needed")]
    Empty,
    /// A single row has no variance.
    #[error("holds one row of data; at least two are needed")]
    OneRow,
    /// A cell of a numeric column is not a finite number.
    #[error("row {row}, {column}: \"{cell}\" {problem}")]
    NotANumber {
        /// The line in the file, from 1.
        row: u64,
        /// The number and the name of the column.
        column: String,
        /// The text of the cell, shortened.
        cell: String,
        /// The reason, as the end of a sentence that begins with the cell.
        problem: &'static str,
    },
    /// A row is longer or shorter than the first.
    #[error("row {row} has {found} cell{} where {expected} are expected, as in the first row", if *.found == 1 { "" } else { "s" })]
    Ragged {
        /// The line in the file, from 1.
        row: u64,
        /// The number of cells in this row.
        found: usize,
        /// The number of cells in the first row.
        expected: usize,
    },
    /// A row has more cells than the limit.
    #[error("row {row} has {found} cells; the limit is {MAX_CELLS}")]
    TooManyCells {
        /// The line in the file, from 1.
        row: u64,
        /// The number of cells in this row.
        found: usize,
    },
    /// An array has more columns than the limit.
    #[error("{0} columns exceed the limit of {MAX_CELLS}; choose some of them")]
    TooManyColumns(usize),
    /// The table needs more memory than is allowed or available.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// An array of three or more dimensions is in Fortran order.
    #[error(
        "{array}: {dimensions} dimensions in Fortran order are not supported; save numpy.ascontiguousarray of it"
    )]
    FortranOrder {
        /// The array, by its name in the file.
        array: String,
        /// The number of dimensions.
        dimensions: usize,
    },
    /// The metadata file has a different number of rows than the vectors.
    #[error(
        "has {found} rows for {expected} vectors; with two or more columns, the first row is a header"
    )]
    MetadataRows {
        /// The number of rows of metadata.
        found: usize,
        /// The number of vectors.
        expected: usize,
    },
    /// The file of arrays is damaged or not supported.
    #[error(transparent)]
    Arrays(#[from] ArraysError),
    /// The Parquet file is damaged or not supported.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

/// The extensions of data files.
pub const DATA_EXTENSIONS: [&str; 6] = ["csv", "tsv", "npy", "npz", "parquet", "pq"];

/// The format in which a table was stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Format {
    /// Delimited text (CSV, TSV).
    Text {
        /// The character between cells.
        separator: char,
        /// Whether the first row is a header.
        has_header: bool,
        /// Whether the first column is an index without a name.
        has_index: bool,
        /// Whether numbers have a decimal comma.
        has_decimal_comma: bool,
        /// Whether numbers have thousands separators.
        has_thousands_separator: bool,
    },
    /// NumPy arrays (NPY, NPZ).
    Arrays {
        /// The arrays in the table: name, element type as NumPy writes it, shape.
        read: Vec<(String, String, Vec<usize>)>,
        /// The names of arrays whose shapes do not fit.
        left_out: Vec<String>,
    },
    /// Apache Parquet.
    Parquet {
        /// The program that wrote the file, according to its metadata.
        writer: Option<String>,
        /// The columns that are not read, each with its type.
        left_out: Vec<String>,
    },
    /// Vectors with a metadata file, as used by the Embedding Projector.
    Vectors {
        /// The path of the metadata file.
        metadata: PathBuf,
    },
    /// A built-in data set.
    BuiltIn,
    /// Generated data.
    Generated,
}

/// Options for reading a data file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions<'a> {
    /// The metadata of a file of vectors. Default: a file with the conventional name in the same folder, if there is
    /// one.
    pub metadata: Option<&'a Path>,
    /// Whether the first row of a text is a header. Default: detected.
    pub header: Option<bool>,
}

/// Reads a data file: NPY (rows along the first dimension, the others flattened to columns), NPZ or Parquet, detected by
/// the first bytes or the extension; anything else is read as CSV. A `.tsv` file of vectors is joined with its metadata
/// file.
///
/// # Errors
/// The file cannot be read, its format is not supported, or it is not a table of at least two rows. The message
/// includes the path.
pub fn read_table(path: &Path, options: &ReadOptions) -> Result<(Table, Format), FileError> {
    let read_without_metadata = || read_without_metadata(path, options.header);
    let metadata = options
        .metadata
        .map(Path::to_owned)
        .or_else(|| vectors::metadata_of(path));
    let Some(metadata) = metadata else {
        return read_without_metadata();
    };
    let (table, _) = read_without_metadata()?;
    let with_metadata = vectors::with_metadata(table, &read_text(&metadata, MAX_BYTES)?);
    let with_metadata = with_metadata.map_err(|source| FileError::Table {
        path: metadata.clone(),
        source,
    })?;
    Ok((with_metadata, Format::Vectors { metadata }))
}

/// Parses the bytes of a `.npz` file as a table.
pub(super) fn parse_npz(bytes: &[u8]) -> Result<Table, TableError> {
    let archive = Npz::open(Cursor::new(bytes))?;
    Ok(numpy::read_archive(archive)?.0)
}

fn read_without_metadata(path: &Path, header: Option<bool>) -> Result<(Table, Format), FileError> {
    let (mut file, length) = open(path)?;
    let read = match detect_format(path, &mut file)? {
        FileFormat::Npy => numpy::read_array(&mut file, length),
        FileFormat::Npz => Npz::open(file)
            .map_err(TableError::from)
            .and_then(numpy::read_archive),
        FileFormat::Parquet => parquet::read(file.into_inner()),
        FileFormat::Text => {
            let text = rest_as_text(path, file, length, MAX_BYTES)?;
            let options = match extension(path).as_str() {
                "tsv" | "tab" => ParseOptions::with_separator('\t'),
                _ => ParseOptions::detect(&text),
            };
            csv::parse(&text, ParseOptions { header, ..options })
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
mod damaged;
