//! Recovery files of scenes with unsaved changes.

use std::path::Path;

use super::{MAX_BYTES, Origin, Source, folder_of, gallery};
use crate::{
    files::{self, path_to_text, text_to_path},
    scene::{Scene, SceneError, Text},
};

/// How the first line begins if the scene came from a file.
const FILE_COMMENT: &str = "// file: ";
/// How the first line begins if the scene came from the gallery.
const GALLERY_COMMENT: &str = "// gallery: ";

impl Source {
    /// The text of a recovery file at `path` for an edited scene. It records the origin of the scene.
    ///
    /// # Errors
    /// The scene contains unknown names.
    pub fn recovery_text(&self, scene: Scene, path: &Path) -> Result<String, SceneError> {
        let edited = Self {
            scene,
            ..self.clone()
        };
        let text = edited.moved_to(path)?.to_ron();
        Ok(match &self.origin {
            // The next session may start in another folder.
            Origin::File(file) => {
                let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
                let file = path_to_text(file);
                match file.contains(char::is_control) {
                    true => text,
                    false => format!("{FILE_COMMENT}{file}\n{text}"),
                }
            }
            Origin::Gallery(name) => format!("{GALLERY_COMMENT}{name}\n{text}"),
            Origin::Text => text,
        })
    }

    /// Restores a scene from a recovery file, with its original origin.
    ///
    /// # Errors
    /// See [`Self::open`].
    pub fn open_recovery_file(path: &Path) -> Result<Self, SceneError> {
        let text = files::read_text(path, MAX_BYTES)?;
        let first = text.lines().next().unwrap_or_default();
        let known = |name: &str| gallery().iter().find(|entry| entry.name == name);
        let origin = if let Some(file) = first.strip_prefix(FILE_COMMENT) {
            Origin::File(text_to_path(file))
        } else {
            let entry = first.strip_prefix(GALLERY_COMMENT).and_then(known);
            entry.map_or(Origin::Text, |entry| Origin::Gallery(entry.name))
        };
        Self::read(&text, origin, folder_of(path))
    }

    /// The title of the scene in a recovery file, without reading its data; none if the file holds no scene.
    pub fn title_of_recovery_file(path: &Path) -> Option<Text> {
        let text = files::read_text(path, MAX_BYTES).ok()?;
        Some(Scene::from_text(&text)?.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsaved_scene_is_restored_with_its_origin_and_its_data() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(place("state")).unwrap();
        std::fs::create_dir_all(place("home")).unwrap();
        std::fs::write(place("home/a.csv"), "u,v,w\n1,2,3\n4,5,7\n7,9,8\n").unwrap();
        let recovery_file = place("state/kept.ron");
        let data = Source::open(&place("home/a.csv").to_string_lossy()).unwrap();
        let saved = data.save(&place("home/mine.ron")).unwrap();
        for source in [data, saved, Source::open("bowl").unwrap()] {
            let mut scene = source.scene.clone();
            scene.seed = 42;
            let text = source.recovery_text(scene, &recovery_file).unwrap();
            std::fs::write(&recovery_file, text).unwrap();
            let again = Source::open_recovery_file(&recovery_file).unwrap();
            assert_eq!((again.scene.seed, &again.origin), (42, &source.origin));
            assert!(again.holds_data_of(&again.scene));
        }
    }
}
