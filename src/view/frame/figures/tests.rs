use std::sync::Arc;

use super::*;
use crate::{
    scene::{Source, Theme, gallery},
    words::Language,
};

fn outcome(name: &str, theme: Theme) -> SceneOutcome {
    let source = Source::open(name).unwrap();
    let mut scene = source.scene.clone();
    scene.theme = theme;
    SceneOutcome::new(Arc::new(source.with_scene(scene).unwrap()), None).unwrap()
}

fn canvas(size: Vec2) -> Canvas {
    Canvas {
        area: Area {
            min: Vec2::ZERO,
            size,
        },
        ..Canvas::default()
    }
}

fn tables(outcome: &SceneOutcome) -> Vec<FigureTables> {
    let figures = outcome.figures.iter();
    figures
        .map(|figure| FigureTables::new(figure, Language::English))
        .collect()
}

/// The number of figures in each row.
fn rows(name: &str, theme: Theme, size: Vec2) -> Vec<usize> {
    let outcome = outcome(name, theme);
    let canvases = canvases(&outcome, &tables(&outcome), &canvas(size));
    let mut rows: Vec<(f32, usize)> = Vec::new();
    for canvas in canvases {
        match rows.last_mut() {
            Some((top, count)) if *top == canvas.area.min.y => *count += 1,
            _ => rows.push((canvas.area.min.y, 1)),
        }
    }
    rows.into_iter().map(|(_, count)| count).collect()
}

#[test]
fn wide_pictures_have_columns_and_tall_ones_rows() {
    let wide = Vec2::new(1280.0, 720.0);
    assert_eq!(rows("gradient-field", Theme::Dark, wide), [2]);
    assert_eq!(rows("feature-scaling", Theme::Dark, wide), [3]);
    assert_eq!(rows("learning-rate-symptoms", Theme::Dark, wide), [3, 3]);
    let tall = Vec2::new(600.0, 1500.0);
    assert_eq!(rows("feature-scaling", Theme::Dark, tall), [1, 1, 1]);
}

#[test]
fn every_figure_of_the_gallery_has_enough_room_in_every_theme() {
    let mut seen = 0;
    for entry in gallery() {
        for theme in [Theme::Dark, Theme::Light, Theme::Projector] {
            for size in [[1280.0, 720.0], [1920.0, 1080.0]] {
                if Source::open(entry.name).unwrap().scene.figures.len() == 1 {
                    continue;
                }
                let outcome = outcome(entry.name, theme);
                let tables = tables(&outcome);
                seen += 1;
                let canvases = canvases(&outcome, &tables, &canvas(size.into()));
                for (tables, canvas) in tables.iter().zip(canvases) {
                    let layout = Layout::new(
                        canvas.area,
                        tables.contents,
                        outcome.scene().text_size,
                        &Style::of(theme),
                        canvas.layout_scale,
                    );
                    let case = format!("{} {theme:?} {size:?}: {}", entry.name, layout.fit);
                    assert!(layout.fit >= 1.0, "{case}");
                }
            }
        }
    }
    assert!(seen > 30, "{seen}");
}
