//! Removes titles, captions, notes and labels that an edit makes untrue.
//!
//! A caption holds for the scene it was written for, with any values of its placeholders; any other change that affects
//! the picture removes it. So it is with the notes, which have no placeholders. A title or a label is removed if it spells out a value or the name of a method that the
//! scene no longer has. A label without placeholders is also removed if its run gets another optimizer, schedule, mode
//! or random starts.

use super::{Run, Scene, Subject, Text};
use crate::math::{
    catalogue::Catalogue,
    optimizer, schedule,
    spec::{Spec, Value},
};

impl Scene {
    /// Removes titles, captions, notes and labels that were true of the scene `before` the edit and no longer are. Texts that the
    /// edit itself changed stay.
    pub fn drop_stale_texts(&mut self, before: &Self) {
        if self.figures.len() != before.figures.len() {
            return;
        }
        if self.caption == before.caption && self.outdates(&before.caption, before) {
            self.caption = Text::default();
        }
        if self.notes == before.notes && self.outdates(&before.notes, before) {
            self.notes = Text::default();
        }
        let is_alone = self.figures.len() == 1;
        for (figure, old) in self.figures.iter_mut().zip(&before.figures) {
            // The title of a single figure is that of the scene.
            let (title, title_before) = match is_alone {
                true => (&mut self.title, &before.title),
                false => (&mut figure.title, &old.title),
            };
            drop_stale_title_and_labels(title, title_before, &mut figure.subject, &old.subject);
        }
        for text in [&mut self.title, &mut self.caption] {
            let first = self.figures.first();
            if first.is_some_and(|first| has_unknown_placeholder(text, &first.subject)) {
                *text = Text::default();
            }
        }
    }

    /// Whether the edit changed anything that a caption does not take from the scene by placeholders.
    fn outdates(&self, caption: &Text, before: &Self) -> bool {
        let none = Text::default();
        let mut figures = self.subjects().zip(before.subjects()).enumerate();
        let is_changed = |(figure, (now, old)): (usize, (&Subject, &Subject))| {
            let caption = if figure == 0 { caption } else { &none };
            without_described(now, caption) != without_described(old, caption)
        };
        self.seed != before.seed || figures.any(is_changed)
    }
}

/// Removes the title of a figure and the labels of its runs unless they are still true.
fn drop_stale_title_and_labels(
    title: &mut Text,
    title_before: &Text,
    subject: &mut Subject,
    before: &Subject,
) {
    let outdated = outdated_forms(
        &subject.template_values().spelled_settings(),
        &before.template_values().spelled_settings(),
    );
    if title == title_before
        && (spells_out(title, &outdated) || has_unknown_placeholder(title, subject))
    {
        *title = Text::default();
    }
    let Some((landscape, landscape_before)) = subject.landscape_mut().zip(before.landscape())
    else {
        return;
    };
    if landscape.runs.len() != landscape_before.runs.len() {
        return;
    }
    let start = landscape.start;
    for (run, old) in landscape.runs.iter_mut().zip(&landscape_before.runs) {
        let Some(label) = run.label.as_ref().filter(|_| run.label == old.label) else {
            continue;
        };
        let unknown = label
            .placeholders()
            .any(|name| run.setting(name, start).is_none());
        let outdated = outdated_forms(
            &spelled_run_settings(run, start),
            &spelled_run_settings(old, landscape_before.start),
        );
        let has_other_method = run.optimizer.name != old.optimizer.name
            || run.schedule.name != old.schedule.name
            || run.mode() != old.mode()
            || run.starts != old.starts;
        let has_no_placeholders = label.placeholders().next().is_none();
        if unknown || (has_other_method && has_no_placeholders) || spells_out(label, &outdated) {
            run.label = None;
        }
    }
}

/// Whether a text has a placeholder for which the subject has no setting or result.
fn has_unknown_placeholder(text: &Text, subject: &Subject) -> bool {
    let mut names = text.placeholders();
    names.any(|name| subject.setting(name).is_none() && !subject.has_result(name))
}

