//! A chart in the picture: title, tick labels and plot.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Color32, Galley, Rect, vec2};
use glam::Vec2;

use super::{
    super::frame::Frame,
    chart::DrawnChart,
    egui_canvas::{EguiCanvas, border, stroke},
    paint::{self, ChartStyle},
    source::ChartSource,
};
use crate::{
    scene::Quantity,
    view::{
        frame::{layout::SMALL, stage::Area},
        style::scale::short_number,
        text::{
            labels::{Pen, pos},
            legend::fitting,
        },
    },
    words::Word,
};

/// Height of the title line, in heights of small text.
const TITLE: f32 = 1.5;
/// Height of the x-axis labels, in heights of small text.
const STEPS: f32 = 1.45;
/// Margin on the right, in heights of small text.
const RIGHT: f32 = 0.7;
/// Gap between tick labels, in heights of small text.
const APART: f32 = 0.35;
/// Gap between the name of the x axis and the plot's left edge, where the label 0 is, in heights of small text.
const BEFORE: f32 = 0.75;
/// Length of a line sample in the key, in heights of small text.
const SAMPLE: f32 = 1.6;
/// A text as wide as nearly all values.
const LONG_VALUE: &str = "8.88·10⁻⁸⁸";

/// The area of a chart.
pub(crate) struct Place {
    /// The cell of the chart, in points.
    pub cell: Area,
    /// Width of the tick labels on the left, in points.
    pub left: f32,
    /// Whether the x axis has tick labels.
    pub with_steps: bool,
}

/// The width that the tick labels on the left need, in points.
pub(crate) fn label_width(pen: &Pen, chart: &DrawnChart) -> f32 {
    let width = |text: &str| pen.line(text, pen.font(SMALL), Color32::WHITE).size().x;
    let texts = chart.ticks(6).into_iter();
    let widest = texts.map(|(_, text)| width(&text)).fold(0.0, f32::max);
    let text_px = SMALL * pen.layout.text;
    let word = width(chart.x_axis.name(pen.language)) + BEFORE * text_px;
    (widest + 2.0 * APART * text_px).max(word)
}

pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    source: ChartSource,
    chart: &DrawnChart,
    place: &Place,
) {
    let plot = plot(place, SMALL * pen.layout.text);
    title(pen, source, chart, chart.cursor(source, frame.step), place);
    value_ticks(pen, chart, plot);
    if place.with_steps {
        ticks_across(pen, chart, place, plot);
    }
    let style = ChartStyle::inset(pen.style, frame.step);
    let mut canvas = EguiCanvas::new(pen, &chart.x_axis, plot);
    paint::paint(chart, source, &style, &mut canvas);
    border(pen, plot);
}

/// The plot rectangle of a chart; `text_px` is the height of small text.
pub(crate) fn plot(place: &Place, text_px: f32) -> Area {
    let steps = if place.with_steps { STEPS } else { 0.25 };
    place.cell.inset([
        place.left,
        TITLE * text_px,
        RIGHT * text_px,
        steps * text_px,
    ])
}

/// Paints the title, the current value if there is one line, and the key of dashed lines.
fn title(pen: &Pen, source: ChartSource, chart: &DrawnChart, cursor: Option<f64>, place: &Place) {
    let value = value(pen, source, chart, cursor);
    let (words, right) = heading(pen, &chart.heading(pen.language), value.as_deref(), place);
    let ChartSource::Runs(runs) = source else {
        return;
    };
    if chart.lines.iter().any(|line| line.parameter == 1) {
        key(pen, &runs.axes[..2], words, [right, title_y(pen, place)]);
    }
}

/// The current value of a single line; for components, the number that explains 90 % of the variance.
fn value(
    pen: &Pen,
    source: ChartSource,
    chart: &DrawnChart,
    cursor: Option<f64>,
) -> Option<String> {
    match &chart.lines[..] {
        _ if chart.chart.of == Quantity::Variance => cursor.map(|count| {
            let n = format!("{count:.0}");
            pen.language
                .say_with(Word::ComponentsForNinetyPercent, &[("n", &n)])
        }),
        [line] => chart.series_of(line, source).and_then(|series| {
            let (_, value) = series.at(cursor?.floor())?;
            Some(short_number(value))
        }),
        _ => None,
    }
}

/// Paints the parameter names, each with a line sample, to the left of `right` if there is room beside the title.
fn key(pen: &Pen, names: &[String], title: Rect, [mut right, y]: [f32; 2]) {
    let quiet = pen.style.quiet.color32();
    let text_px = SMALL * pen.layout.text;
    let names: Vec<_> = (names.iter())
        .map(|name| pen.line(name, pen.font(SMALL), quiet))
        .collect();
    let width = |name: &Arc<Galley>| name.size().x + (SAMPLE + 0.9) * text_px;
    if title.max.x + names.iter().map(width).sum::<f32>() > right {
        return;
    }
    for (index, name) in names.into_iter().enumerate().rev() {
        let start = right - width(&name) + 0.6 * text_px;
        let at = Vec2::new(right, y);
        let covered = Align2::RIGHT_CENTER.anchor_size(pos(at), name.size());
        let ends = [start, start + SAMPLE * text_px].map(|x| pos(Vec2::new(x, y)));
        stroke(pen, pen.painter, &ends, pen.style.quiet, index == 1);
        right -= width(&name);
        pen.painter.galley(covered.min, name, quiet);
    }
}

