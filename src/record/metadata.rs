//! The sidecar `FILE.json` of a film or an export, with everything needed to reproduce it.

use crate::{
    files::{WriteError, read_text, write_atomically},
    scene::{Scene, Source},
    words::Language,
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use std::path::{Path, PathBuf};

/// The contents of a sidecar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Metadata {
    /// Always `fallline`.
    pub(super) program: String,
    /// The version of the program.
    pub(super) version: String,
    /// The scene's name in the gallery, or its file.
    pub(super) origin: String,
    /// The complete scene.
    pub(super) scene: Scene,
    /// The seed of the scene.
    pub(super) seed: u64,
    /// Width and height in pixels; none for files without pixels and charts of their default size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<[u32; 2]>,
    /// Only of films and stills.
    #[serde(flatten)]
    pub(super) frames: Option<Frames>,
    /// Whether the file shows the charts instead of the picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) charts: bool,
    /// The name of the theme.
    pub(super) theme: String,
    /// The code of the language.
    pub(super) lang: String,
}

/// The frames of a film or a still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Frames {
    /// Frames per second.
    pub(super) fps: u32,
    /// The number of frames.
    pub(super) frames: u64,
    /// The length in seconds to which playback and its pauses were scaled.
    pub(super) seconds: f64,
    /// The time of a still in seconds; none for films.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<f64>,
    /// Whether the panels are drawn.
    pub(super) ui: bool,
}

impl Metadata {
    /// The metadata that all files have; the other fields are empty.
    pub(super) fn new(source: &Source, language: Language) -> Self {
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

    /// Writes the sidecar of a file and returns its path.
    pub(super) fn write_sidecar(&self, file: &Path) -> Result<PathBuf, WriteError> {
        let path = sidecar_path(file);
        let text = serde_json::to_string_pretty(self).map_err(|error| WriteError {
            path: path.clone(),
            source: error.into(),
        })?;
        write_atomically(&path, (text + "\n").as_bytes())?;
        Ok(path)
    }
}

/// The path of a file's sidecar: `film.mp4.json`, or `frames/%05d.png.json` for a sequence.
pub(super) fn sidecar_path(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".json");
    path.into()
}

/// The maximum size of a sidecar: 16 MiB, while the file of a scene has at most 1 MiB.
const MAX_SIDECAR_BYTES: u64 = 1 << 24;

/// Whether a file is a sidecar written by this program, judged by its contents.
pub(super) fn is_metadata(file: &Path) -> bool {
    #[derive(Deserialize)]
    struct Known {
        program: String,
        #[serde(rename = "version")]
        _version: String,
        #[serde(rename = "scene")]
        _scene: IgnoredAny,
    }
    let text = read_text(file, MAX_SIDECAR_BYTES).ok();
    let known = text.and_then(|text| serde_json::from_str::<Known>(&text).ok());
    known.is_some_and(|known| known.program == env!("CARGO_PKG_NAME"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::gallery;

    #[test]
    fn every_scene_is_restored_from_its_sidecar() {
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
                let path = metadata
                    .write_sidecar(&folder.path().join("a.mp4"))
                    .unwrap();
                assert_eq!(path, folder.path().join("a.mp4.json"));
                assert!(is_metadata(&path));
                let text = std::fs::read_to_string(path).unwrap();
                assert_eq!(serde_json::from_str::<Metadata>(&text).unwrap(), metadata);
            }
        }
    }
}
