//! Tests of camera keys: adding them, moving them on the playback bar, and the user's camera beside them.

use bevy_egui::EguiContext;

use super::*;
use crate::scene::{CameraKey, Motion};

impl Window {
    fn keys(&self) -> &[CameraKey] {
        self.get::<Document>().scene().camera.keys()
    }

    fn has_own_camera(&self) -> bool {
        self.get::<Viewpoint>().own[0].is_some()
    }

    fn azimuth(&self) -> f32 {
        let figure = &self.get::<SceneOutcome>().figures[0];
        let tables = &self.get::<Tables>().0[0];
        let viewpoint = self.get::<Viewpoint>();
        viewpoint
            .pose(figure, tables, *self.get::<PlaybackTime>())
            .azimuth
    }

    /// The middle of the mark of a key on the playback bar.
    fn mark(&mut self, index: usize) -> Pos2 {
        let world = self.0.world_mut();
        let mut contexts = world.query::<&mut EguiContext>();
        let mut context = contexts.single_mut(world).expect("one context");
        let mark = (context.get_mut()).read_response(egui::Id::new(("camera key", index)));
        mark.expect("the key has a mark").rect.center()
    }

    /// Opens a scene, with a key at the start and one at 5 s that is 50 degrees farther.
    fn with_two_keys() -> Self {
        let mut window = Self::open("bowl");
        window.press(Key::A);
        let world = window.0.world_mut();
        world.resource_mut::<PlaybackTime>().seconds = 5.0;
        for _ in 0..10 {
            window.press(Key::ArrowRight);
        }
        window.press(Key::A);
        window
    }
}

#[test]
fn a_key_stores_the_view_at_the_current_time_and_can_be_undone() {
    let mut window = Window::with_two_keys();
    assert!(!window.has_own_camera());
    let times: Vec<f64> = window.keys().iter().map(|key| key.at).collect();
    assert_eq!(times, [0.0, 5.0]);
    let turn = window.keys()[1].azimuth - window.keys()[0].azimuth;
    assert!((turn - 50.0).abs() < 0.11, "{turn}");
    assert_eq!(window.keys()[1].target, None);
    let last = window.azimuth();
    window.press(Key::Home);
    assert!((last - window.azimuth() - 50.0).abs() < 0.11);
    window.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(window.keys().len(), 1);
    window.key(Key::Z, Modifiers::COMMAND);
    assert!(!window.get::<Document>().is_unsaved());
}

#[test]
fn a_moved_view_stays_until_play() {
    let mut window = Window::with_two_keys();
    let (from, to) = (window.in_picture(0.3, 0.5), window.in_picture(0.6, 0.5));
    window.drag(from, to);
    let moved = window.azimuth();
    window.press(Key::Home);
    assert_eq!(window.azimuth(), moved);
    window.press(Key::K);
    assert!(!window.has_own_camera());
    assert_eq!(window.keys().len(), 2, "the view replaces the key at 0 s");
    assert!((window.azimuth() - moved).abs() < 0.1);
    window.drag(from, to);
    window.press(Key::Space);
    assert!(!window.has_own_camera());
}

#[test]
fn a_mark_on_the_playback_bar_can_be_clicked_and_dragged() {
    let mut window = Window::with_two_keys();
    let [first, second] = [0, 1].map(|index| window.mark(index));
    window.click(first);
    assert_eq!(window.get::<PlaybackTime>().seconds, 0.0);
    window.drag(second, first.lerp(second, 0.5));
    assert!(
        (window.keys()[1].at - 2.5).abs() < 0.1,
        "{:?}",
        window.keys()
    );
    assert_eq!(window.get::<PlaybackTime>().seconds, 0.0);
    window.drag(first.lerp(second, 0.5), first - egui::vec2(50.0, 0.0));
    assert_eq!(window.keys()[1].at, 0.01, "a key cannot pass another");
    for _ in 0..2 {
        window.key(Key::Z, Modifiers::COMMAND);
    }
    assert_eq!(window.keys()[1].at, 5.0, "a drag is one edit");
    let motion = &window.get::<SceneOutcome>().scene().camera.motion;
    assert!(matches!(motion, Motion::Keys(keys) if keys[1].at == 5.0));
}
