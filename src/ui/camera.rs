//! The user's camera: mouse gestures over the picture, and the same moves by keys.
//!
//! A gesture belongs to the egui area in which it began, so a drag that starts in a panel never moves the picture, nor
//! the reverse.

use bevy_egui::egui::{PointerButton, Pos2, Response, Ui, Vec2};
use glam::{Vec3, vec2};

use super::Action;
use crate::{
    scene::{Camera, Motion, Projection},
    view::{FigureOutcome, PlaybackTime, Viewpoint, frame::view_transform::ViewTransform},
};

mod flight;
mod spin;

pub(crate) use flight::ReducedMotion;
pub(super) use flight::{Flight, fly};
pub(super) use spin::{spin, spins};

/// The rotation per point dragged: a third of a turn across 400 points.
const DEGREES_PER_POINT: f64 = 0.3;
/// The rotation per key press.
const DEGREES_PER_KEY: f64 = 5.0;
/// Scrolling by this many points zooms by a factor of e.
const POINTS_PER_E_FOLD: f64 = 400.0;
/// The zoom factor per key press.
const ZOOM_PER_KEY: f64 = 1.125;
/// The range of zooms in a scene.
const ZOOMS: [f64; 2] = [0.1, 50.0];
/// The maximum of each coordinate of the view's centre, in units of the box.
const FARTHEST: f64 = 4.0;

/// The mouse input over the picture in one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Gesture {
    /// The drag that rotates the view, in points.
    pub(super) orbit: Vec2,
    /// The drag that pans the view, in points.
    pub(super) pan: Vec2,
    /// The zoom factor; 1 for none.
    pub(super) zoom: f64,
    /// The position of a click, in points.
    pub(super) click: Option<glam::Vec2>,
    /// Whether the click was a double click.
    pub(super) double: bool,
    pub(super) alt: bool,
    /// While a selection box is drawn with the primary button and Shift: its start, the pointer, and whether it was
    /// released.
    pub(super) boxed: Option<([glam::Vec2; 2], bool)>,
    /// While the primary button is held: where it was pressed, and the pointer, in points.
    pub(super) held: Option<[glam::Vec2; 2]>,
}

impl Gesture {
    const NONE: Self = Self {
        orbit: Vec2::ZERO,
        pan: Vec2::ZERO,
        zoom: 1.0,
        click: None,
        double: false,
        alt: false,
        boxed: None,
        held: None,
    };

    /// Reads the gesture over the area of `picture`.
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
        let (pressed, down) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                pointer.press_origin(),
                pointer.primary_down() && !input.modifiers.shift,
            )
        });
        let ours = picture.is_pointer_button_down_on() && down;
        gesture.held = (pressed.zip(picture.interact_pointer_pos()).filter(|_| ours))
            .map(|(from, to)| [from, to].map(|at| vec2(at.x, at.y)));
        gesture.boxed = boxed(ui, picture, shift);
        if picture.clicked_by(PointerButton::Primary) {
            gesture.click = picture.interact_pointer_pos().map(|at| vec2(at.x, at.y));
            // Shortly after a click elsewhere, egui counts a double click as a triple click.
            gesture.double = picture.double_clicked_by(PointerButton::Primary)
                || picture.triple_clicked_by(PointerButton::Primary);
            gesture.alt = ui.input(|input| input.modifiers.alt);
        }
        gesture
    }

    /// Whether it moves the camera.
    pub(super) fn moves(&self) -> bool {
        Self {
            click: None,
            double: false,
            alt: false,
            boxed: None,
            held: None,
            ..*self
        } != Self::NONE
    }

    /// Moves a camera. A view from above is panned instead of rotated.
    pub(super) fn apply(&self, camera: &mut Camera, transform: &ViewTransform) {
        let (orbit, pan) = if transform.perspective {
            (self.orbit, self.pan)
        } else {
            (Vec2::ZERO, self.orbit + self.pan)
        };
        turn(
            camera,
            -DEGREES_PER_POINT * f64::from(orbit.x),
            DEGREES_PER_POINT * f64::from(orbit.y),
        );
        shift(camera, transform, pan);
        nearer(camera, self.zoom);
    }
}

/// The selection box. Shift matters only when the drag starts.
fn boxed(ui: &Ui, picture: &Response, shift: bool) -> Option<([glam::Vec2; 2], bool)> {
    let id = picture.id.with("box");
    let corner = ui.input(|input| input.pointer.press_origin());
    if let Some(corner) =
        corner.filter(|_| shift && picture.drag_started_by(PointerButton::Primary))
    {
        ui.data_mut(|data| data.insert_temp(id, corner));
    }
    let from: Pos2 = ui.data(|data| data.get_temp(id))?;
    let to = picture.interact_pointer_pos()?;
    let done = !picture.dragged_by(PointerButton::Primary);
    if done {
        ui.data_mut(|data| data.remove::<Pos2>(id));
    }
    Some(([from, to].map(|at| vec2(at.x, at.y)), done))
}

