//! Files that appear under their name only when they are whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Something that went wrong with a file, and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot write '{}': {}", .path.display(), reason(.source))]
pub struct WriteError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; free some space or choose another place".to_owned()
        }
        io::ErrorKind::PermissionDenied => "no permission; choose another place".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => {
            "the disk is read-only; choose another place".to_owned()
        }
        io::ErrorKind::NotFound => {
            "its folder does not exist; make it first or choose another place".to_owned()
        }
        _ => error.to_string(),
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
        let file = builder().tempfile_in(folder_of(&followed)).map_err(fail)?;
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
pub fn write(target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut draft = Draft::of(target)?;
    if let Err(error) = io::Write::write_all(draft.file(), bytes) {
        return Err(draft.error(error));
    }
    draft.finish().map(drop)
}

/// The folder of a file; `.` for a bare name.
pub(super) fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Temporary names, and the permissions that any new file has instead of the private ones of temporary files.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".fallline-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;
    use io::Write;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_finished_draft_replaces_and_a_dropped_one_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.txt");
        fs::write(&target, "old").unwrap();
        let mut draft = Draft::of(&target).unwrap();
        draft.file().write_all(b"new").unwrap();
        drop(draft);
        assert_eq!(
            (
                fs::read_to_string(&target).unwrap().as_str(),
                names(folder.path()).len()
            ),
            ("old", 1)
        );
        write(&target, b"new").unwrap();
        assert_eq!(
            (
                fs::read_to_string(&target).unwrap().as_str(),
                names(folder.path()).len()
            ),
            ("new", 1)
        );
    }

    #[test]
    fn unusable_targets_are_one_clear_line() {
        let folder = tempfile::tempdir().unwrap();
        let missing = write(&folder.path().join("no/a.txt"), b"")
            .unwrap_err()
            .to_string();
        assert!(
            missing.contains("no/a.txt") && missing.contains("folder does not exist"),
            "{missing}"
        );
        let occupied = write(folder.path(), b"").unwrap_err().to_string();
        assert!(occupied.contains("not an ordinary file"), "{occupied}");
        let full = WriteError {
            path: "a".into(),
            source: io::ErrorKind::StorageFull.into(),
        }
        .to_string();
        assert_eq!(
            full,
            "cannot write 'a': the disk is full; free some space or choose another place"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_are_those_of_new_files() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (plain, target, link) = (
            folder.path().join("plain"),
            folder.path().join("a"),
            folder.path().join("link"),
        );
        fs::write(&plain, "").unwrap();
        fs::write(&target, "old").unwrap();
        symlink(&target, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&target), mode(&plain));
    }
}
