//! Opens scenes in the background, since reading a large file or a slow disk would block the window.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bevy::prelude::*;

use super::{
    Autosave, Document, Panels,
    background::{BackgroundTask, Received},
    simulate::PROGRESS_DELAY,
};
use crate::{
    math::excerpt::excerpt,
    scene::{Origin, SceneError, ShowAs, Source, Theme},
    view::SceneOutcome,
};

/// The scene that is being opened, if any.
#[derive(Resource, Default)]
pub(crate) struct Opening(Option<PendingScene>);

struct PendingScene {
    /// The name or the path; empty for pasted text and unsaved changes.
    name: String,
    /// The file of the unsaved changes that are being restored, if any.
    restored_from: Option<PathBuf>,
    task: BackgroundTask<Result<Source, SceneError>>,
}

/// The error of opening a scene.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The scene or its data cannot be read, or are invalid.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// The background task panicked; the name or path of the scene.
    #[error("{} could not be read: the task stopped unexpectedly", match .0.as_str() {
        "" => "the scene".to_owned(),
        name => excerpt(name),
    })]
    TaskPanicked(String),
}

impl OpenError {
    /// Whether the input is invalid (exit code 2), as opposed to a failure of the machine (exit code 1).
    pub(crate) fn is_input_error(&self) -> bool {
        match self {
            Self::Scene(error) => error.is_input_error(),
            Self::TaskPanicked(_) => false,
        }
    }
}

impl Opening {
    /// Starts opening the first scene of a window, optionally with another theme.
    pub(crate) fn first(name_or_path: &str, show_as: Option<ShowAs>, theme: Option<Theme>) -> Self {
        let mut opening = Self::default();
        let name = name_or_path.to_owned();
        opening.start(name_or_path, None, move || {
            let mut source = Source::open_as(&name, show_as)?;
            if let Some(theme) = theme {
                source.scene.theme = theme;
            }
            Ok(source)
        });
        opening
    }

    /// Starts opening a gallery scene by name, or a scene or data by path, to replace `current`. If a scene is still
    /// being opened, that is cancelled.
    pub(super) fn open(
        &mut self,
        name_or_path: &str,
        show_as: Option<ShowAs>,
        current: &Arc<Source>,
    ) {
        let (name, current) = (name_or_path.to_owned(), current.clone());
        self.start(name_or_path, None, move || open(&name, show_as, &current));
    }

    /// Starts opening a scene from pasted text, in which paths are relative to the current folder.
    pub(super) fn open_text(&mut self, text: String) {
        self.start("", None, move || Source::parse(&text, Path::new("")));
    }

    /// Starts opening the file of unsaved changes of an earlier session.
    pub(super) fn restore(&mut self, path: &Path) {
        let file = path.to_owned();
        self.start("", Some(path.to_owned()), move || {
            Source::open_recovery_file(&file)
        });
    }

    fn start(
        &mut self,
        name: &str,
        restored_from: Option<PathBuf>,
        read: impl FnOnce() -> Result<Source, SceneError> + Send + 'static,
    ) {
        self.0 = Some(PendingScene {
            name: name.to_owned(),
            restored_from,
            task: BackgroundTask::begin(move |sender| drop(sender.send(read()))),
        });
    }

    /// Waits for the scene for at most `timeout`; `None` if it is still being opened, or if none is.
    ///
    /// # Errors
    /// The scene cannot be read or is invalid, or the background task panicked.
    pub(crate) fn wait(&mut self, timeout: Duration) -> Result<Option<Source>, OpenError> {
        let Some(mut pending) = self.0.take() else {
            return Ok(None);
        };
        match pending.task.wait(timeout) {
            Received::Nothing => {
                self.0 = Some(pending);
                Ok(None)
            }
            Received::Value(outcome) => Ok(Some(outcome?)),
            Received::Ended => Err(OpenError::TaskPanicked(pending.name)),
        }
    }

    /// Whether a scene is being opened.
    pub(super) fn is_running(&self) -> bool {
        self.0.is_some()
    }

    /// The name or path of the scene that is being opened; empty for pasted text and unsaved changes.
    pub(super) fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|pending| pending.name.as_str())
    }

    /// The time since a scene began to be opened; `None` during the first [`PROGRESS_DELAY`].
    pub(super) fn elapsed_if_long(&self) -> Option<Duration> {
        let elapsed = self.0.as_ref()?.task.elapsed();
        (elapsed > PROGRESS_DELAY).then_some(elapsed)
    }

    /// Cancels opening a scene; returns whether one was being opened.
    pub(super) fn cancel(&mut self) -> bool {
        self.0.take().is_some()
    }
}

/// Puts a scene into the document once it has been read.
pub(super) fn show_opened_scene(
    mut opening: ResMut<Opening>,
    mut document: ResMut<Document>,
    mut panels: ResMut<Panels>,
    mut autosave: ResMut<Autosave>,
    outcome: Option<Res<SceneOutcome>>,
) {
    let opening = opening.bypass_change_detection();
    let restored_from = opening
        .0
        .as_ref()
        .and_then(|pending| pending.restored_from.clone());
    match (opening.wait(Duration::ZERO), restored_from) {
        (Ok(None), _) => {}
        (Ok(Some(source)), Some(path)) => {
            document.restore(source);
            autosave.set_restored_from(path);
        }
        (Ok(Some(source)), None) if outcome.is_none() => *document = Document::new(source),
        (Ok(Some(source)), None) => document.open(source),
        (Err(error), _) => {
            panels.command_error = Some(error.to_string());
            panels.gallery_open |= outcome.is_none();
        }
    }
}

/// Opens a gallery scene by name, or a scene or data by path. Data get the theme, text size and colormap of the current
/// scene.
///
/// # Errors
/// All errors of [`Source::open_as`].
pub(super) fn open(
    name_or_path: &str,
    show_as: Option<ShowAs>,
    current: &Source,
) -> Result<Source, SceneError> {
    let mut source = Source::open_as(name_or_path, show_as)?;
    if source.origin == Origin::Text {
        // Contour levels, insets and height limits are not copied: they belong to another surface.
        let (scene, current) = (&mut source.scene, &current.scene);
        (scene.theme, scene.text_size) = (current.theme, current.text_size);
        scene.look.colormap = current.look.colormap;
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
    fn data_get_the_theme_of_the_current_scene() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("measures.csv");
        std::fs::write(&path, "a,b,c\n1,2,3\n4,5,7\n7,9,9\n").expect("written");
        let mut current = bowl();
        current.scene.theme = Theme::Projector;
        let source = open(&path.to_string_lossy(), None, &current).expect("a cloud");
        assert!(source.scene.figures[0].subject.cloud().is_some());
        assert_eq!(source.scene.theme, Theme::Projector);
        let (path, show_as) = (path.to_string_lossy(), Some(ShowAs::Landscape));
        let result = open(&path, show_as, &current);
        assert!(result.is_err_and(|error| error.to_string().contains("measures.csv")));
    }

    #[test]
    fn the_first_scene_has_the_requested_theme() {
        let mut opening = Opening::first("bowl", None, Some(Theme::Light));
        let source = opening.wait(Duration::from_secs(60)).expect("a scene");
        assert_eq!(source.map(|source| source.scene.theme), Some(Theme::Light));
        assert!(!opening.is_running());
        let mut opening = Opening::first("bowll", None, None);
        let error = opening.wait(Duration::from_secs(60)).expect_err("no scene");
        assert!(
            error.is_input_error() && error.to_string().contains("bowll"),
            "{error}"
        );
    }
}
