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
    ParquetError,
    entry_type::{Entry, EntryType},
    invalid_metadata, library_message,
    pages::PageTotals,
};
use crate::{
    files::{dialect::shortened, table::TableError},
    math::memory::Size,
};

/// The maximum size of a decompressed page in bytes; a whole page is in memory at a time.
const MAX_PAGE_BYTES: u64 = 1 << 30;

/// Validates the sizes that the page headers of a column declare, before any page is decompressed.
pub(super) fn scan_pages<R: ChunkReader>(
    place: &str,
    row: usize,
    metadata: &ColumnChunkMetaData,
    file: &R,
) -> Result<PageTotals, ParquetError> {
    let failed = |problem: String| ParquetError::InvalidColumn {
        row: row as u64 + 1,
        column: place.to_owned(),
        problem,
    };
    match metadata.compression() {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => {}
        other => {
            let compression = other.to_string();
            return Err(ParquetError::Compression {
                column: place.to_owned(),
                compression: compression.split('(').next().unwrap_or_default().to_owned(),
            });
        }
    }
    let start = metadata.dictionary_page_offset();
    let start = u64::try_from(start.unwrap_or_else(|| metadata.data_page_offset()));
    let compressed_bytes = u64::try_from(metadata.compressed_size());
    let (Ok(start), Ok(compressed_bytes)) = (start, compressed_bytes) else {
        return Err(failed("a size below 0".to_owned()));
    };
    if start
        .checked_add(compressed_bytes)
        .is_none_or(|end| end > file.len())
    {
        return Err(failed("it is beyond the end of the file".to_owned()));
    }
    let input = file
        .get_read(start)
        .map_err(|error| failed(library_message(error)))?;
    let pages =
        PageTotals::scan(input, compressed_bytes).map_err(|error| failed(error.to_string()))?;
    match pages.largest > MAX_PAGE_BYTES {
        true => Err(failed(format!(
            "a page of {}; the limit is {}",
            Size(pages.largest),
            Size(MAX_PAGE_BYTES)
        ))),
        false => Ok(pages),
    }
}

/// The first row, from 0, whose list differs in length from that of the first row; none if there is no such row, or if
/// a row group has too many entries to search.
pub(super) fn first_ragged_row<R: ChunkReader + 'static>(
    metadata: &ParquetMetaData,
    index: usize,
    file: &Arc<R>,
) -> Result<Option<usize>, ParquetError> {
    const MAX_ENTRIES: u64 = 1 << 24;
    let (mut expected, mut before) = (None, 0);
    for group in metadata.row_groups() {
        let Some(chunk) = group.columns().get(index) else {
            return Ok(None);
        };
        let (rows, place) = (group.num_rows() as usize, format!("column {}", index + 1));
        if scan_pages(&place, before, chunk, &**file)?.entries > MAX_ENTRIES {
            return Ok(None);
        }
        let pages =
            SerializedPageReader::new(file.clone(), chunk, rows, None).map_err(invalid_metadata)?;
        let reader = get_column_reader(chunk.column_descr_ptr(), Box::new(pages));
        for entries in list_lengths(reader, rows).map_err(invalid_metadata)? {
            if *expected.get_or_insert(entries) != entries {
                return Ok(Some(before));
            }
            before += 1;
        }
    }
    Ok(None)
}

/// The number of entries of the list in each row; an empty or missing list counts as one entry.
fn list_lengths(
    reader: ColumnReader,
    rows: usize,
) -> Result<Vec<usize>, parquet::errors::ParquetError> {
    fn lengths_of<T: DataType>(
        mut reader: ColumnReaderImpl<T>,
        rows: usize,
    ) -> Result<Vec<usize>, parquet::errors::ParquetError> {
        let (mut definition_levels, mut repetition_levels, mut entries) =
            (Vec::new(), Vec::new(), Vec::new());
        reader.read_records(
            rows,
            Some(&mut definition_levels),
            Some(&mut repetition_levels),
            &mut entries,
        )?;
        Ok(lengths_from_levels(&repetition_levels))
    }
    match reader {
        ColumnReader::BoolColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::Int32ColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::Int64ColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::Int96ColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::FloatColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::DoubleColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::ByteArrayColumnReader(reader) => lengths_of(reader, rows),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => lengths_of(reader, rows),
    }
}

