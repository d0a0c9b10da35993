use std::{path::Path, sync::Arc};

use super::*;
use crate::{
    scene::Source,
    view::{
        Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint, frame::figures,
    },
    words::Language,
};

/// A simulated scene with its tables.
struct Setup {
    outcome: SceneOutcome,
    tables: Vec<FigureTables>,
    canvas: Canvas,
}

impl Setup {
    fn new(scene: &str) -> Self {
        let text = format!("(version: 2, {scene})");
        let source = Source::parse(&text, Path::new("")).unwrap();
        let outcome = SceneOutcome::new(Arc::new(source), None).unwrap();
        let tables = (outcome.figures.iter())
            .map(|figure| FigureTables::new(figure, Language::English))
            .collect();
        let area = Area {
            min: vec2(300.0, 40.0),
            size: vec2(900.0, 600.0),
        };
        let canvas = Canvas {
            area,
            pixels_per_point: 1.5,
            ..Canvas::default()
        };
        Self {
            outcome,
            tables,
            canvas,
        }
    }

    /// Calls `at` with the points of a figure at a time.
    fn look<R>(&self, figure: usize, seconds: f64, at: impl FnOnce(&PointsView) -> R) -> R {
        let viewpoint = Viewpoint::default();
        let selection = PointSelection::default();
        let mut figures = figures::of(
            &self.outcome,
            &self.tables,
            &viewpoint,
            &self.canvas,
            &selection,
        );
        let figure = figures.nth(figure).unwrap();
        let frame = figure.frame(PlaybackTime { seconds });
        at(&PointsView::of(&figure, &frame).unwrap())
    }
}

/// The point at a position by brute force: the disc nearest to the eye of those that cover it.
fn brute_force(view: &PointsView, place: Vec2) -> Option<usize> {
    let transform = &view.frame.transform;
    let mut best: Option<(f32, usize)> = None;
    for point in 0..view.cloud.points.len() {
        let Some((world, radius_px)) = view.disc(point) else {
            continue;
        };
        let seen = transform.project(world).unwrap();
        let distance = (world - transform.eye).dot(transform.forward);
        let covers = (seen - place).length() * view.pixels_per_point <= radius_px;
        if covers && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, point));
        }
    }
    best.map(|(_, point)| point)
}

/// A grid of positions over the subject area of a figure.
fn places(view: &PointsView) -> impl Iterator<Item = Vec2> {
    let subject = view.frame.layout.room.area;
    let along = |k: usize| (k as f32 + 0.5) / 60.0;
    (0..60 * 60).map(move |k| subject.min + vec2(along(k % 60), along(k / 60)) * subject.size)
}

fn assert_matches_brute_force(view: &PointsView) {
    let mut covered = 0;
    for place in places(view) {
        let expected = brute_force(view, place);
        if expected.is_some() {
            covered += 1;
            assert_eq!(view.point_at(place), expected, "{place}");
        } else if let Some(point) = view.point_at(place) {
            let (world, radius_px) = view.disc(point).unwrap();
            let gap = view.frame.transform.project(world).unwrap().distance(place)
                - radius_px / view.pixels_per_point;
            assert!(gap > 0.0 && gap <= MAX_GAP, "{gap}");
        }
    }
    assert!(covered > 12, "{covered}");
}

#[test]
fn the_picked_point_is_the_nearest_disc_that_covers_the_pointer() {
    let cloud = r#"subject: Cloud(data: "blobs(n=400, seed=2)"), camera: (motion: Still)"#;
    for look in [
        "look: (points: (size: 2))",
        "look: (points: (radius: Some(0.3), shape: Sphere))",
        r#"look: (points: (size: 2, size_by: Some("x1")), projection: Top)"#,
    ] {
        Setup::new(&format!("{cloud}, {look}")).look(0, 0.0, assert_matches_brute_force);
    }
}

#[test]
fn a_moving_point_is_picked_at_its_current_position() {
    let scene = r#"subject: Cloud(data: "blobs(n=80, features=5)", projection: "tsne(perplexity=5, max_iter=20)"),
        playback: (seconds: 10, rest: (0, 0)), look: (points: (size: 2))"#;
    let setup = Setup::new(scene);
    let places = [4.07, 7.3, 9.9].map(|seconds| {
        setup.look(0, seconds, |view| {
            assert_matches_brute_force(view);
            view.world(7)
        })
    });
    assert!(places[0] != places[1] && places[1] != places[2]);
}

#[test]
fn each_of_several_figures_picks_its_own_points() {
    let scene = r#"figures: [(subject: Cloud(data: "blobs(n=90, seed=1)")), (subject: Cloud(data: "moons(n=120)"))]"#;
    let setup = Setup::new(scene);
    for figure in 0..2 {
        setup.look(figure, 0.0, assert_matches_brute_force);
    }
}

#[test]
fn a_rectangle_holds_the_points_whose_centres_are_in_it() {
    let setup = Setup::new(r#"subject: Cloud(data: "blobs(n=500)")"#);
    setup.look(0, 0.0, |view| {
        let subject = view.frame.layout.room.area;
        let area = Area {
            min: subject.min + 0.3 * subject.size,
            size: 0.4 * subject.size,
        };
        let inside = |point: &usize| {
            let seen = view.frame.transform.project(view.world(*point)).unwrap();
            area.contains(seen)
        };
        let expected: Vec<u32> = (0..500).filter(inside).map(|point| point as u32).collect();
        assert!(expected.len() > 20 && expected.len() < 480);
        assert_eq!(view.points_within(&area), expected);
    });
}
