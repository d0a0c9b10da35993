//! Several figures side by side: how the picture is divided among them.

use glam::Vec2;

use super::{
    Frame,
    area::Area,
    contents::Contents,
    grid::{Cells, Grid, Head},
    layout::{BODY_TEXT, Layout, LayoutScale, SMALL_TEXT, TITLE_TEXT, estimated_width},
    step_text,
};
use crate::{
    scene::Text,
    view::{
        Canvas, FigureOutcome, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
        style::theme::Style,
    },
    words::Language,
};

/// Stroke scale of each of two figures, and of each of more.
const STROKE_SCALES: [f32; 2] = [0.85, 0.72];
/// With more figures than this, strokes become thinner with their number.
const MAX_FULL_STROKE_FIGURES: f32 = 6.0;
/// Maximum text scale of a figure relative to the whole picture.
const MAX_TEXT_SCALE: f32 = 0.92;
/// Text below this fraction of the picture's height cannot be read from the last row. The height of a narrow picture
/// counts as that of a wide one.
const LEGIBLE_FRACTION: f32 = 1.0 / 40.0;
/// Minimum text size of a figure relative to legible text, where there is no room for more.
const MIN_LEGIBLE: f32 = 0.64;
/// The number of text scales that are tried.
const TEXT_SCALE_CHOICES: u32 = 9;
/// Exponents of the text scale in the layout score: how much subject size larger text is worth, below and above the
/// legible size.
const TEXT_EXPONENTS: [f32; 2] = [2.5, 0.6];
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
    arrange(outcome, tables, canvas).0
}

/// The heads of rows and columns, in place of the titles of the figures, and the scale of their text; empty if the
/// titles do not form a table.
pub(crate) fn heads(
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    canvas: &Canvas,
) -> (Vec<Head>, f32) {
    let (canvases, heads) = arrange(outcome, tables, canvas);
    let scale = canvases.first().and_then(|canvas| canvas.layout_scale);
    (heads, scale.map_or(1.0, |scale| scale.text_scale))
}

/// The canvases of the figures and the heads of their rows and columns.
fn arrange(
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    canvas: &Canvas,
) -> (Vec<Canvas>, Vec<Head>) {
    if outcome.figures.len() == 1 {
        return (vec![*canvas], Vec::new());
    }
    let outer = outer_layout(outcome, canvas);
    let scene = outcome.scene();
    let room = Room {
        area: room_of_figures(&outer),
        outer: &outer,
        tables,
        text_size: scene.text_size,
        style: Style::of(scene.theme),
    };
    // Ties go to the fewest columns and the largest text.
    let titles = outcome.figures.iter().map(|figure| &figure.title);
    let choices = Grid::choices(titles, scene.columns).into_iter();
    let choices = choices.filter_map(|grid| {
        let scored = room
            .text_scales()
            .map(|text| (room.score(&grid, text), text));
        let (score, text) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((score, text, grid))
    });
    let Some((_, text, grid)) = choices.max_by(|a, b| a.0.total_cmp(&b.0)) else {
        return (Vec::new(), Vec::new());
    };
    let cells = room.cells(&grid, text);
    let canvases = (cells.areas.iter().zip(room.title_widths(&grid)))
        .map(|(&area, title_width)| Canvas {
            area,
            pointer: canvas.pointer.filter(|&pointer| area.contains(pointer)),
            layout_scale: Some(room.layout_scale(text, title_width)),
            ..*canvas
        })
        .collect();
    (canvases, cells.heads)
}

/// The area between the shared title and caption.
fn room_of_figures(outer: &Layout) -> Area {
    let gap = 0.6 * BODY_TEXT * outer.text_scale;
    let (top, bottom) = (outer.title.max().y + gap, outer.caption.min.y - gap);
    Area {
        min: Vec2::new(outer.title.min.x, top),
        size: Vec2::new(outer.caption.size.x, bottom - top),
    }
}

/// The room of several figures, and what determines their arrangement in it.
struct Room<'a> {
    area: Area,
    outer: &'a Layout,
    tables: &'a [FigureTables],
    text_size: f64,
    style: Style,
}

