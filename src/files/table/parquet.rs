//! Apache Parquet: columns in row groups, compressed by pages. <https://parquet.apache.org/docs/file-format/>

mod chunk;
mod kinds;
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
    chunk::{Chunk, first_uneven, scan},
    kinds::{Entry, Kind, kind_of},
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
    Foreign,
    /// The file begins as Parquet and lacks its end.
    #[error("the file ends early; copy it or write it again")]
    Short,
    /// The metadata of the file are invalid; holds the message of the library.
    #[error("is invalid ({0}); write it again")]
    Broken(String),
    /// The data of a column are invalid.
    #[error("from row {row} on, {column}: cannot be read ({problem}); write the file again")]
    Column {
        /// The first row, from 1, that was not read.
        row: u64,
        /// The number and the name of the column.
        column: String,
        /// The message of the library.
        problem: String,
    },
    /// The compression of a column is not supported.
    #[error(
        "{column} is compressed with {packing}, which is not supported; write it with compression=\"snappy\" or \"zstd\""
    )]
    Packing {
        /// The number and the name of the column.
        column: String,
        /// The name of the compression, such as `GZIP`.
        packing: String,
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
/// The maximum number of entries decoded at a time, …
const AT_ONCE: u64 = 8192;
/// … unless they may exceed this number of bytes.
const MAX_AT_ONCE: u64 = 1 << 28;

/// What to do metadata a table that is too large.
const INSTEAD: &str = "write fewer rows or columns";

/// Reads a Parquet file as a table: numbers, booleans (true is 1) and text. Null and NaN are missing. Lists of numbers
/// become a column per element if all have the same length; other lists and bytes are left out. Dates and times become
/// numbers in their unit since 1970, and are not features.
pub(super) fn read<R: ChunkReader + 'static>(file: R) -> Result<(Table, Format), TableError> {
    // The library may panic on damaged bytes; this becomes an error too.
    let read = panic::catch_unwind(AssertUnwindSafe(|| read_whole(file)));
    read.unwrap_or_else(|_| Err(broken("the Parquet library failed").into()))
}

fn read_whole<R: ChunkReader + 'static>(file: R) -> Result<(Table, Format), TableError> {
    let length = file.len();
    let magic = |at: u64| file.get_bytes(at, MAGIC.len()).map_err(broken);
    if length < MAGIC.len() as u64 || magic(0)? != MAGIC {
        return Err(ParquetError::Foreign.into());
    }
    if magic(length - MAGIC.len() as u64)? != MAGIC || length < 12 {
        return Err(ParquetError::Short.into());
    }
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&file);
    let metadata = metadata.map_err(broken)?;
    let file = Arc::new(file);
    let mut reading = Reading::new(&metadata, |at| entries_of_each(&metadata, at, &file))?;
    for (group, rows) in metadata.row_groups().iter().zip(rows_of(&metadata)?) {
        for slot in 0..reading.slots.len() {
            let chunk = group.columns().get(reading.slots[slot].at);
            let chunk = chunk.ok_or_else(|| broken("a group of rows without this column"))?;
            reading.read(slot, rows as usize, chunk, &file)?;
        }
        reading.row += rows as usize;
    }
    let writer = metadata.file_metadata().created_by().map(str::to_owned);
    let (table, left_out) = reading.finish();
    if table.columns().is_empty() && !left_out.is_empty() {
        return Err(ParquetError::NoColumns(left_out.join(", ")).into());
    }
    Ok((table, Format::Parquet { writer, left_out }))
}

/// The common length of the lists in a column, or why there is none.
fn entries_of_each<R: ChunkReader + 'static>(
    metadata: &ParquetMetaData,
    at: usize,
    file: &Arc<R>,
) -> Result<Result<usize, String>, ParquetError> {
    let place = format!("column {}", at + 1);
    let mut count = None;
    for (group, rows) in metadata.row_groups().iter().zip(rows_of(metadata)?) {
        let (Some(chunk), 1..) = (group.columns().get(at), rows) else {
            continue;
        };
        let entries = scan(&place, 0, chunk, &**file)?.entries;
        let here = entries / rows;
        if !entries.is_multiple_of(rows) || *count.get_or_insert(here) != here {
            return Ok(Err(ragged(first_uneven(metadata, at, file)?)));
        }
    }
    Ok(count
        .map(|count| count as usize)
        .ok_or_else(|| ragged(None)))
}

