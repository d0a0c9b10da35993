//! The legend of runs, where they have no tags, and the colour bars of surfaces and clouds.

use bevy_egui::egui::{self, Align2, Color32, CornerRadius, Mesh, Rect, pos2};
use glam::Vec2;

use super::{
    labels::{Pen, pos},
    placeholders::truncate,
    run_signs::{RunSigns, paint_sign},
    tags, verdict,
};
use crate::{
    math::{descent::StopReason, diagnosis::Verdict},
    scene::{HeightScale, Look, Marks},
    simulation::{RunOutcome, Runs},
    view::{
        frame::{
            Frame,
            contents::{Contents, Tags},
            layout::{BODY_TEXT, LEGEND_LINE, SMALL_TEXT, estimated_width},
        },
        style::{
            scale::short_number,
            theme::{Rgb, SERIES_COLORS, colormap},
        },
        surface::DrawnSurface,
    },
    words::{Language, Word},
};

/// Radius of a swatch with a sign, relative to one without.
const SIGNED_SWATCH: f32 = 1.35;

/// The contents of a figure with these runs. `others` are the number of legend lines that are not about runs, and the
/// width of the longest name in these lines, in text heights.
pub(crate) fn contents_of_runs(
    runs: &Runs,
    marks: &Marks,
    others: (usize, f32),
    figure: Contents,
) -> Contents {
    let (other_lines, other_width) = others;
    let widths = runs.legend().map(|run| run_width(run, marks));
    let tag_widths = runs.legend().map(tags::width);
    // Verdicts are in the legend.
    let has_tags = marks.names && !marks.verdict;
    Contents {
        legend_lines: runs.legend().count() + 1 + other_lines,
        legend_width: widths.fold(other_width, f32::max),
        legend_head: Some(estimated_width(&runs.axes[2])),
        tags: has_tags.then(|| Tags {
            count: runs.legend().count(),
            width: tag_widths.sum(),
            other_lines,
            other_width,
        }),
        ..figure
    }
}

/// The maximum width of a run's name with its stop reason and verdict, in text heights, for the wider language.
fn run_width(run: &RunOutcome, marks: &Marks) -> f32 {
    let verdict = if marks.verdict { verdict_width() } else { 0.0 };
    let name = [run.label.en(), run.label.zh()].map(estimated_width);
    let suffix = stop_reason(run).map_or([0.0; 2], |reason| {
        Language::ALL.map(|language| estimated_width(&stop_reason_suffix(language, reason)))
    });
    verdict + (name[0] + suffix[0]).max(name[1] + suffix[1])
}

/// The vertical centre of a legend line that is not about a run, by its number from 0: below those of the runs, if
/// these have no tags.
pub(crate) fn other_line_y(pen: &Pen, runs: &Runs, number: usize) -> f32 {
    let above = if pen.layout.has_tags {
        0
    } else {
        runs.legend().count() + 1
    };
    let line_height = LEGEND_LINE * pen.layout.text_scale;
    pen.layout.legend.min.y + ((above + number) as f32 + 0.35) * line_height
}

