//! Unsaved work, kept in files from one start of the program to the next.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{WriteError, write_whole};

/// The ending of what is kept.
const KEPT: &str = "ron";
/// The ending of the file that is locked while a session lasts.
const LOCK: &str = "lock";
/// By then a session has begun.
const BEGUN: Duration = Duration::from_secs(60);

/// A run of the program that may leave unsaved work behind: a file of its own that is there while there is such work, and
/// a lock by which other sessions see that this one still runs. However a session ends, its lock ends with it.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    kept: PathBuf,
    lock: PathBuf,
    // Held, never read.
    _locked: File,
}

/// The folder in which programs keep their state for this person; none where the system names none.
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
    /// Begins a session in a folder, which is made if it is missing.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn begin(folder: &Path) -> Result<Self, WriteError> {
        let failed = |source| WriteError {
            path: folder.into(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        sweep(folder);
        let lock = tempfile::Builder::new()
            .prefix("unsaved-")
            .suffix(&format!(".{LOCK}"))
            .tempfile_in(folder)
            .map_err(failed)?;
        // On a file system without locks other sessions take this one for ended, and offer what it keeps.
        let _ = lock.as_file().try_lock();
        let (locked, lock) = lock.keep().map_err(|error| failed(error.error))?;
        Ok(Self {
            folder: folder.to_owned(),
            kept: lock.with_extension(KEPT),
            lock,
            _locked: locked,
        })
    }

    /// Where unsaved work is kept.
    pub fn path(&self) -> &Path {
        &self.kept
    }

    /// Keeps unsaved work in place of what was kept before.
    ///
    /// # Errors
    /// The folder is not writable, or the disk is full.
    pub fn keep(&self, text: &str) -> Result<(), WriteError> {
        write_whole(&self.kept, text.as_bytes())
    }

    /// Forgets what was kept: it was saved, or given up by the person.
    pub fn forget(&self) {
        forget(&self.kept);
    }

    /// What sessions that have ended left behind, newest first.
    pub fn left_behind(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut left: Vec<_> = entries
            .filter(|entry| entry.path().extension() == Some(OsStr::new(KEPT)))
            .filter(|entry| entry.path() != self.kept && has_ended(&entry.path()))
            .map(|entry| {
                (
                    entry.metadata().and_then(|about| about.modified()).ok(),
                    entry.path(),
                )
            })
            .collect();
        left.sort();
        left.into_iter().rev().map(|(_, path)| path).collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.lock);
    }
}

/// Forgets what an ended session left behind.
pub fn forget(kept: &Path) {
    // What is not there any more is forgotten already.
    let _ = fs::remove_file(kept);
    let lock = kept.with_extension(LOCK);
    if has_ended(kept) {
        let _ = fs::remove_file(lock);
    }
}

/// Removes the locks of sessions that were ended from outside and had kept nothing.
fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for lock in entries.map(|entry| entry.path()) {
        let kept = lock.with_extension(KEPT);
        let is_lock = lock.extension() == Some(OsStr::new(LOCK));
        if is_lock && !kept.exists() && is_old(&lock) && has_ended(&kept) {
            // Another session may have been faster.
            let _ = fs::remove_file(&lock);
        }
    }
}

/// Whether a lock is so old that its session must have taken it by now.
fn is_old(lock: &Path) -> bool {
    let made = fs::metadata(lock).and_then(|about| about.modified());
    made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > BEGUN))
}

/// Whether the session that kept a file has ended.
fn has_ended(kept: &Path) -> bool {
    match File::open(kept.with_extension(LOCK)) {
        // Where there are no locks, nothing tells that it still runs.
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_session_kept_is_found_once_it_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("fallline");
        let first = Session::begin(&folder).unwrap();
        first.keep("one").unwrap();
        first.keep("two").unwrap();
        let second = Session::begin(&folder).unwrap();
        assert!(second.left_behind().is_empty(), "it still runs");
        let kept = first.path().to_owned();
        drop(first);
        assert_eq!(second.left_behind(), std::slice::from_ref(&kept));
        assert_eq!(fs::read_to_string(&kept).unwrap(), "two");
        second.keep("mine").unwrap();
        assert_eq!(
            second.left_behind(),
            std::slice::from_ref(&kept),
            "not its own"
        );
        forget(&kept);
        assert!(second.left_behind().is_empty());
        second.forget();
        drop(second);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn locks_of_sessions_that_were_killed_do_not_pile_up() {
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
        fs::write(with_work.with_extension(KEPT), "").unwrap();
        let _session = Session::begin(folder.path()).unwrap();
        assert_eq!(
            [old, new, with_work].map(|lock| lock.exists()),
            [false, true, true]
        );
    }

    #[test]
    fn what_was_left_behind_last_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let kept: Vec<PathBuf> = (0..3)
            .map(|number| {
                let session = Session::begin(folder.path()).unwrap();
                session.keep("").unwrap();
                let file = File::options().write(true).open(session.path()).unwrap();
                let at = std::time::UNIX_EPOCH + Duration::from_secs(number);
                file.set_modified(at).unwrap();
                session.path().to_owned()
            })
            .collect();
        let session = Session::begin(folder.path()).unwrap();
        let newest_first: Vec<PathBuf> = kept.into_iter().rev().collect();
        assert_eq!(session.left_behind(), newest_first);
    }
}