/// Why a column of lists is left out, with the first row (from 0) whose list has another length.
fn ragged(row: Option<usize>) -> String {
    let place = row.map(|row| format!(", first in row {}", row + 1));
    format!("lists of different lengths{}", place.unwrap_or_default())
}

/// The number of rows of each row group.
fn rows_of(metadata: &ParquetMetaData) -> Result<Vec<u64>, ParquetError> {
    (metadata.row_groups().iter())
        .map(|group| u64::try_from(group.num_rows()).map_err(broken))
        .collect()
}

fn broken(problem: impl ToString) -> ParquetError {
    ParquetError::Broken(library_message(problem))
}

/// The message of the library without its prefix.
fn library_message(problem: impl ToString) -> String {
    let problem = problem.to_string();
    let plain = problem.trim_start_matches("Parquet error: ");
    plain.trim_start_matches("EOF: ").replace('\n', " ")
}

/// A column being read.
struct Slot {
    /// The index in the schema of the file.
    at: usize,
    name: String,
    role: Role,
    kind: Kind,
    is_list: bool,
    /// The first row, from 0, whose list has another length.
    ragged: Option<usize>,
    /// The index of its first column in the matrix.
    number: usize,
    /// Missing values of each of its columns: one, or one per element of a list.
    missing: Vec<Missing>,
    words: WordsBuilder,
}

struct Reading {
    slots: Vec<Slot>,
    left_out: Vec<String>,
    /// The number of columns of the matrix.
    numbers: usize,
    /// The matrix in row-major order.
    values: Vec<f64>,
    rows: usize,
    /// The index of the first row of the current row group.
    row: usize,
    /// Estimated memory of the text so far, in bytes.
    text: u64,
}

impl Reading {
    /// Reserves memory for the columns of a file. `entries_of_each` returns the common length of the lists in a column.
    fn new(
        metadata: &ParquetMetaData,
        entries_of_each: impl Fn(usize) -> Result<Result<usize, String>, ParquetError>,
    ) -> Result<Self, TableError> {
        let rows = (rows_of(metadata)?.into_iter()).fold(0, u64::saturating_add);
        let (mut slots, mut left_out) = (Vec::new(), Vec::new());
        let mut numbers = 0;
        for (at, column) in (metadata.file_metadata().schema_descr().columns().iter()).enumerate() {
            let path = column.path().parts();
            let is_list = column.max_rep_level() > 0;
            // Names of the nodes below a list have no meaning.
            let name = match is_list {
                true => path[..path.len().saturating_sub(2).max(1)].join("."),
                false => path.join("."),
            };
            let known = match kind_of(column) {
                Ok(known) if is_list => entries_of_each(at)?.map(|count| (known, count)),
                Ok(known) => Ok((known, 1)),
                Err(what) => Err(what.to_owned()),
            };
            match known {
                Ok(((kind, role), count)) => {
                    if numbers + count > MAX_CELLS {
                        return Err(TableError::TooManyColumns(numbers + count));
                    }
                    slots.push(Slot {
                        at,
                        name,
                        role,
                        kind,
                        is_list,
                        ragged: None,
                        number: numbers,
                        missing: vec![Missing::default(); count],
                        words: WordsBuilder::default(),
                    });
                    numbers += if kind == Kind::Words { 0 } else { count };
                }
                Err(what) => left_out.push(format!("{name} ({what})")),
            }
        }
        // A text cell takes four bytes in addition to the text.
        let words = slots.iter().filter(|slot| slot.kind == Kind::Words);
        let bytes = rows.saturating_mul(4 * words.count() as u64);
        memory::check_bytes("the text in the table", bytes, INSTEAD)?;
        let cells = rows.saturating_mul(numbers as u64);
        let mut values = memory::reserve("the table", cells, INSTEAD)?;
        values.resize(cells as usize, f64::NAN);
        Ok(Self {
            slots,
            left_out,
            numbers,
            values,
            rows: rows as usize,
            row: 0,
            text: 0,
        })
    }

