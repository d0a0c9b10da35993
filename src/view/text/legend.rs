//! The legend of runs and the colour bar of the surface.

use bevy_egui::egui::{self, Align2, Color32, CornerRadius, Mesh, Rect, pos2};
use glam::Vec2;

use super::{
    labels::{Pen, pos},
    placeholders::truncate,
    verdict,
};
use crate::{
    math::{descent::StopReason, diagnosis::Verdict},
    scene::{HeightScale, Look, Marks},
    simulation::{RunOutcome, Runs},
    view::{
        frame::{
            Frame,
            layout::{BODY_TEXT, SMALL_TEXT, estimated_width},
        },
        style::{
            scale::short_number,
            theme::{Rgb, SERIES_COLORS, colormap},
        },
        surface::DrawnSurface,
    },
    words::{Language, Word},
};

/// The width of a run's legend line, in text heights, for the wider language: name, stop reason and verdict.
pub(crate) fn run_width(run: &RunOutcome, marks: &Marks) -> f32 {
    let verdict = if marks.verdict { verdict_width() } else { 0.0 };
    let name = [run.label.en(), run.label.zh()].map(estimated_width);
    let end = stop_word(run).map_or([0.0; 2], |word| {
        Language::ALL.map(|language| estimated_width(&stop_suffix(language, word)))
    });
    verdict + (name[0] + end[0]).max(name[1] + end[1])
}

/// Paints the legend of the runs: names, values at the current step, and stop reasons or verdicts.
pub(crate) fn paint_runs(pen: &Pen, frame: &Frame, runs: &Runs, marks: &Marks) {
    let area = pen.layout.legend;
    let line = 1.5 * BODY_TEXT * pen.layout.text_scale;
    let right = area.max().x;
    let value_name = &runs.axes[2];
    pen.paint_text(
        Vec2::new(right, area.min.y),
        Align2::RIGHT_TOP,
        value_name,
        SMALL_TEXT,
        pen.style.secondary_text.color32(),
    );
    for (row, run) in runs.legend().enumerate() {
        let y = area.min.y + (row as f32 + 1.35) * line;
        let swatch = 0.42 * BODY_TEXT * pen.layout.text_scale;
        paint_swatch(pen, Vec2::new(area.min.x + swatch, y), swatch, run.color);
        let value = pen.paint_text(
            Vec2::new(right, y),
            Align2::RIGHT_CENTER,
            &value_at(run, frame),
            BODY_TEXT,
            pen.style.text.color32(),
        );
        let name_left = area.min.x + 2.9 * swatch;
        let paint_name = |left: f32, text: &str| {
            let text = truncated(pen, text, BODY_TEXT, value.min.x - left - swatch);
            let (at, color) = (Vec2::new(left, y), pen.style.text.color32());
            pen.paint_text(at, Align2::LEFT_CENTER, &text, BODY_TEXT, color)
                .max
                .x
        };
        if !marks.verdict {
            paint_name(name_left, &name_with_stop_reason(pen, run, frame.step));
            continue;
        }
        let symbol_x = paint_name(name_left, pen.in_language(&run.label)) + 2.0 * swatch;
        let verdict = run.diagnosis(frame.step).verdict;
        let (center, radius) = (pos(Vec2::new(symbol_x, y)), 0.8 * swatch);
        pen.painter.add(verdict::symbol(
            center,
            radius,
            verdict.severity(),
            pen.style,
        ));
        paint_name(symbol_x + 1.6 * swatch, pen.language.of(&verdict.title()));
    }
}

/// The width of the widest verdict with its symbol, in text heights.
fn verdict_width() -> f32 {
    let widths = Verdict::ALL.into_iter().flat_map(|verdict| {
        let title = verdict.title();
        [title.en, title.zh].map(estimated_width)
    });
    widths.fold(0.0, f32::max) + 1.6
}

/// Paints the swatch of a series: a disc in its colour.
pub(crate) fn paint_swatch(pen: &Pen, center: Vec2, radius: f32, series: usize) {
    let color = pen.style.series(series);
    let rim = color.mix(pen.style.text, 0.5).color32();
    pen.painter.circle(
        pos(center),
        radius,
        color.color32(),
        egui::Stroke::new(pen.scaled(1.2 * pen.style.stroke_scale), rim),
    );
    // The swatches of repeated colours have a hole.
    if series >= SERIES_COLORS {
        pen.painter.circle_filled(
            pos(center),
            0.45 * radius,
            pen.style.background_top.color32(),
        );
    }
}

/// The value of a run at the last completed step; empty while the surface morphs.
fn value_at(run: &RunOutcome, frame: &Frame) -> String {
    // Runs belong to the final surface.
    if frame.morph < 1.0 {
        return String::new();
    }
    let step = frame.step;
    let values = &run.trajectory.values;
    let index = (step.floor() as usize).min(values.len().saturating_sub(1));
    values
        .get(index)
        .map_or(String::new(), |&value| short_number(value))
}

