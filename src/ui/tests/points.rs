//! Tests of the points of a cloud: choosing, finding and selecting them, hiding classes, and spinning the camera.

use super::*;
use crate::{
    simulation::Simulation,
    view::{
        PointSelection,
        depiction::cloud::PointsView,
        frame::figures::{self, Figure},
    },
};

/// Evaluates a function on the first figure in its current view.
fn with_view<R>(window: &Window, evaluate: impl FnOnce(&Figure, &PointsView) -> R) -> R {
    let selection = PointSelection::default();
    let mut figures = figures::of(
        window.get::<SceneOutcome>(),
        &window.get::<Tables>().0,
        window.get::<Viewpoint>(),
        window.get::<Canvas>(),
        &selection,
    );
    let figure = figures.next().expect("a figure");
    let frame = figure.frame(*window.get::<PlaybackTime>());
    evaluate(&figure, &PointsView::of(&figure, &frame).expect("a cloud"))
}

/// A position at which a point is visible, and the index of that point.
fn visible_point(window: &Window, point: usize) -> (Pos2, usize) {
    with_view(window, |_, view| {
        let at = view
            .frame
            .transform
            .project(view.world(point))
            .expect("in sight");
        (Pos2::new(at.x, at.y), view.point_at(at).expect("a point"))
    })
}

/// The position in the window of a row of the legend.
fn legend_row(window: &Window, row: usize) -> Pos2 {
    with_view(window, |_, view| {
        let layout = view.frame.layout;
        let line = 1.5 * crate::view::frame::layout::BODY_TEXT * layout.text_scale;
        let y = layout.legend.min.y + (row as f32 + 0.6) * line;
        Pos2::new(layout.legend.min.x + line, y)
    })
}

fn hidden(window: &Window) -> Vec<String> {
    window.get::<Document>().scene().look.points.hide.clone()
}

#[test]
fn a_clicked_point_shows_its_neighbours_until_escape() {
    let mut window = Window::open("iris");
    let (at, point) = visible_point(&window, 30);
    window.click(at);
    assert_eq!(window.get::<PointQuery>().chosen, Some(point));
    let neighbours = &window.get::<PointQueryResult>().neighbours;
    assert_eq!(neighbours.len(), 10);
    let selection = window.get::<PointSelection>().clone();
    assert_eq!(selection.chosen, Some(point));
    let highlighted = selection.highlighted.expect("others are dimmed");
    assert_eq!(
        highlighted
            .iter()
            .filter(|highlighted| **highlighted)
            .count(),
        11
    );
    assert!(!window.get::<Document>().can_undo(), "a query is no edit");
    window.press(Key::Escape);
    assert_eq!(window.get::<PointQuery>().chosen, None);
    assert!(window.get::<PointSelection>().highlighted.is_none());
}

#[test]
fn points_are_found_by_typing_and_visited_in_order() {
    let mut window = Window::open("iris");
    window.press(Key::Slash);
    window.frames(2);
    window.frame(vec![Event::Text("VIRG".into())]);
    window.frames(2);
    assert_eq!(window.get::<PointQueryResult>().found.len(), 50);
    for expected in [100, 101] {
        window.press(Key::Enter);
        window.frames(2);
        assert_eq!(window.get::<PointQuery>().chosen, Some(expected));
    }
    window.frame(vec![Event::ModifiersChanged(Modifiers::SHIFT)]);
    window.key(Key::Enter, Modifiers::SHIFT);
    window.frames(2);
    assert_eq!(window.get::<PointQuery>().chosen, Some(100));
}

/// Waits for the end of the flight.
fn wait_for_flight(window: &mut Window) {
    while *window.get::<camera::Flight>() != camera::Flight::default() {
        window.frames(1);
    }
}

/// Searches a text, and visits the first match.
fn find(window: &mut Window, text: &str) {
    window.press(Key::Slash);
    window.frames(2);
    window.frame(vec![Event::Text(text.into())]);
    window.frames(2);
    window.press(Key::Enter);
    window.frames(2);
}

/// The distance of a point of the cloud from the centre of the picture, in points of the window.
fn distance_from_centre(window: &Window, point: usize) -> f32 {
    with_view(window, |_, view| {
        let at = view
            .frame
            .transform
            .project(view.world(point))
            .expect("in sight");
        at.distance(view.frame.layout.area.center())
    })
}

#[test]
fn the_camera_flies_to_a_found_point_until_it_is_moved() {
    let mut window = Window::open("iris");
    let time = *window.get::<PlaybackTime>();
    let before = distance_from_centre(&window, 100);
    find(&mut window, "virg");
    let user_camera =
        |window: &Window| (window.get::<Viewpoint>().own[0].clone()).expect("the user's camera");
    assert!(user_camera(&window).zoom < 2.5, "the flight is running");
    wait_for_flight(&mut window);
    let after = distance_from_centre(&window, 100);
    assert!(after < 0.3 * before, "{after} after {before}");
    assert_eq!(user_camera(&window).zoom, 2.5);
    assert_eq!(
        *window.get::<PlaybackTime>(),
        time,
        "playback stays where it is"
    );
    assert!(!window.get::<Document>().can_undo(), "a query is no edit");
    // Changing the view ends the flight.
    window.press(Key::Enter);
    window.press(Key::Escape);
    window.press(Key::Escape);
    window.press(Key::Num0);
    window.frames(3);
    assert_eq!(window.get::<Viewpoint>().own[0], None);
    assert_eq!(*window.get::<camera::Flight>(), camera::Flight::default());
}

