//! A chart inside the picture: the lines of all runs, strong up to the present step and faint after it; what does not
//! follow the steps is strong throughout.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Color32, Galley, Rect, Shape, Stroke, StrokeKind};
use glam::Vec2;

use super::{
    chart::{DrawnChart, DrawnLine},
    chart_source::ChartSource,
    frame::Frame,
    labels::{Pen, pos, rect},
    layout::SMALL,
    legend::fitting,
    scale::short_number,
    stage::Area,
    theme::Rgb,
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
/// Space between the word for the steps and the axis, on which the number 0 stands.
const BEFORE: f32 = 0.75;
/// Length of the sample of a line in the key, in heights of small text.
const SAMPLE: f32 = 1.6;
/// How much of a line's colour is left after the present step.
const LATER: f32 = 0.44;
/// As long as values are but for very few.
const LONG_VALUE: &str = "8.88·10⁻⁸⁸";
/// Lines of more colours than there are, and those of the second parameter, are dashed.
const COLORS: usize = 8;

/// Where a chart stands.
pub struct Place {
    /// All of it.
    pub cell: Area,
    /// Room for the numbers on the left, in points.
    pub left: f32,
    /// Whether the steps are written below it.
    pub with_steps: bool,
}

/// The width that the numbers on the left of a chart need.
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
    let text_px = SMALL * pen.layout.text;
    let plot = plot(place, text_px);
    let cursor = chart.cursor(of, frame.step);
    title(pen, of, chart, cursor, place);
    value_ticks(pen, chart, plot);
    if place.with_steps {
        ticks_across(pen, chart, place, plot);
    }
    lines(pen, of, chart, cursor, plot);
    let line = Stroke::new(pen.px(1.5 * pen.style.stroke), pen.style.quiet.color32());
    pen.painter
        .rect_stroke(rect(plot), 0.0, line, StrokeKind::Outside);
}

/// Where the lines are.
pub fn plot(place: &Place, text_px: f32) -> Area {
    let steps = if place.with_steps { STEPS } else { 0.25 };
    place.cell.inset([
        place.left,
        TITLE * text_px,
        RIGHT * text_px,
        steps * text_px,
    ])
}

/// The title, what dashes mean, and the present value where there is only one.
fn title(pen: &Pen, of: ChartSource, chart: &DrawnChart, cursor: Option<f64>, place: &Place) {
    let quiet = pen.style.quiet.color32();
    let text_px = SMALL * pen.layout.text;
    let value = match &chart.lines[..] {
        _ if chart.chart.of == Quantity::Variance => cursor.map(|count| {
            let n = format!("{count:.0}");
            pen.language.say_with(Word::NinetyPercent, &[("n", &n)])
        }),
        [line] => chart.series_of(line, of).and_then(|series| {
            let (_, value) = series.at(cursor?.floor())?;
            Some(short_number(value))
        }),
        _ => None,
    };
    let (words, mut right) = heading(pen, &chart.heading(pen.language), value.as_deref(), place);
    let y = place.cell.min.y + 0.5 * (TITLE - 0.2) * text_px;
    let ChartSource::Runs(runs) = of else {
        return;
    };
    let names = runs.axes[..2].iter();
    let names: Vec<_> = names
        .map(|name| pen.line(name, pen.font(SMALL), quiet))
        .collect();
    let width = |name: &Arc<Galley>| name.size().x + (SAMPLE + 0.9) * text_px;
    let is_by_parameter = chart.lines.iter().any(|line| line.parameter == 1);
    let wide = words.max.x + names.iter().map(width).sum::<f32>() > right;
    if !is_by_parameter || wide {
        return;
    }
    for (index, name) in names.into_iter().enumerate().rev() {
        let start = right - width(&name) + 0.6 * text_px;
        let at = Vec2::new(right, y);
        let covered = Align2::RIGHT_CENTER.anchor_size(pos(at), name.size());
        let ends = [start, start + SAMPLE * text_px].map(|x| pos(Vec2::new(x, y)));
        stroke(pen, &ends, quiet, index == 1, pen.painter);
        right -= width(&name);
        pen.painter.galley(covered.min, name, quiet);
    }
}

