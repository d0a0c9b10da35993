//! The scene being edited, with its undo history.

use std::{path::Path, sync::Arc};

use bevy::prelude::Resource;

use crate::scene::{Origin, Scene, Source};

/// The scene of a window that is opened without one.
pub(crate) const FIRST_SCENE: &str = "rosenbrock";
/// The number of edits that can be undone.
const MAX_UNDO_STEPS: usize = 200;

/// The scene being edited, and the scenes before and after it in the undo history. Opening another scene is an edit
/// too, so it can be undone.
#[derive(Resource)]
pub(crate) struct Document {
    current: Snapshot,
    undo: Vec<Snapshot>,
    redo: Vec<Snapshot>,
    /// An id of the dragged slider or focused field whose edits are merged into one.
    gesture: Option<u64>,
    revision: u64,
    open_count: u64,
    /// The error of the edited scene, as one line.
    pub(super) error: Option<String>,
}

/// A state of the document.
#[derive(Clone)]
struct Snapshot {
    /// The scene as edited; it may be invalid.
    scene: Scene,
    /// The last edited scene that could be simulated, with its data.
    source: Arc<Source>,
    /// The scene as it was opened or last saved.
    saved: Arc<Source>,
    /// Whether the scene was restored from unsaved changes, so that it is unsaved although it has not been edited
    /// since.
    is_restored: bool,
}

impl Snapshot {
    fn of(source: Arc<Source>) -> Self {
        Self {
            scene: source.scene.clone(),
            saved: source.clone(),
            source,
            is_restored: false,
        }
    }

    /// Whether this is the scene of `source`, opened from the same place.
    fn matches(&self, source: &Source) -> bool {
        self.scene == source.scene && self.saved.origin == source.origin
    }
}

impl Document {
    /// A document with a newly opened scene and no history.
    pub(super) fn new(source: Source) -> Self {
        Self {
            current: Snapshot::of(Arc::new(source)),
            undo: Vec::new(),
            redo: Vec::new(),
            gesture: None,
            revision: 0,
            open_count: 0,
            error: None,
        }
    }

    /// The document of a window that is opened without a scene: [`FIRST_SCENE`].
    pub(super) fn first() -> Self {
        let first = Source::open(FIRST_SCENE);
        Self::new(first.expect("a scene of the gallery, all of which a test opens"))
    }

    /// Replaces the scene by another, as an edit.
    pub(super) fn open(&mut self, source: Source) {
        self.open_snapshot(Snapshot::of(Arc::new(source)));
    }

    /// Opens a scene with the unsaved changes of an earlier session.
    pub(super) fn restore(&mut self, source: Source) {
        self.open_snapshot(Snapshot {
            is_restored: true,
            ..Snapshot::of(Arc::new(source))
        });
    }

    fn open_snapshot(&mut self, snapshot: Snapshot) {
        self.push_undo(snapshot);
        self.gesture = None;
        self.open_count += 1;
        self.error = None;
    }

    /// Returns to a simulated scene: by undo or redo if it is in the history, otherwise by opening it.
    pub(super) fn return_to(&mut self, source: &Arc<Source>) {
        let is_source = |snapshot: &Snapshot| snapshot.matches(source);
        if self.undo.iter().any(is_source) {
            while !self.current.matches(source) {
                self.undo();
            }
        } else if self.redo.iter().any(is_source) {
            while !self.current.matches(source) {
                self.redo();
            }
        } else if !self.current.matches(source) {
            self.open_snapshot(Snapshot::of(source.clone()));
        }
        self.current.source = source.clone();
        self.error = None;
    }

    /// The scene as edited; it may be invalid.
    pub(super) fn scene(&self) -> &Scene {
        &self.current.scene
    }

    /// The last edited scene that could be simulated, with its data.
    pub(super) fn source(&self) -> &Arc<Source> {
        &self.current.source
    }

    /// The scene as opened or last saved.
    pub(super) fn opened_scene(&self) -> &Scene {
        &self.current.saved.scene
    }

    /// Increases with every change of the scene.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Increases whenever another scene replaces the current one: when it is opened, or returns by undo or redo.
    pub(super) fn open_count(&self) -> u64 {
        self.open_count
    }

    /// Whether there is an edit to undo.
    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is an edit to redo.
    pub(super) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Whether the scene differs from the one that was opened or last saved, or was restored from unsaved changes.
    pub(super) fn is_unsaved(&self) -> bool {
        self.current.is_restored || self.current.scene != self.current.saved.scene
    }

    /// Commits an edited scene, and removes texts that the edit makes untrue. `gesture` is an id of the slider being
    /// dragged or the field being edited, if any. The edits with the same id, and the one on release, are one edit in
    /// the history.
    pub(super) fn commit(&mut self, mut scene: Scene, gesture: Option<u64>) {
        scene.clear_invalid_focus();
        let is_changed = scene != self.current.scene;
        if is_changed {
            scene.drop_stale_texts(&self.current.scene);
        }
        let continues = self.gesture.is_some() && (gesture.is_none() || gesture == self.gesture);
        if is_changed && continues {
            self.current.scene = scene;
            self.redo.clear();
            self.revision += 1;
        } else if is_changed {
            self.push_undo(Snapshot {
                scene,
                ..self.current.clone()
            });
        }
        self.gesture = gesture.filter(|_| is_changed || gesture == self.gesture);
    }

    /// Makes a snapshot the current one, and the current one the last in the undo history.
    fn push_undo(&mut self, next: Snapshot) {
        self.undo.push(std::mem::replace(&mut self.current, next));
        if self.undo.len() > MAX_UNDO_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.revision += 1;
    }

    /// Edits the scene by a function, as one edit.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Scene)) {
        let mut scene = self.current.scene.clone();
        change(&mut scene);
        self.gesture = None;
        self.commit(scene, None);
    }

    /// Undoes the last edit.
    pub(super) fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            let after = self.switch_to(before);
            self.redo.push(after);
        }
    }

    /// Redoes the last undone edit.
    pub(super) fn redo(&mut self) {
        if let Some(after) = self.redo.pop() {
            let before = self.switch_to(after);
            self.undo.push(before);
        }
    }

    fn switch_to(&mut self, snapshot: Snapshot) -> Snapshot {
        if snapshot.saved.origin != self.current.saved.origin {
            self.open_count += 1;
        }
        self.gesture = None;
        self.revision += 1;
        std::mem::replace(&mut self.current, snapshot)
    }

    /// Records that the current scene was simulated.
    pub(super) fn record_simulated(&mut self, source: Arc<Source>) {
        self.current.source = source;
        self.error = None;
    }

    /// Records that the scene was saved as `saved`, in which paths of data are relative to the new file.
    pub(super) fn record_saved(&mut self, saved: Source) {
        self.current = Snapshot::of(Arc::new(saved));
        self.gesture = None;
        self.revision += 1;
        self.error = None;
    }

    /// The text of the scene with its unsaved changes, to be written to `path`; that of the last simulated scene if the
    /// current one is invalid.
    pub(super) fn recovery_text(&self, path: &Path) -> Option<String> {
        let (edited, simulated) = (&self.current.scene, &self.current.source.scene);
        let scene = if edited.check().is_ok() {
            edited
        } else {
            simulated
        };
        self.current.source.recovery_text(scene.clone(), path).ok()
    }

    /// The file of the scene, if it has one.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.current.source.origin {
            Origin::File(path) => Some(path),
            Origin::Gallery(_) | Origin::Text => None,
        }
    }
}

#[cfg(test)]
mod tests;
