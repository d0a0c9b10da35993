//! Apache Parquet: columns in groups of rows, packed page by page. <https://parquet.apache.org/docs/file-format/>

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
    chunk::{Chunk, first_uneven, look_through},
    kinds::{Entry, Kind, kind_of},
};
use super::{Format, TableError};
use crate::{
    files::dialect::MOST_CELLS,
    math::{
        memory::{self, MemoryError},
        table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
    },
};

/// What is wrong with a Parquet file.
#[derive(Debug, thiserror::Error)]
pub enum ParquetError {
    /// It does not begin and end as it should.
    #[error("is no Parquet file")]
    Foreign,
    /// It begins as a Parquet file.
    #[error("the file ends early; copy it or write it again")]
    Short,
    /// What it says about itself makes no sense.
    #[error("cannot be understood ({0}); write it again")]
    Broken(String),
    /// A column makes no sense.
    #[error("from row {row} on, {column}: cannot be read ({problem}); write the file again")]
    Column {
        /// The first row, from 1, that was not read.
        row: u64,
        /// Number and name.
        column: String,
        /// What the library said.
        problem: String,
    },
    /// A column is packed in a way that is not read.
    #[error(
        "{column} is packed with {packing}, which is not read; write it with compression=\"snappy\" or \"zstd\""
    )]
    Packing {
        /// Number and name.
        column: String,
        /// As the format calls it.
        packing: String,
    },
    /// Columns there are, and none that is read.
    #[error(
        "holds no column of numbers or text that can be read: {0}; lists have to be as long in every row"
    )]
    NoColumns(String),
    /// More memory than is allowed or than there is.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// The first and the last bytes of a file.
const MAGIC: &[u8] = b"PAR1";
/// Entries that are unpacked at once, fewer where each may be large …
const AT_ONCE: u64 = 8192;
/// … so that no more than so many bytes are.
const MOST_AT_ONCE: u64 = 1 << 28;

/// What to do about a table that is too large.
const INSTEAD: &str = "write fewer rows or columns";

/// The table of a Parquet file: numbers, truth values (1 is true) and text. What is null is missing, as is NaN. Lists of
/// numbers, as many in each row, are a column for each element; others and bytes are left out. Dates and times are seconds, days or the like since 1970, and not measured with.
pub(super) fn read<R: ChunkReader + 'static>(file: R) -> Result<(Table, Format), TableError> {
    // The library means to answer with errors alone; where damaged bytes bring it to panic instead, this is one too.
    let read = panic::catch_unwind(AssertUnwindSafe(|| read_whole(file)));
    read.unwrap_or_else(|_| Err(broken("the library that reads it gave up").into()))
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
    let about = ParquetMetaDataReader::new().parse_and_finish(&file);
    let about = about.map_err(broken)?;
    let file = Arc::new(file);
    let mut reading = Reading::new(&about, |at| entries_of_each(&about, at, &file))?;
    for (group, rows) in about.row_groups().iter().zip(rows_of(&about)?) {
        for slot in 0..reading.slots.len() {
            let chunk = group.columns().get(reading.slots[slot].at);
            let chunk = chunk.ok_or_else(|| broken("a group of rows without this column"))?;
            reading.read(slot, rows as usize, chunk, &file)?;
        }
        reading.row += rows as usize;
    }
    let writer = about.file_metadata().created_by().map(str::to_owned);
    let (table, left_out) = reading.finish();
    if table.columns().is_empty() && !left_out.is_empty() {
        return Err(ParquetError::NoColumns(left_out.join(", ")).into());
    }
    Ok((table, Format::Parquet { writer, left_out }))
}

/// How many entries each row of a column of lists has, if it can be the same number in each; else why not.
fn entries_of_each<R: ChunkReader + 'static>(
    about: &ParquetMetaData,
    at: usize,
    file: &Arc<R>,
) -> Result<Result<usize, String>, ParquetError> {
    let place = format!("column {}", at + 1);
    let mut count = None;
    for (group, rows) in about.row_groups().iter().zip(rows_of(about)?) {
        let (Some(chunk), 1..) = (group.columns().get(at), rows) else {
            continue;
        };
        let entries = look_through(&place, 0, chunk, &**file)?.entries;
        let here = entries / rows;
        if !entries.is_multiple_of(rows) || *count.get_or_insert(here) != here {
            return Ok(Err(ragged(first_uneven(about, at, file)?)));
        }
    }
    Ok(count
        .map(|count| count as usize)
        .ok_or_else(|| ragged(None)))
}