fn name_with_stop_reason(pen: &Pen, run: &RunOutcome, step: f64) -> String {
    let name = pen.in_language(&run.label);
    let ended = step >= run.last_step() as f64;
    match stop_word(run).filter(|_| ended) {
        Some(end) => format!("{name}{}", stop_suffix(pen.language, end)),
        None => name.to_owned(),
    }
}

/// The reason why a run stopped before its last step, if it did.
fn stop_word(run: &RunOutcome) -> Option<Word> {
    match run.trajectory.stop_reason {
        StopReason::Diverged => Some(Word::Diverged),
        StopReason::LeftDomain => Some(Word::LeftDomain),
        StopReason::Converged => Some(Word::Converged),
        StopReason::StepLimit => None,
    }
}

fn stop_suffix(language: Language, stop_word: Word) -> String {
    format!(" · {}", language.say(stop_word))
}

/// Truncates a text with an ellipsis so that it fits a width in points.
pub(crate) fn truncated(pen: &Pen, text: &str, size: f32, width: f32) -> String {
    let fits = |text: &str| {
        pen.lay_out(text, pen.body_font(size), Color32::WHITE)
            .size()
            .x
            <= width
    };
    truncate(text, fits)
}

/// Paints the colour bar of a surface, with the ticks of its vertical axis.
pub(crate) fn paint_color_bar(pen: &Pen, look: &Look, surface: &DrawnSurface, name: &str) {
    let count = bar_tick_count(pen);
    let title = match surface.scale.kind {
        HeightScale::Linear => name.to_owned(),
        HeightScale::Log => format!("{name} · {}", pen.language.say(Word::HeightLog)),
        HeightScale::Clamped => format!("{name} · {}", pen.language.say(Word::HeightClamped)),
    };
    paint_bar(pen, look, surface.scale.ticks(count), &title);
}

/// The number of ticks for the colour bar: as many as fit, at least 2.
pub(crate) fn bar_tick_count(pen: &Pen) -> usize {
    let height = pen.layout.bar.map_or(0.0, |bar| bar.size.y);
    let count = (height / (3.0 * SMALL_TEXT * pen.layout.text_scale)).floor();
    count.max(2.0) as usize
}

/// Paints a colour bar with ticks at the given fractions of its height, and its name above.
pub(crate) fn paint_bar(
    pen: &Pen,
    look: &Look,
    ticks: impl IntoIterator<Item = (f64, String)>,
    title: &str,
) {
    let Some(bar) = pen.layout.bar else { return };
    let (top, bottom) = (bar.min.y, bar.max().y);
    let rect = Rect::from_min_max(pos(bar.min), pos(bar.max()));
    pen.painter
        .add(color_ramp(rect, &colormap(look.colormap), true));
    pen.painter.rect_stroke(
        rect,
        CornerRadius::ZERO,
        egui::Stroke::new(
            pen.scaled(1.5 * pen.style.stroke_scale),
            pen.style.secondary_text.color32(),
        ),
        egui::StrokeKind::Outside,
    );
    for (height, text) in ticks {
        let y = bottom + (top - bottom) * height as f32;
        let right = bar.max().x;
        pen.paint_line(
            Vec2::new(right, y),
            Vec2::new(right + pen.scaled(8.0), y),
            2.0,
            pen.style.secondary_text.color32(),
        );
        pen.paint_text(
            Vec2::new(right + pen.scaled(16.0), y),
            Align2::LEFT_CENTER,
            &text,
            SMALL_TEXT,
            pen.style.secondary_text.color32(),
        );
    }
    let color = pen.style.text.color32();
    let galley = pen.lay_out(title, pen.body_font(SMALL_TEXT), color);
    let at = Vec2::new(bar.min.x, top - 0.45 * SMALL_TEXT * pen.layout.text_scale);
    let label = Align2::LEFT_BOTTOM.anchor_size(pos(at), galley.size());
    pen.painter
        .galley(pen.moved_inside(label).min, galley, color);
}

/// A colour ramp from bottom to top or from left to right.
pub(crate) fn color_ramp(rect: Rect, colors: &[Rgb], is_vertical: bool) -> Mesh {
    let mut mesh = Mesh::default();
    let last = (colors.len() - 1) as f32;
    for (k, color) in colors.iter().enumerate() {
        let fraction = k as f32 / last;
        let ends = match is_vertical {
            true => {
                let y = rect.max.y + (rect.min.y - rect.max.y) * fraction;
                [pos2(rect.min.x, y), pos2(rect.max.x, y)]
            }
            false => {
                let x = rect.min.x + rect.width() * fraction;
                [pos2(x, rect.min.y), pos2(x, rect.max.y)]
            }
        };
        for end in ends {
            mesh.colored_vertex(end, color.color32());
        }
        if k > 0 {
            let base = 2 * k as u32;
            mesh.add_triangle(base - 2, base - 1, base);
            mesh.add_triangle(base - 1, base, base + 1);
        }
    }
    mesh
}