#[test]
fn with_reduced_motion_the_camera_jumps() {
    let mut window = Window::open("iris");
    window.0.insert_resource(ReducedMotion(true));
    find(&mut window, "virg");
    assert_eq!(*window.get::<camera::Flight>(), camera::Flight::default());
    let camera = window.get::<Viewpoint>().own[0].as_ref();
    let camera = camera.expect("the user's camera");
    assert_eq!(camera.zoom, 2.5);
}

#[test]
fn another_search_starts_at_its_best_match() {
    let mut window = Window::open("embedding");
    let name = |window: &Window| {
        let point = window.get::<PointQuery>().chosen.expect("a point");
        let Simulation::Cloud(cloud) = &window.get::<SceneOutcome>().figures[0].simulation else {
            panic!("a cloud");
        };
        cloud.details(point, 0).name.map(str::to_owned)
    };
    find(&mut window, "making");
    assert_eq!(name(&window).as_deref(), Some("making"));
    window.key(Key::A, Modifiers::COMMAND);
    window.frame(vec![Event::Text("KING".into())]);
    window.frames(2);
    window.press(Key::Enter);
    window.frames(2);
    assert_eq!(name(&window).as_deref(), Some("king"));
    assert!(
        window.get::<PointQueryResult>().found.len() > 2,
        "other names contain it too"
    );
}

#[test]
fn a_box_with_shift_selects_and_does_not_move_the_camera() {
    let mut window = Window::open("iris");
    let [from, to] = [window.in_picture(0.1, 0.3), window.in_picture(0.9, 0.8)];
    let shift = Modifiers::SHIFT;
    let button = |window: &mut Window, at: Pos2, pressed: bool| {
        let press = Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: shift,
        };
        let held = Event::ModifiersChanged(shift);
        window.frame(vec![held, Event::PointerMoved(at), press]);
    };
    button(&mut window, from, true);
    for k in 1..=8 {
        window.frame(vec![Event::PointerMoved(from.lerp(to, k as f32 / 8.0))]);
    }
    button(&mut window, to, false);
    window.frames(2);
    let query = window.get::<PointQuery>();
    assert_eq!(query.selected.len(), 150, "the whole cloud is in the box");
    assert_eq!(window.get::<Viewpoint>().own[0], None);
    // The selection is cleared when the data change.
    let iris = window.get::<Document>().source().clone();
    let mut scene = iris.scene.clone();
    if let Subject::Cloud(subject) = &mut scene.figures[0].subject {
        subject.data = "wine".into();
        subject.label = None;
    }
    let document = &mut window.0.world_mut().resource_mut::<Document>();
    document.edit(|old| *old = scene);
    window.frames(2);
    while window.get::<Simulator>().is_running() {
        window.frames(1);
    }
    window.frames(2);
    assert!(window.get::<PointQuery>().is_empty());
}

#[test]
fn a_click_in_the_legend_hides_a_class_and_a_double_click_shows_it_alone() {
    let mut window = Window::open("iris");
    let at = legend_row(&window, 1);
    window.click(at);
    assert_eq!(hidden(&window), ["versicolor"]);
    window.key(Key::Z, Modifiers::COMMAND);
    assert!(hidden(&window).is_empty());
    window.frames(60);
    let twice = |window: &mut Window| {
        let at = legend_row(window, 0);
        for pressed in [true, false, true, false] {
            window.button(at, pressed);
        }
        window.frames(3);
    };
    twice(&mut window);
    assert_eq!(hidden(&window), ["versicolor", "virginica"]);
    let drawn = with_view(&window, |_, view| {
        (0..150).filter(|&point| view.disc(point).is_some()).count()
    });
    assert_eq!(drawn, 50);
}

#[test]
fn a_drag_stops_the_camera_and_a_key_spins_it_from_there() {
    let mut window = Window::open("iris");
    let pose = |window: &Window| {
        let viewpoint = window.get::<Viewpoint>();
        let figure = &window.get::<SceneOutcome>().figures[0];
        let tables = &window.get::<Tables>().0[0];
        viewpoint.pose(figure, tables, *window.get::<PlaybackTime>())
    };
    window.drag(Pos2::new(500.0, 300.0), Pos2::new(560.0, 320.0));
    let stopped = pose(&window);
    window.press(Key::Period);
    assert_eq!(
        pose(&window),
        stopped,
        "the camera rests while time advances"
    );
    window.press(Key::R);
    assert!(window.get::<Playback>().playing);
    window.press(Key::Space);
    assert!((pose(&window).azimuth - stopped.azimuth).abs() < 5.0);
    window.press(Key::End);
    let turned = (pose(&window).azimuth - stopped.azimuth).abs();
    assert!(turned > 300.0, "{turned}");
}

#[test]
fn saved_rows_never_replace_their_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("points.csv");
    let data = "a,b,c\n1,2,3\n4,5,7\n7,9,9\n";
    std::fs::write(&path, data).expect("written");
    let mut window = Window::open("bowl");
    let send = |window: &mut Window, command: UiCommand| {
        window.0.world_mut().write_message(command);
    };
    send(
        &mut window,
        UiCommand::Open(path.to_string_lossy().into_owned()),
    );
    window.wait_for_scene();
    send(&mut window, UiCommand::SaveRows(path.clone()));
    window.frames(2);
    let error = window
        .get::<Panels>()
        .command_error
        .clone()
        .expect("an error");
    assert!(error.contains("holds data of the scene"), "{error}");
    send(&mut window, UiCommand::Save(path.clone()));
    window.frames(2);
    let error = window
        .get::<Panels>()
        .command_error
        .clone()
        .expect("an error");
    assert!(error.contains("holds data of the scene"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).expect("read"), data);
    send(
        &mut window,
        UiCommand::SaveRows(folder.path().join("rows.csv")),
    );
    window.frames(2);
    assert_eq!(window.get::<Panels>().command_error, None);
}
