//! Tests of the whole user interface without a window: they pass events to egui and check the resources.

mod camera_keys;
mod points;

use bevy::{
    ecs::entity::Entity,
    input::{ButtonState, keyboard},
    prelude::*,
    tasks::{AsyncComputeTaskPool, IoTaskPool, TaskPool},
    window::{FileDragAndDrop, RequestRedraw},
};
use bevy_egui::{
    EguiContextSettings, EguiInput, PrimaryEguiContext,
    egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Rect},
};

use super::*;
use crate::{
    scene::{Projection, Subject, Theme},
    view::{Canvas, CurrentLanguage, OnlySubjects, PlaybackTime, Tables, Viewpoint, picture},
    words::Language,
};

/// The size of the window in points.
const SIZE: egui::Vec2 = egui::vec2(1280.0, 720.0);

/// An app with the user interface of a window, but without the window itself.
struct Window(App);

impl Window {
    /// Opens a gallery scene, paused at its start.
    fn open(name: &str) -> Self {
        AsyncComputeTaskPool::get_or_init(TaskPool::default);
        IoTaskPool::get_or_init(TaskPool::default);
        let mut app = App::new();
        app.add_plugins(bevy::time::TimePlugin)
            .add_message::<FileDragAndDrop>()
            .add_message::<RequestRedraw>()
            .init_resource::<PlaybackTime>()
            .init_resource::<Viewpoint>()
            .init_resource::<Canvas>()
            .init_resource::<CurrentLanguage>()
            .init_resource::<OnlySubjects>()
            .init_resource::<Tables>()
            .configure_sets(Update, (ViewSystems::Tables, ViewSystems::Paint).chain())
            .add_systems(Update, picture::update_tables.in_set(ViewSystems::Tables))
            .add_plugins(UiPlugin::for_window(
                Source::open(name).expect("a scene of the gallery"),
            ));
        app.world_mut()
            .spawn((PrimaryEguiContext, EguiContextSettings::default()));
        let mut window = Self(app);
        window.frames(3);
        while window.get::<Simulator>().is_running() {
            window.frames(1);
        }
        window.frames(2);
        window.key(Key::Space, Modifiers::NONE);
        assert!(
            !window.get::<Playback>().playing,
            "a scene plays when it is opened"
        );
        window.key(Key::Home, Modifiers::NONE);
        window
    }

    fn get<T: Resource>(&self) -> &T {
        self.0.world().resource::<T>()
    }

    fn frame(&mut self, events: Vec<Event>) {
        let world = self.0.world_mut();
        let mut inputs = world.query::<&mut EguiInput>();
        let mut input = inputs.single_mut(world).expect("one context");
        input.0.screen_rect = Some(Rect::from_min_size(Pos2::ZERO, SIZE));
        input.0.events = events;
        self.0.update();
    }

    fn frames(&mut self, count: usize) {
        for _ in 0..count {
            self.frame(vec![]);
        }
    }

    /// Waits until the scene that is being opened is displayed.
    fn wait_for_scene(&mut self) {
        self.frames(2);
        while self.get::<Opening>().is_running() {
            self.frames(1);
        }
        self.frames(2);
    }

    /// Presses and releases a key, and runs the frame that shows the effect.
    fn key(&mut self, key: Key, modifiers: Modifiers) {
        for pressed in [true, false] {
            self.frame(vec![Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            }]);
        }
        self.frames(1);
    }

    /// Presses and releases a key without modifiers.
    fn press(&mut self, key: Key) {
        self.key(key, Modifiers::NONE);
    }

    /// Presses or releases the primary button at a position.
    fn button(&mut self, at: Pos2, pressed: bool) {
        self.frame(vec![
            Event::PointerMoved(at),
            Event::PointerButton {
                pos: at,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            },
        ]);
    }

    fn click(&mut self, at: Pos2) {
        self.button(at, true);
        self.button(at, false);
        self.frames(2);
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.button(from, true);
        for k in 1..=8 {
            self.frame(vec![Event::PointerMoved(from.lerp(to, k as f32 / 8.0))]);
        }
        self.button(to, false);
        self.frames(2);
    }

    /// The position in the window of a position in the picture, from 0 to 1 in each direction.
    fn in_picture(&self, x: f32, y: f32) -> Pos2 {
        let area = self.get::<Canvas>().area;
        let at = area.min + Vec2::new(x, y) * area.size;
        Pos2::new(at.x, at.y)
    }

    fn step(&self) -> f64 {
        self.get::<SceneOutcome>()
            .step_at(*self.get::<PlaybackTime>())
    }

    fn start(&self) -> [f64; 2] {
        match &self.get::<Document>().scene().figures[0].subject {
            Subject::Landscape(subject) => subject.start,
            _ => panic!("a landscape was opened"),
        }
    }
}

