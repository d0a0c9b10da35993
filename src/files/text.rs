use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

#[cfg(feature = "native")]
use super::WriteError;
use super::{
    ArraysError, ModelFileError, PictureError, TableError, paths::path_excerpt, reason::reason,
    regular, signature,
};
use crate::math::{excerpt::excerpt, memory::Size};

/// A file that cannot be read, written or parsed, or data that cannot be generated. Every message names the file or the
/// generator.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is missing, is a folder or a device, or cannot be read.
    #[error("cannot read {}: {}", path_excerpt(.path), reason(.source))]
    Read {
        /// The path as given.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file cannot be written.
    #[cfg(feature = "native")]
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The file exceeds the size limit.
    #[error("cannot read {}: it holds more than {}; make it smaller", path_excerpt(.path), Size(*.max_bytes))]
    TooLarge {
        /// The path as given.
        path: PathBuf,
        /// The limit in bytes.
        max_bytes: u64,
    },
    /// The file is not UTF-8.
    #[error("cannot read {}: line {line} is not UTF-8; save it as UTF-8", path_excerpt(.path))]
    Encoding {
        /// The path as given.
        path: PathBuf,
        /// The line of the first invalid byte, from 1.
        line: usize,
    },
    /// The format of the file is known and not supported here.
    #[error("{}: is {format}, which is not supported; {advice}", path_excerpt(.path))]
    UnsupportedFormat {
        /// The path as given.
        path: PathBuf,
        /// The name of the format, with an article.
        format: &'static str,
        /// What the user can do.
        advice: &'static str,
    },
    /// The file is not a table.
    #[error("{}: {source}", path_excerpt(.path))]
    Table {
        /// The path as given.
        path: PathBuf,
        /// The reason, with row and column.
        source: TableError,
    },
    /// The settings of a generator are invalid.
    #[error("{}: {problem}", excerpt(.spec))]
    Generator {
        /// The call of the generator as given.
        spec: String,
        /// The reason, with the offending setting.
        problem: String,
    },
    /// The file is not a usable picture.
    #[error("{}: {source}", path_excerpt(.path))]
    Picture {
        /// The path as given.
        path: PathBuf,
        /// The reason.
        source: PictureError,
    },
    /// The file holds no usable arrays.
    #[error("{}: {source}", path_excerpt(.path))]
    Arrays {
        /// The path as given.
        path: PathBuf,
        /// The reason, with the array or the cell.
        source: ArraysError,
    },
    /// The file holds no usable model.
    #[error("{}: {source}", path_excerpt(.path))]
    Model {
        /// The path as given.
        path: PathBuf,
        /// The reason, with the tensor.
        source: ModelFileError,
    },
}

impl FileError {
    /// Whether the file or its name is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input_error(&self) -> bool {
        match self {
            #[cfg(feature = "native")]
            Self::Write(error) => error.is_input_error(),
            Self::Read { source, .. } => source.kind() != io::ErrorKind::OutOfMemory,
            _ => true,
        }
    }
}

/// The extension of a path in lower case; empty if there is none.
pub(super) fn extension(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    extension.to_ascii_lowercase()
}

/// Reads a UTF-8 text file of at most `max_bytes` bytes and strips a byte order mark.
///
/// # Errors
/// The file cannot be read, exceeds the limit, or is not UTF-8 text.
pub fn read_text(path: &Path, max_bytes: u64) -> Result<String, FileError> {
    let (mut file, length) = regular::open(path)?;
    signature::reject_non_text(path, &mut file)?;
    rest_as_text(path, file, length, max_bytes)
}

/// Reads an opened file to its end as [`read_text`] does.
pub(super) fn rest_as_text(
    path: &Path,
    file: BufReader<File>,
    length: Option<u64>,
    max_bytes: u64,
) -> Result<String, FileError> {
    let bytes = regular::read_to_end(path, file, length, max_bytes)?;
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
    fn a_byte_order_mark_is_stripped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bom.txt");
        std::fs::write(&path, "\u{feff}x").unwrap();
        assert_eq!(read_text(&path, u64::MAX).unwrap(), "x");
    }
}
