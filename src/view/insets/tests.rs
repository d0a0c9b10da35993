use std::sync::Arc;

use bevy_egui::egui::{self, Rect, Shape};

use super::*;
use crate::{
    scene::{Chart, Projection, Quantity, Scene, Source, Theme},
    view::{
        Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
        charts::step_axis::StepAxis,
        frame::figures,
        text::{labels, labels::rect},
    },
    words::Language,
};

/// The texts of the insets of a picture with their rectangles and sizes, and the frame.
fn texts(
    name: &str,
    size: Vec2,
    language: Language,
    seconds: f64,
    change: impl FnOnce(&mut Scene),
) -> (Vec<(String, Rect, f32)>, Frame) {
    let source = Source::open(name).unwrap();
    let mut scene = source.scene.clone();
    change(&mut scene);
    let outcome = SceneOutcome::new(Arc::new(source.with_scene(scene).unwrap()), None).unwrap();
    let tables = FigureTables::new(&outcome.figures[0], language);
    let canvas = Canvas {
        area: Area {
            min: Vec2::ZERO,
            size,
        },
        ..Canvas::default()
    };
    let time = PlaybackTime { seconds };
    let frame = Frame::new(
        &outcome.figures[0],
        &tables,
        time,
        &Viewpoint::default(),
        &canvas,
        &PointSelection::default(),
    );
    let insets = tables.depiction.insets().expect("a heat map has no insets");
    let context = egui::Context::default();
    context.set_fonts(labels::fonts());
    let mut shapes = Vec::new();
    // Fonts are available from the second frame on.
    for _ in 0..2 {
        let output = context.run_ui(egui::RawInput::default(), |ui| {
            let pen = Pen {
                painter: &ui.ctx().debug_painter(),
                style: &frame.style,
                layout: &frame.layout,
                language,
            };
            paint(&pen, &frame, &insets, &tables.charts);
        });
        shapes = output.shapes;
    }
    let texts = shapes
        .into_iter()
        .filter_map(|clipped| match clipped.shape {
            Shape::Text(text) if !text.galley.text().is_empty() => {
                let size = text.galley.job.sections[0].format.font_id.size;
                let covered = Rect::from_min_size(text.pos, text.galley.size());
                Some((text.galley.text().to_owned(), covered, size))
            }
            _ => None,
        });
    (texts.collect(), frame)
}

fn everything(scene: &mut Scene) {
    scene.look.insets.charts = vec![
        Chart::new(Quantity::Loss, true),
        Chart::new(Quantity::Parameters, false),
        Chart::new(Quantity::EffectiveRates, true),
    ];
    scene.look.insets.explain = true;
    let landscape = scene.figures[0].subject.landscape();
    let runs = landscape.map_or(0, |subject| subject.runs.len());
    scene.look.focus = (runs > 0).then_some(runs.min(4));
}

fn charts(scene: &mut Scene) {
    everything(scene);
    scene.look.insets.explain = false;
}

fn step(scene: &mut Scene) {
    everything(scene);
    scene.look.insets.charts.clear();
}

#[test]
fn insets_do_not_overlap_in_any_theme_size_or_language() {
    let scenes: [(&str, fn(&mut Scene)); 9] = [
        ("kmeans", |scene| {
            let charts = [Quantity::Progress, Quantity::Elbow, Quantity::Silhouette];
            let charts = charts.into_iter().chain([Quantity::Scores]);
            scene.look.insets.charts = charts.map(|of| Chart::new(of, false)).collect();
        }),
        ("dbscan-sweep", |_| ()),
        ("iris", |scene| {
            scene.look.insets.charts = vec![Chart::new(Quantity::Variance, false)];
        }),
        ("rosenbrock", everything),
        ("rosenbrock", charts),
        ("rosenbrock", step),
        ("advertising", |scene| {
            scene.look.insets.charts = vec![Chart::new(Quantity::Loss, true)];
        }),
        ("mountains", everything),
        ("schedules", |scene| {
            scene.look.insets.charts = vec![Chart::new(Quantity::LearningRate, false)];
            scene.look.insets.share = 1.0;
        }),
    ];
    for (name, change) in scenes {
        for theme in [Theme::Dark, Theme::Light, Theme::Projector] {
            for size in [
                [1920.0, 1080.0],
                [1280.0, 720.0],
                [660.0, 664.0],
                [1080.0, 1920.0],
            ] {
                for language in Language::ALL {
                    let case = format!("{name} {theme:?} {size:?} {language}");
                    let (texts, frame) = texts(name, size.into(), language, 6.0, |scene| {
                        change(scene);
                        scene.theme = theme;
                    });
                    look_for_overlaps(&texts, &frame, &case);
                }
            }
        }
    }
}

