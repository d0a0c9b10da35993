//! The legend of the runs.

use bevy_egui::egui::{Label, RichText, Sense, Ui};

use super::super::{Ask, PanelContext, report::Report, widgets};
use crate::{
    math::descent::Stop,
    simulation::{Descents, RunOutcome},
    view::scale::short_number,
    words::{Language, Word},
};

/// Who is who, with the final loss, why each run ended and what it cost.
pub fn runs(ui: &mut Ui, descents: &Descents, context: &PanelContext) {
    let language = context.language;
    let title = widgets::with_trailing(ui, language.say(Word::FinalLoss), |ui| {
        ui.label(RichText::new(language.say(Word::Runs)).strong())
    });
    widgets::explained(title, language.say(Word::ExplainFinalLoss));
    for (index, run) in (descents.runs.iter().enumerate()).filter(|(_, run)| run.leads) {
        ui.horizontal(|ui| {
            widgets::swatch(ui, run.color, context.style.series(run.color));
            let name = RichText::new(widgets::said(&run.label, language));
            let name = if run.shown { name } else { name.weak() };
            let name = widgets::with_trailing(ui, &short_number(run.final_value()), |ui| {
                let name = Label::new(name).truncate().selectable(false);
                ui.add(name.sense(Sense::CLICK))
            });
            if widgets::explained(name, language.say(Word::ExplainFocus)).clicked() && run.shown {
                context.ask(Ask::FocusRun(index));
            }
        });
        verdict(ui, run, context);
        let meaning = language.say(Word::ExplainEvaluations);
        widgets::explained(widgets::quiet(ui, &end_of(run, language)), meaning);
    }
}

/// What is said of the run up to the step shown; the advice on hover.
fn verdict(ui: &mut Ui, run: &RunOutcome, context: &PanelContext) {
    let report = Report::of(run, context);
    let response = widgets::verdict(ui, report.severity, &report.title, context.style);
    widgets::explained(response, &report.details.join("\n\n"));
}

/// Such as `converged at step 312 · f 0, ∇f 312`.
fn end_of(run: &RunOutcome, language: Language) -> String {
    let evaluations = run.path.evaluations;
    let (value, gradient) = (
        evaluations.value.to_string(),
        evaluations.gradient.to_string(),
    );
    let cost = language.say_with(
        Word::EvaluationsOf,
        &[("value", &value), ("gradient", &gradient)],
    );
    let n = run.last_step().to_string();
    let end = match run.path.stopped {
        Stop::StepLimit => language.say_with(Word::StepNumber, &[("n", &n)]),
        Stop::Converged => language.say_with(Word::ConvergedAt, &[("n", &n)]),
        Stop::Diverged => language.say_with(Word::DivergedAt, &[("n", &n)]),
        Stop::LeftDomain => language.say_with(Word::LeftDomainAt, &[("n", &n)]),
    };
    match evaluations.sample_gradient {
        0 => format!("{end} · {cost}"),
        samples => format!("{end} · {cost} · ∇fᵢ {samples}"),
    }
}
