//! A chart inside the picture: its title, the ticks around its plot, and the plot.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Color32, Galley, Rect, vec2};
use glam::Vec2;

use super::{
    super::{
        chart_source::ChartSource,
        frame::Frame,
        labels::{Pen, pos},
        layout::SMALL,
        legend::fitting,
        scale::short_number,
        stage::Area,
    },
    chart::DrawnChart,
    egui_canvas::{EguiCanvas, border, stroke},
    paint::{self, ChartStyle},
};
use crate::{scene::Quantity, words::Word};

/// Height of the line with the title, in heights of small text.
const TITLE: f32 = 1.5;
/// Height of the line with the steps.
const STEPS: f32 = 1.45;
/// Free border on the right.
const RIGHT: f32 = 0.7;
/// Space between two numbers at an axis.
const APART: f32 = 0.35;
/// Space between the name of the x axis and the plot, at whose left end is the number 0.
const BEFORE: f32 = 0.75;
/// Length of the sample of a line in the key, in heights of small text.
const SAMPLE: f32 = 1.6;
/// As wide as nearly all values.
const LONG_VALUE: &str = "8.88·10⁻⁸⁸";

/// Where a chart is.
pub struct Place {
    /// All of it.
    pub cell: Area,
    /// Width of the numbers on the left, in points.
    pub left: f32,
    /// Whether the numbers of the x axis are below it.
    pub with_steps: bool,
}

/// The width that the numbers on the left of a chart need, in points.
pub fn label_width(pen: &Pen, chart: &DrawnChart) -> f32 {
    let width = |text: &str| pen.line(text, pen.font(SMALL), Color32::WHITE).size().x;
    let texts = chart.ticks(6).into_iter();
    let widest = texts.map(|(_, text)| width(&text)).fold(0.0, f32::max);
    let text_px = SMALL * pen.layout.text;
    let word = width(chart.x_axis.name(pen.language)) + BEFORE * text_px;
    (widest + 2.0 * APART * text_px).max(word)
}

/// Paints a chart.
pub fn paint(pen: &Pen, frame: &Frame, of: ChartSource, chart: &DrawnChart, place: &Place) {
    let plot = plot(place, SMALL * pen.layout.text);
    title(pen, of, chart, chart.cursor(of, frame.step), place);
    value_ticks(pen, chart, plot);
    if place.with_steps {
        ticks_across(pen, chart, place, plot);
    }
    let style = ChartStyle::inset(pen.style, frame.step);
    let mut canvas = EguiCanvas::new(pen, &chart.x_axis, plot);
    paint::paint(chart, of, &style, &mut canvas);
    border(pen, plot);
}

/// The part of a chart in which its lines are, at a height of small text.
pub fn plot(place: &Place, text_px: f32) -> Area {
    let steps = if place.with_steps { STEPS } else { 0.25 };
    place.cell.inset([
        place.left,
        TITLE * text_px,
        RIGHT * text_px,
        steps * text_px,
    ])
}

/// Paints the title, the present value where there is only one, and what dashes mean.
fn title(pen: &Pen, of: ChartSource, chart: &DrawnChart, cursor: Option<f64>, place: &Place) {
    let value = value(pen, of, chart, cursor);
    let (words, right) = heading(pen, &chart.heading(pen.language), value.as_deref(), place);
    let ChartSource::Runs(runs) = of else {
        return;
    };
    if chart.lines.iter().any(|line| line.parameter == 1) {
        key(pen, &runs.axes[..2], words, [right, title_y(pen, place)]);
    }
}

/// The present value of the only line; of components, how many explain nine tenths of the variance.
fn value(pen: &Pen, of: ChartSource, chart: &DrawnChart, cursor: Option<f64>) -> Option<String> {
    match &chart.lines[..] {
        _ if chart.chart.of == Quantity::Variance => cursor.map(|count| {
            let n = format!("{count:.0}");
            pen.language.say_with(Word::NinetyPercent, &[("n", &n)])
        }),
        [line] => chart.series_of(line, of).and_then(|series| {
            let (_, value) = series.at(cursor?.floor())?;
            Some(short_number(value))
        }),
        _ => None,
    }
}

/// Paints the names of the parameters, each beside a piece of its line, to the left of `right`, where there is room for
/// them beside the title.
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

/// The middle of the line with the title.
fn title_y(pen: &Pen, place: &Place) -> f32 {
    let text_px = SMALL * pen.layout.text;
    place.cell.min.y + 0.5 * (TITLE - 0.2) * text_px
}

/// Paints the line above a chart: its title, and on the right a value. The legend has the value too: where there is no room
/// for a value of any length, it gives way to the title. Returns what the title covers, and where the value begins.
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

/// Paints the numbers and the lines of the vertical axis, as many as there is room for, the roundest first.
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
        // A number at an end of the axis is moved a little inwards, off the title and the steps.
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

/// Paints the name of the x axis, then as many of its numbers and lines as there is room for.
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
        // The first number may come near the name, which belongs to the same axis.
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
