//! Opening scenes: always beside the frame loop, for files may be large, or on a slow disk.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bevy::prelude::*;

use super::{
    Document, Keeper, Panels,
    background::{BackgroundTask, Heard},
    simulate::PATIENCE,
};
use crate::{
    math::excerpt::excerpt,
    scene::{Origin, Reading, SceneError, Source, Theme},
    view::SceneOutcome,
};

/// The scene that is being opened, if there is one.
#[derive(Resource, Default)]
pub struct Opening(Option<Coming>);

struct Coming {
    /// Or the path; empty where it has none.
    name: String,
    /// The file that it is restored from, if it holds unsaved changes.
    kept: Option<PathBuf>,
    beside: BackgroundTask<Result<Source, SceneError>>,
}

/// Why a scene could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read, or not be shown.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// Something is wrong with the program itself.
    #[error("{} could not be read: the work stopped unexpectedly", match .0.as_str() {
        "" => "the scene".to_owned(),
        name => excerpt(name),
    })]
    Stopped(String),
}

impl OpenError {
    /// Whether the scene is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input(&self) -> bool {
        match self {
            Self::Scene(error) => error.is_input(),
            Self::Stopped(_) => false,
        }
    }
}

impl Opening {
    /// Begins to open the scene that a window is asked for; with a theme, in that instead of its own.
    pub fn first(name_or_path: &str, reading: Option<Reading>, theme: Option<Theme>) -> Self {
        let mut opening = Self::default();
        let name = name_or_path.to_owned();
        opening.start(name_or_path, None, move || {
            let mut source = Source::open_as(&name, reading)?;
            if let Some(theme) = theme {
                source.scene.theme = theme;
            }
            Ok(source)
        });
        opening
    }

    /// Begins to open a scene by name or path, or data, in place of `current`; one that was still on its way is given up.
    pub fn begin(&mut self, name_or_path: &str, reading: Option<Reading>, current: &Arc<Source>) {
        let (name, current) = (name_or_path.to_owned(), current.clone());
        self.start(name_or_path, None, move || open(&name, reading, &current));
    }

    /// Begins to open a scene from pasted text; paths in it start from the current folder.
    pub fn begin_text(&mut self, text: String) {
        self.start("", None, move || Source::parse(&text, Path::new("")));
    }

    /// Begins to restore a scene with unsaved changes.
    pub fn begin_kept(&mut self, path: &Path) {
        let file = path.to_owned();
        self.start("", Some(path.to_owned()), move || {
            Source::open_unsaved(&file)
        });
    }

    fn start(
        &mut self,
        name: &str,
        kept: Option<PathBuf>,
        work: impl FnOnce() -> Result<Source, SceneError> + Send + 'static,
    ) {
        self.0 = Some(Coming {
            name: name.to_owned(),
            kept,
            beside: BackgroundTask::begin(move |tell| drop(tell.send(work()))),
        });
    }

    /// Waits for the scene at most this long; none where that is not enough, and it is still being opened.
    ///
    /// # Errors
    /// All that [`Source::open_as`] refuses.
    pub fn wait(&mut self, at_most: Duration) -> Result<Option<Source>, OpenError> {
        let Some(mut coming) = self.0.take() else {
            return Ok(None);
        };
        match coming.beside.wait(at_most) {
            Heard::Nothing => {
                self.0 = Some(coming);
                Ok(None)
            }
            Heard::Told(outcome) => Ok(Some(outcome?)),
            Heard::Ended => Err(OpenError::Stopped(coming.name)),
        }
    }

    /// Whether a scene is on its way.
    pub fn is_running(&self) -> bool {
        self.0.is_some()
    }

    /// The name or the path of what is being opened; empty where it has none.
    pub fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|coming| coming.name.as_str())
    }

    /// For how long a scene has been loading; none before [`PATIENCE`] is over.
    pub fn taking(&self) -> Option<Duration> {
        let elapsed = self.0.as_ref()?.beside.elapsed();
        (elapsed > PATIENCE).then_some(elapsed)
    }

    /// Cancels what is being opened; whether there was anything.
    pub fn cancel(&mut self) -> bool {
        self.0.take().is_some()
    }
}

/// Puts a scene that was read into the window.
pub fn opened(
    mut opening: ResMut<Opening>,
    mut document: ResMut<Document>,
    mut panels: ResMut<Panels>,
    mut keeper: ResMut<Keeper>,
    shown: Option<Res<SceneOutcome>>,
) {
    let opening = opening.bypass_change_detection();
    let kept = opening.0.as_ref().and_then(|coming| coming.kept.clone());
    match (opening.wait(Duration::ZERO), kept) {
        (Ok(None), _) => {}
        (Ok(Some(source)), Some(kept)) => {
            document.restore(source);
            keeper.adopt(kept);
        }
        (Ok(Some(source)), None) if shown.is_none() => *document = Document::new(source),
        (Ok(Some(source)), None) => document.open(source),
        (Err(error), _) => {
            panels.failure = Some(error.to_string());
            panels.gallery |= shown.is_none();
        }
    }
}

/// Opens a scene by name or path, or data, in the look of the scene before.
///
/// # Errors
/// All that [`Source::open_as`] refuses.
pub fn open(
    name_or_path: &str,
    reading: Option<Reading>,
    current: &Source,
) -> Result<Source, SceneError> {
    let mut source = Source::open_as(name_or_path, reading)?;
    if source.origin == Origin::Text {
        // Levels, insets and limits were those of another surface.
        let (scene, before) = (&mut source.scene, &current.scene);
        (scene.theme, scene.text_size) = (before.theme, before.text_size);
        scene.look.colormap = before.look.colormap;
    }
    Ok(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bowl() -> Source {
        Source::open("bowl").expect("a scene of the gallery")
    }

    #[test]
    fn data_open_in_the_look_of_the_scene_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("measures.csv");
        std::fs::write(&path, "a,b,c\n1,2,3\n4,5,7\n7,9,9\n").expect("written");
        let mut before = bowl();
        before.scene.theme = Theme::Projector;
        let source = open(&path.to_string_lossy(), None, &before).expect("a cloud");
        assert!(source.scene.figures[0].subject.cloud().is_some());
        assert_eq!(source.scene.theme, Theme::Projector);
        let (path, reading) = (path.to_string_lossy(), Some(Reading::Landscape));
        let heights = open(&path, reading, &before);
        assert!(heights.is_err_and(|error| error.to_string().contains("measures.csv")));
    }

    #[test]
    fn a_window_opens_with_its_scene_in_the_theme_that_it_is_asked_for() {
        let mut opening = Opening::first("bowl", None, Some(Theme::Light));
        let source = opening.wait(Duration::from_secs(60)).expect("a scene");
        assert_eq!(source.map(|source| source.scene.theme), Some(Theme::Light));
        assert!(!opening.is_running());
        let mut opening = Opening::first("bowll", None, None);
        let error = opening.wait(Duration::from_secs(60)).expect_err("no scene");
        assert!(
            error.is_input() && error.to_string().contains("bowll"),
            "{error}"
        );
    }
}
