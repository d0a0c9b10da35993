//! The legend of the runs.

use bevy_egui::egui::{Align, Label, Layout, RichText, Sense, Ui};

use super::super::{PanelContext, UiCommand, report::RunReport, widgets};
use crate::{
    math::descent::StopReason,
    simulation::{RunOutcome, Runs},
    view::style::scale::short_number,
    words::{Language, Word},
};

/// The minimum height of a row in points.
const ROW_HEIGHT: f32 = 18.0;
/// The additional space between two runs in points.
const RUN_SPACING: f32 = 2.0;

/// The label and colour of each run, with its final loss, its diagnosis and its cost.
pub(super) fn runs(ui: &mut Ui, runs: &Runs, context: &PanelContext) {
    ui.scope(|ui| rows(ui, runs, context));
}

fn rows(ui: &mut Ui, runs: &Runs, context: &PanelContext) {
    let language = context.language;
    let title = widgets::with_trailing(ui, language.say(Word::FinalLoss), |ui| {
        ui.label(RichText::new(language.say(Word::Runs)).strong())
    });
    widgets::with_tooltip(title, language.say(Word::ExplainFinalLoss));
    ui.spacing_mut().interact_size.y = ROW_HEIGHT;
    for (index, run) in (runs.iter().enumerate()).filter(|(_, run)| run.is_representative) {
        ui.horizontal(|ui| {
            widgets::swatch(ui, run.color, context.style.series(run.color));
            let name = RichText::new(language.text(&run.label));
            let name = if run.shown { name } else { name.weak() };
            let name = widgets::with_trailing(ui, &short_number(run.final_value()), |ui| {
                let name = Label::new(name).truncate().selectable(false);
                ui.add(name.sense(Sense::CLICK))
            });
            if widgets::with_tooltip(name, language.say(Word::ExplainFocus)).clicked() && run.shown
            {
                context.send(UiCommand::FocusRun(index));
            }
        });
        verdict(ui, run, context);
        ui.add_space(RUN_SPACING);
    }
}

/// The diagnosis of the run up to the current step, and the cost of the whole run. The tooltips contain the advice and
/// how the run ended.
fn verdict(ui: &mut Ui, run: &RunOutcome, context: &PanelContext) {
    let language = context.language;
    let report = RunReport::of(run, context);
    let meaning = language.say(Word::ExplainEvaluations);
    ui.horizontal(|ui| {
        let response = widgets::verdict(ui, report.severity, &report.title, context.style);
        widgets::with_tooltip(response, &report.tooltip());
        // The cost is truncated, so that a long verdict does not wrap.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let cost = RichText::new(cost_of(run, language)).weak().small();
            let cost = ui.add(Label::new(cost).selectable(false).truncate());
            let (end, parts) = (end_of(run, language), parts_of_cost(run));
            widgets::with_tooltip(cost, &format!("{end}\n\n{meaning}\n{parts}"));
        });
    });
}

/// How the run ended, such as `Converged at step 312`.
fn end_of(run: &RunOutcome, language: Language) -> String {
    let word = match run.trajectory.stop_reason {
        StopReason::StepLimit => Word::StepNumber,
        StopReason::Converged => Word::ConvergedAt,
        StopReason::Diverged => Word::DivergedAt,
        StopReason::LeftDomain => Word::LeftDomainAt,
    };
    language.say_with(word, &[("n", &run.last_step().to_string())])
}

/// The number of evaluations of the function and its gradient, such as `312 evaluations`. Gradients of single samples
/// are counted separately.
fn cost_of(run: &RunOutcome, language: Language) -> String {
    let evaluations = run.trajectory.evaluations;
    let counts = [
        (Word::Evaluations, evaluations.value + evaluations.gradient),
        (Word::SampleEvaluations, evaluations.sample_gradient),
    ];
    let nonzero = counts.iter().filter(|(_, count)| *count > 0);
    let texts = nonzero.map(|&(word, count)| language.say_with(word, &[("n", &count.to_string())]));
    texts.collect::<Vec<_>>().join(" · ")
}

/// The number of evaluations of each quantity that was evaluated, such as `f 12 · ∇f 312`.
fn parts_of_cost(run: &RunOutcome) -> String {
    let evaluations = run.trajectory.evaluations;
    let counts = [
        ("f", evaluations.value),
        ("∇f", evaluations.gradient),
        ("∇fᵢ", evaluations.sample_gradient),
    ];
    let nonzero = counts.iter().filter(|(_, count)| *count > 0);
    let texts = nonzero.map(|(quantity, count)| format!("{quantity} {count}"));
    texts.collect::<Vec<_>>().join(" · ")
}
