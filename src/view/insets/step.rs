//! An explained step in the picture: one line per term, with its colour, formula and numbers.

use bevy_egui::egui::{Align2, Color32, Rect, Stroke, StrokeKind, pos2};
use glam::Vec2;

use crate::{
    simulation::Runs,
    view::{
        frame::{area::Area, layout::SMALL_TEXT},
        style::scale::fixed_number,
        text::{
            explain::{ExplainedStep, ExplainedTerm, color},
            labels::Pen,
            legend::truncated,
        },
    },
};

/// Line height, in heights of small text: preferred and minimum.
const LINE_HEIGHTS: [f32; 2] = [1.42, 1.16];
/// A number as wide as any in a column.
const WIDEST_NUMBER: f64 = -8.888e-88;
/// Width of the colour strip on the left, in heights of small text.
const STRIP_WIDTH: f32 = 0.28;

/// The layout of a step for a given width, the same for every step of a run.
struct StepLayout {
    /// Width of a column of numbers.
    column: f32,
    /// Whether the title has its own line above the parameter names.
    has_title_line: bool,
    /// Whether terms are shown as symbols instead of formulas, for lack of room.
    shows_symbols: bool,
    /// Number of lines besides the terms.
    other_lines: usize,
}

impl StepLayout {
    fn new(pen: &Pen, runs: &Runs, step: &ExplainedStep, width: f32) -> Self {
        let size = |text: &str| {
            pen.lay_out(text, pen.body_font(SMALL_TEXT), Color32::WHITE)
                .size()
                .x
        };
        let text_px = SMALL_TEXT * pen.layout.text_scale;
        let column = size(&fixed_number(WIDEST_NUMBER)) + 0.5 * text_px;
        let names = width - step.parameters.len() as f32 * column;
        let last = ExplainedStep {
            step: runs[step.run].last_step(),
            ..step.clone()
        };
        let has_title_line = size(&title(pen, runs, &last)) > names;
        // A formula that is at least as wide as most.
        let shows_symbols = size("m = β₁·m + (1 − β₁)·g") > names - (STRIP_WIDTH + 0.4) * text_px;
        Self {
            column,
            has_title_line,
            shows_symbols,
            other_lines: 2 + usize::from(has_title_line),
        }
    }

    /// The number of lines if the numbers of `parameters` parameters are written below the formulas.
    fn lines(&self, step: &ExplainedStep, parameters: usize) -> usize {
        let rows = step.terms.iter();
        let rows: usize = rows.map(|row| 1 + row.numbers.len().min(parameters)).sum();
        rows + self.other_lines
    }
}

/// The name of the run and the step.
pub(super) fn title(pen: &Pen, runs: &Runs, step: &ExplainedStep) -> String {
    let run = &runs[step.run];
    format!(
        "{} · {}",
        pen.in_language(&run.label),
        step.title(pen.language)
    )
}

/// The height of a step for a given width, in points.
pub(super) fn height(pen: &Pen, runs: &Runs, step: &ExplainedStep, width: f32) -> f32 {
    let layout = StepLayout::new(pen, runs, step, width);
    layout.lines(step, 0) as f32 * LINE_HEIGHTS[0] * SMALL_TEXT * pen.layout.text_scale
}

