//! What the window says of how a run goes, up to the step shown.

use super::PanelContext;
use crate::{
    math::diagnosis::{Severity, monitor::Health},
    simulation::RunOutcome,
    words::Word,
};

/// The verdict on a run in words.
pub struct Report {
    /// For its colour.
    pub severity: Severity,
    /// The verdict, and since when.
    pub title: String,
    /// What would help; then what a simpler rule says, if it differs.
    pub details: Vec<String>,
}

impl Report {
    /// The report on a run at the moment that a context shows.
    pub fn of(run: &RunOutcome, context: &PanelContext) -> Self {
        let language = context.language;
        let found = run.diagnosis(context.step);
        let verdict = language.of(&found.verdict.title());
        let step = found.step.to_string();
        let title = match found.step {
            0 => verdict.to_owned(),
            _ => language.say_with(Word::VerdictSince, &[("verdict", verdict), ("n", &step)]),
        };
        let mut details = vec![sentence(language.of(&found.advice))];
        let seen = ..=(context.step.max(0.0) as usize).min(run.last_step());
        let health = Health::of(&run.path.values[seen], &run.path.gradient_norms[seen]);
        if !health.agrees(found.verdict) {
            let message = language.of(&health.message());
            details.push(language.say_with(Word::MonitorSays, &[("message", message)]));
        }
        Self {
            severity: found.verdict.severity(),
            title,
            details,
        }
    }
}

/// A text that begins with a capital.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
