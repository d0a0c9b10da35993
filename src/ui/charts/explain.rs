//! One step of a run, explained term by term: formulas with their current numbers.

use bevy_egui::egui::{Align, Label, Layout, RichText, Stroke, Ui, vec2};

use super::super::{PanelContext, UiCommand, widgets};
use crate::{
    math::optimizer::Role,
    simulation::Runs,
    view::text::explain::{ExplainedStep, ExplainedTerm, color},
    words::Word,
};

/// The width of the strip in the colour of a term, in points.
const STRIP_WIDTH: f32 = 4.0;
/// The distance between the strip and the text of the term, in points.
const STRIP_DISTANCE: f32 = 6.0;

/// The choice of a run, and the terms of its current step.
pub(super) fn panel(ui: &mut Ui, runs: &Runs, context: &PanelContext) {
    let language = context.language;
    let Some(run_index) = runs.in_focus(context.look().focus) else {
        widgets::weak_text(ui, language.say(Word::NoRuns));
        return;
    };
    let all = runs.iter().enumerate();
    let options = all
        .filter(|(_, run)| run.shown)
        .map(|(index, run)| (index, language.text(&run.label), ""));
    let (name, meaning) = (language.say(Word::Run), language.say(Word::ExplainFocus));
    if let Some(chosen) = widgets::choice(ui, name, meaning, &run_index, options) {
        context.send(UiCommand::FocusRun(chosen));
    }
    let Some(written) = ExplainedStep::new(runs, run_index, context.step) else {
        widgets::weak_text(ui, language.say(Word::NoUpdate));
        return;
    };
    widgets::weak_text(ui, &written.title(language));
    for term in &written.terms {
        self::term(ui, term, &written.parameters, context);
    }
    widgets::weak_text(ui, &written.settings.join("   "));
}

/// The formula of a term, and below it a row for each parameter: the formula with numbers inserted, and its value.
fn term(ui: &mut Ui, term: &ExplainedTerm, parameters: &[String], context: &PanelContext) {
    let role = context.language.of(&term.role.title());
    let strip_color = color(term.corrects.unwrap_or(term.role), context.style);
    let rect = ui
        .horizontal(|ui| {
            ui.add_space(STRIP_WIDTH + STRIP_DISTANCE);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let is_term = term.role != Role::Setting;
                let trailing = if is_term { role } else { "" };
                widgets::with_trailing(ui, trailing, |ui| {
                    ui.add(Label::new(&*term.formula).truncate())
                });
                for (parameter, value) in term.values.iter().enumerate() {
                    let name = match term.values.len() {
                        1 => "",
                        _ => &parameters[parameter],
                    };
                    let numbers = term.numbers.get(parameter).map_or("", |numbers| numbers);
                    value_row(ui, name, numbers, value);
                }
            });
        })
        .response
        .rect;
    if let Some(color) = strip_color {
        let (top, bottom) = (rect.left_top(), rect.left_bottom());
        let middle = vec2(0.5 * STRIP_WIDTH, 0.0);
        let line = Stroke::new(STRIP_WIDTH, color.color32());
        ui.painter()
            .line_segment([top + middle, bottom + middle], line);
    }
}

/// A row with the formula in numbers and its value for one parameter. The value is aligned right, so that it does not
/// move when its digits change.
fn value_row(ui: &mut Ui, name: &str, numbers: &str, value: &str) {
    let small = |text: &str| RichText::new(text).small();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(small(value)).extend());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = format!("{name}  {numbers}");
                let label = ui.add(Label::new(small(text.trim()).weak()).truncate());
                widgets::with_tooltip(label, numbers);
            });
        });
    });
}