fn look_for_overlaps(texts: &[(String, Rect, f32)], frame: &Frame, case: &str) {
    let room = rect(frame.layout.insets.unwrap());
    assert!(texts.len() > 4, "{case}: {texts:?}");
    for (index, (text, covered, size)) in texts.iter().enumerate() {
        assert!(*size >= 12.0, "{case}: {text} is {size} high");
        let reach = room.expand(1.0);
        assert!(
            reach.contains_rect(*covered),
            "{case}: {text:?} at {covered:?} leaves {room:?}"
        );
        for (other, place, _) in &texts[..index] {
            // Line boxes are higher than their letters.
            let letters = |rect: Rect| rect.shrink2(egui::vec2(0.0, 0.14 * rect.height()));
            assert!(
                !letters(*covered).intersects(letters(*place)),
                "{case}: {text:?} on {other:?}"
            );
        }
    }
    let layout = &frame.layout;
    for (what, other) in [
        ("title", layout.title),
        ("caption", layout.caption),
        ("legend", layout.legend),
        ("subject", layout.room.area),
    ] {
        let other = rect(other);
        if !layout.has_subject && what == "subject" || other.height() < 1.0 {
            continue;
        }
        assert!(
            !room.shrink(1.0).intersects(other),
            "{case}: insets on the {what}"
        );
    }
}

#[test]
fn text_of_a_film_is_large_enough() {
    for (theme, least) in [
        (Theme::Dark, 24.0),
        (Theme::Light, 24.0),
        (Theme::Projector, 40.0),
    ] {
        let size = Vec2::new(1920.0, 1080.0);
        let (texts, _) = texts("rosenbrock", size, Language::English, 6.0, |scene| {
            everything(scene);
            scene.theme = theme;
        });
        assert!(texts.iter().all(|(_, _, size)| *size >= least), "{theme:?}");
    }
}

#[test]
fn the_layout_of_an_explained_step_does_not_change() {
    let places = |seconds: f64| -> Vec<(f32, f32)> {
        let size = Vec2::new(1920.0, 1080.0);
        let (texts, frame) = texts("rosenbrock", size, Language::English, seconds, step);
        let insets = rect(frame.layout.insets.unwrap());
        let edges = texts.iter().map(|text| text.1.max.x);
        let column = edges.filter(|&x| x <= insets.max.x).fold(0.0, f32::max);
        let right = texts
            .iter()
            .filter(|text| (text.1.max.x - column).abs() < 1.0);
        right.map(|text| (text.1.max.x, text.1.min.y)).collect()
    };
    let early = places(2.0);
    assert!(early.len() >= 8, "{early:?}");
    for seconds in [3.0, 5.0, 8.0, 11.0] {
        assert_eq!(places(seconds), early);
    }
}

#[test]
fn flat_and_solid_pictures_have_room_for_insets() {
    for projection in [Projection::Perspective, Projection::Top] {
        let size = Vec2::new(1280.0, 720.0);
        let (_, frame) = texts("rosenbrock", size, Language::English, 6.0, |scene| {
            charts(scene);
            scene.look.projection = projection;
        });
        let subject = frame.layout.room.area.size;
        assert!(subject.min_element() > 240.0, "{projection:?}: {subject}");
    }
}

