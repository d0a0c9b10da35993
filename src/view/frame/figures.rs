//! Several figures side by side: how the picture is divided among them.

use glam::Vec2;

use super::{
    Frame,
    area::Area,
    contents::Contents,
    layout::{BODY_TEXT, Layout, LayoutScale},
};
use crate::view::{
    Canvas, FigureOutcome, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
    style::theme::Style,
};

/// Stroke scale of each of two figures, and of each of more.
const STROKE_SCALES: [f32; 2] = [0.85, 0.72];
/// With more figures than this, strokes become thinner with their number.
const MAX_FULL_STROKE_FIGURES: f32 = 6.0;
/// Maximum text scale of a figure relative to the whole picture.
const MAX_TEXT_SCALE: f32 = 0.92;
/// Minimum text scale of a figure relative to a single figure, in a theme of ordinary text size.
const MIN_TEXT_SCALE: f32 = 0.72;
/// The number of text scales that are tried.
const TEXT_SCALE_CHOICES: u32 = 9;
/// Exponent of the text scale in the layout score: how much subject size larger text is worth.
const TEXT_EXPONENT: f32 = 0.6;
/// Score factor of layouts whose last row is not full.
const GAP_FACTOR: f32 = 0.9;

/// A figure with everything that is needed to draw it.
pub(crate) struct Figure<'a> {
    /// The simulation that the figure shows.
    pub outcome: &'a FigureOutcome,
    /// The tables of the figure.
    pub tables: &'a FigureTables,
    /// The cameras set by the user.
    pub viewpoint: Viewpoint,
    /// The area of the figure in the picture.
    pub canvas: Canvas,
    /// The chosen point and the highlighted points.
    pub selection: PointSelection,
}

impl Figure<'_> {
    /// The frame at a playback time.
    pub(crate) fn frame(&self, time: PlaybackTime) -> Frame {
        Frame::new(
            self.outcome,
            self.tables,
            time,
            &self.viewpoint,
            &self.canvas,
            &self.selection,
        )
    }
}

/// The figures of a picture, in order.
pub(crate) fn of<'a>(
    outcome: &'a SceneOutcome,
    tables: &'a [FigureTables],
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    selection: &'a PointSelection,
) -> impl Iterator<Item = Figure<'a>> {
    let canvases = canvases(outcome, tables, canvas).into_iter();
    let figures = outcome.figures.iter().zip(tables);
    let viewpoint = viewpoint.clone();
    (figures.zip(canvases).enumerate()).map(move |(number, ((outcome, tables), canvas))| Figure {
        outcome,
        tables,
        viewpoint: viewpoint.clone(),
        canvas,
        selection: selection.in_figure(number),
    })
}

/// The index of the figure at a position of the picture.
pub(crate) fn at(
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    canvas: &Canvas,
    place: Vec2,
) -> Option<usize> {
    let holds = |canvas: &Canvas| canvas.area.contains(place);
    canvases(outcome, tables, canvas).iter().position(holds)
}

