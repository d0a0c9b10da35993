mod gallery;

use std::sync::Arc;

use bevy_egui::egui::{Rect, Shape};

use super::*;
use crate::{
    scene::{Camera, Projection, Scene, Source, Theme, gallery as scenes},
    view::{frame::area::Area, text::labels},
};

fn tables(outcome: &SceneOutcome, language: Language) -> Vec<FigureTables> {
    let figures = outcome.figures.iter();
    figures
        .map(|figure| FigureTables::new(figure, language))
        .collect()
}

/// The texts of a picture with their rectangles.
fn texts(
    outcome: &SceneOutcome,
    size: [f32; 2],
    language: Language,
    seconds: f64,
) -> Vec<(String, Rect)> {
    let tables = tables(outcome, language);
    let context = context();
    texts_of(&context, outcome, &tables, size, language, seconds)
}

/// A context with fonts.
fn context() -> egui::Context {
    let context = egui::Context::default();
    context.set_fonts(labels::fonts());
    // Fonts are available from the second frame on.
    let _ = context.run_ui(egui::RawInput::default(), |_| ());
    context
}

/// The texts of a picture with their rectangles, painted in a context with fonts.
fn texts_of(
    context: &egui::Context,
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    size: [f32; 2],
    language: Language,
    seconds: f64,
) -> Vec<(String, Rect)> {
    let canvas = Canvas {
        area: Area {
            min: Vec2::ZERO,
            size: size.into(),
        },
        ..Canvas::default()
    };
    let shapes = {
        let output = context.run_ui(egui::RawInput::default(), |ui| {
            let (time, viewpoint) = (PlaybackTime { seconds }, Viewpoint::default());
            let painter = ui.ctx().debug_painter();
            let selection = PointSelection::default();
            paint(
                &painter, outcome, tables, time, &viewpoint, &canvas, &selection, language,
            );
        });
        output.shapes
    };
    let texts = shapes
        .into_iter()
        .filter_map(|clipped| match clipped.shape {
            Shape::Text(text) if !text.galley.text().is_empty() => {
                let covered = Rect::from_min_size(text.pos, text.galley.size());
                Some((text.galley.text().to_owned(), covered))
            }
            _ => None,
        });
    texts.collect()
}

fn outcome(name: &str, change: impl FnOnce(&mut Scene)) -> SceneOutcome {
    let source = Source::open(name).unwrap();
    let mut scene = source.scene.clone();
    change(&mut scene);
    SceneOutcome::new(Arc::new(source.with_scene(scene).unwrap()), None).unwrap()
}

/// Labels of axes, runs, arrows and contour lines, at any zoom.
#[test]
fn nothing_overlaps_title_and_caption_at_any_zoom() {
    let mut pictures = 0;
    for (name, projection) in [
        ("bowl", Projection::Perspective),
        ("contour-descent", Projection::Top),
        ("rosenbrock", Projection::Perspective),
        ("saddle", Projection::Perspective),
        ("lr-heatmap", Projection::Perspective),
        ("mountains", Projection::Perspective),
        ("iris", Projection::Perspective),
        ("kmeans", Projection::Perspective),
        ("pca-projection", Projection::Perspective),
    ] {
        for theme in [Theme::Dark, Theme::Projector] {
            for (zoom, azimuth, elevation) in
                [(1.6, -60.0, 30.0), (2.5, 20.0, 15.0), (6.0, 130.0, 50.0)]
            {
                let outcome = outcome(name, |scene| {
                    scene.theme = theme;
                    scene.look.projection = projection;
                    scene.camera = Camera {
                        azimuth,
                        elevation,
                        zoom,
                        ..Camera::default()
                    };
                });
                for (size, language) in [
                    ([1280.0, 720.0], Language::English),
                    ([420.0, 520.0], Language::Chinese),
                ] {
                    let texts = texts(&outcome, size, language, 3.0);
                    let is_title_or_caption = |text: &str| {
                        let texts =
                            [&outcome.title, &outcome.caption].map(|words| match language {
                                Language::English => words.en(),
                                Language::Chinese => words.zh(),
                            });
                        texts.iter().any(|own| with_no_break_spaces(own) == text)
                    };
                    let (words, others): (Vec<_>, Vec<_>) = texts
                        .into_iter()
                        .partition(|(text, _)| is_title_or_caption(text));
                    assert_eq!(words.len(), 2, "{name}");
                    for (word, covered) in &words {
                        let over = others.iter().find(|(_, other)| other.intersects(*covered));
                        assert_eq!(over, None, "{name} {theme:?} {zoom} {size:?}: over {word}");
                    }
                    pictures += 1;
                }
            }
        }
    }
    assert_eq!(pictures, 108);
}

