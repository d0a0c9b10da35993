//! Files that appear under their name only when they are whole.
//!
//! Until then they have a temporary name in the same folder, and are locked. A run that is killed leaves its temporary
//! file behind, but not the lock: by that a later run knows it, and removes it.

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

/// How temporary names begin and end.
const BEGIN: &str = ".fallline-";
const END: &str = ".part";
/// How the folder of a [`DraftFolder`] ends.
const FOLDER_END: &str = "frames";
/// How many temporary names are tried: another run may take one for a file left behind before it is locked.
const ATTEMPTS: usize = 10;

/// Something that went wrong with a file, and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot write '{}': {}{}", path_excerpt(.path), reason(.source), advice(.source))]
pub struct WriteError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl WriteError {
    /// Whether the name is at fault, rather than the machine: no such folder, a name that is too long.
    pub fn is_input(&self) -> bool {
        matches!(
            self.source.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
        )
    }
}

/// What to do about it; empty where that is not known.
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

/// A file being written under a temporary name beside its target; dropped, it is gone and the target is as it was.
pub struct Draft {
    file: NamedTempFile,
    target: PathBuf,
    /// The target as it was given, which may be a link.
    given: PathBuf,
}

impl Draft {
    /// Starts a draft of `target`, in the folder of `target`, which must exist.
    /// A target that exists must be an ordinary file that may be written; a link is followed.
    pub fn of(target: &Path) -> Result<Self, WriteError> {
        let fail = |source| WriteError {
            path: target.to_path_buf(),
            source,
        };
        let followed = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        match fs::metadata(&followed) {
            // Else this would be said only when the whole file is to get its name.
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
                return Err(fail(error));
            }
            Ok(found) if !found.is_file() => {
                return Err(fail(io::Error::other(
                    "it exists and is not an ordinary file",
                )));
            }
            Ok(found) if found.permissions().readonly() => {
                return Err(fail(io::ErrorKind::PermissionDenied.into()));
            }
            _ => {}
        }
        let file = reserve(folder_of(&followed)).map_err(fail)?;
        Ok(Self {
            file,
            target: followed,
            given: target.to_path_buf(),
        })
    }

    /// The file to write into; it may be read and written from any place.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// The name the file will have.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// An error of this file.
    pub fn error(&self, source: io::Error) -> WriteError {
        WriteError {
            path: self.given.clone(),
            source,
        }
    }

    /// Gives the whole file its name, in place of any file that had it, and returns its size in bytes.
    pub fn finish(self) -> Result<u64, WriteError> {
        let Self {
            file,
            target,
            given,
        } = self;
        let fail = |source| WriteError {
            path: given.clone(),
            source,
        };
        // A full disk may be reported only when the data really reaches it.
        file.as_file().sync_all().map_err(fail)?;
        let bytes = file.as_file().metadata().map_err(fail)?.len();
        file.persist(&target).map_err(|error| fail(error.error))?;
        Ok(bytes)
    }
}

/// Writes the whole of `bytes` to `target`, or leaves `target` as it was.
///
/// # Errors
/// The folder is missing or may not be written to, the target is no ordinary file, or the disk is full.
pub fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut draft = Draft::of(target)?;
    if let Err(error) = io::Write::write_all(draft.file(), bytes) {
        return Err(draft.error(error));
    }
    draft.finish().map(drop)
}

/// A temporary folder inside another, for many files that are to appear together; dropped, it is gone with all that is
/// left in it.
pub struct DraftFolder {
    path: PathBuf,
    /// Beside the folder, locked as long as it is there.
    _lock: NamedTempFile,
}

impl DraftFolder {
    /// Makes one in `folder`, which must exist.
    pub fn inside(folder: &Path) -> io::Result<Self> {
        let lock = reserve(folder)?;
        let path = lock.path().with_extension(FOLDER_END);
        fs::create_dir(&path)?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for DraftFolder {
    fn drop(&mut self) {
        // What cannot be removed now, a later run removes.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A temporary file in a folder, locked as long as it is open.
fn reserve(folder: &Path) -> io::Result<NamedTempFile> {
    remove_abandoned(folder);
    for _ in 0..ATTEMPTS {
        let file = builder().tempfile_in(folder)?;
        let locked = file.as_file().try_lock();
        // Between its making and its locking, another run may have taken it for one left behind. Where there are no
        // locks, nothing is.
        let is_taken = matches!(locked, Err(TryLockError::WouldBlock));
        if !is_taken && fs::symlink_metadata(file.path()).is_ok() {
            return Ok(file);
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Removes what killed runs have left in a folder; what a running one is writing is locked.
fn remove_abandoned(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_draft = |name: &str| name.starts_with(BEGIN) && name.ends_with(END);
    for entry in entries.filter(|entry| entry.file_name().to_str().is_some_and(is_draft)) {
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let path = entry.path();
            let Ok(file) = File::open(&path) else {
                continue;
            };
            if file.try_lock().is_ok() {
                // Another's, in a folder that is not ours to write to, stays.
                let _ = fs::remove_dir_all(path.with_extension(FOLDER_END));
                let _ = fs::remove_file(&path);
            }
        }
    }
}

/// Temporary names, and the permissions that any new file has instead of the private ones of temporary files.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(BEGIN).suffix(END);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests;
