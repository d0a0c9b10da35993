//! The panel of a heat map: its landscape and optimizer, the swept setting and its range, and its curves.

use bevy_egui::egui::Ui;

use super::{
    super::{PanelContext, widgets},
    landscape, runs,
};
use crate::{
    math::{
        optimizer,
        parameter::{Kind, Parameter},
        schedule,
        spec::Spec,
    },
    scene::{FORMULA, Subject, SweepSubject, formula_text},
    view::style::scale::short_number,
    words::{Language, Word},
};

/// The settings of the heat map.
pub(super) fn panel(ui: &mut Ui, subject: &mut SweepSubject, context: &PanelContext) {
    let language = context.language;
    match landscape::choose(ui, &subject.landscape, language) {
        Some(FORMULA) => subject.landscape = landscape::typed_formula(&subject.landscape),
        Some(name) => subject.landscape = Spec::new(name),
        None => {}
    }
    let opened = context.opened_subject().and_then(Subject::sweep);
    if formula_text(&subject.landscape).is_some() {
        let opened = opened.map(|opened| &opened.landscape);
        landscape::formula(ui, &mut subject.landscape, opened, language);
    }
    let opened_l2 = opened.map_or(0.0, |opened| opened.l2);
    landscape::penalty(ui, &mut subject.l2, opened_l2, language);
    widgets::row(
        ui,
        language.say(Word::Start),
        language.say(Word::ExplainStart),
        |ui, label| widgets::point_fields(ui, label, &mut subject.start, 0.01),
    );
    steps(ui, subject, opened, language);
    let before = subject.optimizer.name.clone();
    ui.push_id("optimizer", |ui| {
        runs::algorithm(
            ui,
            [Word::Optimizer, Word::ExplainOptimizer],
            &optimizer::CATALOGUE,
            &mut subject.optimizer,
            opened.map(|opened| &opened.optimizer),
            None,
            &subject.key,
            language,
        );
    });
    if subject.optimizer.name != before && subject.parameter().is_err() {
        // The new optimizer does not have the swept setting.
        if let Some(parameter) = numeric_settings(subject).next() {
            sweep_setting(subject, parameter);
        }
    }
    setting_and_range(ui, subject, language);
    ui.push_id("schedule", |ui| {
        runs::algorithm(
            ui,
            [Word::Schedule, Word::ExplainSchedule],
            &schedule::CATALOGUE,
            &mut subject.schedule,
            opened.map(|opened| &opened.schedule),
            None,
            "",
            language,
        );
    });
    curves(ui, subject, language);
}

fn steps(
    ui: &mut Ui,
    subject: &mut SweepSubject,
    opened: Option<&SweepSubject>,
    language: Language,
) {
    let mut steps = subject.steps as f64;
    let opened = opened.map_or(steps, |opened| opened.steps as f64);
    let changed = widgets::SliderRow::new(language.say(Word::Steps), [1.0, 1e4])
        .tooltip(language.say(Word::ExplainSteps))
        .reset_value(opened)
        .logarithmic(true)
        .integer()
        .show(ui, &mut steps);
    if changed {
        subject.steps = steps.round() as usize;
    }
}

/// The numeric settings of the optimizer.
fn numeric_settings(subject: &SweepSubject) -> impl Iterator<Item = &'static Parameter> + use<> {
    let parameters = optimizer::CATALOGUE.parameters(&subject.optimizer.name);
    parameters.iter().filter(|parameter| parameter.is_number())
}

/// Sweeps another setting over the range of its slider.
fn sweep_setting(subject: &mut SweepSubject, parameter: &Parameter) {
    parameter.name.clone_into(&mut subject.key);
    [subject.from, subject.to] = parameter.slider;
    subject.log = parameter.kind == Kind::Logarithmic;
    subject.curves.clear();
}

/// The choice of the swept setting, its range, and whether its spacing is logarithmic. Invalid ranges are ignored.
fn setting_and_range(ui: &mut Ui, subject: &mut SweepSubject, language: Language) {
    let options = numeric_settings(subject).map(|parameter| {
        (
            parameter.name,
            parameter.name,
            language.of(&parameter.meaning),
        )
    });
    let chosen = widgets::choice(
        ui,
        language.say(Word::SweptSetting),
        language.say(Word::ExplainSweptSetting),
        &subject.key.as_str(),
        options,
    );
    if let Some(parameter) =
        chosen.and_then(|name| numeric_settings(subject).find(|parameter| parameter.name == name))
    {
        sweep_setting(subject, parameter);
    }
    let Ok(parameter) = subject.parameter() else {
        return;
    };
    let mut ends = [subject.from, subject.to];
    let name = language.say_with(Word::SweptRange, &[("setting", &subject.key)]);
    let speed = 0.01 * (subject.to - subject.from);
    let changed = widgets::row(ui, &name, language.of(&parameter.meaning), |ui, label| {
        widgets::point_fields(ui, label, &mut ends, speed)
    });
    let ends = ends.map(|end| subject.nearest(end));
    let is_allowed = |value: f64| parameter.allows(value) && (!subject.log || value > 0.0);
    if changed && ends[0] < ends[1] && ends.iter().all(|&end| is_allowed(end)) {
        [subject.from, subject.to] = ends;
        subject
            .curves
            .retain(|curve| (ends[0]..=ends[1]).contains(curve));
    }
    let mut log = subject.log;
    if widgets::checkbox_row(ui, language.say(Word::LogSetting), "", &mut log)
        && (!log || subject.from > 0.0)
    {
        subject.log = log;
    }
}

/// The checkbox of the curve with the lowest loss, and the list of the other curves.
fn curves(ui: &mut Ui, subject: &mut SweepSubject, language: Language) {
    let [name, meaning, best] =
        [Word::Curves, Word::ExplainCurves, Word::ExplainBestCurve].map(|word| language.say(word));
    widgets::checkbox_row(ui, language.say(Word::BestCurve), best, &mut subject.best);
    if subject.curves.is_empty() {
        widgets::weak_text(ui, meaning);
        return;
    }
    let curves: Vec<String> = subject
        .curves
        .iter()
        .map(|&value| short_number(value))
        .collect();
    let line = widgets::weak_text(ui, &format!("{name}: {}", curves.join("; ")));
    widgets::with_tooltip(line, meaning);
    if ui.button(language.say(Word::RemoveCurves)).clicked() {
        subject.curves.clear();
    }
}