/// A tick label beside a label of the colour bar or of a chart would read as a part of it.
#[test]
fn tick_labels_do_not_overlap_colour_bar_and_charts_at_any_zoom() {
    let overlaps = |name: &str, zoom: f64| -> Vec<[String; 2]> {
        let outcome = outcome(name, |scene| scene.camera.zoom = zoom);
        let texts = texts(&outcome, [1280.0, 720.0], Language::English, 3.0);
        assert!(texts.len() > 5, "{name}");
        let pairs = (texts.iter().enumerate())
            .flat_map(|(index, one)| texts[..index].iter().map(move |other| [one, other]));
        pairs
            // Copies of a text are its halo.
            .filter(|[one, other]| one.0 != other.0 && one.1.intersects(other.1))
            .map(|pair| pair.map(|(text, _)| text.clone()))
            .collect()
    };
    for name in ["bowl", "embedding"] {
        // Line boxes of chart labels are higher than their letters and may overlap.
        let from_afar = overlaps(name, 1.0);
        for zoom in [1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0] {
            let mut near = overlaps(name, zoom);
            near.retain(|pair| !from_afar.contains(pair));
            assert_eq!(near, [[""; 2]; 0], "{name} at zoom {zoom}");
        }
    }
}

/// Titles of figures in a row have equal height, so that the areas below them are aligned.
#[test]
fn figures_in_a_row_are_aligned_and_titles_stay_in_their_areas() {
    let (mut rows, mut titles) = (0, 0);
    for entry in scenes() {
        if Source::open(entry.name).unwrap().scene.figures.len() == 1 {
            continue;
        }
        let outcome = outcome(entry.name, |_| ());
        for size in [[400.0, 470.0], [1024.0, 470.0], [1280.0, 720.0]] {
            let canvas = Canvas {
                area: Area {
                    min: Vec2::ZERO,
                    size: size.into(),
                },
                ..Canvas::default()
            };
            let tables = tables(&outcome, Language::English);
            let canvases = figures::canvases(&outcome, &tables, &canvas);
            let layouts: Vec<_> = (outcome.figures.iter().zip(&tables).zip(&canvases))
                .map(|((figure, tables), canvas)| {
                    let style = Style::of(figure.scene().theme);
                    crate::view::frame::layout::Layout::new(
                        canvas.area,
                        tables.contents,
                        figure.scene().text_size,
                        &style,
                        canvas.layout_scale,
                    )
                })
                .collect();
            for pair in layouts
                .windows(2)
                .filter(|pair| pair[0].area.min.y == pair[1].area.min.y)
            {
                assert_eq!(pair[0].title.size.y, pair[1].title.size.y, "{}", entry.name);
                rows += 1;
            }
            for language in Language::ALL {
                let texts = texts(&outcome, size, language, 3.0);
                for (figure, layout) in outcome.figures.iter().zip(&layouts) {
                    let title = match language {
                        Language::English => figure.title.en(),
                        Language::Chinese => figure.title.zh(),
                    };
                    let title_area = rect(layout.title).expand(1.0);
                    let painted = texts.iter().find(|(text, covered)| {
                        *text == with_no_break_spaces(title) && title_area.contains(covered.min)
                    });
                    if let Some((_, covered)) = painted {
                        titles += 1;
                        let case = format!(
                            "{} {size:?} {title}: {covered:?} in {title_area:?}",
                            entry.name
                        );
                        assert!(
                            covered.max.y <= title_area.max.y && covered.max.x <= title_area.max.x,
                            "{case}"
                        );
                    }
                }
            }
        }
    }
    assert!(rows > 60 && titles > 0, "{rows} {titles}");
}