/// Why lists are left out, the first of them with another length than the first of all in this row, from 0.
fn ragged(row: Option<usize>) -> String {
    let place = row.map(|row| format!(", first in row {}", row + 1));
    format!("lists of different lengths{}", place.unwrap_or_default())
}

/// How many rows each group has.
fn rows_of(about: &ParquetMetaData) -> Result<Vec<u64>, ParquetError> {
    (about.row_groups().iter())
        .map(|group| u64::try_from(group.num_rows()).map_err(broken))
        .collect()
}

fn broken(problem: impl ToString) -> ParquetError {
    ParquetError::Broken(said(problem))
}

/// What the library said, without its own name.
fn said(problem: impl ToString) -> String {
    let problem = problem.to_string();
    let plain = problem.trim_start_matches("Parquet error: ");
    plain.trim_start_matches("EOF: ").replace('\n', " ")
}

/// A column on its way into the table.
struct Slot {
    /// Where it stands in the file, from 0.
    at: usize,
    name: String,
    role: Role,
    kind: Kind,
    is_list: bool,
    /// The first row, from 0, whose list turned out to have another length.
    ragged: Option<usize>,
    /// Where the first of its columns stands among those of numbers.
    number: usize,
    /// For each of its columns: one, or one for each element of a list.
    missing: Vec<Missing>,
    words: WordsBuilder,
}

struct Reading {
    slots: Vec<Slot>,
    left_out: Vec<String>,
    /// How many columns of numbers there are.
    numbers: usize,
    /// Row after row.
    values: Vec<f64>,
    rows: usize,
    /// The first row of this group.
    row: usize,
    /// About how many bytes words take so far.
    text: u64,
}

impl Reading {
    /// Room for the columns of a file. `entries_of_each` tells how long all lists of a column are.
    fn new(
        about: &ParquetMetaData,
        entries_of_each: impl Fn(usize) -> Result<Result<usize, String>, ParquetError>,
    ) -> Result<Self, TableError> {
        let rows = (rows_of(about)?.into_iter()).fold(0, u64::saturating_add);
        let (mut slots, mut left_out) = (Vec::new(), Vec::new());
        let mut numbers = 0;
        for (at, column) in (about.file_metadata().schema_descr().columns().iter()).enumerate() {
            let path = column.path().parts();
            let is_list = column.max_rep_level() > 0;
            // What stands below a list has names of no meaning.
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
                    if numbers + count > MOST_CELLS {
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
        // Words take four bytes beside their text.
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

    /// Reads a column of a group of `rows` rows.
    fn read<R: ChunkReader + 'static>(
        &mut self,
        slot: usize,
        rows: usize,
        about: &ColumnChunkMetaData,
        file: &Arc<R>,
    ) -> Result<(), TableError> {
        let Self {
            slots,
            numbers,
            values,
            row,
            text,
            ..
        } = self;
        let Slot {
            at,
            name,
            kind,
            ragged,
            number,
            missing,
            words,
            ..
        } = &mut slots[slot];
        if ragged.is_some() {
            return Ok(());
        }
        let place = format!("column {} ({name})", *at + 1);
        let pages = look_through(&place, *row, about, &**file)?;
        let count = missing.len();
        let most = (AT_ONCE / count.max(1) as u64).max(1);
        let chunk = Chunk {
            row: *row,
            rows,
            count,
            at_once: (MOST_AT_ONCE / pages.largest.max(1)).clamp(1, most) as usize,
            full: about.column_descr().max_def_level(),
            place,
        };
        if pages.entries != (rows * count) as u64 {
            let found = pages.entries;
            return Err(chunk
                .failed(0, format!("{found} entries for {rows} rows"))
                .into());
        }
        let pages = SerializedPageReader::new(file.clone(), about, rows, None);
        let pages = pages.map_err(|error| chunk.failed(0, error))?;
        let reader = get_column_reader(about.column_descr_ptr(), Box::new(pages));
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

    /// The table, and what is not in it.
    fn finish(self) -> (Table, Vec<String>) {
        let mut left_out = self.left_out;
        let matrix = Matrix::new(self.rows, self.numbers, self.values);
        let matrix = Arc::new(matrix.expect("there is room for every row of every column"));
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
