//! An explained step in the picture: one line per term, with its colour, formula and numbers.

use bevy_egui::egui::{Align2, Color32, Rect, Stroke, StrokeKind, pos2};
use glam::Vec2;

use crate::{
    simulation::Runs,
    view::{
        frame::{layout::SMALL, stage::Area},
        style::scale::fixed_number,
        text::{
            explain::{WrittenStep, WrittenTerm, color},
            labels::Pen,
            legend::fitting,
        },
    },
};

/// Line height, in heights of small text: preferred and minimum.
const LINES: [f32; 2] = [1.42, 1.16];
/// The widest number that fits a column.
const WIDEST: f64 = -8.888e-88;
/// Width of the colour strip on the left, in heights of small text.
const STRIP: f32 = 0.28;

/// The layout of a step for a given width, the same for every step of a run.
struct Plan {
    /// Width of a column of numbers.
    column: f32,
    /// Whether the title has its own line above the parameter names.
    title_apart: bool,
    /// Whether terms are shown by symbol instead of formula, for lack of room.
    symbols: bool,
    /// Number of lines besides the terms.
    others: usize,
}

impl Plan {
    fn new(pen: &Pen, runs: &Runs, written: &WrittenStep, width: f32) -> Self {
        let size = |text: &str| pen.line(text, pen.font(SMALL), Color32::WHITE).size().x;
        let text_px = SMALL * pen.layout.text;
        let column = size(&fixed_number(WIDEST)) + 0.5 * text_px;
        let names = width - written.parameters.len() as f32 * column;
        let last = WrittenStep {
            step: runs[written.run].last_step(),
            ..written.clone()
        };
        let title_apart = size(&title(pen, runs, &last)) > names;
        // As wide as most formulas.
        let symbols = size("m = β₁·m + (1 − β₁)·g") > names - (STRIP + 0.4) * text_px;
        Self {
            column,
            title_apart,
            symbols,
            others: 2 + usize::from(title_apart),
        }
    }

    /// The number of lines if numbers are substituted for `parameters` parameters.
    fn lines(&self, written: &WrittenStep, parameters: usize) -> usize {
        let rows = written.rows.iter();
        let rows: usize = rows.map(|row| 1 + row.numbers.len().min(parameters)).sum();
        rows + self.others
    }
}

fn title(pen: &Pen, runs: &Runs, written: &WrittenStep) -> String {
    let run = &runs[written.run];
    format!("{} · {}", pen.say(&run.label), written.title(pen.language))
}

/// The height of a step for a given width, in points.
pub(super) fn height(pen: &Pen, runs: &Runs, written: &WrittenStep, width: f32) -> f32 {
    let plan = Plan::new(pen, runs, written, width);
    plan.lines(written, 0) as f32 * LINES[0] * SMALL * pen.layout.text
}

/// Paints a step. With spare room, the numbers are substituted below each formula. With too little room, first the line
/// height shrinks, then the settings and finally the first terms are left out.
pub(super) fn paint(pen: &Pen, runs: &Runs, written: &WrittenStep, area: Area) {
    let text_px = SMALL * pen.layout.text;
    let (text, quiet) = (pen.style.text.color32(), pen.style.quiet.color32());
    let plan = Plan::new(pen, runs, written, area.size.x);
    let columns = written.parameters.len();
    let room = area.size.y / text_px;
    let fits = |&parameters: &usize| plan.lines(written, parameters) as f32 * LINES[0] <= room;
    let put_in = match plan.symbols {
        true => 0,
        false => (1..=columns).rev().find(fits).unwrap_or(0),
    };
    let count = plan.lines(written, put_in);
    let line = (room / count as f32).clamp(LINES[1], LINES[0]) * text_px;
    let held = (area.size.y / line + 1e-3) as usize;
    let with_settings = count <= held;
    let left_out = (count - 1).saturating_sub(held).min(written.rows.len());

    let mut y = area.min.y + 0.5 * line;
    let right = area.max().x;
    let end_of = |parameter: usize| right - (columns - 1 - parameter) as f32 * plan.column;
    let left = area.min.x + (STRIP + 0.4) * text_px;
    let names_end = end_of(0) - plan.column;
    let title_end = if plan.title_apart { right } else { names_end };
    let title = title(pen, runs, written);
    let title = fitting(pen, &title, SMALL, title_end - area.min.x);
    let at = Vec2::new(area.min.x, y);
    pen.text(at, Align2::LEFT_CENTER, &title, SMALL, text);
    if plan.title_apart {
        y += line;
    }
    for (parameter, name) in written.parameters.iter().enumerate() {
        let at = Vec2::new(end_of(parameter), y);
        pen.text(at, Align2::RIGHT_CENTER, name, SMALL, quiet);
    }
    y += line;

    for row in &written.rows[left_out..] {
        let numbers = &row.numbers[..row.numbers.len().min(put_in)];
        strip(
            pen,
            row,
            area.min.x,
            [y - 0.42 * line, y + (numbers.len() as f32 + 0.42) * line],
        );
        let name = match plan.symbols {
            true => row.formula.split([' ', '=']).next().unwrap_or_default(),
            false => &row.formula,
        };
        let name = fitting(pen, name, SMALL, names_end - left);
        let at = Vec2::new(left, y);
        pen.text(at, Align2::LEFT_CENTER, &name, SMALL, text);
        for (parameter, value) in row.values.iter().enumerate() {
            let at = Vec2::new(end_of(parameter), y);
            pen.text(at, Align2::RIGHT_CENTER, value, SMALL, text);
        }
        y += line;
        for (name, numbers) in written.parameters.iter().zip(numbers) {
            let numbers = format!("{name}  {numbers}");
            let numbers = fitting(pen, &numbers, SMALL, right - left - text_px);
            let at = Vec2::new(left + text_px, y);
            pen.text(at, Align2::LEFT_CENTER, &numbers, SMALL, quiet);
            y += line;
        }
    }
    if with_settings {
        let settings = fitting(pen, &written.settings.join("   "), SMALL, right - left);
        let at = Vec2::new(left, y);
        pen.text(at, Align2::LEFT_CENTER, &settings, SMALL, quiet);
    }
}

/// Paints the colour strip of a term; a correction has the outline of the corrected term's colour.
fn strip(pen: &Pen, row: &WrittenTerm, left: f32, [top, bottom]: [f32; 2]) {
    let width = STRIP * SMALL * pen.layout.text;
    let strip = Rect::from_min_max(pos2(left, top), pos2(left + width, bottom));
    if let Some(color) = color(row.role, pen.style) {
        pen.painter.rect_filled(strip, 0.0, color.color32());
    }
    if let Some(color) = row.corrects.and_then(|role| color(role, pen.style)) {
        let outline = Stroke::new(pen.px(2.0 * pen.style.stroke.sqrt()), color.color32());
        pen.painter
            .rect_stroke(strip, 0.0, outline, StrokeKind::Inside);
    }
}
