//! Tests of the table of camera keys.

use super::{super::playback, *};
use crate::scene::CameraKey;

fn keys(harness: &Harness<Edited>) -> Vec<CameraKey> {
    harness.state().scene.camera.keys().to_vec()
}

#[test]
fn keys_are_added_and_removed_in_both_languages() {
    for language in Language::ALL {
        let mut harness = window("rosenbrock", language, WIDTH, playback::panel);
        let before = keys(&harness);
        assert!(before.len() > 1, "the scene has camera keys");
        let remove = language.say(Word::RemoveCameraKey);
        let buttons = harness.get_all_by_role_and_label(Role::Button, remove);
        let buttons: Vec<_> = buttons.collect();
        assert_eq!(buttons.len(), before.len());
        buttons[1].click();
        drop(buttons);
        harness.run();
        assert_eq!(keys(&harness), [&before[..1], &before[2..]].concat());
        harness
            .get_by_label(language.say(Word::AddCameraKey))
            .click();
        harness.run();
        let sent = &harness.state().commands;
        assert_eq!(sent[..], [UiCommand::Act(Action::AddCameraKey)]);
        assert_fits(&harness, WIDTH, "rosenbrock");
    }
}

#[test]
fn choosing_keys_as_the_motion_adds_the_first() {
    let mut harness = window("bowl", Language::English, WIDTH, playback::panel);
    choose(&mut harness, Word::Camera, "Through keys");
    let sent = &harness.state().commands;
    assert_eq!(sent[..], [UiCommand::Act(Action::AddCameraKey)]);
}