/// The canvas of each figure.
pub(crate) fn canvases(
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    canvas: &Canvas,
) -> Vec<Canvas> {
    let figures = &outcome.figures;
    if figures.len() == 1 {
        return vec![*canvas];
    }
    let layout = outer_layout(outcome, canvas);
    let top = layout.title.max().y + 0.6 * BODY_TEXT * layout.text_scale;
    let room = Area {
        min: Vec2::new(layout.title.min.x, top),
        size: Vec2::new(layout.caption.size.x, layout.caption.min.y - top),
    };
    let scene = outcome.scene();
    let style = Style::of(scene.theme);
    let contents: Vec<Contents> = tables.iter().map(|tables| tables.contents).collect();
    let min_text = MIN_TEXT_SCALE / style.text_scale.sqrt();
    let stroke = (MAX_FULL_STROKE_FIGURES / figures.len() as f32)
        .min(1.0)
        .sqrt();
    let layout_scale = |text: f32, title_width: f32| LayoutScale {
        scale: stroke * STROKE_SCALES[usize::from(figures.len() > 2)] * layout.scale,
        text_scale: text * layout.text_scale,
        title_width,
    };
    let texts = (0..TEXT_SCALE_CHOICES).map(|k| {
        let fraction = k as f32 / (TEXT_SCALE_CHOICES - 1) as f32;
        min_text + fraction * (MAX_TEXT_SCALE - min_text)
    });
    let score = |areas: &[Area], title_widths: &[f32], text: f32| {
        let each = contents.iter().zip(areas).zip(title_widths);
        let sizes = each.map(|((&contents, &area), &title_width)| {
            let layout_scale = Some(layout_scale(text, title_width));
            let layout = Layout::new(area, contents, scene.text_size, &style, layout_scale);
            layout.fit.min(1.0).powi(3) * layout.size()
        });
        sizes.fold(f32::MAX, f32::min) * text.powf(TEXT_EXPONENT)
    };
    // Text shrinks before the subjects do. Ties go to the fewest columns and the largest text.
    let is_allowed =
        |columns: &usize| (scene.columns).is_none_or(|fixed| *columns == fixed.min(figures.len()));
    let choices = (1..=figures.len())
        .rev()
        .filter(is_allowed)
        .flat_map(|columns| {
            let areas = areas(figures.len(), columns, room);
            let title_widths = row_title_widths(&contents, columns);
            let is_full = figures.len().is_multiple_of(columns);
            let factor = if is_full { 1.0 } else { GAP_FACTOR };
            let scores = texts
                .clone()
                .map(|text| (factor * score(&areas, &title_widths, text), text));
            let best = scores.max_by(|a, b| a.0.total_cmp(&b.0));
            best.map(|(score, text)| (score, text, areas, title_widths))
        });
    let best = choices.max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, text, areas, title_widths)) = best else {
        return Vec::new();
    };
    areas
        .into_iter()
        .zip(title_widths)
        .map(|(area, title_width)| Canvas {
            area,
            pointer: canvas.pointer.filter(|&pointer| area.contains(pointer)),
            layout_scale: Some(layout_scale(text, title_width)),
            ..*canvas
        })
        .collect()
}

/// For each figure, the width of the widest title in its row.
fn row_title_widths(contents: &[Contents], columns: usize) -> Vec<f32> {
    let rows = contents.chunks(columns);
    rows.flat_map(|row| {
        let widths = row.iter().map(|figure| figure.title_width);
        vec![widths.fold(0.0, f32::max); row.len()]
    })
    .collect()
}

/// Divides an area into `count` equal cells in `columns` columns; a last row that is not full is centred.
fn areas(count: usize, columns: usize, room: Area) -> Vec<Area> {
    let gap = 0.02 * room.size.x;
    let grid = Vec2::new(columns as f32, count.div_ceil(columns) as f32);
    let cell = (room.size + Vec2::splat(gap)) / grid;
    (0..count)
        .map(|k| {
            let (column, row) = (k % columns, k / columns);
            let in_row = columns.min(count - row * columns);
            let before = 0.5 * (columns - in_row) as f32 + column as f32;
            Area {
                min: room.min + Vec2::new(before, row as f32) * cell,
                size: (cell - Vec2::splat(gap)).max(Vec2::ONE),
            }
        })
        .collect()
}

/// The layout of the title and caption shared by several figures.
pub fn outer_layout(outcome: &SceneOutcome, canvas: &Canvas) -> Layout {
    let scene = outcome.scene();
    let contents = Contents::title_and_caption(&outcome.title, &outcome.caption);
    let style = Style::of(scene.theme);
    // In themes with large text, the shared text shrinks only half as much as that of the figures.
    let text_size = scene.text_size / f64::from(style.text_scale.sqrt());
    Layout::new(canvas.area, contents, text_size, &style, None)
}

#[cfg(test)]
mod tests;
