//! `FILE.json` beside a film or an export: what anyone needs to make it again.

use crate::{
    files::{WriteError, read_text, write_whole},
    scene::{Scene, Source},
    words::Language,
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use std::path::{Path, PathBuf};

/// What a file was made from.
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
    /// Width and height, pixels; none where a file has no pixels, or charts are as large as they need to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<[u32; 2]>,
    /// Of films and stills alone.
    #[serde(flatten)]
    pub frames: Option<Frames>,
    /// Whether the charts were asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub charts: bool,
    /// Name of the theme.
    pub theme: String,
    /// Code of the language.
    pub lang: String,
}

/// What a film or a still was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frames {
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
}

impl Metadata {
    /// What is known of any file made from a scene.
    pub fn new(source: &Source, language: Language) -> Self {
        let scene = &source.scene;
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            origin: source.origin.to_string(),
            scene: scene.clone(),
            seed: scene.seed,
            size: None,
            frames: None,
            charts: false,
            theme: format!("{:?}", scene.theme).to_lowercase(),
            lang: language.code().to_owned(),
        }
    }

    /// Writes it [`beside`] a file and returns where.
    pub fn write_beside(&self, file: &Path) -> Result<PathBuf, WriteError> {
        let path = beside(file);
        let text = serde_json::to_string_pretty(self).map_err(|error| WriteError {
            path: path.clone(),
            source: error.into(),
        })?;
        write_whole(&path, (text + "\n").as_bytes())?;
        Ok(path)
    }
}

/// Where what a file was made from is written: `film.mp4.json`, and for a sequence `frames/%05d.png.json`.
pub fn beside(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".json");
    path.into()
}

/// The most bytes of a file that may be one of these: the largest scene takes a tenth of that.
const MOST_BYTES: u64 = 1 << 24;

/// Whether a file is what this program has written [`beside`] an earlier one, known by what is in it.
pub fn is_metadata(file: &Path) -> bool {
    #[derive(Deserialize)]
    struct Known {
        program: String,
        #[serde(rename = "version")]
        _version: String,
        #[serde(rename = "scene")]
        _scene: IgnoredAny,
    }
    let text = read_text(file, MOST_BYTES).ok();
    let known = text.and_then(|text| serde_json::from_str::<Known>(&text).ok());
    known.is_some_and(|known| known.program == env!("CARGO_PKG_NAME"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::gallery;

    #[test]
    fn every_scene_comes_back_from_the_file_beside_what_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let frames = Frames {
            fps: 24,
            frames: 36,
            seconds: 1.5,
            at: None,
            ui: false,
        };
        for entry in gallery() {
            let source = Source::open(entry.name).unwrap();
            let export = Metadata::new(&source, Language::Chinese);
            let film = Metadata {
                size: Some([1280, 720]),
                frames: Some(frames.clone()),
                ..export.clone()
            };
            for metadata in [export, film] {
                let path = metadata.write_beside(&folder.path().join("a.mp4")).unwrap();
                assert_eq!(path, folder.path().join("a.mp4.json"));
                assert!(is_metadata(&path));
                let text = std::fs::read_to_string(path).unwrap();
                assert_eq!(serde_json::from_str::<Metadata>(&text).unwrap(), metadata);
            }
        }
    }
}
