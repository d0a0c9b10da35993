//! Apache Parquet: columns in row groups, compressed by pages. <https://parquet.apache.org/docs/file-format/>

mod chunk;
mod entry_type;
mod pages;

use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use parquet::{
    column::reader::{ColumnReader, get_column_reader},
    data_type::AsBytes,
    file::{
        metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader},
        reader::{ChunkReader, SerializedPageReader},
    },
};

use self::{
    chunk::{Chunk, first_ragged_row, scan_pages},
    entry_type::{Entry, EntryType, entry_type},
};
use super::{Format, TableError};
use crate::{
    files::dialect::MAX_CELLS,
    math::{
        memory::{self, MemoryError},
        table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
    },
};

/// Why a Parquet file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ParquetError {
    /// The file does not begin with the signature of Parquet.
    #[error("is not a valid Parquet file")]
    NotParquet,
    /// The file begins as a Parquet file but its end is missing.
    #[error("the file ends early; copy it or write it again")]
    Truncated,
    /// The metadata of the file are invalid; holds the message of the library.
    #[error("is invalid ({0}); write it again")]
    InvalidMetadata(String),
    /// The data of a column are invalid.
    #[error("from row {row} on, {column}: cannot be read ({problem}); write the file again")]
    InvalidColumn {
        /// The first row, from 1, that could not be read.
        row: u64,
        /// The number and the name of the column.
        column: String,
        /// The message of the library.
        problem: String,
    },
    /// The compression of a column is not supported.
    #[error(
        "{column} is compressed with {compression}, which is not supported; write it with compression=\"snappy\" or \"zstd\""
    )]
    Compression {
        /// The number and the name of the column.
        column: String,
        /// The name of the compression, such as `GZIP`.
        compression: String,
    },
    /// None of the columns is of a supported type; holds their names and types.
    #[error(
        "holds no readable column of numbers or text: {0}; lists must have the same length in every row"
    )]
    NoColumns(String),
    /// The table needs more memory than is allowed or available.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// The signature at the beginning and at the end of a file.
const MAGIC: &[u8] = b"PAR1";
/// The maximum number of entries decoded at a time.
const MAX_ENTRIES_AT_ONCE: u64 = 8192;
/// The maximum number of bytes decoded at a time, if each row takes as many as the largest page.
const MAX_BYTES_AT_ONCE: u64 = 1 << 28;

/// What the user can do about a table that is too large.
const SIZE_ADVICE: &str = "write fewer rows or columns";

/// Reads a Parquet file as a table: numbers, booleans (true is 1) and text. Null and NaN are missing. Lists of numbers
/// become a column per element if all have the same length; other lists and bytes are left out. Dates and timestamps
/// become numbers since 1970 and times of day numbers since midnight, in the unit of the file; they are not features.
pub(super) fn read<R: ChunkReader + 'static>(file: R) -> Result<(Table, Format), TableError> {
    // The library may panic on damaged bytes; this becomes an error too.
    let read = panic::catch_unwind(AssertUnwindSafe(|| read_whole(file)));
    read.unwrap_or_else(|_| Err(invalid_metadata("the Parquet library failed").into()))
}

fn read_whole<R: ChunkReader + 'static>(file: R) -> Result<(Table, Format), TableError> {
    let length = file.len();
    let magic = |offset: u64| {
        file.get_bytes(offset, MAGIC.len())
            .map_err(invalid_metadata)
    };
    if length < MAGIC.len() as u64 || magic(0)? != MAGIC {
        return Err(ParquetError::NotParquet.into());
    }
    if magic(length - MAGIC.len() as u64)? != MAGIC || length < 12 {
        return Err(ParquetError::Truncated.into());
    }
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&file);
    let metadata = metadata.map_err(invalid_metadata)?;
    let file = Arc::new(file);
    let mut reader = TableReader::new(&metadata, |index| {
        common_list_length(&metadata, index, &file)
    })?;
    for (group, rows) in metadata.row_groups().iter().zip(rows_per_group(&metadata)?) {
        for column in 0..reader.file_columns.len() {
            let chunk = group
                .columns()
                .get(reader.file_columns[column].schema_index);
            let chunk =
                chunk.ok_or_else(|| invalid_metadata("a group of rows without this column"))?;
            reader.read(column, rows as usize, chunk, &file)?;
        }
        reader.first_row += rows as usize;
    }
    let writer = metadata.file_metadata().created_by().map(str::to_owned);
    let (table, left_out) = reader.finish();
    if table.columns().is_empty() && !left_out.is_empty() {
        return Err(ParquetError::NoColumns(left_out.join(", ")).into());
    }
    Ok((table, Format::Parquet { writer, left_out }))
}

