use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

#[cfg(feature = "native")]
use super::WriteError;
use super::{ArraysError, TableError, paths::path_excerpt, reason::reason, regular, signature};
use crate::math::{excerpt::excerpt, memory::Size};

/// A file that cannot be read, written or understood; always says which.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is missing, is a folder, or may not be read.
    #[error("cannot read {}: {}", path_excerpt(.path), reason(.source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be written.
    #[cfg(feature = "native")]
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The file is larger than is read.
    #[error("cannot read {}: it holds more than {}; make it smaller", path_excerpt(.path), Size(*.most))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes that are read.
        most: u64,
    },
    /// The file is not UTF-8.
    #[error("cannot read {}: line {line} is not UTF-8; save it as UTF-8", path_excerpt(.path))]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Where the first wrong byte is, from 1.
        line: usize,
    },
    /// The file is of a kind that is known and not read.
    #[error("{}: is {what}, which is not read; {instead}", path_excerpt(.path))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// The file is no table.
    #[error("{}: {source}", path_excerpt(.path))]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong, with row and column.
        source: TableError,
    },
    /// A data set that cannot be generated.
    #[error("{}: {problem}", excerpt(.spec))]
    Generator {
        /// As it was written.
        spec: String,
        /// What is wrong.
        problem: String,
    },
    /// The file holds no arrays of numbers.
    #[error("{}: {source}", path_excerpt(.path))]
    Arrays {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ArraysError,
    },
}

impl FileError {
    /// Whether the file or its name is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input(&self) -> bool {
        match self {
            #[cfg(feature = "native")]
            Self::Write(error) => error.is_input(),
            Self::Read { source, .. } => source.kind() != io::ErrorKind::OutOfMemory,
            _ => true,
        }
    }
}

/// What stands behind the last point of a file's name, in lower case.
pub(super) fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    ending.to_ascii_lowercase()
}

/// Reads a UTF-8 text file of at most `most` bytes; a byte order mark is left out.
///
/// # Errors
/// The file cannot be read, is larger, is of a kind that is no text, or is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String, FileError> {
    let (mut file, length) = regular::open(path)?;
    signature::refuse_no_text(path, &mut file)?;
    rest_as_text(path, file, length, most)
}

/// The text of an opened file of which nothing was read, as [`read_text`] gives it.
pub(super) fn rest_as_text(
    path: &Path,
    file: BufReader<File>,
    length: Option<u64>,
    most: u64,
) -> Result<String, FileError> {
    let bytes = regular::rest(path, file, length, most)?;
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        FileError::Encoding {
            path: path.into(),
            line: 1 + valid.iter().filter(|byte| **byte == b'\n').count(),
        }
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_file_and_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing.csv");
        let message = read_text(&missing, u64::MAX).unwrap_err().to_string();
        assert!(
            message.contains("missing.csv") && message.contains("no such file"),
            "{message}"
        );

        let binary = folder.path().join("latin1.csv");
        std::fs::write(&binary, b"a,b\n1,\xe9\n").unwrap();
        let message = read_text(&binary, u64::MAX).unwrap_err().to_string();
        assert!(message.contains("line 2 is not UTF-8"), "{message}");
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bom.txt");
        std::fs::write(&path, "\u{feff}x").unwrap();
        assert_eq!(read_text(&path, u64::MAX).unwrap(), "x");
    }
}
