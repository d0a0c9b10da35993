//! The diagnosis of a run up to the current step, as text.

use super::PanelContext;
use crate::{
    math::diagnosis::{Severity, monitor::MonitorStatus},
    simulation::RunOutcome,
    words::Word,
};

/// The diagnosis of a run as text in the language of the window.
pub(super) struct RunReport {
    /// The severity of the verdict, which determines the icon and its colour.
    pub(super) severity: Severity,
    /// The current step and the verdict.
    pub(super) title: String,
    /// The step from which the verdict holds; empty if it holds from the start.
    pub(super) since: String,
    /// The advice, and the message of the health monitor if it disagrees with the verdict.
    pub(super) details: Vec<String>,
}

impl RunReport {
    /// The report on a run up to the context's step.
    pub(super) fn of(run: &RunOutcome, context: &PanelContext) -> Self {
        let language = context.language;
        let diagnosis = run.diagnosis(context.step);
        let verdict = language.of(&diagnosis.verdict.title());
        // The title names the step, since the values beside it are those of the last step.
        let current_step = (context.step.max(0.0) as usize).min(run.last_step());
        let gaps = [
            ("n", current_step.to_string()),
            ("since", diagnosis.step.to_string()),
        ];
        let [step_gap, since_gap] = gaps.each_ref().map(|(name, value)| (*name, value.as_str()));
        let title = language.say_with(Word::VerdictAt, &[step_gap, ("verdict", verdict)]);
        let since = match diagnosis.step {
            0 => String::new(),
            _ => language.say_with(Word::VerdictSince, &[since_gap]),
        };
        let mut details = vec![capitalized(language.of(&diagnosis.advice))];
        let steps = ..=current_step;
        let health = MonitorStatus::of(
            &run.trajectory.values[steps],
            &run.trajectory.gradient_norms[steps],
        );
        if !health.agrees_with(diagnosis.verdict) {
            let message = language.of(&health.message());
            details.push(language.say_with(Word::MonitorReport, &[("message", message)]));
        }
        Self {
            severity: diagnosis.verdict.severity(),
            title,
            since,
            details,
        }
    }

    /// Everything but the title, for a tooltip.
    pub(super) fn tooltip(&self) -> String {
        let since = Some(&self.since).filter(|since| !since.is_empty());
        let lines: Vec<&str> = since
            .into_iter()
            .chain(&self.details)
            .map(String::as_str)
            .collect();
        lines.join("\n\n")
    }
}

/// A text with a capital first letter, unless it begins with a one-letter symbol such as f.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    if text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.chars().count() == 1 && word != "a")
    {
        return text.to_owned();
    }
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital_unless_it_begins_with_a_symbol() {
        assert_eq!(capitalized("it has arrived"), "It has arrived");
        assert_eq!(capitalized("f falls to the side"), "f falls to the side");
        assert_eq!(capitalized("a nudge helps"), "A nudge helps");
    }
}