#[test]
fn a_press_in_a_chart_gives_its_step_and_one_outside_gives_none() {
    let source = Source::open("adagrad-stalls").unwrap();
    let outcome = SceneOutcome::new(Arc::new(source), None).unwrap();
    let tables = FigureTables::new(&outcome.figures[0], Language::English);
    let canvas = Canvas {
        area: Area {
            min: Vec2::ZERO,
            size: Vec2::new(1280.0, 720.0),
        },
        ..Canvas::default()
    };
    let tables = [tables];
    let (viewpoint, selection) = (Viewpoint::default(), PointSelection::default());
    let figure = figures::of(&outcome, &tables, &viewpoint, &canvas, &selection)
        .next()
        .unwrap();
    let time = PlaybackTime { seconds: 3.0 };
    let frame = figure.frame(time);
    let insets = figure.tables.depiction.insets().unwrap();
    let context = egui::Context::default();
    context.set_fonts(labels::fonts());
    let mut found = Vec::new();
    for _ in 0..2 {
        let _ = context.run_ui(egui::RawInput::default(), |ui| {
            let pen = Pen {
                painter: &ui.ctx().debug_painter(),
                style: &frame.style,
                layout: &frame.layout,
                language: Language::English,
            };
            let charts = &figure.tables.charts;
            let placed = place_insets(&pen, &frame, &insets, charts).unwrap();
            assert_eq!(placed.charts.len(), 2);
            found.clear();
            for (_, place) in &placed.charts {
                let plot = inset::plot_area(place, SMALL_TEXT * pen.layout.text_scale);
                let middle = plot.min + 0.5 * plot.size;
                let step =
                    |from: Vec2, to: Vec2| step_at(&pen, &frame, &insets, charts, [from, to]);
                let far = Vec2::new(1e4, 0.0);
                found.extend([
                    step(middle, middle),
                    step(middle, middle + far),
                    step(middle, middle - far),
                    step(plot.min - Vec2::splat(3.0), middle),
                ]);
            }
        });
    }
    let axis = StepAxis::new(400, outcome.scene().playback.pace);
    let expected = [Some(axis.step(0.5)), Some(400.0), Some(0.0), None];
    for (found, expected) in found.iter().zip(expected.iter().chain(&expected)) {
        match (found, expected) {
            (Some(found), Some(expected)) => assert!((found - expected).abs() < 0.1, "{found}"),
            other => assert_eq!(other, (&None, &None)),
        }
    }
}

#[test]
fn a_press_in_a_chart_over_k_gives_no_step() {
    let source = Source::open("kmeans").unwrap();
    let outcome = SceneOutcome::new(Arc::new(source), None).unwrap();
    let cloud = outcome.figures[0].simulation.cloud().unwrap();
    let tables = [FigureTables::new(&outcome.figures[0], Language::English)];
    let canvas = Canvas {
        area: Area {
            min: Vec2::ZERO,
            size: Vec2::new(1280.0, 720.0),
        },
        ..Canvas::default()
    };
    let viewpoint = Viewpoint::default();
    let selection = PointSelection::default();
    let mut figures = figures::of(&outcome, &tables, &viewpoint, &canvas, &selection);
    let figure = figures.next().unwrap();
    let frame = figure.frame(PlaybackTime { seconds: 3.0 });
    let insets = figure.tables.depiction.insets().unwrap();
    let context = egui::Context::default();
    context.set_fonts(labels::fonts());
    let mut found = Vec::new();
    for _ in 0..2 {
        let _ = context.run_ui(egui::RawInput::default(), |ui| {
            let pen = Pen {
                painter: &ui.ctx().debug_painter(),
                style: &frame.style,
                layout: &frame.layout,
                language: Language::English,
            };
            let charts = &figure.tables.charts;
            let placed = place_insets(&pen, &frame, &insets, charts).unwrap();
            let middle = |place: &inset::InsetArea| {
                let plot = inset::plot_area(place, SMALL_TEXT * pen.layout.text_scale);
                plot.min + 0.5 * plot.size
            };
            let middles = placed.charts.iter().map(|(_, place)| middle(place));
            let steps = middles.map(|at| step_at(&pen, &frame, &insets, charts, [at, at]));
            found = steps.collect();
        });
    }
    // The first chart is over steps, the second over k.
    assert_eq!(found, [Some(0.5 * cloud.steps() as f64), None]);
}