/// The common length of the lists in a column, or why there is none.
fn common_list_length<R: ChunkReader + 'static>(
    metadata: &ParquetMetaData,
    index: usize,
    file: &Arc<R>,
) -> Result<Result<usize, String>, ParquetError> {
    let place = format!("column {}", index + 1);
    let mut count = None;
    for (group, rows) in metadata.row_groups().iter().zip(rows_per_group(metadata)?) {
        let (Some(chunk), 1..) = (group.columns().get(index), rows) else {
            continue;
        };
        let entries = scan_pages(&place, 0, chunk, &**file)?.entries;
        let here = entries / rows;
        if !entries.is_multiple_of(rows) || *count.get_or_insert(here) != here {
            return Ok(Err(ragged_reason(first_ragged_row(metadata, index, file)?)));
        }
    }
    Ok(count
        .map(|count| count as usize)
        .ok_or_else(|| ragged_reason(None)))
}

/// Why a column of lists is left out, with the first row (from 0) whose list has another length.
fn ragged_reason(row: Option<usize>) -> String {
    let place = row.map(|row| format!(", first in row {}", row + 1));
    format!("lists of different lengths{}", place.unwrap_or_default())
}

/// The number of rows of each row group.
fn rows_per_group(metadata: &ParquetMetaData) -> Result<Vec<u64>, ParquetError> {
    (metadata.row_groups().iter())
        .map(|group| u64::try_from(group.num_rows()).map_err(invalid_metadata))
        .collect()
}

/// An error of the library about the metadata.
fn invalid_metadata(problem: impl ToString) -> ParquetError {
    ParquetError::InvalidMetadata(library_message(problem))
}

/// The message of the library without its prefix.
fn library_message(problem: impl ToString) -> String {
    let problem = problem.to_string();
    let without_prefix = problem.trim_start_matches("Parquet error: ");
    without_prefix
        .trim_start_matches("EOF: ")
        .replace('\n', " ")
}

/// A column of the file, which becomes one column of the table, or one per element of its lists.
struct FileColumn {
    /// The index in the schema of the file.
    schema_index: usize,
    name: String,
    role: Role,
    entry_type: EntryType,
    is_list: bool,
    /// The first row, from 0, whose list has a different length; none if there is none so far.
    ragged: Option<usize>,
    /// The index of its first column in the matrix.
    first_column: usize,
    /// Missing values of each of its columns: one, or one per element of a list.
    missing: Vec<Missing>,
    words: WordsBuilder,
}

/// The table while the row groups are read, one after the other.
struct TableReader {
    file_columns: Vec<FileColumn>,
    left_out: Vec<String>,
    /// The number of columns of the matrix.
    matrix_columns: usize,
    /// The matrix in row-major order.
    values: Vec<f64>,
    rows: usize,
    /// The index of the first row of the current row group.
    first_row: usize,
    /// Estimated memory of the text so far, in bytes.
    text: u64,
}

impl TableReader {
    /// Reserves memory for the columns of a file. `common_list_length` returns the common length of the lists in a
    /// column, or why there is none.
    fn new(
        metadata: &ParquetMetaData,
        common_list_length: impl Fn(usize) -> Result<Result<usize, String>, ParquetError>,
    ) -> Result<Self, TableError> {
        let rows = (rows_per_group(metadata)?.into_iter()).fold(0, u64::saturating_add);
        let (mut file_columns, mut left_out) = (Vec::new(), Vec::new());
        let mut matrix_columns = 0;
        for (index, column) in
            (metadata.file_metadata().schema_descr().columns().iter()).enumerate()
        {
            let path = column.path().parts();
            let is_list = column.max_rep_level() > 0;
            // Names of the nodes below a list have no meaning.
            let name = match is_list {
                true => path[..path.len().saturating_sub(2).max(1)].join("."),
                false => path.join("."),
            };
            let content = match entry_type(column) {
                Ok(readable) if is_list => {
                    common_list_length(index)?.map(|count| (readable, count))
                }
                Ok(readable) => Ok((readable, 1)),
                Err(unsupported) => Err(unsupported.to_owned()),
            };
            match content {
                Ok(((entry_type, role), count)) => {
                    if matrix_columns + count > MAX_CELLS {
                        return Err(TableError::TooManyColumns(matrix_columns + count));
                    }
                    file_columns.push(FileColumn {
                        schema_index: index,
                        name,
                        role,
                        entry_type,
                        is_list,
                        ragged: None,
                        first_column: matrix_columns,
                        missing: vec![Missing::default(); count],
                        words: WordsBuilder::default(),
                    });
                    matrix_columns += if entry_type == EntryType::Words {
                        0
                    } else {
                        count
                    };
                }
                Err(unsupported) => left_out.push(format!("{name} ({unsupported})")),
            }
        }
        // A text cell takes four bytes in addition to the text.
        let words = file_columns
            .iter()
            .filter(|column| column.entry_type == EntryType::Words);
        let bytes = rows.saturating_mul(4 * words.count() as u64);
        memory::check_bytes("the text in the table", bytes, SIZE_ADVICE)?;
        let cells = rows.saturating_mul(matrix_columns as u64);
        let mut values = memory::reserve("the table", cells, SIZE_ADVICE)?;
        values.resize(cells as usize, f64::NAN);
        Ok(Self {
            file_columns,
            left_out,
            matrix_columns,
            values,
            rows: rows as usize,
            first_row: 0,
            text: 0,
        })
    }