    /// Validates the pages of a column in a group of `rows` rows, and determines how to read it.
    fn chunk<R: ChunkReader>(
        &self,
        slot: &Slot,
        rows: usize,
        metadata: &ColumnChunkMetaData,
        file: &R,
    ) -> Result<Chunk, ParquetError> {
        let place = format!("column {} ({})", slot.at + 1, slot.name);
        let pages = scan(&place, self.row, metadata, file)?;
        let count = slot.missing.len();
        let most = (AT_ONCE / count.max(1) as u64).max(1);
        let chunk = Chunk {
            row: self.row,
            rows,
            count,
            at_once: (MAX_AT_ONCE / pages.largest.max(1)).clamp(1, most) as usize,
            full: metadata.column_descr().max_def_level(),
            place,
        };
        let found = pages.entries;
        match found == (rows * count) as u64 {
            true => Ok(chunk),
            false => Err(chunk.failed(0, format!("{found} entries for {rows} rows"))),
        }
    }

    /// Reads one column of a group of `rows` rows.
    fn read<R: ChunkReader + 'static>(
        &mut self,
        slot: usize,
        rows: usize,
        metadata: &ColumnChunkMetaData,
        file: &Arc<R>,
    ) -> Result<(), TableError> {
        if self.slots[slot].ragged.is_some() {
            return Ok(());
        }
        let chunk = self.chunk(&self.slots[slot], rows, metadata, &**file)?;
        let pages = SerializedPageReader::new(file.clone(), metadata, rows, None);
        let pages = pages.map_err(|error| chunk.failed(0, error))?;
        let reader = get_column_reader(metadata.column_descr_ptr(), Box::new(pages));
        let Self {
            slots,
            numbers,
            values,
            text,
            ..
        } = self;
        let Slot {
            kind,
            ragged,
            number,
            missing,
            words,
            ..
        } = &mut slots[slot];
        let (numbers, number, kind) = (*numbers, *number, *kind);
        let mut put = |row: usize, element: usize, value: Option<f64>| {
            let value = value.unwrap_or(f64::NAN);
            if value.is_nan() {
                missing[element].add(row as u64 + 1);
            }
            if value.is_infinite() {
                return Err(chunk.unusable(row, &value.to_string(), "is not a finite number"));
            }
            values[row * numbers + number + element] = value;
            Ok(())
        };
        *ragged = match reader {
            ColumnReader::BoolColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::Int32ColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::Int64ColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::Int96ColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::FloatColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::DoubleColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::ByteArrayColumnReader(reader) => {
                chunk.each(reader, |row, element, bytes| {
                    if kind != Kind::Words {
                        return put(row, element, bytes.map(|bytes| bytes.number(kind)));
                    }
                    let bytes = bytes.map_or(&[][..], AsBytes::as_bytes);
                    let word = std::str::from_utf8(bytes).map_err(|_| {
                        chunk.unusable(row, &String::from_utf8_lossy(bytes), "is not UTF-8")
                    })?;
                    let before = words.bytes();
                    words.push(word, row as u64 + 1);
                    *text += words.bytes() - before;
                    Ok(memory::check_bytes(
                        "the text in the table",
                        *text,
                        INSTEAD,
                    )?)
                })
            }
        }?;
        Ok(())
    }

    /// The table, and the columns that are left out.
    fn finish(self) -> (Table, Vec<String>) {
        let mut left_out = self.left_out;
        let matrix = Matrix::new(self.rows, self.numbers, self.values);
        let matrix = Arc::new(matrix.expect("the values were allocated for this shape"));
        let mut columns = Vec::new();
        for slot in self.slots {
            if slot.ragged.is_some() {
                left_out.push(format!("{} ({})", slot.name, ragged(slot.ragged)));
                continue;
            }
            if slot.kind == Kind::Words {
                columns.push(Column {
                    name: slot.name,
                    role: slot.role,
                    values: Values::Words(slot.words.finish()),
                });
                continue;
            }
            for (element, missing) in slot.missing.into_iter().enumerate() {
                let numbers = Numbers::new(matrix.clone(), slot.number + element, missing);
                columns.push(Column {
                    name: match slot.is_list {
                        true => format!("{} {}", slot.name, element + 1),
                        false => slot.name.clone(),
                    },
                    role: slot.role,
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
