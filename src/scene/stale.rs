//! Removes titles, captions and labels that an edit makes untrue.
//!
//! A caption holds for the scene it was written for, with any values of its placeholders; any other change that affects
//! the picture removes it. A title or a label is removed if it spells out a value or the name of a method that the
//! scene no longer has.

use super::{Run, Scene, Subject, Text};
use crate::math::{
    catalogue::Catalogue,
    optimizer, schedule,
    spec::{Spec, Value},
};

impl Scene {
    /// Removes words that were true of the scene `before` the edit and no longer are. Words changed by the edit itself
    /// stay.
    pub fn drop_stale_words(&mut self, before: &Self) {
        if self.figures.len() != before.figures.len() {
            return;
        }
        if self.caption == before.caption && self.outdates_caption(before) {
            self.caption = Text::default();
        }
        let is_alone = self.figures.len() == 1;
        for (figure, then) in self.figures.iter_mut().zip(&before.figures) {
            // The title of a single figure is that of the scene.
            let (title, title_then) = match is_alone {
                true => (&mut self.title, &before.title),
                false => (&mut figure.title, &then.title),
            };
            drop_stale_title_and_labels(title, title_then, &mut figure.subject, &then.subject);
        }
        for text in [&mut self.title, &mut self.caption] {
            let first = self.figures.first();
            if first.is_some_and(|first| names_unknown(text, &first.subject)) {
                *text = Text::default();
            }
        }
    }

    /// Whether the edit changed anything that the caption does not take from the scene by placeholders.
    fn outdates_caption(&self, before: &Self) -> bool {
        let none = Text::default();
        let mut figures = self.subjects().zip(before.subjects()).enumerate();
        let is_changed = |(figure, (now, then)): (usize, (&Subject, &Subject))| {
            let caption = if figure == 0 { &before.caption } else { &none };
            masked(now, caption) != masked(then, caption)
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
    let outdated = outdated_forms(&subject.words().written(), &before.words().written());
    if title == title_before && (spells_out(title, &outdated) || names_unknown(title, subject)) {
        *title = Text::default();
    }
    let Some((now, then)) = subject.landscape_mut().zip(before.landscape()) else {
        return;
    };
    if now.runs.len() != then.runs.len() {
        return;
    }
    let start = now.start;
    for (run, old) in now.runs.iter_mut().zip(&then.runs) {
        let Some(label) = run.label.as_ref().filter(|_| run.label == old.label) else {
            continue;
        };
        let unknown = label
            .placeholders()
            .any(|name| run.setting(name, start).is_none());
        let outdated = outdated_forms(
            &of_run_settings(run, start),
            &of_run_settings(old, then.start),
        );
        let is_other = run.optimizer.name != old.optimizer.name
            || run.schedule.name != old.schedule.name
            || run.mode() != old.mode()
            || run.starts != old.starts;
        let is_plain = label.placeholders().next().is_none();
        if unknown || (is_other && is_plain) || spells_out(label, &outdated) {
            run.label = None;
        }
    }
}

fn names_unknown(text: &Text, subject: &Subject) -> bool {
    let mut names = text.placeholders();
    names.any(|name| subject.setting(name).is_none() && !subject.has_result(name))
}

/// The subject without everything that captions do not describe and the settings to which this caption refers.
fn masked(subject: &Subject, caption: &Text) -> Subject {
    let mut subject = subject.clone();
    subject.words_mut().clear_undescribed();
    for name in caption.placeholders() {
        subject.words_mut().clear(name);
    }
    subject
}

/// Resets a setting to its default, by its current or a former name.
pub(super) fn unset<B>(catalogue: &Catalogue<B>, spec: &mut Spec, name: &str) {
    let entry = catalogue.get(&spec.name);
    let declared = entry.and_then(|entry| entry.parameter(name));
    spec.unset(declared.map_or(name, |parameter| parameter.name));
}

/// Settings, each with the forms in which words may spell out its value.
pub(super) type Settings = Vec<(String, Vec<String>)>;

/// The forms of settings that have changed.
fn outdated_forms(now: &Settings, before: &Settings) -> Vec<String> {
    let outdated = before.iter().filter(|setting| !now.contains(setting));
    outdated
        .flat_map(|(_, written)| written.iter().cloned())
        .collect()
}

pub(super) fn of_run_settings(run: &Run, start: [f64; 2]) -> Settings {
    let [x, y] = run.start.unwrap_or(start);
    let mut all = arguments("optimizer", &run.optimizer);
    all.extend(arguments("schedule", &run.schedule));
    all.push(("x".into(), number(x)));
    all.push(("y".into(), number(y)));
    all.extend(method("method", &optimizer::CATALOGUE, &run.optimizer));
    all.extend(method("method", &schedule::CATALOGUE, &run.schedule));
    all
}

pub(super) fn arguments(of: &str, spec: &Spec) -> Settings {
    let numbers = spec
        .settings
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Number(value) => Some((format!("{of}.{name}"), number(*value))),
            _ => None,
        });
    numbers.collect()
}

/// A method, in the forms of its spec name and its titles.
pub(super) fn method<B>(
    of: &str,
    catalogue: &Catalogue<B>,
    spec: &Spec,
) -> Option<(String, Vec<String>)> {
    let title = catalogue.get(&spec.name)?.title;
    let written = [&*spec.name, title.en, title.zh].map(str::to_owned);
    Some((of.to_owned(), written.into()))
}

/// English words of the numbers from 2; "one" is part of too many other words.
const NUMBERS: [&str; 19] = [
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

/// The forms of a number: 0.00001 and 1e-5, 4 and four.
pub(super) fn number(value: f64) -> Vec<String> {
    let mut forms = vec![format!("{value}"), Value::Number(value).to_string()];
    forms.dedup();
    if (2.0..=20.0).contains(&value) && value.fract() == 0.0 {
        forms.push(NUMBERS[value as usize - 2].to_owned());
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
