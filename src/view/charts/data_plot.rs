//! A scatter plot of the data that the runs fit a line to, with the current line of each run.

use bevy_egui::egui::{Align2, Stroke};
use glam::Vec2;

use super::{super::frame::Frame, egui_canvas::paint_border};
use crate::{
    math::range::is_constant,
    scene::LineFitData,
    simulation::Runs,
    view::{
        frame::{area::Area, layout::SMALL_TEXT},
        style::scale::Ticks,
        text::labels::{Pen, pos, rect},
    },
};

/// Maximum height of the plot relative to its width.
const MAX_ASPECT: f32 = 1.3;
/// Gap between tick labels and the plot, in heights of small text.
const LABEL_GAP: f32 = 0.35;

/// Paints the plot into `cell`, leaving `label_width` points for the tick labels on its left.
pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    runs: &Runs,
    data: &LineFitData,
    cell: Area,
    label_width: f32,
) {
    let line = SMALL_TEXT * pen.layout.text_scale;
    let mut area = cell.inset([label_width, 1.65 * line, 0.7 * line, 2.9 * line]);
    let spare = (area.size.y - MAX_ASPECT * area.size.x).max(0.0);
    area.min.y += 0.5 * spare;
    area.size.y -= spare;
    let plot = DataPlot {
        pen,
        area,
        x: AxisRange::around(&data.x),
        y: AxisRange::around(&data.y),
    };
    plot.paint_ticks();
    plot.paint_names([&data.x_name, &data.y_name]);
    plot.paint_residuals(runs, data, frame.step);
    plot.paint_points(data);
    plot.paint_lines(runs, frame.step);
    paint_border(pen, area);
}

struct DataPlot<'a> {
    pen: &'a Pen<'a>,
    area: Area,
    x: AxisRange,
    y: AxisRange,
}

impl DataPlot<'_> {
    fn place(&self, at: [f64; 2]) -> Vec2 {
        let u = self.x.fraction(at[0]) as f32;
        let v = self.y.fraction(at[1]) as f32;
        let area = self.area;
        Vec2::new(area.min.x + u * area.size.x, area.max().y - v * area.size.y)
    }

    fn gap(&self) -> f32 {
        LABEL_GAP * SMALL_TEXT * self.pen.layout.text_scale
    }

    /// Paints tick labels and grid lines of both axes.
    fn paint_ticks(&self) {
        let (pen, x, y) = (self.pen, &self.x, &self.y);
        let text_px = SMALL_TEXT * pen.layout.text_scale;
        let (grid, secondary) = (pen.style.grid.color32(), pen.style.secondary_text.color32());
        let ticks = x.ticks(self.area.size.x / (3.0 * text_px));
        for value in ticks.values() {
            let [at, end] = [y.low, y.high].map(|height| self.place([value, height]));
            pen.paint_line(at, end, 1.0, grid);
            let at = at + Vec2::new(0.0, self.gap());
            pen.paint_text(
                at,
                Align2::CENTER_TOP,
                &ticks.text(value),
                SMALL_TEXT,
                secondary,
            );
        }
        let ticks = y.ticks(self.area.size.y / (2.6 * text_px));
        for value in ticks.values() {
            let [at, end] = [x.low, x.high].map(|across| self.place([across, value]));
            pen.paint_line(at, end, 1.0, grid);
            let at = at - Vec2::new(self.gap(), 0.0);
            pen.paint_text(
                at,
                Align2::RIGHT_CENTER,
                &ticks.text(value),
                SMALL_TEXT,
                secondary,
            );
        }
    }

    /// Paints the names of the axes, below and above the plot.
    fn paint_names(&self, [x_name, y_name]: [&str; 2]) {
        let (pen, x, y) = (self.pen, &self.x, &self.y);
        let text = pen.style.text.color32();
        let below = self.place([0.5 * (x.low + x.high), y.low])
            + Vec2::new(0.0, self.gap() + 1.35 * SMALL_TEXT * pen.layout.text_scale);
        pen.paint_text(below, Align2::CENTER_TOP, x_name, SMALL_TEXT, text);
        let above = self.place([x.low, y.high]) - Vec2::new(0.0, self.gap());
        pen.paint_text(above, Align2::CENTER_BOTTOM, y_name, SMALL_TEXT, text);
    }

    /// Paints the distance of each point from the line of the only run, in the colour of its ball: the loss is the mean
    /// of their squares. With several runs nothing is painted.
    fn paint_residuals(&self, runs: &Runs, data: &LineFitData, step: f64) {
        let mut shown = runs.iter().filter(|run| run.shown);
        let (Some(run), None) = (shown.next(), shown.next()) else {
            return;
        };
        let pen = self.pen;
        let clipped = pen.painter.with_clip_rect(rect(self.area));
        let width = pen.scaled(2.0 * pen.style.stroke_scale);
        let color = pen.style.series(run.color).with_alpha(0.4);
        let line = run.at(step);
        for (&a, &b) in data.x.iter().zip(&data.y) {
            let ends = [b, line.x * a + line.y].map(|height| pos(self.place([a, height])));
            clipped.line_segment(ends, Stroke::new(width, color));
        }
    }

    fn paint_points(&self, data: &LineFitData) {
        let pen = self.pen;
        let clipped = pen.painter.with_clip_rect(rect(self.area));
        let radius = pen.scaled(5.0 * pen.style.stroke_scale.sqrt());
        let color = pen
            .style
            .text
            .mix(pen.style.secondary_text, 0.4)
            .with_alpha(0.85);
        for (&a, &b) in data.x.iter().zip(&data.y) {
            clipped.circle_filled(pos(self.place([a, b])), radius, color);
        }
    }

    /// Paints the fitted line of each run at a fractional step, with a halo.
    fn paint_lines(&self, runs: &Runs, step: f64) {
        let pen = self.pen;
        let clipped = pen.painter.with_clip_rect(rect(self.area));
        let width = pen.scaled(4.0 * pen.style.stroke_scale);
        let halo = Stroke::new(width + pen.scaled(3.0), pen.style.background_top.color32());
        for run in runs.iter().filter(|run| run.shown) {
            let line = run.at(step);
            let ends = [self.x.low, self.x.high].map(|a| pos(self.place([a, line.x * a + line.y])));
            clipped.line_segment(ends, halo);
            let color = pen.style.series(run.color).color32();
            clipped.line_segment(ends, Stroke::new(width, color));
        }
    }
}

/// The range of an axis: that of the data plus a margin.
struct AxisRange {
    low: f64,
    high: f64,
}

impl AxisRange {
    fn around(values: &[f64]) -> Self {
        let low = values.iter().copied().fold(f64::MAX, f64::min);
        let high = values.iter().copied().fold(f64::MIN, f64::max);
        let margin = match is_constant([low, high]) {
            true => 0.5 * high.abs().max(1.0),
            false => 0.04 * (high - low),
        };
        // Positive data near zero, such as counts and prices, start at zero.
        let low = if low >= 0.0 && low < 0.3 * high {
            0.0
        } else {
            low - margin
        };
        Self {
            low,
            high: high + margin,
        }
    }

    /// The position of a value, 0 at the low end and 1 at the high end.
    fn fraction(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// About `count` ticks, but 1 to 6.
    fn ticks(&self, count: f32) -> Ticks {
        Ticks::new(self.low, self.high, count.clamp(1.0, 6.0) as usize)
    }
}
