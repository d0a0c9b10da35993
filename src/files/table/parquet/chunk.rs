//! A column of a group of rows.

use parquet::{
    basic::Compression,
    column::reader::ColumnReaderImpl,
    data_type::DataType,
    file::{metadata::ColumnChunkMetaData, reader::ChunkReader},
};

use super::{
    ParquetError,
    kinds::{Entry, Kind},
    pages::Pages,
    said,
};
use crate::files::{honest::believed, table::TableError};

/// Looks at what the pages of a column claim, before they are unpacked.
pub(super) fn look_through<R: ChunkReader>(
    place: &str,
    row: usize,
    about: &ColumnChunkMetaData,
    file: &R,
) -> Result<Pages, ParquetError> {
    let failed = |problem: String| ParquetError::Column {
        row: row as u64 + 1,
        column: place.to_owned(),
        problem,
    };
    match about.compression() {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => {}
        other => {
            let packing = other.to_string();
            return Err(ParquetError::Packing {
                column: place.to_owned(),
                packing: packing.split('(').next().unwrap_or_default().to_owned(),
            });
        }
    }
    let start = about.dictionary_page_offset();
    let start = u64::try_from(start.unwrap_or_else(|| about.data_page_offset()));
    let packed = u64::try_from(about.compressed_size());
    let (Ok(start), Ok(packed)) = (start, packed) else {
        return Err(failed("a size below 0".to_owned()));
    };
    if start.checked_add(packed).is_none_or(|end| end > file.len()) {
        return Err(failed("it lies beyond the end of the file".to_owned()));
    }
    let input = file.get_read(start).map_err(|error| failed(said(error)))?;
    let pages = Pages::look_through(input, packed).map_err(|error| failed(error.to_string()))?;
    match pages.unpacked > believed(packed) {
        true => Err(ParquetError::Bomb {
            place: place.to_owned(),
            packed,
            unpacked: pages.unpacked,
        }),
        false => Ok(pages),
    }
}

/// A column of a group of rows.
pub(super) struct Chunk {
    /// The first row, from 0.
    pub row: usize,
    pub rows: usize,
    /// Entries of each row: 1, or those of a list.
    pub count: usize,
    /// Rows that are unpacked at once.
    pub at_once: usize,
    /// The level of an entry that is there.
    pub full: i16,
    /// Number and name.
    pub place: String,
}

impl Chunk {
    pub fn numbers<T: DataType<T: Entry>>(
        &self,
        reader: ColumnReaderImpl<T>,
        kind: Kind,
        mut put: impl FnMut(usize, usize, Option<f64>) -> Result<(), TableError>,
    ) -> Result<bool, TableError> {
        self.each(reader, |row, element, entry| {
            put(row, element, entry.map(|entry| entry.number(kind)))
        })
    }

    /// Shows every row of the table with each element of its list, from 0, and the entry there, if there is one; and says
    /// whether each row has as many as it should.
    pub fn each<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        mut take: impl FnMut(usize, usize, Option<&T::T>) -> Result<(), TableError>,
    ) -> Result<bool, TableError> {
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
            if found != rows * self.count {
                return Ok(false);
            }
            let mut next = entries.iter();
            for at in 0..found {
                let (row, element) = (at / self.count, at % self.count);
                let goes_on = repeated.get(at).is_some_and(|again| *again > 0);
                if goes_on != (element > 0) {
                    return Ok(false);
                }
                // Where nothing can be missing there are no levels; else that of an entry is the highest.
                let is_there = levels.get(at).is_none_or(|level| *level == self.full);
                let entry = if is_there { next.next() } else { None };
                take(self.row + done + row, element, entry)?;
            }
            done += rows;
        }
        Ok(true)
    }

    pub fn failed(&self, done: usize, problem: impl ToString) -> ParquetError {
        ParquetError::Column {
            row: (self.row + done) as u64 + 1,
            column: self.place.clone(),
            problem: said(problem),
        }
    }

    pub fn unusable(&self, row: usize, cell: &str, problem: &'static str) -> TableError {
        TableError::NotANumber {
            row: row as u64 + 1,
            column: self.place.clone(),
            cell: cell.chars().take(24).collect(),
            problem,
        }
    }

    pub fn bomb(&self, packed: u64, unpacked: u64) -> ParquetError {
        ParquetError::Bomb {
            place: self.place.clone(),
            packed,
            unpacked,
        }
    }
}