#[test]
fn keys_play_and_step() {
    let mut window = Window::open("bowl");
    assert_eq!(window.step(), 0.0);
    window.press(Key::Period);
    window.press(Key::Period);
    assert!((window.step() - 2.0).abs() < 1e-5);
    window.press(Key::Comma);
    assert!((window.step() - 1.0).abs() < 1e-5);
    window.press(Key::End);
    assert_eq!(window.step(), 20.0);
    window.press(Key::Space);
    assert!(window.get::<Playback>().playing);
    assert!(
        window.get::<PlaybackTime>().seconds < 5.0,
        "playing at the end starts over"
    );
}

#[test]
fn the_picture_fills_the_area_beside_the_panels() {
    let mut window = Window::open("bowl");
    let area = window.get::<Canvas>().area;
    assert_eq!(area.min.x, 300.0);
    assert_eq!(area.max(), Vec2::new(SIZE.x - 320.0, SIZE.y - 56.0));
    window.press(Key::C);
    assert_eq!(window.get::<Canvas>().area.max().x, SIZE.x);
    window.press(Key::H);
    let area = window.get::<Canvas>().area;
    assert_eq!(
        (area.min, area.size),
        (Vec2::ZERO, Vec2::new(SIZE.x, SIZE.y))
    );
    window.press(Key::H);
    assert_eq!(window.get::<Canvas>().area.min.x, 300.0);
}

#[test]
fn a_click_on_the_surface_moves_the_start_and_can_be_undone() {
    let mut window = Window::open("bowl");
    let before = window.start();
    let at = window.in_picture(0.4, 0.55);
    window.click(at);
    assert_ne!(window.start(), before);
    assert_eq!(
        window.get::<Viewpoint>().own[0],
        None,
        "a click does not move the camera"
    );
    window.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(window.start(), before);
}

#[test]
fn dragging_rotates_the_view_and_0_resets_it() {
    let mut window = Window::open("bowl");
    let before = window.start();
    let (from, to) = (window.in_picture(0.3, 0.5), window.in_picture(0.6, 0.5));
    window.drag(from, to);
    let camera = window.get::<Viewpoint>().own[0].as_ref();
    let camera = camera.expect("the user's camera");
    assert_ne!(
        camera.azimuth,
        window.get::<SceneOutcome>().scene().camera.azimuth
    );
    assert_eq!(window.start(), before, "a drag is no click");
    assert!(
        !window.get::<Document>().can_undo(),
        "the view is not part of the scene"
    );
    window.press(Key::Num0);
    assert_eq!(window.get::<Viewpoint>().own[0], None);
}

#[test]
fn a_drag_that_starts_in_a_panel_does_not_move_the_camera() {
    let mut window = Window::open("bowl");
    let panel = Pos2::new(150.0, 600.0);
    let picture = window.in_picture(0.5, 0.5);
    window.drag(panel, picture);
    assert_eq!(window.get::<Viewpoint>().own[0], None);
}

#[test]
fn keeping_the_view_stores_it_in_the_scene() {
    let mut window = Window::open("bowl");
    window.press(Key::ArrowRight);
    window.press(Key::K);
    let scene = window.get::<Document>().scene();
    assert!(
        (scene.camera.azimuth + 50.0).abs() < 1e-4,
        "{:?}",
        scene.camera
    );
    assert!(window.get::<Document>().is_unsaved());
}

/// The second figure has its own look, and the camera of the scene.
#[test]
fn keys_apply_to_the_focused_figure() {
    let mut window = Window::open("gradient-field");
    window.0.world_mut().resource_mut::<Panels>().focused_figure = 1;
    let before = window.get::<Document>().scene().clone();
    window.press(Key::ArrowRight);
    let own = &window.get::<Viewpoint>().own;
    assert!(own[0].is_none() && own[1].is_some());
    window.press(Key::Num2);
    let scene = window.get::<Document>().scene();
    assert_eq!(scene.look_of(1).projection, Projection::Top);
    assert_eq!(
        (&scene.look, &scene.figures[0]),
        (&before.look, &before.figures[0])
    );
}

#[test]
fn dragging_the_seek_bar_seeks() {
    let mut window = Window::open("bowl");
    window.drag(
        Pos2::new(300.0, SIZE.y - 28.0),
        Pos2::new(500.0, SIZE.y - 28.0),
    );
    let total = window.get::<SceneOutcome>().timeline.total_seconds();
    let seconds = window.get::<PlaybackTime>().seconds;
    assert!(seconds > 0.0 && seconds < total, "{seconds}");
}

