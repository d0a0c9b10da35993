//! Films as sequences of numbered pictures.

use super::film::{FilmError, FrameSink};
use super::png;
use crate::{
    files::{DraftFolder, WriteError, folder_of},
    view::request::{FilmSettings, Pattern},
};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Numbered PNG files, written to a temporary folder inside the target folder and moved when all are complete.
pub(super) struct Sequence {
    // Fields are dropped in this order: first the pictures, then the folders created for them.
    drafts: DraftFolder,
    created: CreatedFolders,
    pattern: Pattern,
    settings: FilmSettings,
    rgb: Vec<u8>,
    /// The number of frames so far.
    frames: u64,
}

impl Sequence {
    /// Starts a sequence. Its folder is created if it is missing; files with other names in it stay.
    pub(super) fn create(pattern: Pattern, settings: FilmSettings) -> Result<Self, WriteError> {
        let folder = folder_of(&pattern.folder().join("x")).to_path_buf();
        let fail = |source| WriteError {
            path: folder.clone(),
            source,
        };
        let created = CreatedFolders::create(&folder).map_err(fail)?;
        let drafts = DraftFolder::create_in(&folder).map_err(fail)?;
        Ok(Self {
            drafts,
            created,
            pattern,
            settings,
            rgb: Vec::new(),
            frames: 0,
        })
    }
}

impl FrameSink for Sequence {
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        let path = self.drafts.path().join(self.pattern.name(self.frames));
        png::opaque(rgba, &mut self.rgb);
        let written = File::create(&path).and_then(|file| {
            png::write(
                io::BufWriter::new(file),
                self.settings,
                &self.rgb,
                ::png::Compression::Fast,
            )
        });
        written.map_err(|source| WriteError {
            path: self.pattern.folder().join(self.pattern.name(self.frames)),
            source,
        })?;
        self.frames += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, FilmError> {
        let mut bytes = 0;
        for name in (0..self.frames).map(|frame| self.pattern.name(frame)) {
            let target = self.pattern.folder().join(&name);
            let draft = self.drafts.path().join(&name);
            let moved = draft
                .metadata()
                .and_then(|found| fs::rename(&draft, &target).map(|()| found.len()));
            bytes += moved.map_err(|source| WriteError {
                path: target,
                source,
            })?;
        }
        self.created.keep();
        Ok(bytes)
    }
}

/// Folders that were created, removed on drop unless kept.
struct CreatedFolders(Vec<PathBuf>);

impl CreatedFolders {
    fn create(folder: &Path) -> io::Result<Self> {
        let missing = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let created = Self(missing.map(Path::to_path_buf).collect());
        fs::create_dir_all(folder)?;
        Ok(created)
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for CreatedFolders {
    fn drop(&mut self) {
        // Only empty folders are removed.
        self.0
            .iter()
            .for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::film::Film;

    const SETTINGS: FilmSettings = FilmSettings {
        width: 16,
        height: 16,
        fps: 30,
        frames: 3,
    };

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_sequence_creates_its_folder_and_numbers_from_zero() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a/b/%03d.png");
        let mut film = Film::create(&target, SETTINGS).unwrap();
        for _ in 0..3 {
            film.push(&[9; 16 * 16 * 4]).unwrap();
        }
        let size = film.finish().unwrap();
        let made = folder.path().join("a/b");
        assert_eq!(names(&made), ["000.png", "001.png", "002.png"]);
        let bytes: u64 = names(&made)
            .iter()
            .map(|name| made.join(name).metadata().unwrap().len())
            .sum();
        assert_eq!(size, bytes);
    }

    #[test]
    fn an_unfinished_sequence_leaves_the_folder_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut film = Film::create(&folder.path().join("a/b/%d.png"), SETTINGS).unwrap();
        film.push(&[9; 16 * 16 * 4]).unwrap();
        drop(film);
        assert_eq!(names(folder.path()), [""; 0]);
        fs::write(folder.path().join("0.png"), "old").unwrap();
        let mut film = Film::create(&folder.path().join("%d.png"), SETTINGS).unwrap();
        film.push(&[9; 16 * 16 * 4]).unwrap();
        assert!(film.finish().is_err(), "two frames are missing");
        assert_eq!(names(folder.path()), ["0.png"]);
        assert_eq!(
            fs::read_to_string(folder.path().join("0.png")).unwrap(),
            "old"
        );
    }
}