/// The user's camera of a figure. On first use it is initialized from the current view and stops moving.
pub(super) fn own<'a>(
    viewpoint: &'a mut Viewpoint,
    figure: &FigureOutcome,
    time: PlaybackTime,
) -> &'a mut Camera {
    let pose = viewpoint.pose(figure, time);
    let camera = viewpoint.own[figure.index].get_or_insert(*figure.camera());
    if camera.motion != Motion::Still {
        camera.azimuth = f64::from(pose.azimuth);
        camera.elevation = f64::from(pose.elevation);
        camera.motion = Motion::Still;
    }
    camera
}

/// Moves a camera by a key.
pub(super) fn act(action: Action, camera: &mut Camera) {
    match action {
        Action::OrbitLeft => turn(camera, -DEGREES_PER_KEY, 0.0),
        Action::OrbitRight => turn(camera, DEGREES_PER_KEY, 0.0),
        Action::OrbitUp => turn(camera, 0.0, DEGREES_PER_KEY),
        Action::OrbitDown => turn(camera, 0.0, -DEGREES_PER_KEY),
        Action::ZoomIn => nearer(camera, ZOOM_PER_KEY),
        Action::ZoomOut => nearer(camera, 1.0 / ZOOM_PER_KEY),
        Action::ViewFront => *camera = front(),
        _ => {}
    }
}

/// The projection of a view action, if it is one.
pub(super) fn projection(action: Action) -> Option<Projection> {
    match action {
        Action::ViewSolid | Action::ViewFront => Some(Projection::Perspective),
        Action::ViewTop => Some(Projection::Top),
        _ => None,
    }
}

/// The view along +y, level with the box.
fn front() -> Camera {
    Camera {
        azimuth: -90.0,
        elevation: 0.0,
        motion: Motion::Still,
        ..Camera::default()
    }
}

fn turn(camera: &mut Camera, azimuth: f64, elevation: f64) {
    camera.azimuth = (camera.azimuth + azimuth + 180.0).rem_euclid(360.0) - 180.0;
    camera.elevation = (camera.elevation + elevation).clamp(-90.0, 90.0);
}

fn nearer(camera: &mut Camera, factor: f64) {
    camera.zoom = (camera.zoom * factor).clamp(ZOOMS[0], ZOOMS[1]);
}

/// Moves the centre of the view, so that the box follows the pointer.
fn shift(camera: &mut Camera, transform: &ViewTransform, points: Vec2) {
    let target = Vec3::from_array(camera.target.map(|value| value as f32));
    let world =
        transform.world_per_point(target) * (points.y * transform.up - points.x * transform.right);
    camera.target = (target + world)
        .to_array()
        .map(|value| f64::from(value).clamp(-FARTHEST, FARTHEST));
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::{self, Event, Id, Modifiers, Pos2, RawInput, Rect, Sense, pos2};
    use glam::Vec2 as Point;

    use super::*;
    use crate::view::frame::{area::Area, viewpoint::pose};

    fn view_transform(camera: &Camera, projection: Projection) -> ViewTransform {
        let area = Area {
            min: Point::ZERO,
            size: vec2(800.0, 600.0),
        };
        let half = Vec3::new(1.0, 0.6, 1.0);
        ViewTransform::new(area, area, half, &pose(camera, projection, 0.0))
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
            act(Action::OrbitUp, &mut camera);
            act(Action::OrbitRight, &mut camera);
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
            act(Action::ZoomIn, &mut camera);
        }
        assert_eq!(camera.zoom, 50.0);
        for _ in 0..400 {
            act(Action::ZoomOut, &mut camera);
        }
        assert_eq!(camera.zoom, 0.1);
    }

    /// A window of 400 × 300 points with a panel of 100 points on the left, with a slider and scrollable content.
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

    const PICTURE: Pos2 = pos2(300.0, 150.0);
    const SLIDER: Pos2 = pos2(50.0, 17.0);

    #[test]
    fn a_gesture_belongs_to_where_it_began() {
        let mut window = Window::new();
        assert_eq!(window.drag(SLIDER, PICTURE), Vec2::ZERO);
        assert_eq!(window.value, 1.0);
        let turned = window.drag(PICTURE, SLIDER);
        assert!(turned.x < -200.0, "{turned}");
        assert_eq!(window.value, 1.0);
    }

    #[test]
    fn only_a_still_pointer_clicks() {
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
