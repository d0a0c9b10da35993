//! A chart in the picture: title, tick labels and plot.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Color32, Galley, Rect, vec2};
use glam::Vec2;

use super::{
    super::frame::Frame,
    chart::DrawnChart,
    egui_canvas::{EguiCanvas, paint_border, paint_polyline},
    paint::{self, ChartStyle},
    source::ChartSource,
};
use crate::{
    scene::Quantity,
    view::{
        frame::{area::Area, layout::SMALL_TEXT},
        style::scale::short_number,
        text::{
            labels::{Pen, pos},
            legend::truncated,
        },
    },
    words::Word,
};

/// Height of the title line, in heights of small text.
const TITLE_HEIGHT: f32 = 1.5;
/// Height of the labels of the x axis, in heights of small text.
const X_LABEL_HEIGHT: f32 = 1.45;
/// Margin on the right, in heights of small text.
const RIGHT_MARGIN: f32 = 0.7;
/// Gap between tick labels, in heights of small text.
const LABEL_GAP: f32 = 0.35;
/// Gap between the name of the x axis and the plot's left edge, where the label 0 is, in heights of small text.
const NAME_GAP: f32 = 0.75;
/// Length of a line sample in the key, in heights of small text.
const SAMPLE_LENGTH: f32 = 1.6;
/// A text that is at least as wide as nearly all values.
const WIDE_VALUE: &str = "8.88·10⁻⁸⁸";

/// The area of a chart and what is in it besides the plot.
pub(crate) struct InsetArea {
    /// The whole area, in points.
    pub cell: Area,
    /// Width of the labels to the left of the plot, in points.
    pub label_width: f32,
    /// Whether the x axis has tick labels.
    pub has_x_labels: bool,
}

/// The width that the labels to the left of the plot need, in points: the tick labels, and the name of the x axis below
/// them.
pub(crate) fn label_width(pen: &Pen, chart: &DrawnChart) -> f32 {
    let width = |text: &str| {
        pen.lay_out(text, pen.body_font(SMALL_TEXT), Color32::WHITE)
            .size()
            .x
    };
    let texts = chart.ticks(6).into_iter();
    let widest = texts.map(|(_, text)| width(&text)).fold(0.0, f32::max);
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let name = width(chart.x_axis.name(pen.language)) + NAME_GAP * text_px;
    (widest + 2.0 * LABEL_GAP * text_px).max(name)
}

/// Paints a chart with its title and tick labels.
pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    source: ChartSource,
    chart: &DrawnChart,
    area: &InsetArea,
) {
    let plot = plot_area(area, SMALL_TEXT * pen.layout.text_scale);
    paint_title(pen, source, chart, chart.cursor(source, frame.step), area);
    paint_value_ticks(pen, chart, plot);
    if area.has_x_labels {
        paint_x_ticks(pen, chart, area, plot);
    }
    let style = ChartStyle::inset(pen.style, frame.step);
    let mut canvas = EguiCanvas::new(pen, &chart.x_axis, plot);
    paint::paint(chart, source, &style, &mut canvas);
    paint_border(pen, plot);
}

/// The plot rectangle of a chart; `text_px` is the height of small text.
pub(crate) fn plot_area(area: &InsetArea, text_px: f32) -> Area {
    let below = if area.has_x_labels {
        X_LABEL_HEIGHT
    } else {
        0.25
    };
    area.cell.inset([
        area.label_width,
        TITLE_HEIGHT * text_px,
        RIGHT_MARGIN * text_px,
        below * text_px,
    ])
}

/// Paints the title, the current value if there is one line, and the key of dashed lines.
fn paint_title(
    pen: &Pen,
    source: ChartSource,
    chart: &DrawnChart,
    cursor: Option<f64>,
    area: &InsetArea,
) {
    let value = value(pen, source, chart, cursor);
    let (title, right) = paint_heading(pen, &chart.heading(pen.language), value.as_deref(), area);
    let ChartSource::Runs(runs) = source else {
        return;
    };
    if chart.lines.iter().any(|line| line.parameter == 1) {
        paint_key(pen, &runs.axes[..2], title, [right, title_y(pen, area)]);
    }
}

/// The current value, if the chart has a single line; in a variance chart, the number of components that explain 90 %
/// of the variance.
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
fn paint_key(pen: &Pen, names: &[String], title: Rect, [mut right, y]: [f32; 2]) {
    let secondary = pen.style.secondary_text.color32();
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let names: Vec<_> = (names.iter())
        .map(|name| pen.lay_out(name, pen.body_font(SMALL_TEXT), secondary))
        .collect();
    let width = |name: &Arc<Galley>| name.size().x + (SAMPLE_LENGTH + 0.9) * text_px;
    if title.max.x + names.iter().map(width).sum::<f32>() > right {
        return;
    }
    for (index, name) in names.into_iter().enumerate().rev() {
        let start = right - width(&name) + 0.6 * text_px;
        let at = Vec2::new(right, y);
        let covered = Align2::RIGHT_CENTER.anchor_size(pos(at), name.size());
        let ends = [start, start + SAMPLE_LENGTH * text_px].map(|x| pos(Vec2::new(x, y)));
        paint_polyline(
            pen,
            pen.painter,
            &ends,
            pen.style.secondary_text,
            index == 1,
        );
        right -= width(&name);
        pen.painter.galley(covered.min, name, secondary);
    }
}

