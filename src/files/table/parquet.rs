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
    chunk::{Chunk, look_through},
    kinds::{Entry, Kind, kind_of},
};
use super::{Format, TableError};
use crate::{
    files::honest::believed,
    math::table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
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
    /// More than its bytes can honestly hold.
    #[error(
        "{place}: says that {packed} bytes hold {unpacked}, which is not believed; save it as NPY"
    )]
    Bomb {
        /// Which part of it.
        place: String,
        /// Bytes in the file.
        packed: u64,
        /// Bytes that it claims.
        unpacked: u64,
    },
}

/// The first and the last bytes of a file.
const MAGIC: &[u8] = b"PAR1";
/// Entries that are unpacked at once, fewer where each may be large …
const AT_ONCE: u64 = 8192;
/// … so that no more than so many bytes are.
const MOST_AT_ONCE: u64 = 1 << 28;

/// The table of a Parquet file: numbers, truth values (1 is true) and text. What is null is missing, as is NaN. Lists and
/// bytes are left out; dates and times are seconds, days or the like since 1970, and not measured with.
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
    let mut reading = Reading::new(&about, length)?;
    let file = Arc::new(file);
    for (group, rows) in about.row_groups().iter().zip(rows_of(&about)?) {
        for slot in 0..reading.slots.len() {
            let chunk = group.columns().get(reading.slots[slot].at);
            let chunk = chunk.ok_or_else(|| broken("a group of rows without this column"))?;
            reading.read(slot, rows as usize, chunk, &file)?;
        }
        reading.row += rows as usize;
    }
    let left_out = std::mem::take(&mut reading.left_out);
    let writer = about.file_metadata().created_by().map(str::to_owned);
    Ok((reading.finish(), Format::Parquet { writer, left_out }))
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
    /// Where it stands among the columns of numbers.
    number: usize,
    missing: Missing,
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
    /// Bytes of the file.
    length: u64,
    /// The first row of this group.
    row: usize,
    /// Bytes of words so far.
    text: u64,
}

impl Reading {
    fn new(about: &ParquetMetaData, length: u64) -> Result<Self, ParquetError> {
        let rows = (rows_of(about)?.into_iter()).fold(0, u64::saturating_add);
        let (mut slots, mut left_out) = (Vec::new(), Vec::new());
        let mut numbers = 0;
        for (at, column) in (about.file_metadata().schema_descr().columns().iter()).enumerate() {
            let path = column.path().parts();
            match kind_of(column) {
                Ok((kind, role)) => {
                    slots.push(Slot {
                        at,
                        name: path.join("."),
                        role,
                        kind,
                        number: numbers,
                        missing: Missing::default(),
                        words: WordsBuilder::default(),
                    });
                    numbers += usize::from(kind != Kind::Words);
                }
                Err(what) => {
                    left_out.push(format!("{} ({what})", path.first().map_or("", |name| name)));
                }
            }
        }
        left_out.dedup();
        let width = (8 * numbers + 4 * (slots.len() - numbers)) as u64;
        let unpacked = rows.saturating_mul(width);
        if unpacked > believed(length) {
            return Err(ParquetError::Bomb {
                place: format!("{rows} rows and {} columns", slots.len()),
                packed: length,
                unpacked,
            });
        }
        let rows = rows as usize;
        Ok(Self {
            slots,
            left_out,
            numbers,
            values: vec![f64::NAN; rows * numbers],
            rows,
            length,
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
            length,
            text,
            ..
        } = self;
        let Slot {
            at,
            name,
            kind,
            number,
            missing,
            words,
            ..
        } = &mut slots[slot];
        let place = format!("column {} ({name})", *at + 1);
        let pages = look_through(&place, *row, rows, about, &**file)?;
        let chunk = Chunk {
            row: *row,
            rows,
            at_once: (MOST_AT_ONCE / pages.largest.max(1)).clamp(1, AT_ONCE) as usize,
            full: about.column_descr().max_def_level(),
            place,
        };
        let pages = SerializedPageReader::new(file.clone(), about, rows, None);
        let pages = pages.map_err(|error| chunk.failed(0, error))?;
        let reader = get_column_reader(about.column_descr_ptr(), Box::new(pages));
        let most_text = believed(*length);
        let (numbers, number, kind) = (*numbers, *number, *kind);
        let mut put = |row: usize, value: Option<f64>| {
            let value = value.unwrap_or(f64::NAN);
            if value.is_nan() {
                missing.add(row as u64 + 1);
            }
            if value.is_infinite() {
                return Err(chunk.unusable(row, &value.to_string(), "is not a finite number"));
            }
            values[row * numbers + number] = value;
            Ok(())
        };
        match reader {
            ColumnReader::BoolColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::Int32ColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::Int64ColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::Int96ColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::FloatColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::DoubleColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => chunk.numbers(reader, kind, put),
            ColumnReader::ByteArrayColumnReader(reader) => chunk.each(reader, |row, bytes| {
                if kind != Kind::Words {
                    return put(row, bytes.map(|bytes| bytes.number(kind)));
                }
                let bytes = bytes.map_or(&[][..], AsBytes::as_bytes);
                let word = std::str::from_utf8(bytes).map_err(|_| {
                    chunk.unusable(row, &String::from_utf8_lossy(bytes), "is not UTF-8")
                })?;
                let before = words.bytes();
                words.push(word, row as u64 + 1);
                *text += words.bytes() - before;
                match *text > most_text {
                    true => Err(chunk.bomb(*length, *text).into()),
                    false => Ok(()),
                }
            }),
        }
    }

    fn finish(self) -> Table {
        let matrix = Matrix::new(self.rows, self.numbers, self.values);
        let matrix = Arc::new(matrix.expect("there is room for every row of every column"));
        let columns = self.slots.into_iter().map(|slot| Column {
            name: slot.name,
            role: slot.role,
            values: match slot.kind {
                Kind::Words => Values::Words(slot.words.finish()),
                _ => Values::Numbers(Numbers::new(matrix.clone(), slot.number, slot.missing)),
            },
        });
        Table::new(columns.collect()).expect("every column has a value for each row")
    }
}

#[cfg(test)]
mod tests;