/// The subject with the fields reset that no caption describes or to which this caption refers; what is left must not
/// change if the caption is to stay true.
fn without_described(subject: &Subject, caption: &Text) -> Subject {
    let mut subject = subject.clone();
    subject.template_values_mut().reset_undescribed();
    for name in caption.placeholders() {
        subject.template_values_mut().reset_setting(name);
    }
    subject
}

/// Removes a setting, by its current or a former name, so that it has its default.
pub(super) fn reset_argument<B>(catalogue: &Catalogue<B>, spec: &mut Spec, name: &str) {
    let entry = catalogue.get(&spec.name);
    let declared = entry.and_then(|entry| entry.parameter(name));
    spec.unset(declared.map_or(name, |parameter| parameter.name));
}

/// Settings, each with a name and the forms in which a text may spell out its value.
pub(super) type SpelledSettings = Vec<(String, Vec<String>)>;

/// The forms of settings that have changed.
fn outdated_forms(now: &SpelledSettings, before: &SpelledSettings) -> Vec<String> {
    let outdated = before.iter().filter(|setting| !now.contains(setting));
    outdated
        .flat_map(|(_, forms)| forms.iter().cloned())
        .collect()
}

/// The settings of a run; `start` is that of runs without their own.
pub(super) fn spelled_run_settings(run: &Run, start: [f64; 2]) -> SpelledSettings {
    let [x, y] = run.start.unwrap_or(start);
    let mut all = spelled_arguments("optimizer", &run.optimizer);
    all.extend(spelled_arguments("schedule", &run.schedule));
    all.push(("x".into(), spelled_number(x)));
    all.push(("y".into(), spelled_number(y)));
    all.extend(spelled_method(
        "method",
        &optimizer::CATALOGUE,
        &run.optimizer,
    ));
    all.extend(spelled_method(
        "method",
        &schedule::CATALOGUE,
        &run.schedule,
    ));
    all
}

/// The numeric settings of a spec; the prefix distinguishes equal names of different specs.
pub(super) fn spelled_arguments(prefix: &str, spec: &Spec) -> SpelledSettings {
    let numbers = spec
        .settings
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Number(value) => Some((format!("{prefix}.{name}"), spelled_number(*value))),
            _ => None,
        });
    numbers.collect()
}

/// The method of a spec as a setting called `name`, spelled as its name in specs or its title in either language.
pub(super) fn spelled_method<B>(
    name: &str,
    catalogue: &Catalogue<B>,
    spec: &Spec,
) -> Option<(String, Vec<String>)> {
    let title = catalogue.get(&spec.name)?.title;
    let forms = [&*spec.name, title.en, title.zh].map(str::to_owned);
    Some((name.to_owned(), forms.into()))
}

/// The English words of the numbers from 2 to 20; "one" also has other meanings.
const NUMBER_WORDS: [&str; 19] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// The forms of a number, such as 0.00001 and 1e−5, or 4 and four.
pub(super) fn spelled_number(value: f64) -> Vec<String> {
    let mut forms = vec![format!("{value}"), Value::Number(value).to_string()];
    forms.dedup();
    if (2.0..=20.0).contains(&value) && value.fract() == 0.0 {
        forms.push(NUMBER_WORDS[value as usize - 2].to_owned());
    }
    forms.iter().map(|form| form.replace('-', "−")).collect()
}

/// Whether a text contains one of these values or names.
fn spells_out(text: &Text, values: &[String]) -> bool {
    let words = [&text.en, &text.zh].map(|words| words.to_lowercase());
    let mut values = values.iter().map(|value| value.to_lowercase());
    values.any(|value| words.iter().any(|words| contains_whole(words, &value)))
}

/// Whether a text contains a value that is not part of a longer number or word.
fn contains_whole(text: &str, value: &str) -> bool {
    let continues = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
    text.match_indices(value).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + value.len()..].chars();
        let next = after.next();
        let full_stop = next == Some('.') && !after.next().is_some_and(|c| c.is_ascii_digit());
        !continues(before) && (full_stop || !continues(next))
    })
}

#[cfg(test)]
mod tests;
