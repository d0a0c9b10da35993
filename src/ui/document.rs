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
        scene.settle_focus();
        let changed = scene != self.now.scene;
        if changed {
            scene.drop_stale_words(&self.now.scene);
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
    pub(super) fn to_unsaved(&self, path: &Path) -> Option<String> {
        let (edited, shown) = (&self.now.scene, &self.now.source.scene);
        let scene = if edited.check().is_ok() {
            edited
        } else {
            shown
        };
        self.now.source.to_unsaved(scene.clone(), path).ok()
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
mod tests {
    use super::*;
    use crate::scene::Subject;

    const SLIDER: Option<u64> = Some(1);
    const FIELD: Option<u64> = Some(2);

    fn document() -> Document {
        Document::new(Source::open("bowl").expect("a scene of the gallery"))
    }

    fn seeded(document: &Document, seed: u64) -> Scene {
        Scene {
            seed,
            ..document.scene().clone()
        }
    }

    /// Starts a gesture, edits twice, and edits once more on release.
    fn drag(document: &mut Document, held: Option<u64>, seeds: [u64; 3]) {
        document.commit(document.scene().clone(), held);
        document.commit(seeded(document, seeds[0]), held);
        document.commit(document.scene().clone(), held);
        document.commit(seeded(document, seeds[1]), held);
        document.commit(seeded(document, seeds[2]), None);
    }

    #[test]
    fn a_drag_is_one_edit() {
        let mut document = document();
        drag(&mut document, SLIDER, [1, 2, 3]);
        drag(&mut document, SLIDER, [4, 5, 6]);
        document.undo();
        assert_eq!(document.scene().seed, 3);
        document.undo();
        assert_eq!(document.scene().seed, 0);
        assert!(!document.can_undo() && document.can_redo());
        document.redo();
        document.redo();
        assert_eq!(document.scene().seed, 6);
    }

    #[test]
    fn two_fields_are_two_edits() {
        let mut document = document();
        document.commit(seeded(&document, 1), SLIDER);
        document.commit(seeded(&document, 2), FIELD);
        document.commit(seeded(&document, 3), FIELD);
        document.undo();
        assert_eq!(document.scene().seed, 1);
    }

    #[test]
    fn clicks_are_separate_edits() {
        let mut document = document();
        document.commit(seeded(&document, 1), None);
        document.commit(seeded(&document, 2), None);
        document.undo();
        assert_eq!(document.scene().seed, 1);
    }

    #[test]
    fn a_new_edit_clears_the_redo_history() {
        let mut document = document();
        document.commit(seeded(&document, 1), None);
        document.undo();
        document.commit(seeded(&document, 2), None);
        assert!(!document.can_redo());
        document.undo();
        assert_eq!(document.scene().seed, 0);
    }

    #[test]
    fn an_unchanged_scene_is_no_edit() {
        let mut document = document();
        let revision = document.revision();
        document.commit(document.scene().clone(), SLIDER);
        document.edit(|_| {});
        assert!(!document.can_undo());
        assert_eq!(document.revision(), revision);
    }

    #[test]
    fn undoing_to_the_saved_scene_leaves_nothing_to_save() {
        let mut document = document();
        document.edit(|scene| scene.seed = 5);
        assert!(document.is_unsaved());
        document.undo();
        assert!(!document.is_unsaved());
    }

    /// In `bowl` the caption takes the rate from the scene; in `learning-rates` it spells out four rates.
    #[test]
    fn a_caption_follows_an_edit_or_is_removed_until_undo() {
        let slower = |document: &mut Document| {
            let mut scene = document.scene().clone();
            if let Subject::Landscape(subject) = &mut scene.figures[0].subject {
                subject.runs[0].optimizer.set_number("lr", 0.07);
            }
            document.commit(scene, None);
        };
        let caption = |document: &Document| {
            let scene = document.scene();
            scene.settled(&scene.caption).en
        };
        let mut followed = document();
        slower(&mut followed);
        assert!(
            caption(&followed).contains("0.07"),
            "{}",
            caption(&followed)
        );
        let mut spelled_out =
            Document::new(Source::open("learning-rates").expect("a scene of the gallery"));
        let before = caption(&spelled_out);
        assert!(!before.is_empty());
        slower(&mut spelled_out);
        assert_eq!(caption(&spelled_out), "");
        spelled_out.undo();
        assert_eq!(caption(&spelled_out), before);
    }

    #[test]
    fn the_history_is_bounded() {
        let mut document = document();
        for seed in 1..=2 * DEPTH as u64 {
            document.commit(seeded(&document, seed), None);
        }
        for _ in 0..2 * DEPTH {
            document.undo();
        }
        assert_eq!(document.scene().seed, DEPTH as u64);
    }

    #[test]
    fn a_restored_scene_is_unsaved_until_it_is_saved() {
        let mut document = document();
        document.restore(Source::open("saddle").expect("a scene of the gallery"));
        assert!(document.is_unsaved());
        document.edit(|scene| scene.seed = 5);
        document.undo();
        assert!(document.is_unsaved());
        document.saved_as(Source::open("saddle").expect("a scene of the gallery"));
        assert!(!document.is_unsaved());
        document.undo();
        assert_eq!(document.source().origin, Origin::Gallery("bowl"));
    }

    #[test]
    fn return_to_moves_through_the_history() {
        let mut document = document();
        let first = document.source().clone();
        document.commit(seeded(&document, 1), None);
        let second = document.source().with_scene(document.scene().clone());
        let second = Arc::new(second.expect("a scene"));
        document.commit(seeded(&document, 2), None);
        document.return_to(&first);
        assert_eq!((document.scene().seed, document.can_undo()), (0, false));
        document.return_to(&second);
        assert_eq!(document.scene().seed, 1);
        document.redo();
        assert_eq!(
            document.scene().seed,
            2,
            "what was cancelled can be tried again"
        );
        document.open(Source::open("saddle").expect("a scene of the gallery"));
        document.return_to(&first);
        assert_eq!(document.source().origin, Origin::Gallery("bowl"));
    }

    #[test]
    fn opening_another_scene_can_be_undone() {
        let mut document = document();
        document.edit(|scene| scene.seed = 5);
        document.open(Source::open("saddle").expect("a scene of the gallery"));
        assert!(!document.is_unsaved());
        assert_eq!(document.opened(), 1);
        document.undo();
        assert_eq!(document.scene().seed, 5);
        assert_eq!(document.source().origin, Origin::Gallery("bowl"));
        assert!(document.is_unsaved());
        assert_eq!(document.opened(), 2);
    }
}
