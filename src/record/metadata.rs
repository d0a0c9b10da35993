//! `FILE.json` beside a film: what anyone needs to make it again.

use super::atomic::{WriteError, write};
use crate::scene::Scene;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a film was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// `fallline`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Where the scene came from: its name in the gallery, or its file.
    pub origin: String,
    /// The scene, whole.
    pub scene: Scene,
    /// The scene's seed.
    pub seed: u64,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Frames per second.
    pub fps: u32,
    /// Number of frames.
    pub frames: u64,
    /// Length in seconds to which playback and rests were fitted.
    pub seconds: f64,
    /// The second that a still shows; none for films.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<f64>,
    /// Whether the panels are in the picture.
    pub ui: bool,
    /// Name of the theme.
    pub theme: String,
    /// Code of the language.
    pub lang: String,
}

impl Metadata {
    /// Writes it [`beside`] a film and returns where.
    pub fn write_beside(&self, film: &Path) -> Result<PathBuf, WriteError> {
        let path = beside(film);
        let text = serde_json::to_string_pretty(self).map_err(|error| WriteError {
            path: path.clone(),
            source: error.into(),
        })?;
        write(&path, (text + "\n").as_bytes())?;
        Ok(path)
    }
}

/// Where what a film was made from is written: `film.mp4.json`, and for a sequence `frames/%05d.png.json`.
pub fn beside(film: &Path) -> PathBuf {
    let mut path = film.as_os_str().to_owned();
    path.push(".json");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Source, gallery};

    #[test]
    fn every_scene_comes_back_from_the_file_beside_its_film() {
        let folder = tempfile::tempdir().unwrap();
        for entry in gallery() {
            let metadata = Metadata {
                program: "fallline".to_owned(),
                version: "1.2.3".to_owned(),
                origin: entry.name.to_owned(),
                scene: Source::open(entry.name).unwrap().scene,
                seed: 7,
                size: [1280, 720],
                fps: 24,
                frames: 36,
                seconds: 1.5,
                at: None,
                ui: false,
                theme: "dark".to_owned(),
                lang: "zh".to_owned(),
            };
            let path = metadata.write_beside(&folder.path().join("a.mp4")).unwrap();
            assert_eq!(path, folder.path().join("a.mp4.json"));
            let text = std::fs::read_to_string(path).unwrap();
            assert_eq!(serde_json::from_str::<Metadata>(&text).unwrap(), metadata);
        }
    }
}