impl Room<'_> {
    /// The legible text scale relative to the shared text.
    fn legible_scale(&self) -> f32 {
        LEGIBLE_FRACTION * 1080.0 / SMALL_TEXT * self.outer.scale / self.outer.text_scale
    }

    /// The text scales that are tried, relative to the shared text.
    fn text_scales(&self) -> impl Iterator<Item = f32> {
        let legible = self.legible_scale();
        let (min, max) = (MIN_LEGIBLE * legible, legible.max(MAX_TEXT_SCALE));
        (0..TEXT_SCALE_CHOICES).map(move |k| {
            let fraction = k as f32 / (TEXT_SCALE_CHOICES - 1) as f32;
            min + fraction * (max - min)
        })
    }

    fn layout_scale(&self, text: f32, title_width: f32) -> LayoutScale {
        let count = self.tables.len();
        let stroke = (MAX_FULL_STROKE_FIGURES / count as f32).min(1.0).sqrt();
        LayoutScale {
            scale: stroke * STROKE_SCALES[usize::from(count > 2)] * self.outer.scale,
            text_scale: text * self.outer.text_scale,
            title_width,
        }
    }

    /// For each figure, the width of the widest title in its row, in text heights; 0 if it has no title.
    fn title_widths(&self, grid: &Grid) -> Vec<f32> {
        if grid.has_heads() {
            return vec![0.0; self.tables.len()];
        }
        let rows = self.tables.chunks(grid.columns());
        rows.flat_map(|row| {
            let widths = row.iter().map(|tables| tables.contents.title_width);
            vec![widths.fold(0.0, f32::max); row.len()]
        })
        .collect()
    }

    /// The cells of a grid with a text scale.
    fn cells(&self, grid: &Grid, text: f32) -> Cells {
        let height = BODY_TEXT * text * self.outer.text_scale;
        let aspects = self.aspects().filter(|_| grid.has_heads());
        grid.cells(self.area, aspects, height)
    }

    /// The least and the greatest ratio of width to height of figures that show nothing but a flat subject; `None` if
    /// some show more.
    fn aspects(&self) -> Option<[f32; 2]> {
        let aspects = self.tables.iter().map(FigureTables::bare_aspect);
        let aspects: Vec<f32> = aspects.collect::<Option<_>>()?;
        let least = aspects.iter().copied().fold(f32::MAX, f32::min);
        let greatest = aspects.into_iter().fold(0.0, f32::max);
        Some([least, greatest])
    }

    /// How well a grid uses the room with a text scale: the size of the smallest subject, and of the text.
    fn score(&self, grid: &Grid, text: f32) -> f32 {
        let cells = self.cells(grid, text);
        let title_widths = self.title_widths(grid);
        let each = self.tables.iter().zip(&cells.areas).zip(&title_widths);
        let sizes = each.map(|((tables, &area), &title_width)| {
            let layout_scale = Some(self.layout_scale(text, title_width));
            let layout = Layout::new(
                area,
                tables.contents,
                self.text_size,
                &self.style,
                layout_scale,
            );
            layout.fit.min(1.0).powi(3) * layout.size()
        });
        let size = sizes.fold(f32::MAX, f32::min);
        let legible = text / self.legible_scale();
        let gain = TEXT_EXPONENTS[usize::from(legible >= 1.0)];
        let factor = if grid.is_full() { 1.0 } else { GAP_FACTOR };
        factor * size * legible.powf(gain)
    }
}

/// The layout of the title and caption shared by several figures.
pub fn outer_layout(outcome: &SceneOutcome, canvas: &Canvas) -> Layout {
    let scene = outcome.scene();
    let contents = Contents::title_and_caption(&outcome.title, &outcome.caption);
    let style = Style::of(scene.theme);
    // In themes with large text, the shared text shrinks only half as much as that of the figures. Elsewhere it is as
    // large as theirs.
    let least = LEGIBLE_FRACTION * 1080.0 / BODY_TEXT;
    let text_scale = style.text_scale.sqrt().max(least) / style.text_scale;
    let text_size = scene.text_size * f64::from(text_scale);
    let mut layout = Layout::new(canvas.area, contents, text_size, &style, None);
    let text = BODY_TEXT * layout.text_scale;
    if is_step_beside_title(outcome, &layout) {
        layout.title.size.y -= 1.4 * text;
    }
    layout
}

/// Whether the step number has room on the line of the shared title, at its right end.
pub(crate) fn is_step_beside_title(outcome: &SceneOutcome, outer: &Layout) -> bool {
    let steps = outcome.steps();
    let step_width = (Language::ALL.iter())
        .map(|&language| estimated_width(&step_text(language, steps, steps as f64)))
        .fold(0.0, f32::max);
    let title_width = Contents::title_and_caption(&outcome.title, &Text::default()).title_width;
    let width = TITLE_TEXT * title_width + BODY_TEXT * (step_width + 2.0);
    width * outer.text_scale <= outer.caption.size.x
}

#[cfg(test)]
mod tests;