#[test]
fn theme_language_and_scene_are_switched_by_keys() {
    let mut window = Window::open("bowl");
    window.press(Key::D);
    assert_eq!(window.get::<SceneOutcome>().scene().theme, Theme::Light);
    window.press(Key::N);
    assert_eq!(window.get::<CurrentLanguage>().0, Language::Chinese);
    window.press(Key::PageDown);
    window.wait_for_scene();
    assert_eq!(
        window.get::<Document>().source().origin.to_string(),
        "ripples"
    );
    assert_eq!(window.get::<PlaybackTime>().seconds.floor(), 0.0);
}

#[test]
fn windows_over_the_picture_open_and_close() {
    let mut window = Window::open("bowl");
    for (key, is_open) in [
        (
            Key::Questionmark,
            (|panels: &Panels| panels.help_open) as fn(&Panels) -> bool,
        ),
        (Key::G, |panels| panels.gallery_open),
        (Key::M, |panels| panels.export_open),
    ] {
        window.press(key);
        assert!(is_open(window.get()), "{key:?}");
        window.press(Key::Escape);
        assert!(!is_open(window.get()), "{key:?}");
    }
}

#[test]
fn a_dropped_file_that_is_no_scene_is_an_error() {
    let mut window = Window::open("bowl");
    window
        .0
        .world_mut()
        .write_message(FileDragAndDrop::DroppedFile {
            window: Entity::PLACEHOLDER,
            path_buf: "nowhere/missing.ron".into(),
        });
    window.wait_for_scene();
    let error = window
        .get::<Panels>()
        .command_error
        .clone()
        .expect("an error");
    assert!(
        error.contains("missing.ron") && !error.contains('\n'),
        "{error}"
    );
    assert_eq!(
        window.get::<SceneOutcome>().scene().title.en(),
        window.get::<Document>().scene().title.en()
    );
}

#[test]
fn a_scene_is_saved_opened_and_pasted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.ron");
    let mut window = Window::open("bowl");
    window.press(Key::D);
    window
        .0
        .world_mut()
        .write_message(UiCommand::Save(path.clone()));
    window.frames(2);
    assert!(!window.get::<Document>().is_unsaved());
    window.press(Key::PageDown);
    window.wait_for_scene();
    window
        .0
        .world_mut()
        .write_message(UiCommand::Open(path.to_string_lossy().into_owned()));
    window.wait_for_scene();
    assert_eq!(window.get::<SceneOutcome>().scene().theme, Theme::Light);
    let text = Source::open("saddle")
        .expect("a scene of the gallery")
        .to_ron();
    let key = Event::Key {
        key: Key::V,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    };
    window.frame(vec![key, Event::Text(text)]);
    window.wait_for_scene();
    assert!(
        window
            .get::<SceneOutcome>()
            .scene()
            .title
            .en()
            .to_lowercase()
            .contains("saddle")
    );
}

#[test]
fn closing_the_window_asks_about_unsaved_changes() {
    let mut window = Window::open("bowl");
    let close = |window: &mut Window| {
        window.0.world_mut().write_message(WindowCloseRequested {
            window: Entity::PLACEHOLDER,
        });
        window.frames(2);
        *window.get::<Closing>()
    };
    window.press(Key::D);
    assert_eq!(close(&mut window), Closing::Asking);
    window.press(Key::Escape);
    assert_eq!(*window.get::<Closing>(), Closing::No);
    window.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(close(&mut window), Closing::Confirmed);
    assert_eq!(window.0.should_exit(), Some(AppExit::Success));
}

#[test]
fn a_chord_within_one_frame_has_its_modifiers() {
    let mut window = Window::open("bowl");
    window.press(Key::D);
    let events = [
        (keyboard::Key::Control, KeyCode::ControlLeft, true),
        (keyboard::Key::Character("z".into()), KeyCode::KeyZ, true),
        (keyboard::Key::Control, KeyCode::ControlLeft, false),
    ];
    for (logical_key, key_code, pressed) in events {
        let state = if pressed {
            ButtonState::Pressed
        } else {
            ButtonState::Released
        };
        window.0.world_mut().write_message(KeyboardInput {
            key_code,
            logical_key,
            state,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
    }
    let key = Event::Key {
        key: Key::Z,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    window.frame(vec![key]);
    window.frames(2);
    assert!(!window.get::<Document>().is_unsaved());
}