    /// Validates the pages of a column in a group of `rows` rows, and determines how to read it.
    fn chunk<R: ChunkReader>(
        &self,
        column: &FileColumn,
        rows: usize,
        metadata: &ColumnChunkMetaData,
        file: &R,
    ) -> Result<Chunk, ParquetError> {
        let place = format!("column {} ({})", column.schema_index + 1, column.name);
        let pages = scan_pages(&place, self.first_row, metadata, file)?;
        let count = column.missing.len();
        let max_rows = (MAX_ENTRIES_AT_ONCE / count.max(1) as u64).max(1);
        let chunk = Chunk {
            first_row: self.first_row,
            rows,
            entries_per_row: count,
            rows_at_once: (MAX_BYTES_AT_ONCE / pages.largest.max(1)).clamp(1, max_rows) as usize,
            max_definition_level: metadata.column_descr().max_def_level(),
            place,
        };
        let found = pages.entries;
        match found == (rows * count) as u64 {
            true => Ok(chunk),
            false => Err(chunk.column_error(0, format!("{found} entries for {rows} rows"))),
        }
    }

    /// Reads one column of a group of `rows` rows.
    fn read<R: ChunkReader + 'static>(
        &mut self,
        column: usize,
        rows: usize,
        metadata: &ColumnChunkMetaData,
        file: &Arc<R>,
    ) -> Result<(), TableError> {
        if self.file_columns[column].ragged.is_some() {
            return Ok(());
        }
        let chunk = self.chunk(&self.file_columns[column], rows, metadata, &**file)?;
        let pages = SerializedPageReader::new(file.clone(), metadata, rows, None);
        let pages = pages.map_err(|error| chunk.column_error(0, error))?;
        let reader = get_column_reader(metadata.column_descr_ptr(), Box::new(pages));
        let Self {
            file_columns,
            matrix_columns,
            values,
            text,
            ..
        } = self;
        let FileColumn {
            entry_type,
            ragged,
            first_column,
            missing,
            words,
            ..
        } = &mut file_columns[column];
        let (matrix_columns, first_column, entry_type) =
            (*matrix_columns, *first_column, *entry_type);
        let mut put = |row: usize, element: usize, value: Option<f64>| {
            let value = value.unwrap_or(f64::NAN);
            if value.is_nan() {
                missing[element].add(row as u64 + 1);
            }
            if value.is_infinite() {
                return Err(chunk.cell_error(row, &value.to_string(), "is not a finite number"));
            }
            values[row * matrix_columns + first_column + element] = value;
            Ok(())
        };
        *ragged = match reader {
            ColumnReader::BoolColumnReader(reader) => chunk.numbers(reader, entry_type, put),
            ColumnReader::Int32ColumnReader(reader) => chunk.numbers(reader, entry_type, put),
            ColumnReader::Int64ColumnReader(reader) => chunk.numbers(reader, entry_type, put),
            ColumnReader::Int96ColumnReader(reader) => chunk.numbers(reader, entry_type, put),
            ColumnReader::FloatColumnReader(reader) => chunk.numbers(reader, entry_type, put),
            ColumnReader::DoubleColumnReader(reader) => chunk.numbers(reader, entry_type, put),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                chunk.numbers(reader, entry_type, put)
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                chunk.for_each_entry(reader, |row, element, bytes| {
                    if entry_type != EntryType::Words {
                        return put(row, element, bytes.map(|bytes| bytes.number(entry_type)));
                    }
                    let bytes = bytes.map_or(&[][..], AsBytes::as_bytes);
                    let word = std::str::from_utf8(bytes).map_err(|_| {
                        chunk.cell_error(row, &String::from_utf8_lossy(bytes), "is not UTF-8")
                    })?;
                    let before = words.bytes();
                    words.push(word, row as u64 + 1);
                    *text += words.bytes() - before;
                    Ok(memory::check_bytes(
                        "the text in the table",
                        *text,
                        SIZE_ADVICE,
                    )?)
                })
            }
        }?;
        Ok(())
    }

    /// The table, and the columns that are left out.
    fn finish(self) -> (Table, Vec<String>) {
        let mut left_out = self.left_out;
        let matrix = Matrix::new(self.rows, self.matrix_columns, self.values);
        let matrix = Arc::new(matrix.expect("the values were allocated for this shape"));
        let mut columns = Vec::new();
        for column in self.file_columns {
            if column.ragged.is_some() {
                left_out.push(format!(
                    "{} ({})",
                    column.name,
                    ragged_reason(column.ragged)
                ));
                continue;
            }
            if column.entry_type == EntryType::Words {
                columns.push(Column {
                    name: column.name,
                    role: column.role,
                    values: Values::Words(column.words.finish()),
                });
                continue;
            }
            for (element, missing) in column.missing.into_iter().enumerate() {
                let numbers = Numbers::new(matrix.clone(), column.first_column + element, missing);
                columns.push(Column {
                    name: match column.is_list {
                        true => format!("{} {}", column.name, element + 1),
                        false => column.name.clone(),
                    },
                    role: column.role,
                    values: Values::Numbers(numbers),
                });
            }
        }
        let table = Table::new(columns).expect("every column has a value for each row");
        (table, left_out)
    }
}

#[cfg(test)]
mod tests;
