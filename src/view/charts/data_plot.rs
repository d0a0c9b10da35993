//! Scatter plot of the data of a loss surface, with the fitted line of each run.

use bevy_egui::egui::{Align2, Stroke};
use glam::Vec2;

use super::{super::frame::Frame, egui_canvas::border};
use crate::{
    math::range::is_constant,
    scene::LineFitData,
    simulation::Runs,
    view::{
        frame::{layout::SMALL, stage::Area},
        style::scale::Ticks,
        text::labels::{Pen, pos, rect},
    },
};

/// Maximum height of the plot relative to its width.
const TALLEST: f32 = 0.85;
/// Gap between tick labels and the plot, in heights of small text.
const GAP: f32 = 0.35;

/// Paints the plot into `cell`, leaving `left` points for the tick labels on its left.
pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    runs: &Runs,
    data: &LineFitData,
    cell: Area,
    left: f32,
) {
    let line = SMALL * pen.layout.text;
    let mut area = cell.inset([left, 1.65 * line, 0.7 * line, 2.9 * line]);
    let spare = (area.size.y - TALLEST * area.size.x).max(0.0);
    area.min.y += 0.5 * spare;
    area.size.y -= spare;
    let plot = DataPlot {
        pen,
        area,
        x: Range::around(&data.x),
        y: Range::around(&data.y),
    };
    plot.ticks();
    plot.names([&data.x_name, &data.y_name]);
    plot.points(data);
    plot.lines(runs, frame.step);
    border(pen, area);
}

struct DataPlot<'a> {
    pen: &'a Pen<'a>,
    area: Area,
    x: Range,
    y: Range,
}

impl DataPlot<'_> {
    fn place(&self, at: [f64; 2]) -> Vec2 {
        let u = self.x.part(at[0]) as f32;
        let v = self.y.part(at[1]) as f32;
        let area = self.area;
        Vec2::new(area.min.x + u * area.size.x, area.max().y - v * area.size.y)
    }

    fn gap(&self) -> f32 {
        GAP * SMALL * self.pen.layout.text
    }

    /// Paints tick labels and grid lines of both axes.
    fn ticks(&self) {
        let (pen, x, y) = (self.pen, &self.x, &self.y);
        let text_px = SMALL * pen.layout.text;
        let (grid, quiet) = (pen.style.grid.color32(), pen.style.quiet.color32());
        let ticks = x.ticks(self.area.size.x / (3.0 * text_px));
        for value in ticks.values() {
            let [at, end] = [y.low, y.high].map(|height| self.place([value, height]));
            pen.stroke(at, end, 1.0, grid);
            let at = at + Vec2::new(0.0, self.gap());
            pen.text(at, Align2::CENTER_TOP, &ticks.text(value), SMALL, quiet);
        }
        let ticks = y.ticks(self.area.size.y / (2.6 * text_px));
        for value in ticks.values() {
            let [at, end] = [x.low, x.high].map(|across| self.place([across, value]));
            pen.stroke(at, end, 1.0, grid);
            let at = at - Vec2::new(self.gap(), 0.0);
            pen.text(at, Align2::RIGHT_CENTER, &ticks.text(value), SMALL, quiet);
        }
    }

    /// Paints the names of the axes, below and above the plot.
    fn names(&self, [x_name, y_name]: [&str; 2]) {
        let (pen, x, y) = (self.pen, &self.x, &self.y);
        let text = pen.style.text.color32();
        let below = self.place([0.5 * (x.low + x.high), y.low])
            + Vec2::new(0.0, self.gap() + 1.35 * SMALL * pen.layout.text);
        pen.text(below, Align2::CENTER_TOP, x_name, SMALL, text);
        let above = self.place([x.low, y.high]) - Vec2::new(0.0, self.gap());
        pen.text(above, Align2::CENTER_BOTTOM, y_name, SMALL, text);
    }

    fn points(&self, data: &LineFitData) {
        let pen = self.pen;
        let clipped = pen.painter.with_clip_rect(rect(self.area));
        let radius = pen.px(5.0 * pen.style.stroke.sqrt());
        let color = pen.style.accent.mix(pen.style.text, 0.15).with_alpha(0.75);
        for (&a, &b) in data.x.iter().zip(&data.y) {
            clipped.circle_filled(pos(self.place([a, b])), radius, color);
        }
    }

    /// Paints the fitted line of each run at a fractional step, with a halo.
    fn lines(&self, runs: &Runs, step: f64) {
        let pen = self.pen;
        let clipped = pen.painter.with_clip_rect(rect(self.area));
        let width = pen.px(4.0 * pen.style.stroke);
        let halo = Stroke::new(width + pen.px(3.0), pen.style.background_top.color32());
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
struct Range {
    low: f64,
    high: f64,
}

impl Range {
    fn around(values: &[f64]) -> Self {
        let low = values.iter().copied().fold(f64::MAX, f64::min);
        let high = values.iter().copied().fold(f64::MIN, f64::max);
        let room = match is_constant([low, high]) {
            true => 0.5 * high.abs().max(1.0),
            false => 0.04 * (high - low),
        };
        // Positive data near zero, such as counts and prices, start at zero.
        let low = if low >= 0.0 && low < 0.3 * high {
            0.0
        } else {
            low - room
        };
        Self {
            low,
            high: high + room,
        }
    }

    /// The position of a value, 0 at the low end and 1 at the high end.
    fn part(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// About `room` ticks, at most 6.
    fn ticks(&self, room: f32) -> Ticks {
        Ticks::new(self.low, self.high, room.clamp(1.0, 6.0) as usize)
    }
}
