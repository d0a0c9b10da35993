//! The scene being edited, with its undo history.

use std::{path::Path, sync::Arc};

use bevy::prelude::Resource;

use crate::scene::{Origin, Scene, Source};

/// The scene of a window that is opened without one.
pub(crate) const FIRST_SCENE: &str = "rosenbrock";
/// The number of edits that can be undone.
const DEPTH: usize = 200;

/// The scene being edited. The history is a list of scenes; opening another scene is an edit too, so it can be undone.
#[derive(Resource)]
pub(crate) struct Document {
    now: Snapshot,
    undo: Vec<Snapshot>,
    redo: Vec<Snapshot>,
    gesture: Option<u64>,
    revision: u64,
    opened: u64,
    /// The error of the edited scene, as one line.
    pub(super) error: Option<String>,
}

#[derive(Clone)]
struct Snapshot {
    scene: Scene,
    source: Arc<Source>,
    saved: Arc<Source>,
    /// Whether the scene was restored from unsaved changes, so that no file has it.
    restored: bool,
}

impl Snapshot {
    fn of(source: Arc<Source>) -> Self {
        Self {
            scene: source.scene.clone(),
            saved: source.clone(),
            source,
            restored: false,
        }
    }

    fn is_of(&self, source: &Source) -> bool {
        self.scene == source.scene && self.saved.origin == source.origin
    }
}

impl Document {
    /// A newly opened scene.
    pub(super) fn new(source: Source) -> Self {
        Self {
            now: Snapshot::of(Arc::new(source)),
            undo: Vec::new(),
            redo: Vec::new(),
            gesture: None,
            revision: 0,
            opened: 0,
            error: None,
        }
    }

    /// The scene of a window that is opened without one.
    pub(super) fn first() -> Self {
        let first = Source::open(FIRST_SCENE);
        Self::new(first.expect("it is a scene of the gallery, all of which a test opens"))
    }

    /// Replaces the scene by another, as an edit.
    pub(super) fn open(&mut self, source: Source) {
        self.open_snapshot(Snapshot::of(Arc::new(source)));
    }

    /// Opens a scene with the unsaved changes of an earlier session.
    pub(super) fn restore(&mut self, source: Source) {
        self.open_snapshot(Snapshot {
            restored: true,
            ..Snapshot::of(Arc::new(source))
        });
    }

    fn open_snapshot(&mut self, snapshot: Snapshot) {
        self.push_undo(snapshot);
        self.gesture = None;
        self.opened += 1;
        self.error = None;
    }

    /// Returns to a scene that was shown, through the history if possible.
    pub(super) fn return_to(&mut self, shown: &Arc<Source>) {
        let is_shown = |snapshot: &Snapshot| snapshot.is_of(shown);
        if self.undo.iter().any(is_shown) {
            while !self.now.is_of(shown) {
                self.undo();
            }
        } else if self.redo.iter().any(is_shown) {
            while !self.now.is_of(shown) {
                self.redo();
            }
        } else if !self.now.is_of(shown) {
            self.open_snapshot(Snapshot::of(shown.clone()));
        }
        self.now.source = shown.clone();
        self.error = None;
    }

    /// The scene as edited; it may be invalid.
    pub(super) fn scene(&self) -> &Scene {
        &self.now.scene
    }

    /// The last edited scene that could be simulated, with its data.
    pub(super) fn source(&self) -> &Arc<Source> {
        &self.now.source
    }

    /// The scene as opened or last saved.
    pub(super) fn opened_scene(&self) -> &Scene {
        &self.now.saved.scene
    }

    /// Increases with every change of the scene.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Increases with every scene that is opened.
    pub(super) fn opened(&self) -> u64 {
        self.opened
    }

    /// Whether there is an edit to undo.
    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is an edit to redo.
    pub(super) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Whether the scene differs from its file.
    pub(super) fn is_unsaved(&self) -> bool {
        self.now.restored || self.now.scene != self.now.saved.scene
    }

    /// Commits an edited scene, without texts that are no longer true. All edits during one gesture are one edit in the
    /// history: those while `held` has the same value (an id of the dragged slider or focused field), and the one on
    /// release.
    pub(super) fn commit(&mut self, mut scene: Scene, held: Option<u64>) {
        scene.clear_invalid_focus();
        let changed = scene != self.now.scene;
        if changed {
            scene.drop_stale_texts(&self.now.scene);
        }
        let continues = self.gesture.is_some() && (held.is_none() || held == self.gesture);
        if changed && continues {
            self.now.scene = scene;
            self.redo.clear();
            self.revision += 1;
        } else if changed {
            self.push_undo(Snapshot {
                scene,
                ..self.now.clone()
            });
        }
        self.gesture = held.filter(|_| changed || held == self.gesture);
    }

    fn push_undo(&mut self, now: Snapshot) {
        self.undo.push(std::mem::replace(&mut self.now, now));
        if self.undo.len() > DEPTH {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.revision += 1;
    }

    /// Edits the scene by a function, as one edit.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Scene)) {
        let mut scene = self.now.scene.clone();
        change(&mut scene);
        self.gesture = None;
        self.commit(scene, None);
    }

    /// Undoes the last edit.
    pub(super) fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            let after = self.travel_to(before);
            self.redo.push(after);
        }
    }

    /// Redoes the last undone edit.
    pub(super) fn redo(&mut self) {
        if let Some(after) = self.redo.pop() {
            let before = self.travel_to(after);
            self.undo.push(before);
        }
    }

    fn travel_to(&mut self, snapshot: Snapshot) -> Snapshot {
        if snapshot.saved.origin != self.now.saved.origin {
            self.opened += 1;
        }
        self.gesture = None;
        self.revision += 1;
        std::mem::replace(&mut self.now, snapshot)
    }

    /// Records that a scene was simulated.
    pub(super) fn simulated(&mut self, source: Arc<Source>) {
        self.now.source = source;
        self.error = None;
    }

    /// Records that the scene was saved to the file of `saved`. Paths of data in it are relative to that file.
    pub(super) fn saved_as(&mut self, saved: Source) {
        self.now = Snapshot::of(Arc::new(saved));
        self.gesture = None;
        self.revision += 1;
        self.error = None;
    }

    /// The text of the unsaved scene, to be stored at `path`; of the last valid scene if the current one is invalid.
    pub(super) fn to_recovery_text(&self, path: &Path) -> Option<String> {
        let (edited, shown) = (&self.now.scene, &self.now.source.scene);
        let scene = if edited.check().is_ok() {
            edited
        } else {
            shown
        };
        self.now.source.to_recovery_text(scene.clone(), path).ok()
    }

    /// The file of the scene, if it has one.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.now.source.origin {
            Origin::File(path) => Some(path),
            Origin::Gallery(_) | Origin::Text => None,
        }
    }
}

#[cfg(test)]
mod tests;
