use std::path::{Path, PathBuf};

use super::{
    ArraysError, FileError,
    dialect::MAX_CELLS,
    npy::{Header, ReadLimits},
    regular::open,
    text::extension,
};

/// The maximum number of elements in a batch (64 MiB); a batch holds whole rows.
const MAX_BATCH_ELEMENTS: usize = 1 << 23;

/// A `.npy` matrix that may be too large for memory.
#[derive(Clone, Debug)]
pub struct NpyRows {
    path: PathBuf,
    rows: usize,
    columns: usize,
}

impl NpyRows {
    /// Opens a `.npy` file of two dimensions in row-major order and of at least `min_bytes` bytes. Returns none for any
    /// other file, a pipe, and rows that are empty or exceed the maximum number of cells.
    ///
    /// # Errors
    /// The file cannot be read, or its header is damaged.
    pub fn open(path: &Path, min_bytes: u64) -> Result<Option<Self>, FileError> {
        if extension(path) != "npy" {
            return Ok(None);
        }
        let (mut file, length) = open(path)?;
        let header = Header::read("the array", &mut file).map_err(|source| FileError::Arrays {
            path: path.into(),
            source,
        })?;
        Ok(match header.shape[..] {
            [rows, columns @ 1..=MAX_CELLS]
                if !header.is_fortran_order && length >= Some(min_bytes) =>
            {
                Some(Self {
                    path: path.into(),
                    rows,
                    columns,
                })
            }
            _ => None,
        })
    }

    /// The number of rows that the header declares.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns that the header declares.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Reads the file once and passes all rows in order to `take`, in batches of whole rows.
    ///
    /// # Errors
    /// The file cannot be read, ends early, or holds elements that are not numbers.
    pub fn for_each_batch(&self, take: impl FnMut(&[f64])) -> Result<(), FileError> {
        let (mut file, bytes) = open(&self.path)?;
        let rows = (MAX_BATCH_ELEMENTS / self.columns).max(1);
        let limits = ReadLimits {
            max_elements: u64::MAX,
            bytes,
        };
        let read = Header::read("the array", &mut file).and_then(|header| {
            if header.shape != [self.rows, self.columns] {
                // Another program has replaced the file.
                return Err(ArraysError::WrongFormat("NPY"));
            }
            header.for_each_batch(&mut file, limits, rows * self.columns, take)
        });
        read.map_err(|source| FileError::Arrays {
            path: self.path.clone(),
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::npy::encode_npy, *};

    fn file(folder: &Path, shape: &str, is_fortran_order: bool, count: usize) -> PathBuf {
        let bytes: Vec<u8> = (0..count).flat_map(|k| (k as f64).to_le_bytes()).collect();
        let path = folder.join("rows.npy");
        std::fs::write(&path, encode_npy("<f8", is_fortran_order, shape, &bytes)).unwrap();
        path
    }

    #[test]
    fn all_rows_arrive_in_order_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        // More than one batch, and not a multiple of the batch size.
        let (rows, columns) = (700_001, 13);
        let path = file(folder.path(), "(700001, 13)", false, rows * columns);
        let found = NpyRows::open(&path, 1000).unwrap().unwrap();
        assert_eq!((found.rows(), found.columns()), (rows, columns));
        let (mut next, mut batches) = (0, 0);
        let read = found.for_each_batch(|batch| {
            assert_eq!(batch.len() % columns, 0);
            for value in batch {
                assert_eq!(*value, next as f64);
                next += 1;
            }
            batches += 1;
        });
        read.unwrap();
        assert_eq!((next, batches), (rows * columns, 2));
    }

    #[test]
    fn other_files_are_ignored_and_short_ones_rejected() {
        let folder = tempfile::tempdir().unwrap();
        for (shape, is_fortran_order, min_bytes) in [
            ("(6,)", false, 0),
            ("(2, 3)", true, 0),
            ("(2, 3)", false, 1 << 20),
        ] {
            let path = file(folder.path(), shape, is_fortran_order, 6);
            assert!(NpyRows::open(&path, min_bytes).unwrap().is_none());
        }
        assert!(NpyRows::open(Path::new("points.csv"), 0).unwrap().is_none());
        let path = file(folder.path(), "(9, 3)", false, 6);
        let rows = NpyRows::open(&path, 0).unwrap().unwrap();
        let message = rows.for_each_batch(|_| ()).unwrap_err().to_string();
        assert!(message.contains("ends early"), "{message}");
    }
}
