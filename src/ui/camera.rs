//! The user's camera, moved by mouse gestures over the picture and by keys.
//!
//! A gesture belongs to the egui widget on which it began: a drag that begins in a panel never moves the camera, and a
//! drag that begins in the picture never moves a slider.

use bevy_egui::egui::{PointerButton, Pos2, Response, Ui, Vec2};
use glam::{Vec3, vec2};

use super::Action;
use crate::{
    scene::{Camera, Motion, Projection},
    view::{
        FigureOutcome, FigureTables, PlaybackTime, Viewpoint,
        frame::{view_transform::ViewTransform, viewpoint::MAX_TARGET},
    },
};

mod flight;
mod keys;
mod spin;

pub(crate) use flight::ReducedMotion;
pub(super) use flight::{Flight, fly};
pub(super) use keys::{key_at, release_to_keys};
pub(super) use spin::{spin, spins};

/// The rotation in degrees per point dragged: 400 points are a third of a turn.
const DEGREES_PER_POINT: f64 = 0.3;
/// The rotation in degrees per key press.
const DEGREES_PER_KEY: f64 = 5.0;
/// Scrolling by this many points zooms by a factor of e.
const POINTS_PER_E_FOLD: f64 = 400.0;
/// The zoom factor per key press.
const ZOOM_PER_KEY: f64 = 1.125;
/// The range of zoom factors that a scene allows.
const ZOOM_RANGE: [f64; 2] = [0.1, 50.0];

/// The mouse input over the picture in one frame. Positions and distances are in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Gesture {
    /// The movement of a drag that rotates the camera.
    pub(super) orbit: Vec2,
    /// The movement of a drag that pans the view.
    pub(super) pan: Vec2,
    /// The factor by which the wheel or a pinch zooms; 1 for none.
    pub(super) zoom: f64,
    /// The position of a click of the primary button.
    pub(super) click: Option<glam::Vec2>,
    /// Whether the click is the second of a double click.
    pub(super) is_double_click: bool,
    /// Whether Alt was held during the click.
    pub(super) alt_held: bool,
    /// While a selection box is dragged with the primary button and Shift: two opposite corners, and whether the button
    /// was released in this frame.
    pub(super) selection_box: Option<([glam::Vec2; 2], bool)>,
    /// While the primary button is held without Shift: where it was pressed, and where the pointer is.
    pub(super) press: Option<[glam::Vec2; 2]>,
}

impl Gesture {
    const NONE: Self = Self {
        orbit: Vec2::ZERO,
        pan: Vec2::ZERO,
        zoom: 1.0,
        click: None,
        is_double_click: false,
        alt_held: false,
        selection_box: None,
        press: None,
    };

    /// Reads the gesture from the input and the response of the picture's area.
    pub(super) fn read(ui: &Ui, picture: &Response) -> Self {
        let mut gesture = Self::NONE;
        let shift = ui.input(|input| input.modifiers.shift);
        let pans = picture.dragged_by(PointerButton::Secondary)
            || picture.dragged_by(PointerButton::Middle)
            || (shift && picture.dragged_by(PointerButton::Primary));
        if pans {
            gesture.pan = picture.drag_delta();
        } else if picture.dragged_by(PointerButton::Primary) {
            gesture.orbit = picture.drag_delta();
        }
        if picture.hovered() {
            let (scrolled, pinched) =
                ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
            gesture.zoom = (f64::from(scrolled) / POINTS_PER_E_FOLD).exp() * f64::from(pinched);
        }
        let (press_origin, is_down) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                pointer.press_origin(),
                pointer.primary_down() && !input.modifiers.shift,
            )
        });
        let is_held = picture.is_pointer_button_down_on() && is_down;
        gesture.press = (press_origin
            .zip(picture.interact_pointer_pos())
            .filter(|_| is_held))
        .map(|(from, to)| [from, to].map(|at| vec2(at.x, at.y)));
        gesture.selection_box = selection_box(ui, picture, shift);
        if picture.clicked_by(PointerButton::Primary) {
            gesture.click = picture.interact_pointer_pos().map(|at| vec2(at.x, at.y));
            // Shortly after a click elsewhere, egui counts a double click as a triple click.
            gesture.is_double_click = picture.double_clicked_by(PointerButton::Primary)
                || picture.triple_clicked_by(PointerButton::Primary);
            gesture.alt_held = ui.input(|input| input.modifiers.alt);
        }
        gesture
    }

    /// Whether the gesture moves the camera.
    pub(super) fn moves_camera(&self) -> bool {
        Self {
            click: None,
            is_double_click: false,
            alt_held: false,
            selection_box: None,
            press: None,
            ..*self
        } != Self::NONE
    }

    /// Moves a camera. In a view from above, a drag that would rotate it pans instead.
    pub(super) fn apply(&self, camera: &mut Camera, transform: &ViewTransform) {
        let (orbit, pan) = if transform.perspective {
            (self.orbit, self.pan)
        } else {
            (Vec2::ZERO, self.orbit + self.pan)
        };
        rotate(
            camera,
            -DEGREES_PER_POINT * f64::from(orbit.x),
            DEGREES_PER_POINT * f64::from(orbit.y),
        );
        self::pan(camera, transform, pan);
        zoom_by(camera, self.zoom);
    }
}

