use std::io::Write as _;

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_finished_draft_replaces_the_target_and_a_dropped_one_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.txt");
    fs::write(&target, "old").unwrap();
    let mut draft = Draft::create(&target).unwrap();
    draft.file().write_all(b"new").unwrap();
    drop(draft);
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a.txt"]);
    write_atomically(&target, b"new").unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn unusable_targets_are_reported_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: &Path| write_atomically(path, b"").unwrap_err().to_string();
    let missing = message(&folder.path().join("no/a.txt"));
    assert!(
        missing.contains("no/a.txt")
            && missing.contains("no such file or folder; create the folder first"),
        "{missing}"
    );
    let occupied = message(folder.path());
    assert!(occupied.contains("not a regular file"), "{occupied}");
    let full = WriteError {
        path: "a".into(),
        source: io::ErrorKind::StorageFull.into(),
    };
    assert_eq!(
        full.to_string(),
        "cannot write 'a': the disk is full; free some space or choose another place"
    );
}

#[cfg(unix)]
#[test]
fn a_name_that_is_too_long_is_rejected_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let longest = folder.path().join("a".repeat(255));
    assert!(Draft::create(&longest).is_ok());
    let longer = folder.path().join("a".repeat(256));
    let message = Draft::create(&longer).err().unwrap().to_string();
    assert!(message.contains("name is too long"), "{message}");
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
    write_atomically(&link, b"new").unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&target), mode(&plain));
}

#[test]
fn drafts_of_killed_runs_are_removed_and_those_of_running_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // Left by a killed run: nobody holds the lock.
    fs::write(at(".fallline-killed.part"), "half").unwrap();
    fs::create_dir(at(".fallline-killed.frames")).unwrap();
    fs::write(at(".fallline-killed.frames/00000.png"), "half").unwrap();
    // Similar names that are not drafts.
    fs::write(at("notes.part"), "mine").unwrap();
    fs::create_dir(at(".fallline-folder.part")).unwrap();
    let running = Draft::create(&at("film.mp4")).unwrap();
    let frames = DraftFolder::create_in(folder.path()).unwrap();
    fs::write(frames.path().join("00000.png"), "whole").unwrap();
    write_atomically(&at("other.csv"), b"").unwrap();
    assert!(running.file.path().exists() && frames.path().join("00000.png").exists());
    drop((running, frames));
    assert_eq!(
        names(folder.path()),
        [".fallline-folder.part", "notes.part", "other.csv"]
    );
}

#[test]
fn concurrent_writers_in_one_folder_do_not_disturb_each_other() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let target = folder.path().join(writer.to_string());
            scope.spawn(move || {
                for turn in 0..100 {
                    write_atomically(&target, &[turn; 100]).unwrap();
                }
            });
        }
    });
    assert_eq!(
        names(folder.path()),
        ["0", "1", "2", "3", "4", "5", "6", "7"]
    );
}
