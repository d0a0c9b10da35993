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
        scene.fill_settings(&scene.caption).en
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
    for seed in 1..=2 * MAX_UNDO_STEPS as u64 {
        document.commit(seeded(&document, seed), None);
    }
    for _ in 0..2 * MAX_UNDO_STEPS {
        document.undo();
    }
    assert_eq!(document.scene().seed, MAX_UNDO_STEPS as u64);
}

#[test]
fn a_restored_scene_is_unsaved_until_it_is_saved() {
    let mut document = document();
    document.restore(Source::open("saddle").expect("a scene of the gallery"));
    assert!(document.is_unsaved());
    document.edit(|scene| scene.seed = 5);
    document.undo();
    assert!(document.is_unsaved());
    document.record_saved(Source::open("saddle").expect("a scene of the gallery"));
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
    assert_eq!(document.open_count(), 1);
    document.undo();
    assert_eq!(document.scene().seed, 5);
    assert_eq!(document.source().origin, Origin::Gallery("bowl"));
    assert!(document.is_unsaved());
    assert_eq!(document.open_count(), 2);
}
