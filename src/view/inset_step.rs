//! One step explained inside the picture: a line for each term, with its colour, its formula and its numbers.

use bevy_egui::egui::{Align2, Color32, Rect, pos2};
use glam::Vec2;

use super::{
    explain::{WrittenStep, color},
    labels::Pen,
    layout::SMALL,
    legend::fitting,
    scale::fixed_number,
    stage::Area,
};
use crate::{simulation::Descents, words::Word};

/// Height of a line, in heights of small text.
const LINE: f32 = 1.42;
/// The widest number that there is room for.
const WIDEST: f64 = -8.888e-88;
/// Width of the strip of colour at the left, in heights of small text.
const STRIP: f32 = 0.28;

/// The lines of a step besides its terms: its title and its settings.
const OTHER_LINES: usize = 2;

/// The height that a step needs, in points.
pub fn height(pen: &Pen, written: &WrittenStep) -> f32 {
    (written.rows.len() + OTHER_LINES) as f32 * LINE * SMALL * pen.layout.text
}

/// Paints a step. Where there is room to spare, the numbers are put into each formula below it.
pub fn paint(pen: &Pen, descents: &Descents, written: &WrittenStep, area: Area) {
    let text_px = SMALL * pen.layout.text;
    let line = LINE * text_px;
    let (text, quiet) = (pen.style.text.color32(), pen.style.quiet.color32());
    let column = column(pen);
    let columns = written.parameters.len();
    let mut y = area.min.y + 0.5 * line;
    let right = area.max().x;
    let center = |parameter: usize| right - (columns - 1 - parameter) as f32 * column;
    let left = area.min.x + (STRIP + 0.4) * text_px;
    let names_left = center(0) - column;

    let run = &descents.runs[written.run];
    let step = written.step.to_string();
    let step = pen.language.say_with(Word::StepNumber, &[("n", &step)]);
    let title = format!("{} · {step}", pen.say(&run.label));
    let title = fitting(pen, &title, SMALL, names_left - area.min.x);
    pen.text(
        Vec2::new(area.min.x, y),
        Align2::LEFT_CENTER,
        &title,
        SMALL,
        text,
    );
    for (parameter, name) in written.parameters.iter().enumerate() {
        let at = Vec2::new(center(parameter), y);
        pen.text(at, Align2::RIGHT_CENTER, name, SMALL, quiet);
    }
    y += line;

    let expanded = {
        let rows: usize = written.rows.iter().map(|row| 1 + row.numbers.len()).sum();
        (rows + OTHER_LINES) as f32 * line <= area.size.y
    };
    for row in &written.rows {
        let lines = 1 + if expanded { row.numbers.len() } else { 0 };
        if let Some(color) = color(row.role, pen.style) {
            let strip = Rect::from_min_max(
                pos2(area.min.x, y - 0.42 * line),
                pos2(
                    area.min.x + STRIP * text_px,
                    y + (lines as f32 - 0.58) * line,
                ),
            );
            pen.painter.rect_filled(strip, 0.0, color.color32());
        }
        let formula = fitting(pen, &row.formula, SMALL, names_left - left);
        pen.text(
            Vec2::new(left, y),
            Align2::LEFT_CENTER,
            &formula,
            SMALL,
            text,
        );
        for (parameter, value) in row.values.iter().enumerate() {
            let at = Vec2::new(center(parameter), y);
            pen.text(at, Align2::RIGHT_CENTER, value, SMALL, text);
        }
        y += line;
        if !expanded {
            continue;
        }
        for (name, numbers) in written.parameters.iter().zip(&row.numbers) {
            let numbers = format!("{name}  {numbers}");
            let numbers = fitting(pen, &numbers, SMALL, right - left - text_px);
            let at = Vec2::new(left + text_px, y);
            pen.text(at, Align2::LEFT_CENTER, &numbers, SMALL, quiet);
            y += line;
        }
    }
    let settings = fitting(pen, &written.settings.join("   "), SMALL, right - left);
    pen.text(
        Vec2::new(left, y),
        Align2::LEFT_CENTER,
        &settings,
        SMALL,
        quiet,
    );
}

/// The width of a column of numbers: of the widest, so that nothing moves.
fn column(pen: &Pen) -> f32 {
    let widest = fixed_number(WIDEST);
    let galley = pen.line(&widest, pen.font(SMALL), Color32::WHITE);
    galley.size().x + 0.5 * SMALL * pen.layout.text
}
