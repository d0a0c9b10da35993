//! One step of a run, term by term: formulas with their current numbers.

use bevy_egui::egui::{Align, Label, Layout, RichText, Stroke, Ui, vec2};

use super::super::{PanelContext, UiCommand, widgets};
use crate::{
    math::optimizer::Role,
    simulation::Runs,
    view::text::explain::{ExplainedStep, ExplainedTerm, color},
    words::Word,
};

/// The width of the strip in a term's colour.
const STRIP: f32 = 4.0;
/// The space between the strip and the term.
const BESIDE: f32 = 6.0;

/// The choice of a run, and its current step.
pub(super) fn panel(ui: &mut Ui, runs: &Runs, context: &PanelContext) {
    let language = context.language;
    let Some(run) = runs.in_focus(context.look().focus) else {
        widgets::quiet(ui, language.say(Word::NoRuns));
        return;
    };
    let all = runs.iter().enumerate();
    let options = all
        .filter(|(_, run)| run.shown)
        .map(|(index, run)| (index, language.text(&run.label), ""));
    let (name, meaning) = (language.say(Word::Run), language.say(Word::ExplainFocus));
    if let Some(chosen) = widgets::choice(ui, name, meaning, &run, options) {
        context.send(UiCommand::FocusRun(chosen));
    }
    let Some(written) = ExplainedStep::new(runs, run, context.step) else {
        widgets::quiet(ui, language.say(Word::NoUpdate));
        return;
    };
    widgets::quiet(ui, &written.title(language));
    for term in &written.terms {
        self::term(ui, term, &written.parameters, context);
    }
    widgets::quiet(ui, &written.settings.join("   "));
}

/// A formula, and below it the numbers and the result for each parameter.
fn term(ui: &mut Ui, term: &ExplainedTerm, parameters: &[String], context: &PanelContext) {
    let role = context.language.of(&term.role.title());
    let strip = color(term.corrects.unwrap_or(term.role), context.style);
    let place = ui
        .horizontal(|ui| {
            ui.add_space(STRIP + BESIDE);
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
                    numbers_of(ui, name, numbers, value);
                }
            });
        })
        .response
        .rect;
    if let Some(color) = strip {
        let (top, bottom) = (place.left_top(), place.left_bottom());
        let middle = vec2(0.5 * STRIP, 0.0);
        let line = Stroke::new(STRIP, color.color32());
        ui.painter()
            .line_segment([top + middle, bottom + middle], line);
    }
}

/// The value is aligned right, so that it does not move when its digits change.
fn numbers_of(ui: &mut Ui, name: &str, numbers: &str, value: &str) {
    let small = |text: &str| RichText::new(text).small();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(small(value)).extend());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = format!("{name}  {numbers}");
                let label = ui.add(Label::new(small(text.trim()).weak()).truncate());
                widgets::explained(label, numbers);
            });
        });
    });
}