/// The vertical centre of the title line.
fn title_y(pen: &Pen, place: &Place) -> f32 {
    let text_px = SMALL * pen.layout.text;
    place.cell.min.y + 0.5 * (TITLE - 0.2) * text_px
}

/// Paints the line above a chart: its title, and a value on the right. The value is left out if a value of any length
/// would not fit, since the legend shows it too. Returns the title's rectangle and the left edge of the value.
pub(super) fn heading(pen: &Pen, words: &str, value: Option<&str>, place: &Place) -> (Rect, f32) {
    let color = pen.style.text.color32();
    let text_px = SMALL * pen.layout.text;
    let y = title_y(pen, place);
    let left = place.cell.min.x + place.left;
    let mut right = place.cell.max().x - RIGHT * text_px;
    let width = |text: &str| pen.line(text, pen.font(SMALL), color).size().x;
    let room = right - left - width(words) - 0.4 * text_px;
    if let Some(value) = value
        && width(value).max(width(LONG_VALUE)) <= room
    {
        let at = Vec2::new(right, y);
        let covered = pen.text(at, Align2::RIGHT_CENTER, value, SMALL, color);
        right = covered.min.x;
    }
    let words = fitting(pen, words, SMALL, right - left - 0.4 * text_px);
    let at = Vec2::new(left, y);
    let covered = pen.text(at, Align2::LEFT_CENTER, &words, SMALL, color);
    (covered, right)
}

/// Paints tick labels and grid lines of the vertical axis, as many as fit, the roundest first.
pub(super) fn value_ticks(pen: &Pen, chart: &DrawnChart, plot: Area) {
    let text_px = SMALL * pen.layout.text;
    let room = (plot.size.y / (2.2 * text_px)).clamp(2.0, 6.0) as usize;
    let mut taken: Vec<Rect> = Vec::new();
    for (shown, text) in chart.ticks(room) {
        let y = plot.max().y - shown as f32 * plot.size.y;
        let at = Vec2::new(plot.min.x - APART * text_px, y);
        let quiet = pen.style.quiet.color32();
        let galley = pen.line(&text, pen.font(SMALL), quiet);
        let mut covered = Align2::RIGHT_CENTER.anchor_size(pos(at), galley.size());
        // Labels at the ends of the axis are moved inward, clear of the title and the x-axis labels.
        let least = plot.min.y - 0.35 * text_px;
        let most = plot.max().y + 0.5 * text_px;
        let moved = (least - covered.min.y).max(0.0) - (covered.max.y - most).max(0.0);
        covered = covered.translate(vec2(0.0, moved));
        if taken
            .iter()
            .any(|other| other.expand(-0.1 * text_px).intersects(covered))
        {
            continue;
        }
        pen.stroke(
            Vec2::new(plot.min.x, y),
            Vec2::new(plot.max().x, y),
            1.0,
            pen.style.grid.color32(),
        );
        pen.painter.galley(covered.min, galley, quiet);
        taken.push(covered);
    }
}

/// Paints the name of the x axis, then as many tick labels and grid lines as fit.
fn ticks_across(pen: &Pen, chart: &DrawnChart, place: &Place, plot: Area) {
    let text_px = SMALL * pen.layout.text;
    let quiet = pen.style.quiet.color32();
    let y = plot.max().y + 0.18 * text_px;
    let name = pen.text(
        Vec2::new(plot.min.x - BEFORE * text_px, y),
        Align2::RIGHT_TOP,
        chart.x_axis.name(pen.language),
        SMALL,
        quiet,
    );
    let mut taken = vec![name];
    for (at, text) in chart.x_axis.ticks(plot.size.x / (3.4 * text_px)) {
        let x = plot.min.x + chart.x_axis.part(at) * plot.size.x;
        let galley = pen.line(&text, pen.font(SMALL), quiet);
        let mut covered = Align2::CENTER_TOP.anchor_size(pos(Vec2::new(x, y)), galley.size());
        let over = (covered.max.x - place.cell.max().x).max(0.0);
        covered = covered.translate(vec2(-over, 0.0));
        // The first label may be close to the name, which belongs to the same axis.
        let apart = covered.expand2(vec2(APART * text_px, 0.0));
        if taken.iter().skip(1).any(|other| other.intersects(apart)) || name.intersects(covered) {
            continue;
        }
        let (top, bottom) = (plot.min.y, plot.max().y);
        let grid = pen.style.grid.color32();
        pen.stroke(Vec2::new(x, top), Vec2::new(x, bottom), 1.0, grid);
        pen.painter.galley(covered.min, galley, quiet);
        taken.push(covered);
    }
}
