//! Recovery files: unsaved work that survives a crash.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{WriteError, write_atomically};

/// The extension of recovery files.
const RECOVERY_EXTENSION: &str = "ron";
/// The extension of lock files.
const LOCK_EXTENSION: &str = "lock";
/// The age of a lock file after which its session has certainly locked it.
const START_GRACE_PERIOD: Duration = Duration::from_secs(60);

/// A run of the program with unsaved work: a recovery file, and a lock that shows other sessions that this one is
/// running. The system releases the lock however the session ends.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    recovery_file: PathBuf,
    lock: PathBuf,
    // Held for its lock, never read.
    _locked: File,
}

/// The folder for the program's state in the user's home; none if the environment does not define it.
pub fn state_folder() -> Option<PathBuf> {
    let named = |variable| env::var_os(variable).filter(|value| !value.is_empty());
    let folder = if cfg!(windows) {
        PathBuf::from(named("LOCALAPPDATA")?)
    } else if cfg!(target_os = "macos") {
        PathBuf::from(named("HOME")?).join("Library/Application Support")
    } else {
        match named("XDG_STATE_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from(named("HOME")?).join(".local/state"),
        }
    };
    Some(folder.join("fallline"))
}

impl Session {
    /// Begins a session in `folder`, which is created if missing.
    ///
    /// # Errors
    /// The folder cannot be created or is not writable.
    pub fn begin(folder: &Path) -> Result<Self, WriteError> {
        let failed = |source| WriteError {
            path: folder.into(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        remove_stale_locks(folder);
        let lock = tempfile::Builder::new()
            .prefix("unsaved-")
            .suffix(&format!(".{LOCK_EXTENSION}"))
            .tempfile_in(folder)
            .map_err(failed)?;
        // On a file system without locks, other sessions consider this one ended and offer its recovery file.
        let _ = lock.as_file().try_lock();
        let (locked, lock) = lock.keep().map_err(|error| failed(error.error))?;
        Ok(Self {
            folder: folder.to_owned(),
            recovery_file: lock.with_extension(RECOVERY_EXTENSION),
            lock,
            _locked: locked,
        })
    }

    /// The path of the recovery file.
    pub fn recovery_file(&self) -> &Path {
        &self.recovery_file
    }

    /// Saves unsaved work, replacing the recovery file.
    ///
    /// # Errors
    /// The folder is not writable, or the disk is full.
    pub fn save(&self, text: &str) -> Result<(), WriteError> {
        write_atomically(&self.recovery_file, text.as_bytes())
    }

    /// Removes the recovery file, because the work was saved or discarded.
    pub fn remove_recovery_file(&self) {
        remove_recovery_file(&self.recovery_file);
    }

    /// The recovery files of sessions that have ended, newest first.
    pub fn recovery_files_of_ended_sessions(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut abandoned: Vec<_> = entries
            .filter(|entry| entry.path().extension() == Some(OsStr::new(RECOVERY_EXTENSION)))
            .filter(|entry| entry.path() != self.recovery_file && has_ended(&entry.path()))
            .map(|entry| {
                (
                    entry
                        .metadata()
                        .and_then(|metadata| metadata.modified())
                        .ok(),
                    entry.path(),
                )
            })
            .collect();
        abandoned.sort();
        abandoned.into_iter().rev().map(|(_, path)| path).collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.lock);
    }
}

/// Removes a recovery file, and its lock file if its session has ended.
pub fn remove_recovery_file(recovery_file: &Path) {
    // If the file is missing, there is nothing to remove.
    let _ = fs::remove_file(recovery_file);
    let lock = recovery_file.with_extension(LOCK_EXTENSION);
    if has_ended(recovery_file) {
        let _ = fs::remove_file(lock);
    }
}

/// Removes the locks of killed sessions without recovery files.
fn remove_stale_locks(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for lock in entries.map(|entry| entry.path()) {
        let recovery_file = lock.with_extension(RECOVERY_EXTENSION);
        let is_lock = lock.extension() == Some(OsStr::new(LOCK_EXTENSION));
        if is_lock && !recovery_file.exists() && is_old(&lock) && has_ended(&recovery_file) {
            // Another session may have removed it already.
            let _ = fs::remove_file(&lock);
        }
    }
}

/// Whether a lock file is so old that its session must have locked it by now.
fn is_old(lock: &Path) -> bool {
    let modified = fs::metadata(lock).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > START_GRACE_PERIOD))
}

/// Whether the session of a recovery file has ended.
fn has_ended(recovery_file: &Path) -> bool {
    match File::open(recovery_file.with_extension(LOCK_EXTENSION)) {
        // Without locks, a running session cannot be detected.
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recovery_file_of_an_ended_session_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("fallline");
        let first = Session::begin(&folder).unwrap();
        first.save("one").unwrap();
        first.save("two").unwrap();
        let second = Session::begin(&folder).unwrap();
        assert!(
            second.recovery_files_of_ended_sessions().is_empty(),
            "it still runs"
        );
        let recovery_file = first.recovery_file().to_owned();
        drop(first);
        assert_eq!(
            second.recovery_files_of_ended_sessions(),
            std::slice::from_ref(&recovery_file)
        );
        assert_eq!(fs::read_to_string(&recovery_file).unwrap(), "two");
        second.save("mine").unwrap();
        assert_eq!(
            second.recovery_files_of_ended_sessions(),
            std::slice::from_ref(&recovery_file),
            "not its own"
        );
        remove_recovery_file(&recovery_file);
        assert!(second.recovery_files_of_ended_sessions().is_empty());
        second.remove_recovery_file();
        drop(second);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn locks_of_killed_sessions_do_not_accumulate() {
        let folder = tempfile::tempdir().unwrap();
        let lock = |name: &str, seconds: u64| {
            let path = folder.path().join(name);
            let file = File::create(&path).unwrap();
            let made = std::time::SystemTime::now() - Duration::from_secs(seconds);
            file.set_modified(made).unwrap();
            path
        };
        let [old, new, with_work] =
            [("a.lock", 100), ("b.lock", 1), ("c.lock", 100)].map(|(name, age)| lock(name, age));
        fs::write(with_work.with_extension(RECOVERY_EXTENSION), "").unwrap();
        let _session = Session::begin(folder.path()).unwrap();
        assert_eq!(
            [old, new, with_work].map(|lock| lock.exists()),
            [false, true, true]
        );
    }

    #[test]
    fn recovery_files_are_listed_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let recovery_file: Vec<PathBuf> = (0..3)
            .map(|number| {
                let session = Session::begin(folder.path()).unwrap();
                session.save("").unwrap();
                let file = File::options()
                    .write(true)
                    .open(session.recovery_file())
                    .unwrap();
                let at = std::time::UNIX_EPOCH + Duration::from_secs(number);
                file.set_modified(at).unwrap();
                session.recovery_file().to_owned()
            })
            .collect();
        let session = Session::begin(folder.path()).unwrap();
        let newest_first: Vec<PathBuf> = recovery_file.into_iter().rev().collect();
        assert_eq!(session.recovery_files_of_ended_sessions(), newest_first);
    }
}
