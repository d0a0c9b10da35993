//! The report on a run up to the current step.

use super::PanelContext;
use crate::{
    math::diagnosis::{Severity, monitor::MonitorStatus},
    simulation::RunOutcome,
    words::Word,
};

/// The verdict on a run as text.
pub(super) struct Report {
    /// The severity, which determines the colour.
    pub(super) severity: Severity,
    /// The verdict and its step.
    pub(super) title: String,
    /// Since which step it holds; empty if it holds from the start.
    pub(super) since: String,
    /// The advice, and the result of a simpler rule if it differs.
    pub(super) details: Vec<String>,
}

impl Report {
    /// The report on a run at the context's step.
    pub(super) fn of(run: &RunOutcome, context: &PanelContext) -> Self {
        let language = context.language;
        let found = run.diagnosis(context.step);
        let verdict = language.of(&found.verdict.title());
        // The values beside it are final, so the title has the step.
        let now = (context.step.max(0.0) as usize).min(run.last_step());
        let gaps = [("n", now.to_string()), ("since", found.step.to_string())];
        let [now_gap, since_gap] = gaps.each_ref().map(|(name, value)| (*name, value.as_str()));
        let title = language.say_with(Word::VerdictAt, &[now_gap, ("verdict", verdict)]);
        let since = match found.step {
            0 => String::new(),
            _ => language.say_with(Word::VerdictSince, &[since_gap]),
        };
        let mut details = vec![sentence(language.of(&found.advice))];
        let seen = ..=now;
        let health = MonitorStatus::of(
            &run.trajectory.values[seen],
            &run.trajectory.gradient_norms[seen],
        );
        if !health.agrees_with(found.verdict) {
            let message = language.of(&health.message());
            details.push(language.say_with(Word::MonitorReport, &[("message", message)]));
        }
        Self {
            severity: found.verdict.severity(),
            title,
            since,
            details,
        }
    }

    /// Everything besides the title, for a tooltip.
    pub(super) fn more(&self) -> String {
        let since = Some(&self.since).filter(|since| !since.is_empty());
        let lines: Vec<&str> = since
            .into_iter()
            .chain(&self.details)
            .map(String::as_str)
            .collect();
        lines.join("\n\n")
    }
}

/// Capitalizes a text, unless it begins with a symbol such as f.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    if text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.chars().count() == 1 && word != "a")
    {
        return text.to_owned();
    }
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital_unless_it_begins_with_a_symbol() {
        assert_eq!(sentence("it has arrived"), "It has arrived");
        assert_eq!(sentence("f falls to the side"), "f falls to the side");
        assert_eq!(sentence("a nudge helps"), "A nudge helps");
    }
}