/// The selection box while it is dragged: its corners, and whether the button was released. Shift has to be held only
/// when the drag starts.
fn selection_box(ui: &Ui, picture: &Response, shift: bool) -> Option<([glam::Vec2; 2], bool)> {
    let id = picture.id.with("box");
    let press_origin = ui.input(|input| input.pointer.press_origin());
    if let Some(corner) =
        press_origin.filter(|_| shift && picture.drag_started_by(PointerButton::Primary))
    {
        ui.data_mut(|data| data.insert_temp(id, corner));
    }
    let from: Pos2 = ui.data(|data| data.get_temp(id))?;
    let to = picture.interact_pointer_pos()?;
    let is_released = !picture.dragged_by(PointerButton::Primary);
    if is_released {
        ui.data_mut(|data| data.remove::<Pos2>(id));
    }
    Some(([from, to].map(|at| vec2(at.x, at.y)), is_released))
}

/// The user's camera of a figure, for moving it. A camera in motion is stopped at the current view; without a camera of
/// the user's, that of the scene is copied first.
pub(super) fn user_camera<'a>(
    viewpoint: &'a mut Viewpoint,
    figure: &FigureOutcome,
    tables: &FigureTables,
    time: PlaybackTime,
) -> &'a mut Camera {
    let stopped = viewpoint.camera_at(figure, tables, time);
    viewpoint.own[figure.index].insert(stopped)
}

/// Moves a camera by the action of a key; other actions do nothing.
pub(super) fn move_by_key(action: Action, camera: &mut Camera) {
    match action {
        Action::OrbitLeft => rotate(camera, -DEGREES_PER_KEY, 0.0),
        Action::OrbitRight => rotate(camera, DEGREES_PER_KEY, 0.0),
        Action::OrbitUp => rotate(camera, 0.0, DEGREES_PER_KEY),
        Action::OrbitDown => rotate(camera, 0.0, -DEGREES_PER_KEY),
        Action::ZoomIn => zoom_by(camera, ZOOM_PER_KEY),
        Action::ZoomOut => zoom_by(camera, 1.0 / ZOOM_PER_KEY),
        Action::ViewFront => *camera = front_camera(),
        _ => {}
    }
}

/// The projection of a view action, if it is one.
pub(super) fn projection(action: Action) -> Option<Projection> {
    match action {
        Action::ViewPerspective | Action::ViewFront => Some(Projection::Perspective),
        Action::ViewTop => Some(Projection::Top),
        _ => None,
    }
}

/// The camera that looks along +y, level with the box.
fn front_camera() -> Camera {
    Camera {
        azimuth: -90.0,
        elevation: 0.0,
        motion: Motion::Still,
        ..Camera::default()
    }
}

