//! Several figures side by side: how a picture is divided among them, and what each is given of it.

use glam::Vec2;

use super::{
    Attention, Canvas, FigureOutcome, FigureTables, PlaybackTime, SceneOutcome, Viewpoint,
    contents::Contents,
    frame::Frame,
    layout::{BODY, Layout, Measure},
    stage::Area,
    theme::Style,
};
/// Strokes of one of two figures, and of one of more, relative to those of a figure alone.
const STROKES: [f32; 2] = [0.85, 0.72];
/// Among more figures than this strokes are finer still, as the figures are smaller.
const FEW: f32 = 6.0;
/// Text of a figure against that of the whole picture, at most.
const MOST_TEXT: f32 = 0.92;
/// The least text of a figure, against that of a figure alone in a theme of plain text.
const LEAST_TEXT: f32 = 0.72;
/// The number of text sizes that are tried.
const SIZES: u32 = 9;
/// What text is worth beside what it is about: half as large, that must be so much larger, as a power of two.
const TEXT_WORTH: f32 = 0.6;
/// What a last row with fewer figures costs, as a part of their size.
const GAP_COST: f32 = 0.9;

/// One figure with everything it is drawn from.
pub struct Figure<'a> {
    /// What it shows.
    pub shown: &'a FigureOutcome,
    /// Its tables.
    pub worked: &'a FigureTables,
    /// Where it is seen from.
    pub viewpoint: Viewpoint,
    /// Its part of the picture.
    pub canvas: Canvas,
    /// Which of its points are looked at.
    pub attention: Attention,
}

impl Figure<'_> {
    /// Its frame at a moment.
    pub fn frame(&self, moment: PlaybackTime) -> Frame {
        Frame::new(
            self.shown,
            self.worked,
            moment,
            &self.viewpoint,
            &self.canvas,
            &self.attention,
        )
    }
}

/// The figures of a picture, in their order.
pub fn of<'a>(
    shown: &'a SceneOutcome,
    tables: &'a [FigureTables],
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    attention: &'a Attention,
) -> impl Iterator<Item = Figure<'a>> {
    let canvases = canvases(shown, tables, canvas).into_iter();
    let figures = shown.figures.iter().zip(tables);
    let viewpoint = *viewpoint;
    (figures.zip(canvases).enumerate()).map(move |(number, ((shown, worked), canvas))| Figure {
        shown,
        worked,
        viewpoint,
        canvas,
        attention: attention.in_figure(number),
    })
}

/// The number of the figure that a place of the picture belongs to.
pub fn at(
    shown: &SceneOutcome,
    tables: &[FigureTables],
    canvas: &Canvas,
    place: Vec2,
) -> Option<usize> {
    let holds = |canvas: &Canvas| canvas.area.contains(place);
    canvases(shown, tables, canvas).iter().position(holds)
}

/// The part of each figure.
pub fn canvases(shown: &SceneOutcome, tables: &[FigureTables], canvas: &Canvas) -> Vec<Canvas> {
    let figures = &shown.figures;
    if figures.len() == 1 {
        return vec![*canvas];
    }
    let layout = outer_layout(shown, canvas);
    let top = layout.title.max().y + 0.6 * BODY * layout.text;
    let room = Area {
        min: Vec2::new(layout.title.min.x, top),
        size: Vec2::new(layout.caption.size.x, layout.caption.min.y - top),
    };
    let scene = shown.scene();
    let style = Style::of(scene.theme);
    let contents: Vec<Contents> = tables.iter().map(|tables| tables.contents).collect();
    let least_text = LEAST_TEXT / style.text_scale.sqrt();
    let finer = (FEW / figures.len() as f32).min(1.0).sqrt();
    let measure = |text: f32, title_width: f32| Measure {
        unit: finer * STROKES[usize::from(figures.len() > 2)] * layout.unit,
        text: text * layout.text,
        title_width,
    };
    // The widest title of each figure's row.
    let heads = |columns: usize| -> Vec<f32> {
        let rows = contents.chunks(columns);
        rows.flat_map(|row| {
            let widest = row
                .iter()
                .map(|figure| figure.title_width)
                .fold(0.0, f32::max);
            vec![widest; row.len()]
        })
        .collect()
    };
    let texts = (0..SIZES).map(|k| {
        let part = k as f32 / (SIZES - 1) as f32;
        least_text + part * (MOST_TEXT - least_text)
    });
    let worth = |areas: &[Area], heads: &[f32], text: f32| {
        let each = contents.iter().zip(areas).zip(heads);
        let sizes = each.map(|((&contents, &area), &head)| {
            let measure = Some(measure(text, head));
            let layout = Layout::new(area, contents, scene.text_size, &style, measure);
            layout.ease.min(1.0).powi(3) * layout.size()
        });
        sizes.fold(f32::MAX, f32::min) * text.powf(TEXT_WORTH)
    };
    // Text gives way before what it is about becomes small. Of equals, the fewest columns and the largest text.
    let wanted = |columns: &usize| {
        let columns = *columns;
        (scene.columns).is_none_or(|wanted| columns == wanted.min(figures.len()))
    };
    let choices = (1..=figures.len())
        .rev()
        .filter(wanted)
        .flat_map(|columns| {
            let (areas, heads) = (areas(figures.len(), columns, room), heads(columns));
            let whole = figures.len().is_multiple_of(columns);
            let cost = if whole { 1.0 } else { GAP_COST };
            let worth = texts
                .clone()
                .map(|text| (cost * worth(&areas, &heads, text), text));
            let best = worth.max_by(|a, b| a.0.total_cmp(&b.0));
            best.map(|(worth, text)| (worth, text, areas, heads))
        });
    let best = choices.max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, text, areas, heads)) = best else {
        return Vec::new();
    };
    areas
        .into_iter()
        .zip(heads)
        .map(|(area, head)| Canvas {
            area,
            pointer: canvas.pointer.filter(|&pointer| area.contains(pointer)),
            measure: Some(measure(text, head)),
            ..*canvas
        })
        .collect()
}

/// A room divided into `count` equal parts in `columns` columns; the parts of a last row that is not full are centred.
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

/// Title and caption of a picture of several figures.
pub fn outer_layout(shown: &SceneOutcome, canvas: &Canvas) -> Layout {
    let scene = shown.scene();
    let contents = Contents::around(&shown.title, &shown.caption);
    let style = Style::of(scene.theme);
    // Where a theme has large text, that of a whole gives way half as far as that of its figures may.
    let text_size = scene.text_size / f64::from(style.text_scale.sqrt());
    Layout::new(canvas.area, contents, text_size, &style, None)
}

#[cfg(test)]
mod tests;
