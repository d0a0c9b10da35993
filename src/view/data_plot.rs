//! The data beside their loss surface: points, and the line of each run as it moves.

use bevy_egui::egui::{Align2, Stroke};
use glam::Vec2;

use super::{
    frame::Frame,
    labels::{Pen, pos, rect},
    layout::SMALL,
    scale::Ticks,
    stage::Area,
};
use crate::{
    math::range::is_constant,
    simulation::{LineFitData, Runs},
};

/// The most that a plot is higher than wide.
const TALLEST: f32 = 0.85;

/// Paints the plot into a part of the picture, with so many points for the numbers on its left.
pub fn paint(pen: &Pen, frame: &Frame, runs: &Runs, data: &LineFitData, cell: Area, left: f32) {
    let line = SMALL * pen.layout.text;
    let mut area = cell.inset([left, 1.65 * line, 0.7 * line, 2.9 * line]);
    let spare = (area.size.y - TALLEST * area.size.x).max(0.0);
    area.min.y += 0.5 * spare;
    area.size.y -= spare;
    let x = Range::around(&data.x);
    let y = Range::around(&data.y);
    let place = |at: [f64; 2]| {
        let u = ((at[0] - x.low) / (x.high - x.low)) as f32;
        let v = ((at[1] - y.low) / (y.high - y.low)) as f32;
        Vec2::new(area.min.x + u * area.size.x, area.max().y - v * area.size.y)
    };
    let quiet = pen.style.quiet.color32();
    let grid = pen.style.grid.color32();
    let gap = 0.35 * SMALL * pen.layout.text;
    let text_px = SMALL * pen.layout.text;
    let (across, down) = (area.size.x / (3.0 * text_px), area.size.y / (2.6 * text_px));
    for (ticks, horizontal) in [(x.ticks(across), true), (y.ticks(down), false)] {
        for value in ticks.values() {
            if horizontal {
                let at = place([value, y.low]);
                pen.stroke(at, place([value, y.high]), 1.0, grid);
                pen.text(
                    at + Vec2::new(0.0, gap),
                    Align2::CENTER_TOP,
                    &ticks.text(value),
                    SMALL,
                    quiet,
                );
            } else {
                let at = place([x.low, value]);
                pen.stroke(at, place([x.high, value]), 1.0, grid);
                pen.text(
                    at - Vec2::new(gap, 0.0),
                    Align2::RIGHT_CENTER,
                    &ticks.text(value),
                    SMALL,
                    quiet,
                );
            }
        }
    }
    let text = pen.style.text.color32();
    let below = place([0.5 * (x.low + x.high), y.low])
        + Vec2::new(0.0, gap + 1.35 * SMALL * pen.layout.text);
    pen.text(below, Align2::CENTER_TOP, &data.x_name, SMALL, text);
    let above = place([x.low, y.high]) - Vec2::new(0.0, gap);
    pen.text(above, Align2::CENTER_BOTTOM, &data.y_name, SMALL, text);

    let clipped = pen.painter.with_clip_rect(rect(area));
    let dot = pen.style.accent.mix(pen.style.text, 0.15);
    for (&a, &b) in data.x.iter().zip(&data.y) {
        clipped.circle_filled(
            pos(place([a, b])),
            pen.px(5.0 * pen.style.stroke.sqrt()),
            dot.with_alpha(0.75),
        );
    }
    for run in runs.iter().filter(|run| run.shown) {
        let line = run.at(frame.step);
        let ends = [x.low, x.high].map(|a| pos(place([a, line.x * a + line.y])));
        let width = pen.px(4.0 * pen.style.stroke);
        let halo = Stroke::new(width + pen.px(3.0), pen.style.background_top.color32());
        clipped.line_segment(ends, halo);
        clipped.line_segment(
            ends,
            Stroke::new(width, pen.style.series(run.color).color32()),
        );
    }
    let frame_line = Stroke::new(pen.px(1.5 * pen.style.stroke), pen.style.quiet.color32());
    pen.painter.rect_stroke(
        rect(area),
        0.0,
        frame_line,
        bevy_egui::egui::StrokeKind::Outside,
    );
}

/// A stretch of an axis that holds data with some room.
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
        // Counts and prices start at nothing.
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

    /// At most `room` ticks, and 6 where there is more.
    fn ticks(&self, room: f32) -> Ticks {
        Ticks::new(self.low, self.high, room.clamp(1.0, 6.0) as usize)
    }
}