/// Rotates a camera around the target by angles in degrees.
fn rotate(camera: &mut Camera, azimuth: f64, elevation: f64) {
    camera.azimuth = (camera.azimuth + azimuth + 180.0).rem_euclid(360.0) - 180.0;
    camera.elevation = (camera.elevation + elevation).clamp(-90.0, 90.0);
}

/// Multiplies the zoom of a camera, within its range.
fn zoom_by(camera: &mut Camera, factor: f64) {
    camera.zoom = (camera.zoom * factor).clamp(ZOOM_RANGE[0], ZOOM_RANGE[1]);
}

/// Moves the target of the camera, so that the box follows a drag by `points`.
fn pan(camera: &mut Camera, transform: &ViewTransform, points: Vec2) {
    let target = Vec3::from_array(camera.target.map(|value| value as f32));
    let world =
        transform.world_per_point(target) * (points.y * transform.up - points.x * transform.right);
    camera.target = (target + world)
        .to_array()
        .map(|value| f64::from(value).clamp(-MAX_TARGET, MAX_TARGET));
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::{self, Event, Id, Modifiers, Pos2, RawInput, Rect, Sense, pos2};
    use glam::Vec2 as Point;

    use super::*;
    use crate::view::frame::{area::Area, view_transform::Pose};

    fn view_transform(camera: &Camera, projection: Projection) -> ViewTransform {
        let area = Area {
            min: Point::ZERO,
            size: vec2(800.0, 600.0),
        };
        let half = Vec3::new(1.0, 0.6, 1.0);
        let pose = Pose::new(camera, projection);
        let directions = [[pose.azimuth, pose.elevation]];
        ViewTransform::new(area, &area.into(), half, &directions, &pose)
    }

    fn still() -> Camera {
        Camera {
            motion: Motion::Still,
            ..Camera::default()
        }
    }

    #[test]
    fn dragging_to_the_right_turns_the_box_to_the_right() {
        let mut camera = still();
        let front = |camera: &Camera| {
            // The point on the rim of the box nearest to the viewer.
            let angle = -55f32.to_radians();
            let nearest = Vec3::new(angle.cos(), 0.0, -angle.sin());
            view_transform(camera, Projection::Perspective)
                .project(nearest)
                .expect("it is in front")
                .x
        };
        let before = front(&camera);
        let gesture = Gesture {
            orbit: egui::vec2(40.0, 0.0),
            ..Gesture::NONE
        };
        gesture.apply(
            &mut camera,
            &view_transform(&still(), Projection::Perspective),
        );
        assert!(front(&camera) > before);
        assert_eq!(camera.azimuth, -67.0);
    }

    #[test]
    fn the_camera_stops_at_the_pole() {
        let mut camera = still();
        for _ in 0..100 {
            move_by_key(Action::OrbitUp, &mut camera);
            move_by_key(Action::OrbitRight, &mut camera);
        }
        assert_eq!(camera.elevation, 90.0);
        assert!((-180.0..180.0).contains(&camera.azimuth));
    }

    #[test]
    fn the_box_follows_the_pointer_that_moves_it() {
        for projection in [Projection::Perspective, Projection::Top] {
            let mut camera = still();
            let before = view_transform(&camera, projection);
            let gesture = Gesture {
                pan: egui::vec2(30.0, -20.0),
                ..Gesture::NONE
            };
            gesture.apply(&mut camera, &before);
            let moved =
                |transform: &ViewTransform| transform.project(Vec3::ZERO).expect("it is in front");
            let by = moved(&view_transform(&camera, projection)) - moved(&before);
            assert!(by.distance(vec2(30.0, -20.0)) < 1.0, "{projection:?}: {by}");
        }
    }

    #[test]
    fn a_view_from_above_is_panned_instead_of_rotated() {
        let mut camera = still();
        let gesture = Gesture {
            orbit: egui::vec2(30.0, 0.0),
            ..Gesture::NONE
        };
        gesture.apply(&mut camera, &view_transform(&still(), Projection::Top));
        assert_eq!(camera.azimuth, -55.0);
        assert!(camera.target[0] < 0.0);
    }

    #[test]
    fn zoom_stays_in_the_range_of_scenes() {
        let mut camera = still();
        for _ in 0..200 {
            move_by_key(Action::ZoomIn, &mut camera);
        }
        assert_eq!(camera.zoom, 50.0);
        for _ in 0..400 {
            move_by_key(Action::ZoomOut, &mut camera);
        }
        assert_eq!(camera.zoom, 0.1);
    }

    /// A window of 400 × 300 points, with a panel of 100 points on the left that has a slider.
    struct Window {
        context: egui::Context,
        value: f64,
        gesture: Gesture,
    }

    impl Window {
        fn new() -> Self {
            let mut window = Self {
                context: egui::Context::default(),
                value: 0.5,
                gesture: Gesture::NONE,
            };
            window.frame(vec![]);
            window
        }

        fn frame(&mut self, events: Vec<Event>) -> Gesture {
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, egui::vec2(400.0, 300.0))),
                events,
                ..RawInput::default()
            };
            let context = self.context.clone();
            let _ = context.run_ui(input, |ui| {
                egui::Panel::left("panel").exact_size(100.0).show(ui, |ui| {
                    ui.spacing_mut().slider_width = 80.0;
                    ui.add(egui::Slider::new(&mut self.value, 0.0..=1.0).show_value(false));
                });
                let rect = ui.available_rect_before_wrap();
                let picture = ui.interact(rect, Id::new("picture"), Sense::click_and_drag());
                self.gesture = Gesture::read(ui, &picture);
            });
            self.gesture
        }

        /// Presses or releases the primary button at a position.
        fn press(&mut self, at: Pos2, pressed: bool) -> Gesture {
            self.frame(vec![
                Event::PointerMoved(at),
                Event::PointerButton {
                    pos: at,
                    button: PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                },
            ])
        }

        /// Drags in ten frames; returns the movement that rotates the camera.
        fn drag(&mut self, from: Pos2, to: Pos2) -> Vec2 {
            self.press(from, true);
            let mut orbit = Vec2::ZERO;
            for k in 1..=10 {
                let at = from + (to - from) * (k as f32 / 10.0);
                orbit += self.frame(vec![Event::PointerMoved(at)]).orbit;
            }
            self.press(to, false);
            orbit
        }
    }

    /// A position in the picture.
    const PICTURE: Pos2 = pos2(300.0, 150.0);
    /// A position on the slider.
    const SLIDER: Pos2 = pos2(50.0, 17.0);

    #[test]
    fn a_gesture_belongs_to_the_widget_on_which_it_began() {
        let mut window = Window::new();
        assert_eq!(window.drag(SLIDER, PICTURE), Vec2::ZERO);
        assert_eq!(window.value, 1.0);
        let turned = window.drag(PICTURE, SLIDER);
        assert!(turned.x < -200.0, "{turned}");
        assert_eq!(window.value, 1.0);
    }

    #[test]
    fn a_click_needs_a_pointer_that_does_not_move() {
        let mut window = Window::new();
        window.press(PICTURE, true);
        assert_eq!(window.press(PICTURE, false).click, Some(vec2(300.0, 150.0)));
        window.press(PICTURE, true);
        window.frame(vec![Event::PointerMoved(PICTURE + egui::vec2(40.0, 0.0))]);
        assert_eq!(
            window.press(PICTURE + egui::vec2(40.0, 0.0), false).click,
            None
        );
    }

    #[test]
    fn scrolling_over_a_panel_leaves_the_picture_alone() {
        let scroll = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, 50.0),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        let mut window = Window::new();
        window.frame(vec![Event::PointerMoved(SLIDER)]);
        assert_eq!(window.frame(vec![scroll.clone()]).zoom, 1.0);
        for _ in 0..60 {
            window.frame(vec![]);
        }
        window.frame(vec![Event::PointerMoved(PICTURE)]);
        assert!(window.frame(vec![scroll]).zoom > 1.0);
    }
}
