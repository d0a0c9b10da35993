use serde::{Deserialize, Serialize};

use super::{Camera, Look, Scene, Subject, Text};

/// The most figures that one scene may have.
pub const MOST_FIGURES: usize = 12;

/// One of several pictures side by side, with axes of its own; theme, text size and playback are the scene's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Shown above it.
    #[serde(default)]
    pub title: Text,
    /// What it shows.
    pub subject: Subject,
    /// How it looks. Default: like the first figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// Where it is seen from. Default: like the first figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
}

impl Scene {
    /// How many figures there are, at least 1.
    pub fn figures(&self) -> usize {
        1 + self.beside.len()
    }

    /// A scene in which one figure (the first is 0) stands alone.
    ///
    /// # Panics
    /// There is no such figure.
    #[must_use]
    pub fn figure(&self, number: usize) -> Self {
        let mut scene = self.clone();
        scene.swap_figure(number);
        scene.title = std::mem::take(&mut scene.heading);
        scene.caption = Text::default();
        scene.columns = None;
        scene.beside.clear();
        scene
    }

    /// Changes places with the first figure, so that whatever edits a scene edits this one; done twice, everything is
    /// where it was.
    ///
    /// # Panics
    /// There is no such figure.
    pub fn swap_figure(&mut self, number: usize) {
        let Some(index) = number.checked_sub(1) else {
            return;
        };
        let figure = &mut self.beside[index];
        std::mem::swap(&mut self.heading, &mut figure.title);
        std::mem::swap(&mut self.subject, &mut figure.subject);
        if let Some(look) = &mut figure.look {
            std::mem::swap(&mut self.look, look);
            // What is the scene's stays where it is.
            std::mem::swap(&mut self.look.theme, &mut look.theme);
            std::mem::swap(&mut self.look.text_size, &mut look.text_size);
        }
        if let Some(camera) = &mut figure.camera {
            std::mem::swap(&mut self.camera, camera);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::{Look, Projection, Source, Theme};

    const TWO: &str = r#"(
        version: 1,
        title: (en: "Both", zh: "两者"),
        heading: (en: "First", zh: "一"),
        subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, runs: []),
        look: (theme: Light),
        beside: [(
            title: (en: "Second", zh: "二"),
            subject: Landscape(landscape: "saddle", start: (1, 1), steps: 9, runs: []),
            look: (projection: Top),
        )],
    )"#;

    #[test]
    fn a_figure_alone_has_its_own_title_subject_and_look_but_the_scenes_theme() {
        let source = Source::parse(TWO, "".as_ref()).unwrap();
        let scene = &source.scene;
        assert_eq!(scene.figures(), 2);
        let second = scene.figure(1);
        assert_eq!(second.title.en(), "Second");
        assert_eq!(second.figures(), 1);
        assert_eq!(
            second.look,
            Look {
                theme: Theme::Light,
                projection: Projection::Top,
                ..Look::default()
            }
        );
        assert_eq!(scene.figure(0).title.en(), "First");
        let mut swapped = scene.clone();
        swapped.swap_figure(1);
        assert_eq!(swapped.subject, scene.beside[0].subject);
        swapped.swap_figure(1);
        assert_eq!(&swapped, scene);
    }

    #[test]
    fn figures_come_back_from_their_text() {
        let source = Source::parse(TWO, "".as_ref()).unwrap();
        let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
        assert_eq!(again.scene, source.scene);
    }
}