/// Paints the legend of the runs: names, values at the current step, and stop reasons or verdicts. Tags replace it.
pub(crate) fn paint_runs(pen: &Pen, frame: &Frame, runs: &Runs, marks: &Marks) {
    if pen.layout.has_tags {
        return;
    }
    let area = pen.layout.legend;
    let line_height = LEGEND_LINE * pen.layout.text_scale;
    let right = area.max().x;
    let value_name = &runs.axes[2];
    let signs = RunSigns::new(runs, pen.language);
    pen.paint_text(
        Vec2::new(right, area.min.y),
        Align2::RIGHT_TOP,
        value_name,
        SMALL_TEXT,
        pen.style.secondary_text.color32(),
    );
    for (row, run) in runs.legend().enumerate() {
        let y = area.min.y + (row as f32 + 1.35) * line_height;
        let swatch_radius = 0.42 * BODY_TEXT * pen.layout.text_scale;
        let swatch = Vec2::new(area.min.x + swatch_radius, y);
        paint_signed_swatch(pen, swatch, swatch_radius, run, &signs);
        let value_rect = pen.paint_text(
            Vec2::new(right, y),
            Align2::RIGHT_CENTER,
            &value_text(run, frame),
            BODY_TEXT,
            pen.style.text.color32(),
        );
        let name_left = area.min.x + 2.9 * swatch_radius;
        let paint_truncated = |left: f32, text: &str| {
            let text = truncated(
                pen,
                text,
                BODY_TEXT,
                value_rect.min.x - left - swatch_radius,
            );
            let (at, color) = (Vec2::new(left, y), pen.style.text.color32());
            pen.paint_text(at, Align2::LEFT_CENTER, &text, BODY_TEXT, color)
                .max
                .x
        };
        if !marks.verdict {
            paint_truncated(name_left, &name_with_stop_reason(pen, run, frame.step));
            continue;
        }
        let symbol_x =
            paint_truncated(name_left, pen.in_language(&run.label)) + 2.0 * swatch_radius;
        let verdict = run.diagnosis(frame.step).verdict;
        let (center, radius) = (pos(Vec2::new(symbol_x, y)), 0.8 * swatch_radius);
        pen.painter.add(verdict::symbol(
            center,
            radius,
            verdict.severity(),
            pen.style,
        ));
        paint_truncated(
            symbol_x + 1.6 * swatch_radius,
            pen.language.of(&verdict.title()),
        );
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

/// Paints the swatch of a run with its sign, which makes it larger; `radius` is that of a swatch without a sign.
pub(crate) fn paint_signed_swatch(
    pen: &Pen,
    center: Vec2,
    radius: f32,
    run: &RunOutcome,
    signs: &RunSigns,
) {
    match signs.of(run) {
        Some(sign) => {
            paint_swatch(pen, center, SIGNED_SWATCH * radius, run.color);
            paint_sign(pen, center, SIGNED_SWATCH * radius, sign, 1.0);
        }
        None => paint_swatch(pen, center, radius, run.color),
    }
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

/// The value of a run at the last completed step, as text; empty while the surface morphs.
fn value_text(run: &RunOutcome, frame: &Frame) -> String {
    value_at(run, frame).map_or(String::new(), short_number)
}

/// The value of a run at the last completed step; none while the surface morphs.
pub(super) fn value_at(run: &RunOutcome, frame: &Frame) -> Option<f64> {
    // Runs belong to the final surface.
    if frame.morph < 1.0 {
        return None;
    }
    let values = &run.trajectory.values;
    let index = (frame.step.floor() as usize).min(values.len().saturating_sub(1));
    values.get(index).copied()
}

fn name_with_stop_reason(pen: &Pen, run: &RunOutcome, step: f64) -> String {
    let name = pen.in_language(&run.label);
    let ended = step >= run.last_step() as f64;
    match stop_reason(run).filter(|_| ended) {
        Some(reason) => format!("{name}{}", stop_reason_suffix(pen.language, reason)),
        None => name.to_owned(),
    }
}

/// The reason why a run stopped before the requested number of steps, if it did.
pub(super) fn stop_reason(run: &RunOutcome) -> Option<Word> {
    match run.trajectory.stop_reason {
        StopReason::Diverged => Some(Word::Diverged),
        StopReason::LeftDomain => Some(Word::LeftDomain),
        StopReason::Converged => Some(Word::Converged),
        StopReason::StepLimit => None,
    }
}

fn stop_reason_suffix(language: Language, reason: Word) -> String {
    format!(" · {}", language.say(reason))
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
pub(crate) fn paint_surface_color_bar(pen: &Pen, look: &Look, surface: &DrawnSurface, name: &str) {
    let count = color_bar_tick_count(pen);
    let title = match surface.scale.kind {
        HeightScale::Linear => name.to_owned(),
        HeightScale::Log => format!("{name} · {}", pen.language.say(Word::HeightLog)),
        HeightScale::Clamped => format!("{name} · {}", pen.language.say(Word::HeightClamped)),
    };
    paint_color_bar(pen, look, surface.scale.ticks(count), &title);
}

/// The number of ticks for the colour bar: as many as fit, at least 2.
pub(crate) fn color_bar_tick_count(pen: &Pen) -> usize {
    let height = pen.layout.bar.map_or(0.0, |bar| bar.size.y);
    let count = (height / (3.0 * SMALL_TEXT * pen.layout.text_scale)).floor();
    count.max(2.0) as usize
}

/// Paints a colour bar with ticks at the given fractions of its height, and its title above.
pub(crate) fn paint_color_bar(
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
    for (fraction, text) in ticks {
        let y = bottom + (top - bottom) * fraction as f32;
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
