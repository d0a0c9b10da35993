use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufReader, Write as _},
    path::{Path, PathBuf},
};

use super::{ArraysError, TableError};

/// A file that cannot be read, written or understood; always says which.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is missing, is a folder, or may not be read.
    #[error("cannot read {}: {}", .path.display(), reason(.source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be created, or the disk is full.
    #[error("cannot write {}: {}", .path.display(), reason(.source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not UTF-8.
    #[error("cannot read {}: line {line} is not UTF-8; save it as UTF-8", .path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Where the first wrong byte is, from 1.
        line: usize,
    },
    /// The file is no table.
    #[error("{}: {source}", .path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong, with row and column.
        source: TableError,
    },
    /// A data set that cannot be generated.
    #[error("{call}: {problem}")]
    Generator {
        /// As it was written.
        call: String,
        /// What is wrong.
        problem: String,
    },
    /// The file holds no arrays of numbers.
    #[error("{}: {source}", .path.display())]
    Arrays {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ArraysError,
    },
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        _ => {
            let mut text = String::new();
            let _ = write!(text, "{error}");
            text
        }
    }
}

/// What stands behind the last point of a file's name, in lower case.
pub(super) fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    ending.to_ascii_lowercase()
}

/// Opens a file, and says how many bytes it has where it is an ordinary one.
pub(super) fn open(path: &Path) -> Result<(BufReader<File>, Option<u64>), FileError> {
    let failed = |source| FileError::Read {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let length = about.is_file().then_some(about.len());
    Ok((BufReader::new(file), length))
}

/// Reads a file.
///
/// # Errors
/// The file cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    std::fs::read(path).map_err(|source| FileError::Read {
        path: path.into(),
        source,
    })
}

/// Reads a UTF-8 text file; a byte order mark is left out.
///
/// # Errors
/// The file cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let bytes = read_bytes(path)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        FileError::Encoding {
            path: path.into(),
            line: 1 + valid.iter().filter(|byte| **byte == b'\n').count(),
        }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Writes a file under a temporary name beside it and renames it when whole, so that an existing file is replaced by
/// the complete new one or stays as it was.
///
/// # Errors
/// The folder is missing or not writable, or the disk is full; nothing is left behind.
pub fn write_whole(path: &Path, contents: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::Write {
        path: path.into(),
        source,
    };
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fallline-");
    keep_usual_permissions(&mut builder);
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(contents).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Temporary files are private by default; what is saved should be as readable as any other file (less the umask).
#[cfg(unix)]
fn keep_usual_permissions(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn keep_usual_permissions(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scene.ron");
        write_whole(&path, b"old").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(read_text(&path).unwrap(), "new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn errors_name_the_file_and_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing.csv");
        let message = read_text(&missing).unwrap_err().to_string();
        assert!(
            message.contains("missing.csv") && message.contains("no such file"),
            "{message}"
        );

        let unwritable = folder.path().join("no/such/folder.ron");
        let message = write_whole(&unwritable, b"").unwrap_err().to_string();
        assert!(
            message.starts_with("cannot write") && message.contains("folder.ron"),
            "{message}"
        );

        let message = write_whole(folder.path(), b"").unwrap_err().to_string();
        assert!(message.contains("it is a folder"), "{message}");

        let binary = folder.path().join("latin1.csv");
        std::fs::write(&binary, b"a,b\n1,\xe9\n").unwrap();
        let message = read_text(&binary).unwrap_err().to_string();
        assert!(message.contains("line 2 is not UTF-8"), "{message}");
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bom.txt");
        std::fs::write(&path, "\u{feff}x").unwrap();
        assert_eq!(read_text(&path).unwrap(), "x");
    }
}