/// The vertical centre of the title line.
fn title_y(pen: &Pen, area: &InsetArea) -> f32 {
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    area.cell.min.y + 0.5 * (TITLE_HEIGHT - 0.2) * text_px
}

/// Paints the line above a chart: its title, and a value on the right. The value is left out if a wide one would not
/// fit, so that it does not come and go. Returns the rectangle of the title and the left edge of the value.
pub(super) fn paint_heading(
    pen: &Pen,
    title: &str,
    value: Option<&str>,
    area: &InsetArea,
) -> (Rect, f32) {
    let color = pen.style.text.color32();
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let y = title_y(pen, area);
    let left = area.cell.min.x + area.label_width;
    let mut right = area.cell.max().x - RIGHT_MARGIN * text_px;
    let width = |text: &str| pen.lay_out(text, pen.body_font(SMALL_TEXT), color).size().x;
    let room = right - left - width(title) - 0.4 * text_px;
    if let Some(value) = value
        && width(value).max(width(WIDE_VALUE)) <= room
    {
        let at = Vec2::new(right, y);
        let covered = pen.paint_text(at, Align2::RIGHT_CENTER, value, SMALL_TEXT, color);
        right = covered.min.x;
    }
    let title = truncated(pen, title, SMALL_TEXT, right - left - 0.4 * text_px);
    let at = Vec2::new(left, y);
    let covered = pen.paint_text(at, Align2::LEFT_CENTER, &title, SMALL_TEXT, color);
    (covered, right)
}

/// Paints as many tick labels and grid lines of the vertical axis as fit.
pub(super) fn paint_value_ticks(pen: &Pen, chart: &DrawnChart, plot: Area) {
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let room = (plot.size.y / (2.2 * text_px)).clamp(2.0, 6.0) as usize;
    let mut occupied: Vec<Rect> = Vec::new();
    for (height, text) in chart.ticks(room) {
        let y = plot.max().y - height as f32 * plot.size.y;
        let at = Vec2::new(plot.min.x - LABEL_GAP * text_px, y);
        let secondary = pen.style.secondary_text.color32();
        let galley = pen.lay_out(&text, pen.body_font(SMALL_TEXT), secondary);
        let mut covered = Align2::RIGHT_CENTER.anchor_size(pos(at), galley.size());
        // Labels at the ends of the axis are moved inward, clear of the title and the x-axis labels.
        let least = plot.min.y - 0.35 * text_px;
        let most = plot.max().y + 0.5 * text_px;
        let moved = (least - covered.min.y).max(0.0) - (covered.max.y - most).max(0.0);
        covered = covered.translate(vec2(0.0, moved));
        if occupied
            .iter()
            .any(|other| other.expand(-0.1 * text_px).intersects(covered))
        {
            continue;
        }
        pen.paint_line(
            Vec2::new(plot.min.x, y),
            Vec2::new(plot.max().x, y),
            1.0,
            pen.style.grid.color32(),
        );
        pen.painter.galley(covered.min, galley, secondary);
        occupied.push(covered);
    }
}

/// Paints the name of the x axis, then as many tick labels and grid lines as fit.
fn paint_x_ticks(pen: &Pen, chart: &DrawnChart, area: &InsetArea, plot: Area) {
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let secondary = pen.style.secondary_text.color32();
    let y = plot.max().y + 0.18 * text_px;
    let name = pen.paint_text(
        Vec2::new(plot.min.x - NAME_GAP * text_px, y),
        Align2::RIGHT_TOP,
        chart.x_axis.name(pen.language),
        SMALL_TEXT,
        secondary,
    );
    let mut occupied = vec![name];
    for (at, text) in chart.x_axis.ticks(plot.size.x / (3.4 * text_px)) {
        let x = plot.min.x + chart.x_axis.fraction(at) * plot.size.x;
        let galley = pen.lay_out(&text, pen.body_font(SMALL_TEXT), secondary);
        let mut covered = Align2::CENTER_TOP.anchor_size(pos(Vec2::new(x, y)), galley.size());
        let over = (covered.max.x - area.cell.max().x).max(0.0);
        covered = covered.translate(vec2(-over, 0.0));
        // The first label may be close to the name, which belongs to the same axis.
        let apart = covered.expand2(vec2(LABEL_GAP * text_px, 0.0));
        if occupied.iter().skip(1).any(|other| other.intersects(apart)) || name.intersects(covered)
        {
            continue;
        }
        let (top, bottom) = (plot.min.y, plot.max().y);
        let grid = pen.style.grid.color32();
        pen.paint_line(Vec2::new(x, top), Vec2::new(x, bottom), 1.0, grid);
        pen.painter.galley(covered.min, galley, secondary);
        occupied.push(covered);
    }
}
