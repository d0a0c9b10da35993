//! `FILE.json` beside a film: what anyone needs to make it again.

use super::atomic::{WriteError, write};
use super::settings::FilmSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a film was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// `fallline`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// The scene, whole.
    pub scene: Value,
    /// The scene's seed.
    pub seed: u64,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Frames per second.
    pub fps: u32,
    /// Number of frames.
    pub frames: u64,
    /// Length in seconds.
    pub seconds: f64,
    /// Name of the theme.
    pub theme: String,
    /// Code of the language.
    pub lang: String,
}

impl Metadata {
    /// What this version of the program makes of `scene`.
    pub fn new(scene: Value, seed: u64, settings: FilmSettings, theme: &str, lang: &str) -> Self {
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scene,
            seed,
            size: [settings.width, settings.height],
            fps: settings.fps,
            frames: settings.frames,
            seconds: settings.seconds(),
            theme: theme.to_owned(),
            lang: lang.to_owned(),
        }
    }

    /// Writes it beside `film` and returns where: `film.mp4.json`, and for a sequence `frames/%05d.png.json`.
    pub fn write_beside(&self, film: &Path) -> Result<PathBuf, WriteError> {
        let mut path = film.as_os_str().to_owned();
        path.push(".json");
        let path = PathBuf::from(path);
        let text = serde_json::to_string_pretty(self).map_err(|error| WriteError {
            path: path.clone(),
            source: error.into(),
        })?;
        write(&path, (text + "\n").as_bytes())?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_stands_beside_the_film_and_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let settings = FilmSettings {
            width: 1280,
            height: 720,
            fps: 24,
            frames: 36,
        };
        let metadata = Metadata::new(
            serde_json::json!({"landscape": "bowl"}),
            7,
            settings,
            "dark",
            "zh",
        );
        let path = metadata.write_beside(&folder.path().join("a.mp4")).unwrap();
        assert_eq!(path, folder.path().join("a.mp4.json"));
        let read: Metadata = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!((read.size, read.seconds), ([1280, 720], 1.5));
        assert_eq!(read, metadata);
    }
}
