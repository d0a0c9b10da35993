//! Reading one column of one row group.

use std::sync::Arc;

use parquet::{
    basic::Compression,
    column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader},
    data_type::DataType,
    file::{
        metadata::{ColumnChunkMetaData, ParquetMetaData},
        reader::{ChunkReader, SerializedPageReader},
    },
};

use super::{
    ParquetError, broken,
    kinds::{Entry, Kind},
    library_message,
    pages::Pages,
};
use crate::{
    files::{dialect::shortened, table::TableError},
    math::memory::Size,
};

/// The limit of a decompressed page in bytes; a page is in memory as a whole.
const MAX_OF_PAGE: u64 = 1 << 30;

/// Validates the sizes that the pages of a column declare, before any is decompressed.
pub(super) fn scan<R: ChunkReader>(
    place: &str,
    row: usize,
    metadata: &ColumnChunkMetaData,
    file: &R,
) -> Result<Pages, ParquetError> {
    let failed = |problem: String| ParquetError::Column {
        row: row as u64 + 1,
        column: place.to_owned(),
        problem,
    };
    match metadata.compression() {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => {}
        other => {
            let packing = other.to_string();
            return Err(ParquetError::Packing {
                column: place.to_owned(),
                packing: packing.split('(').next().unwrap_or_default().to_owned(),
            });
        }
    }
    let start = metadata.dictionary_page_offset();
    let start = u64::try_from(start.unwrap_or_else(|| metadata.data_page_offset()));
    let packed = u64::try_from(metadata.compressed_size());
    let (Ok(start), Ok(packed)) = (start, packed) else {
        return Err(failed("a size below 0".to_owned()));
    };
    if start.checked_add(packed).is_none_or(|end| end > file.len()) {
        return Err(failed("it is beyond the end of the file".to_owned()));
    }
    let input = file
        .get_read(start)
        .map_err(|error| failed(library_message(error)))?;
    let pages = Pages::scan(input, packed).map_err(|error| failed(error.to_string()))?;
    match pages.largest > MAX_OF_PAGE {
        true => Err(failed(format!(
            "a page of {}; the limit is {}",
            Size(pages.largest),
            Size(MAX_OF_PAGE)
        ))),
        false => Ok(pages),
    }
}

/// The first row, from 0, whose list differs in length from that of the first row; none if there are too many entries
/// to search.
pub(super) fn first_uneven<R: ChunkReader + 'static>(
    metadata: &ParquetMetaData,
    at: usize,
    file: &Arc<R>,
) -> Result<Option<usize>, ParquetError> {
    const MAX_ENTRIES: u64 = 1 << 24;
    let (mut expected, mut before) = (None, 0);
    for group in metadata.row_groups() {
        let Some(chunk) = group.columns().get(at) else {
            return Ok(None);
        };
        let (rows, place) = (group.num_rows() as usize, format!("column {}", at + 1));
        if scan(&place, before, chunk, &**file)?.entries > MAX_ENTRIES {
            return Ok(None);
        }
        let pages = SerializedPageReader::new(file.clone(), chunk, rows, None).map_err(broken)?;
        let reader = get_column_reader(chunk.column_descr_ptr(), Box::new(pages));
        for entries in entries_of(reader, rows).map_err(broken)? {
            if *expected.get_or_insert(entries) != entries {
                return Ok(Some(before));
            }
            before += 1;
        }
    }
    Ok(None)
}