/// Paints the line above a chart: what it is, and on the right a value. The legend has the value too: where there is no
/// room for one of any length, it gives way to the title. Returns what the title covers, and where the value begins.
pub fn heading(pen: &Pen, words: &str, value: Option<&str>, place: &Place) -> (Rect, f32) {
    let color = pen.style.text.color32();
    let text_px = SMALL * pen.layout.text;
    let y = place.cell.min.y + 0.5 * (TITLE - 0.2) * text_px;
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

/// Numbers and lines from bottom to top, as many as there is room for, the roundest first.
pub fn value_ticks(pen: &Pen, chart: &DrawnChart, plot: Area) {
    let text_px = SMALL * pen.layout.text;
    let room = (plot.size.y / (2.2 * text_px)).clamp(2.0, 6.0) as usize;
    let mut taken: Vec<Rect> = Vec::new();
    for (shown, text) in chart.ticks(room) {
        let y = plot.max().y - shown as f32 * plot.size.y;
        let at = Vec2::new(plot.min.x - APART * text_px, y);
        let quiet = pen.style.quiet.color32();
        let galley = pen.line(&text, pen.font(SMALL), quiet);
        let mut covered = Align2::RIGHT_CENTER.anchor_size(pos(at), galley.size());
        // A number at the end of the axis stands a little inside, off the title and the steps.
        let least = plot.min.y - 0.35 * text_px;
        let most = plot.max().y + 0.5 * text_px;
        let moved = (least - covered.min.y).max(0.0) - (covered.max.y - most).max(0.0);
        covered = covered.translate(bevy_egui::egui::vec2(0.0, moved));
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

/// The word, then as many numbers as there is room for.
fn ticks_across(pen: &Pen, chart: &DrawnChart, place: &Place, plot: Area) {
    let text_px = SMALL * pen.layout.text;
    let quiet = pen.style.quiet.color32();
    let y = plot.max().y + 0.18 * text_px;
    let word = pen.text(
        Vec2::new(plot.min.x - BEFORE * text_px, y),
        Align2::RIGHT_TOP,
        chart.x_axis.name(pen.language),
        SMALL,
        quiet,
    );
    let mut taken = vec![word];
    for (at, text) in chart.x_axis.ticks(plot.size.x / (3.4 * text_px)) {
        let x = plot.min.x + chart.x_axis.part(at) * plot.size.x;
        let galley = pen.line(&text, pen.font(SMALL), quiet);
        let mut covered = Align2::CENTER_TOP.anchor_size(pos(Vec2::new(x, y)), galley.size());
        let over = (covered.max.x - place.cell.max().x).max(0.0);
        covered = covered.translate(bevy_egui::egui::vec2(-over, 0.0));
        // The first number may come near the word, which says the same axis.
        let apart = covered.expand2(bevy_egui::egui::vec2(APART * text_px, 0.0));
        if taken.iter().skip(1).any(|other| other.intersects(apart)) || word.intersects(covered) {
            continue;
        }
        let (top, bottom) = (plot.min.y, plot.max().y);
        let grid = pen.style.grid.color32();
        pen.stroke(Vec2::new(x, top), Vec2::new(x, bottom), 1.0, grid);
        pen.painter.galley(covered.min, galley, quiet);
        taken.push(covered);
    }
}

/// All lines, the cursor, and a dot on each line.
fn lines(pen: &Pen, of: ChartSource, chart: &DrawnChart, cursor: Option<f64>, plot: Area) {
    let place = |[at, value]: [f64; 2]| {
        // What lies beyond the axis is cut off, and must not be infinite before.
        let shown = chart.scale.shown(value).clamp(-4.0, 5.0) as f32;
        pos(Vec2::new(
            plot.min.x + chart.x_axis.part(at) * plot.size.x,
            plot.max().y - shown * plot.size.y,
        ))
    };
    let clipped = pen.painter.with_clip_rect(rect(plot).expand(pen.px(1.0)));
    let now = |line: &DrawnLine| {
        let series = chart.series_of(line, of)?;
        series.at(cursor?).map(|(at, value)| [at, value])
    };
    let color = |line: &DrawnLine| match of.color(line) {
        Some(series) => pen.style.series(series),
        None if line.parameter == 0 => pen.style.accent,
        None => pen.style.text,
    };
    let dashed = |line: &DrawnLine| {
        let is_again = of.color(line).is_some_and(|color| color >= COLORS);
        matches!(of, ChartSource::Runs(_)) && line.parameter == 1 || is_again
    };
    let mut dots = Vec::new();
    for line in chart.lines.iter().filter(|line| line.bars) {
        // Those that are axes of the picture are strong.
        let shown: Vec<usize> = match of {
            ChartSource::Cloud(cloud) => (0..3)
                .filter_map(|axis| cloud.component_along(axis))
                .collect(),
            ChartSource::Runs(_) => Vec::new(),
        };
        let is_axis =
            |point: &[f64; 2]| shown.is_empty() || shown.contains(&(point[0] as usize - 1));
        let (strong, faint): (Vec<_>, Vec<_>) = line.points.iter().copied().partition(is_axis);
        let later = color(line).mix(pen.style.background_top, 0.5);
        bars(&clipped, &strong, place, color(line), plot);
        bars(&clipped, &faint, place, later, plot);
    }
    let lines = || chart.lines.iter().filter(|line| !line.bars);
    if chart.is_over_steps() {
        for strong in [false, true] {
            for line in lines() {
                let Some(now) = now(line).filter(|now| now[1].is_finite()) else {
                    continue;
                };
                let split = line.points.partition_point(|point| point[0] <= now[0]);
                let (before, after) = line.points.split_at(split);
                let (part, color) = if strong {
                    let part: Vec<_> = before.iter().copied().chain([now]).map(place).collect();
                    (part, color(line))
                } else {
                    let part: Vec<_> = std::iter::once(now)
                        .chain(after.iter().copied())
                        .map(place)
                        .collect();
                    (part, color(line).mix(pen.style.background_top, 1.0 - LATER))
                };
                stroke(pen, &part, color.color32(), dashed(line), &clipped);
                if strong {
                    dots.push((place(now), color));
                }
            }
        }
    } else {
        for line in lines() {
            let points: Vec<_> = line.points.iter().copied().map(place).collect();
            stroke(pen, &points, color(line).color32(), dashed(line), &clipped);
            // Between whole numbers there is nothing; where there are few, each has its dot.
            let small = pen.px(3.4 * pen.style.stroke.sqrt());
            if plot.size.x / points.len().max(1) as f32 > 5.0 * small {
                for &point in &points {
                    clipped.circle_filled(point, small, color(line).color32());
                }
            }
            dots.extend(now(line).map(|now| (place(now), color(line))));
        }
    }
    if let Some(cursor) = cursor {
        let x = plot.min.x + chart.x_axis.part(cursor) * plot.size.x;
        let color = pen.style.text.with_alpha(0.6);
        let ends = [plot.min.y, plot.max().y].map(|y| Vec2::new(x, y));
        pen.stroke(ends[0], ends[1], 1.5, color);
    }
    let radius = pen.px(6.0 * pen.style.stroke.sqrt());
    let rim = Stroke::new(pen.px(2.0), pen.style.background_top.color32());
    let clipped = pen.painter.with_clip_rect(rect(plot).expand(1.5 * radius));
    for (at, color) in dots {
        clipped.circle(at, radius, color.color32(), rim);
    }
}

/// A bar for each value, from the foot of the chart.
fn bars(
    painter: &bevy_egui::egui::Painter,
    points: &[[f64; 2]],
    place: impl Fn([f64; 2]) -> bevy_egui::egui::Pos2,
    color: Rgb,
    plot: Area,
) {
    for &[at, value] in points {
        let (from, to) = (place([at - 0.36, value]), place([at + 0.36, value]));
        let foot = bevy_egui::egui::pos2(to.x, plot.max().y);
        painter.rect_filled(Rect::from_two_pos(from, foot), 0.0, color.color32());
    }
}

fn stroke(
    pen: &Pen,
    points: &[bevy_egui::egui::Pos2],
    color: Color32,
    dashed: bool,
    painter: &bevy_egui::egui::Painter,
) {
    let width = pen.px(3.0 * pen.style.stroke.powf(0.7));
    let line = Stroke::new(width, color);
    if dashed {
        painter.extend(Shape::dashed_line(points, line, 3.5 * width, 2.5 * width));
    } else if points.len() > 1 {
        painter.add(Shape::line(points.to_vec(), line));
    }
}