/// The lengths of lists from the repetition levels of their entries; level 0 begins a list.
fn lengths_from_levels(repetition_levels: &[i16]) -> Vec<usize> {
    let starts = (0..repetition_levels.len()).filter(|index| repetition_levels[*index] == 0);
    let mut starts: Vec<usize> = starts.collect();
    starts.push(repetition_levels.len());
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// A column of a row group.
pub(super) struct Chunk {
    /// The index of its first row in the table.
    pub first_row: usize,
    pub rows: usize,
    /// The number of entries per row: 1, or the length of the lists.
    pub entries_per_row: usize,
    /// The number of rows decoded at a time.
    pub rows_at_once: usize,
    /// The definition level of a present entry.
    pub max_definition_level: i16,
    /// The number and the name of the column, for messages.
    pub place: String,
}

impl Chunk {
    /// Calls `put` for every entry as [`Self::for_each_entry`] does, with its number.
    pub(super) fn numbers<T: DataType<T: Entry>>(
        &self,
        reader: ColumnReaderImpl<T>,
        entry_type: EntryType,
        mut put: impl FnMut(usize, usize, Option<f64>) -> Result<(), TableError>,
    ) -> Result<Option<usize>, TableError> {
        self.for_each_entry(reader, |row, element, entry| {
            put(row, element, entry.map(|entry| entry.number(entry_type)))
        })
    }

    /// Calls `take` for every entry with its row in the table, its position in the list of that row, and its value unless
    /// it is missing. Returns the first row, from 0, whose list has an unexpected length.
    pub(super) fn for_each_entry<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        mut take: impl FnMut(usize, usize, Option<&T::T>) -> Result<(), TableError>,
    ) -> Result<Option<usize>, TableError> {
        let (mut definition_levels, mut repetition_levels, mut entries) =
            (Vec::new(), Vec::new(), Vec::new());
        let mut rows_done = 0;
        while rows_done < self.rows {
            definition_levels.clear();
            repetition_levels.clear();
            entries.clear();
            let max_rows = self.rows_at_once.min(self.rows - rows_done);
            let read = reader.read_records(
                max_rows,
                Some(&mut definition_levels),
                Some(&mut repetition_levels),
                &mut entries,
            );
            let (rows, _, found) = read.map_err(|error| self.column_error(rows_done, error))?;
            if rows == 0 {
                return Err(self.column_error(rows_done, "it ends early").into());
            }
            let ragged = || {
                let lengths = lengths_from_levels(&repetition_levels);
                // The very first list of the file sets the expected length.
                let expected = match self.first_row + rows_done {
                    0 => lengths.first().copied().unwrap_or(self.entries_per_row),
                    _ => self.entries_per_row,
                };
                let row = lengths.iter().position(|length| *length != expected);
                Ok(Some(self.first_row + rows_done + row.unwrap_or(rows)))
            };
            if found != rows * self.entries_per_row {
                return ragged();
            }
            let mut next = entries.iter();
            for index in 0..found {
                let (row, element) = (index / self.entries_per_row, index % self.entries_per_row);
                let continues_list = repetition_levels.get(index).is_some_and(|level| *level > 0);
                if continues_list != (element > 0) {
                    return ragged();
                }
                // A required column has no levels; otherwise a present entry has the highest one.
                let is_present = definition_levels
                    .get(index)
                    .is_none_or(|level| *level == self.max_definition_level);
                let entry = if is_present { next.next() } else { None };
                take(self.first_row + rows_done + row, element, entry)?;
            }
            rows_done += rows;
        }
        Ok(None)
    }

    pub(super) fn column_error(&self, rows_done: usize, problem: impl ToString) -> ParquetError {
        ParquetError::InvalidColumn {
            row: (self.first_row + rows_done) as u64 + 1,
            column: self.place.clone(),
            problem: library_message(problem),
        }
    }

    pub(super) fn cell_error(&self, row: usize, cell: &str, problem: &'static str) -> TableError {
        TableError::NotANumber {
            row: row as u64 + 1,
            column: self.place.clone(),
            cell: shortened(cell),
            problem,
        }
    }
}
