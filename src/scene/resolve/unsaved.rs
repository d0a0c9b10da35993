//! A scene with unsaved changes as text, from which it is made again in the next session.

use std::path::Path;

use super::{MOST_BYTES, Origin, Source, folder_of, gallery};
use crate::{
    files::{self, path_to_text, text_to_path},
    scene::{Scene, SceneError, Text},
};

/// The comment of the first line, before the scene's origin.
const FILE: &str = "// file: ";
const GALLERY: &str = "// gallery: ";

impl Source {
    /// The text of an edited scene, to be kept at `path`, with where it came from. Data is not part of it.
    ///
    /// # Errors
    /// Unknown names.
    pub fn to_unsaved(&self, scene: Scene, path: &Path) -> Result<String, SceneError> {
        let edited = Self {
            scene,
            ..self.clone()
        };
        let text = edited.moved_to(path)?.to_ron();
        Ok(match &self.origin {
            // The next session may start from another folder.
            Origin::File(file) => {
                let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
                let file = path_to_text(file);
                match file.contains(char::is_control) {
                    true => text,
                    false => format!("{FILE}{file}\n{text}"),
                }
            }
            Origin::Gallery(name) => format!("{GALLERY}{name}\n{text}"),
            Origin::Text => text,
        })
    }

    /// Makes a scene again from what [`to_unsaved`](Self::to_unsaved) kept, with the origin that it had.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_unsaved(path: &Path) -> Result<Self, SceneError> {
        let text = files::read_text(path, MOST_BYTES)?;
        let first = text.lines().next().unwrap_or_default();
        let known = |name: &str| gallery().iter().find(|entry| entry.name == name);
        let origin = if let Some(file) = first.strip_prefix(FILE) {
            Origin::File(text_to_path(file))
        } else {
            let entry = first.strip_prefix(GALLERY).and_then(known);
            entry.map_or(Origin::Text, |entry| Origin::Gallery(entry.name))
        };
        Self::read(&text, origin, folder_of(path))
    }

    /// The title of a scene that was kept, without reading its data; none where the file holds no scene.
    pub fn title_of_unsaved(path: &Path) -> Option<Text> {
        let text = files::read_text(path, MOST_BYTES).ok()?;
        Some(Scene::from_text(&text)?.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsaved_scene_comes_back_with_its_origin_and_its_data() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(place("state")).unwrap();
        std::fs::create_dir_all(place("home")).unwrap();
        std::fs::write(place("home/a.csv"), "u,v,w\n1,2,3\n4,5,7\n7,9,8\n").unwrap();
        let kept = place("state/kept.ron");
        let data = Source::open(&place("home/a.csv").to_string_lossy()).unwrap();
        let saved = data.save(&place("home/mine.ron")).unwrap();
        for source in [data, saved, Source::open("bowl").unwrap()] {
            let mut scene = source.scene.clone();
            scene.seed = 42;
            let text = source.to_unsaved(scene, &kept).unwrap();
            std::fs::write(&kept, text).unwrap();
            let again = Source::open_unsaved(&kept).unwrap();
            assert_eq!((again.scene.seed, &again.origin), (42, &source.origin));
            assert!(again.holds_data_of(&again.scene));
        }
    }
}
