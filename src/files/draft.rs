//! Atomic writing: a file appears under its name only once it is complete.
//!
//! Until then it has a temporary name in the same folder and is locked. A killed process leaves its temporary file behind
//! but not the lock; a later process recognizes the file by its missing lock and removes it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile};

use super::{
    paths::{folder_of, path_excerpt},
    reason::reason,
};

/// Prefix and suffix of temporary names.
const PREFIX: &str = ".fallline-";
const SUFFIX: &str = ".part";
/// The extension of the folder of a [`DraftFolder`].
const FOLDER_EXTENSION: &str = "frames";
/// The maximum number of attempts to create a temporary file: another process may remove one before it is locked.
const MAX_ATTEMPTS: usize = 10;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write '{}': {}{}", path_excerpt(.path), reason(.source), advice(.source))]
pub struct WriteError {
    /// The file to be written.
    pub path: PathBuf,
    /// The underlying I/O error.
    pub source: io::Error,
}

impl WriteError {
    /// Whether the path is at fault (a missing folder, a name that is too long) rather than the machine.
    pub fn is_input_error(&self) -> bool {
        matches!(
            self.source.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
        )
    }
}

/// What the user can do; empty if unknown.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; free some space or choose another place"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; choose another place"
        }
        io::ErrorKind::NotFound => "; create the folder first or choose another place",
        io::ErrorKind::InvalidFilename => "; choose a shorter one",
        _ => "",
    }
}

/// A file written under a temporary name next to its target. Dropped without [`finish`](Self::finish), it is removed
/// and the target stays as it was.
pub struct Draft {
    file: NamedTempFile,
    target: PathBuf,
    /// The target as requested by the caller, which may be a link.
    requested: PathBuf,
}

impl Draft {
    /// Creates a draft of `target` in the same folder, which must exist.
    /// An existing target must be a writable regular file; links to existing files are followed.
    pub fn create(target: &Path) -> Result<Self, WriteError> {
        let fail = |source| WriteError {
            path: target.to_path_buf(),
            source,
        };
        let followed = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        match fs::metadata(&followed) {
            // Without this check, the error would appear only after the whole file is written.
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
                return Err(fail(error));
            }
            Ok(found) if !found.is_file() => {
                return Err(fail(io::Error::other(
                    "it exists and is not a regular file",
                )));
            }
            Ok(found) if found.permissions().readonly() => {
                return Err(fail(io::ErrorKind::PermissionDenied.into()));
            }
            _ => {}
        }
        let file = create_locked_file(folder_of(&followed)).map_err(fail)?;
        Ok(Self {
            file,
            target: followed,
            requested: target.to_path_buf(),
        })
    }

    /// The file to write into; it can be read and is seekable.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// The path that the finished file will have, with links to existing files resolved.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Attaches the path to an error of the system.
    pub fn error(&self, source: io::Error) -> WriteError {
        WriteError {
            path: self.requested.clone(),
            source,
        }
    }

    /// Syncs the file and renames it to its target, replacing any existing file. Returns its size in bytes.
    pub fn finish(self) -> Result<u64, WriteError> {
        let Self {
            file,
            target,
            requested,
        } = self;
        let fail = |source| WriteError {
            path: requested.clone(),
            source,
        };
        // A full disk may be reported only on sync.
        file.as_file().sync_all().map_err(fail)?;
        let bytes = file.as_file().metadata().map_err(fail)?.len();
        file.persist(&target).map_err(|error| fail(error.error))?;
        Ok(bytes)
    }
}

/// Writes `bytes` to `target` atomically: on error, `target` stays as it was.
///
/// # Errors
/// The folder is missing or not writable, the target is not a regular file, or the disk is full.
pub fn write_atomically(target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut draft = Draft::create(target)?;
    if let Err(error) = io::Write::write_all(draft.file(), bytes) {
        return Err(draft.error(error));
    }
    draft.finish().map(drop)
}

/// A temporary folder inside another, for files that are moved into place together once all are complete. It is removed
/// with its content when dropped.
pub struct DraftFolder {
    path: PathBuf,
    /// Locked while the folder exists.
    lock: NamedTempFile,
}

impl DraftFolder {
    /// Creates a temporary folder in `folder`, which must exist.
    pub fn create_in(folder: &Path) -> io::Result<Self> {
        let lock = create_locked_file(folder)?;
        let path = lock.path().with_extension(FOLDER_EXTENSION);
        fs::create_dir(&path)?;
        Ok(Self { path, lock })
    }

    /// The path of the temporary folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for DraftFolder {
    fn drop(&mut self) {
        // If removing fails, the lock file stays, by which a later process finds the folder and removes it.
        if fs::remove_dir_all(&self.path).is_err() && self.path.exists() {
            self.lock.disable_cleanup(true);
        }
    }
}

/// Creates a temporary file in a folder and locks it where locks are supported. Removes abandoned drafts first.
fn create_locked_file(folder: &Path) -> io::Result<NamedTempFile> {
    remove_abandoned(folder);
    for _ in 0..MAX_ATTEMPTS {
        let file = temporary_file_builder().tempfile_in(folder)?;
        let locked = file.as_file().try_lock();
        // Another process may have mistaken the file for an abandoned one before it was locked, and be removing it. Where
        // locks are not supported, no process removes drafts.
        let is_locked_elsewhere = matches!(locked, Err(TryLockError::WouldBlock));
        if !is_locked_elsewhere && fs::symlink_metadata(file.path()).is_ok() {
            return Ok(file);
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Removes the drafts of killed processes from a folder; those of running ones are locked.
fn remove_abandoned(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_draft = |name: &str| name.starts_with(PREFIX) && name.ends_with(SUFFIX);
    for entry in entries.filter(|entry| entry.file_name().to_str().is_some_and(is_draft)) {
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let path = entry.path();
            let Ok(file) = File::open(&path) else {
                continue;
            };
            if file.try_lock().is_ok() {
                // Fails for files of other users in a folder that is not writable; they stay.
                let _ = fs::remove_dir_all(path.with_extension(FOLDER_EXTENSION));
                let _ = fs::remove_file(&path);
            }
        }
    }
}

/// Returns a builder of temporary files with the names of drafts and the permissions of ordinary new files.
fn temporary_file_builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests;