/// Paints a step. With spare room, the numbers are substituted below each formula. With too little room, first the line
/// height shrinks, then the settings and finally the first terms are left out.
pub(super) fn paint(pen: &Pen, runs: &Runs, step: &ExplainedStep, area: Area) {
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let (text, secondary) = (pen.style.text.color32(), pen.style.secondary_text.color32());
    let layout = StepLayout::new(pen, runs, step, area.size.x);
    let columns = step.parameters.len();
    let room = area.size.y / text_px;
    let fits =
        |&parameters: &usize| layout.lines(step, parameters) as f32 * LINE_HEIGHTS[0] <= room;
    let substituted = match layout.shows_symbols {
        true => 0,
        false => (1..=columns).rev().find(fits).unwrap_or(0),
    };
    let count = layout.lines(step, substituted);
    let line = (room / count as f32).clamp(LINE_HEIGHTS[1], LINE_HEIGHTS[0]) * text_px;
    let line_capacity = (area.size.y / line + 1e-3) as usize;
    let with_settings = count <= line_capacity;
    let left_out = (count - 1)
        .saturating_sub(line_capacity)
        .min(step.terms.len());

    let mut y = area.min.y + 0.5 * line;
    let right = area.max().x;
    let column_right = |parameter: usize| right - (columns - 1 - parameter) as f32 * layout.column;
    let left = area.min.x + (STRIP_WIDTH + 0.4) * text_px;
    let names_end = column_right(0) - layout.column;
    let title_end = if layout.has_title_line {
        right
    } else {
        names_end
    };
    let title = title(pen, runs, step);
    let title = truncated(pen, &title, SMALL_TEXT, title_end - area.min.x);
    let at = Vec2::new(area.min.x, y);
    pen.paint_text(at, Align2::LEFT_CENTER, &title, SMALL_TEXT, text);
    if layout.has_title_line {
        y += line;
    }
    for (parameter, name) in step.parameters.iter().enumerate() {
        let at = Vec2::new(column_right(parameter), y);
        pen.paint_text(at, Align2::RIGHT_CENTER, name, SMALL_TEXT, secondary);
    }
    y += line;

    for row in &step.terms[left_out..] {
        let numbers = &row.numbers[..row.numbers.len().min(substituted)];
        paint_strip(
            pen,
            row,
            area.min.x,
            [y - 0.42 * line, y + (numbers.len() as f32 + 0.42) * line],
        );
        let name = match layout.shows_symbols {
            true => row.formula.split([' ', '=']).next().unwrap_or_default(),
            false => &row.formula,
        };
        let name = truncated(pen, name, SMALL_TEXT, names_end - left);
        let at = Vec2::new(left, y);
        pen.paint_text(at, Align2::LEFT_CENTER, &name, SMALL_TEXT, text);
        for (parameter, value) in row.values.iter().enumerate() {
            let at = Vec2::new(column_right(parameter), y);
            pen.paint_text(at, Align2::RIGHT_CENTER, value, SMALL_TEXT, text);
        }
        y += line;
        for (name, numbers) in step.parameters.iter().zip(numbers) {
            let numbers = format!("{name}  {numbers}");
            let numbers = truncated(pen, &numbers, SMALL_TEXT, right - left - text_px);
            let at = Vec2::new(left + text_px, y);
            pen.paint_text(at, Align2::LEFT_CENTER, &numbers, SMALL_TEXT, secondary);
            y += line;
        }
    }
    if with_settings {
        let settings = truncated(pen, &step.settings.join("   "), SMALL_TEXT, right - left);
        let at = Vec2::new(left, y);
        pen.paint_text(at, Align2::LEFT_CENTER, &settings, SMALL_TEXT, secondary);
    }
}

/// Paints the colour strip of a term; a correction has the outline of the corrected term's colour.
fn paint_strip(pen: &Pen, row: &ExplainedTerm, left: f32, [top, bottom]: [f32; 2]) {
    let width = STRIP_WIDTH * SMALL_TEXT * pen.layout.text_scale;
    let strip = Rect::from_min_max(pos2(left, top), pos2(left + width, bottom));
    if let Some(color) = color(row.role, pen.style) {
        pen.painter.rect_filled(strip, 0.0, color.color32());
    }
    if let Some(color) = row.corrects.and_then(|role| color(role, pen.style)) {
        let outline = Stroke::new(
            pen.scaled(2.0 * pen.style.stroke_scale.sqrt()),
            color.color32(),
        );
        pen.painter
            .rect_stroke(strip, 0.0, outline, StrokeKind::Inside);
    }
}
