//! One term of an explained step, large: the symbols of all terms with that of the present one marked, what it is, its
//! formula, and its numbers for each parameter.

use bevy_egui::egui::{Align2, Color32, Rect, pos2};
use glam::Vec2;

use super::step::title;
use crate::{
    math::optimizer::Role,
    simulation::Runs,
    view::{
        frame::{area::Area, layout::SMALL_TEXT},
        text::{
            explain::{ExplainedStep, ExplainedTerm},
            labels::Pen,
            legend::truncated,
        },
    },
    words::Word,
};

/// Line heights, in heights of small text: title, symbols, meaning, formula, numbers, value and settings.
const TITLE: f32 = 1.9;
const SYMBOLS: f32 = 2.6;
const MEANING: f32 = 1.8;
const FORMULA: f32 = 2.9;
const NUMBERS: f32 = 1.5;
const VALUE: f32 = 2.2;
const SETTINGS: f32 = 1.7;
/// Text sizes, in heights of small text.
const SYMBOL_SIZE: f32 = 1.25;
const FORMULA_SIZE: f32 = 1.7;
const VALUE_SIZE: f32 = 1.5;
/// Everything is this much smaller or larger, as there is room; text is not smaller than small text.
const MAGNIFICATIONS: [f32; 2] = [0.74, 1.6];

/// The least height that a term needs, in heights of small text.
pub(super) fn min_height(step: &ExplainedStep) -> f32 {
    MAGNIFICATIONS[0] * height(step)
}

/// The height of a term without magnification.
pub(super) fn height(step: &ExplainedStep) -> f32 {
    let parameters = step.parameters.len() as f32;
    TITLE + SYMBOLS + MEANING + FORMULA + parameters * (NUMBERS + VALUE) + SETTINGS
}

/// Paints one term of a step.
pub(super) fn paint(pen: &Pen, runs: &Runs, step: &ExplainedStep, term: usize, area: Area) {
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let magnification =
        (area.size.y / (height(step) * text_px)).clamp(MAGNIFICATIONS[0], MAGNIFICATIONS[1]);
    let mut column = Column {
        pen,
        area,
        magnification,
        y: area.min.y,
    };
    let spare = area.size.y - height(step) * text_px * magnification;
    column.y += 0.4 * spare.max(0.0);
    let (text, secondary) = (pen.style.text.color32(), pen.style.secondary_text.color32());
    let present = &step.terms[term];
    column.line(TITLE, 1.0, 0.0, &title(pen, runs, step), secondary);
    column.symbols(step, term);
    let meaning = pen.language.say(meaning(step, term));
    column.line(MEANING, 1.0, 0.0, meaning, secondary);
    column.line(FORMULA, FORMULA_SIZE, 0.0, &present.formula, text);
    for (parameter, name) in step.parameters.iter().enumerate() {
        let value = match present.values.get(parameter) {
            Some(value) => value,
            // All parameters share one value.
            None => continue,
        };
        let name = if present.values.len() > 1 { name } else { "" };
        let numbers = present.numbers.get(parameter);
        let numbers = numbers.map_or(String::new(), |numbers| format!("{name}  {numbers}"));
        let value = match numbers.is_empty() {
            true => format!("{name}  {value}"),
            false => format!("= {value}"),
        };
        column.line(NUMBERS, 1.0, 0.0, numbers.trim(), secondary);
        column.line(VALUE, VALUE_SIZE, 1.2, value.trim(), text);
    }
    column.y = column
        .y
        .max(area.max().y - spare.max(0.0) * 0.6 - SETTINGS * text_px * magnification);
    column.line(SETTINGS, 1.0, 0.0, &step.settings.join("   "), secondary);
}

/// What a term is.
fn meaning(step: &ExplainedStep, term: usize) -> Word {
    match step.terms[term].role {
        Role::Gradient => Word::TermGradient,
        Role::Decay => Word::TermDecay,
        Role::Noise => Word::TermNoise,
        Role::Momentum => Word::TermMomentum,
        Role::SecondMoment => Word::TermSecondMoment,
        Role::Correction => Word::TermCorrection,
        Role::Curvature => Word::TermCurvature,
        Role::Acceptance => Word::TermAcceptance,
        Role::Rate => Word::TermRate,
        Role::Step => Word::TermStep,
        Role::Setting => Word::TermParameters,
    }
}

/// The symbol that a term defines, such as `m`.
fn symbol(term: &ExplainedTerm) -> &str {
    term.formula.split([' ', '=']).next().unwrap_or_default()
}

/// Lines of text below each other.
struct Column<'a> {
    pen: &'a Pen<'a>,
    area: Area,
    magnification: f32,
    /// The top of the next line.
    y: f32,
}

impl Column<'_> {
    /// Converts heights of small text to points.
    fn points(&self, heights: f32) -> f32 {
        heights * self.magnification * SMALL_TEXT * self.pen.layout.text_scale
    }

    /// Paints a line, smaller if it is too long for the column.
    fn line(&mut self, height: f32, size: f32, indent: f32, text: &str, color: Color32) {
        let pen = self.pen;
        let left = self.area.min.x + self.points(indent);
        let width = self.area.max().x - left;
        let preferred = size * self.magnification * SMALL_TEXT;
        let galley = pen.lay_out(text, pen.body_font(preferred), color);
        let size = preferred * (width / galley.size().x.max(1.0)).min(1.0);
        let size = size.max(SMALL_TEXT);
        let text = truncated(pen, text, size, width);
        let at = Vec2::new(left, self.y + 0.5 * self.points(height));
        pen.paint_text(at, Align2::LEFT_CENTER, &text, size, color);
        self.y += self.points(height);
    }

    /// Paints the symbols of all terms: the present one marked, those to come dimmed.
    fn symbols(&mut self, step: &ExplainedStep, present: usize) {
        let pen = self.pen;
        let (text, secondary) = (pen.style.text, pen.style.secondary_text);
        let cell = (self.area.size.x / step.terms.len() as f32).min(self.points(2.7));
        let size = SYMBOL_SIZE * self.magnification * SMALL_TEXT;
        let bar = self.points(0.24);
        for (index, term) in step.terms.iter().enumerate() {
            let left = self.area.min.x + index as f32 * cell;
            let middle = Vec2::new(left + 0.45 * cell, self.y + 0.45 * self.points(SYMBOLS));
            let color = match index <= present {
                true => text,
                false => secondary.mix(pen.style.background_top, 0.45),
            };
            pen.paint_text(
                middle,
                Align2::CENTER_CENTER,
                symbol(term),
                size,
                color.color32(),
            );
            let role = step.arrow(index).map(|role| pen.style.role(role));
            let color = match index == present {
                true => role.unwrap_or(text).color32(),
                false => role.unwrap_or(secondary).with_alpha(0.3),
            };
            let height = if index == present { bar } else { 0.4 * bar };
            let bottom = self.y + 0.9 * self.points(SYMBOLS);
            let strip =
                Rect::from_min_max(pos2(left, bottom - height), pos2(left + 0.9 * cell, bottom));
            pen.painter.rect_filled(strip, 0.0, color);
        }
        self.y += self.points(SYMBOLS);
    }
}
