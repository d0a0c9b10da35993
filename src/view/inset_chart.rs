//! A chart inside the picture: the lines of all runs, strong up to the present step and faint after it.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Color32, Galley, Rect, Shape, Stroke, StrokeKind};
use glam::Vec2;

use super::{
    chart::{DrawnChart, DrawnLine},
    frame::Frame,
    labels::{Pen, pos, rect},
    layout::SMALL,
    legend::fitting,
    scale::short_number,
    stage::Area,
    step_axis::StepAxis,
};
use crate::{simulation::Descents, words::Word};

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
    let word = width(pen.language.say(Word::Step)) + BEFORE * text_px;
    (widest + 2.0 * APART * text_px).max(word)
}

/// Paints a chart.
pub fn paint(
    pen: &Pen,
    frame: &Frame,
    descents: &Descents,
    chart: &DrawnChart,
    axis: &StepAxis,
    place: &Place,
) {
    let text_px = SMALL * pen.layout.text;
    let plot = plot(place, text_px);
    let step = frame.step.clamp(0.0, descents.steps as f64);
    title(pen, descents, chart, step, place);
    value_ticks(pen, chart, plot);
    if place.with_steps {
        step_ticks(pen, axis, place, plot);
    }
    lines(pen, descents, chart, axis, step, plot);
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
fn title(pen: &Pen, descents: &Descents, chart: &DrawnChart, step: f64, place: &Place) {
    let (color, quiet) = (pen.style.text.color32(), pen.style.quiet.color32());
    let text_px = SMALL * pen.layout.text;
    let y = place.cell.min.y + 0.5 * (TITLE - 0.2) * text_px;
    let (left, mut right) = (
        place.cell.min.x + place.left,
        place.cell.max().x - RIGHT * text_px,
    );
    let mut words = pen.language.say(chart.title()).to_owned();
    if chart.scale.is_shifted() {
        words = format!("{words} · {}", pen.language.say(Word::AboveMinimum));
    }
    let width = |text: &str| pen.line(text, pen.font(SMALL), color).size().x;
    let room = right - left - width(&words) - 0.4 * text_px;
    // The legend has the value too: where there is no room for one of any length, it gives way to the title.
    if let [line] = &chart.lines[..]
        && let Some((_, series)) = chart.line_of(line, descents)
        && let Some((_, value)) = series.at(step.floor())
        && width(LONG_VALUE) <= room
    {
        let at = Vec2::new(right, y);
        right = pen
            .text(at, Align2::RIGHT_CENTER, &short_number(value), SMALL, color)
            .min
            .x;
    }
    let words = fitting(pen, &words, SMALL, right - left - 0.4 * text_px);
    let words = pen.text(
        Vec2::new(left, y),
        Align2::LEFT_CENTER,
        &words,
        SMALL,
        color,
    );
    let names = descents.axes[..2].iter();
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

/// Numbers and lines from bottom to top, as many as there is room for, the roundest first.
fn value_ticks(pen: &Pen, chart: &DrawnChart, plot: Area) {
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
fn step_ticks(pen: &Pen, axis: &StepAxis, place: &Place, plot: Area) {
    let text_px = SMALL * pen.layout.text;
    let quiet = pen.style.quiet.color32();
    let y = plot.max().y + 0.18 * text_px;
    let word = pen.text(
        Vec2::new(plot.min.x - BEFORE * text_px, y),
        Align2::RIGHT_TOP,
        pen.language.say(Word::Step),
        SMALL,
        quiet,
    );
    let mut taken = vec![word];
    for (step, text) in axis.ticks(plot.size.x / (3.4 * text_px)) {
        let x = plot.min.x + axis.part(step) * plot.size.x;
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
fn lines(
    pen: &Pen,
    descents: &Descents,
    chart: &DrawnChart,
    axis: &StepAxis,
    step: f64,
    plot: Area,
) {
    let place = |[step, value]: [f64; 2]| {
        // What lies beyond the axis is cut off, and must not be infinite before.
        let shown = chart.scale.shown(value).clamp(-4.0, 5.0) as f32;
        pos(Vec2::new(
            plot.min.x + axis.part(step) * plot.size.x,
            plot.max().y - shown * plot.size.y,
        ))
    };
    let clipped = pen.painter.with_clip_rect(rect(plot).expand(pen.px(1.0)));
    let now = |line: &DrawnLine| {
        let (_, series) = chart.line_of(line, descents)?;
        series.at(step).map(|(step, value)| [step, value])
    };
    let color = |line: &DrawnLine| pen.style.series(descents.runs[line.run].color);
    let dashed = |line: &DrawnLine| line.parameter == 1 || descents.runs[line.run].color >= COLORS;
    let mut dots = Vec::new();
    for strong in [false, true] {
        for line in &chart.lines {
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
    let x = plot.min.x + axis.part(step) * plot.size.x;
    let cursor = pen.style.text.with_alpha(0.6);
    pen.stroke(
        Vec2::new(x, plot.min.y),
        Vec2::new(x, plot.max().y),
        1.5,
        cursor,
    );
    let radius = pen.px(6.0 * pen.style.stroke.sqrt());
    let rim = Stroke::new(pen.px(2.0), pen.style.background_top.color32());
    let clipped = pen.painter.with_clip_rect(rect(plot).expand(1.5 * radius));
    for (at, color) in dots {
        clipped.circle(at, radius, color.color32(), rim);
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