/// The number of entries of the list in each row; an empty or missing list counts as one entry.
fn entries_of(
    reader: ColumnReader,
    rows: usize,
) -> Result<Vec<usize>, parquet::errors::ParquetError> {
    fn of<T: DataType>(
        mut reader: ColumnReaderImpl<T>,
        rows: usize,
    ) -> Result<Vec<usize>, parquet::errors::ParquetError> {
        let (mut levels, mut repeated, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        reader.read_records(rows, Some(&mut levels), Some(&mut repeated), &mut entries)?;
        Ok(lengths(&repeated))
    }
    match reader {
        ColumnReader::BoolColumnReader(reader) => of(reader, rows),
        ColumnReader::Int32ColumnReader(reader) => of(reader, rows),
        ColumnReader::Int64ColumnReader(reader) => of(reader, rows),
        ColumnReader::Int96ColumnReader(reader) => of(reader, rows),
        ColumnReader::FloatColumnReader(reader) => of(reader, rows),
        ColumnReader::DoubleColumnReader(reader) => of(reader, rows),
        ColumnReader::ByteArrayColumnReader(reader) => of(reader, rows),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => of(reader, rows),
    }
}

/// The lengths of lists from the repetition levels of their entries; level 0 begins a list.
fn lengths(repeated: &[i16]) -> Vec<usize> {
    let starts = (0..repeated.len()).filter(|at| repeated[*at] == 0);
    let mut starts: Vec<usize> = starts.collect();
    starts.push(repeated.len());
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// A column of a row group.
pub(super) struct Chunk {
    /// The index of its first row in the table.
    pub row: usize,
    pub rows: usize,
    /// Entries per row: 1, or the length of the lists.
    pub count: usize,
    /// The number of rows decoded at a time.
    pub at_once: usize,
    /// The definition level of a present entry.
    pub full: i16,
    /// The number and the name of the column, for messages.
    pub place: String,
}

impl Chunk {
    pub(super) fn numbers<T: DataType<T: Entry>>(
        &self,
        reader: ColumnReaderImpl<T>,
        kind: Kind,
        mut put: impl FnMut(usize, usize, Option<f64>) -> Result<(), TableError>,
    ) -> Result<Option<usize>, TableError> {
        self.each(reader, |row, element, entry| {
            put(row, element, entry.map(|entry| entry.number(kind)))
        })
    }

    /// Calls `take` with every row of the table, the index of each element of its list, and the entry unless it is
    /// missing. Returns the first row, from 0, whose list has an unexpected length.
    pub(super) fn each<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        mut take: impl FnMut(usize, usize, Option<&T::T>) -> Result<(), TableError>,
    ) -> Result<Option<usize>, TableError> {
        let (mut levels, mut repeated, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = 0;
        while done < self.rows {
            levels.clear();
            repeated.clear();
            entries.clear();
            let most = self.at_once.min(self.rows - done);
            let read =
                reader.read_records(most, Some(&mut levels), Some(&mut repeated), &mut entries);
            let (rows, _, found) = read.map_err(|error| self.failed(done, error))?;
            if rows == 0 {
                return Err(self.failed(done, "it ends early").into());
            }
            let uneven = || {
                let lengths = lengths(&repeated);
                // The very first list of the file sets the expected length.
                let expected = match self.row + done {
                    0 => lengths.first().copied().unwrap_or(self.count),
                    _ => self.count,
                };
                let row = lengths.iter().position(|length| *length != expected);
                Ok(Some(self.row + done + row.unwrap_or(rows)))
            };
            if found != rows * self.count {
                return uneven();
            }
            let mut next = entries.iter();
            for at in 0..found {
                let (row, element) = (at / self.count, at % self.count);
                let goes_on = repeated.get(at).is_some_and(|again| *again > 0);
                if goes_on != (element > 0) {
                    return uneven();
                }
                // A required column has no levels; otherwise a present entry has the highest one.
                let is_there = levels.get(at).is_none_or(|level| *level == self.full);
                let entry = if is_there { next.next() } else { None };
                take(self.row + done + row, element, entry)?;
            }
            done += rows;
        }
        Ok(None)
    }

    pub(super) fn failed(&self, done: usize, problem: impl ToString) -> ParquetError {
        ParquetError::Column {
            row: (self.row + done) as u64 + 1,
            column: self.place.clone(),
            problem: library_message(problem),
        }
    }

    pub(super) fn unusable(&self, row: usize, cell: &str, problem: &'static str) -> TableError {
        TableError::NotANumber {
            row: row as u64 + 1,
            column: self.place.clone(),
            cell: shortened(cell),
            problem,
        }
    }
}
