//! Words that are no longer true: what tells of settings that an edit changes goes with them.
//!
//! A caption holds for the scene that it was written for, whatever the settings are that it takes from the scene by
//! placeholders; it goes as soon as anything else is changed that the picture follows. A title or a label goes when it
//! writes out a value, or the name of a method, that is no longer there.

use super::{LandscapeSubject, Run, Scene, Subject, Text, templates::of_run};
use crate::math::{
    catalogue::Catalogue,
    cluster, optimizer, projection, schedule,
    spec::{Spec, Value},
};

impl Scene {
    /// Takes out what the words told of the scene `before` an edit and what is no longer so. Words that the edit itself
    /// changed stay.
    pub fn drop_stale_words(&mut self, before: &Self) {
        if self.figures() != before.figures() {
            return;
        }
        let is_stale = self.seed != before.seed
            || masked(&self.subject, &before.caption) != masked(&before.subject, &before.caption)
            || (self.beside.iter().zip(&before.beside)).any(|(now, then)| {
                let plain = Text::default();
                masked(&now.subject, &plain) != masked(&then.subject, &plain)
            });
        if is_stale && self.caption == before.caption {
            self.caption = Text::default();
        }
        let one = self.figures() == 1;
        let title = if one {
            &mut self.title
        } else {
            &mut self.heading
        };
        let then = if one { &before.title } else { &before.heading };
        renew(title, then, &mut self.subject, &before.subject);
        for (figure, then) in self.beside.iter_mut().zip(&before.beside) {
            renew(
                &mut figure.title,
                &then.title,
                &mut figure.subject,
                &then.subject,
            );
        }
        // What several figures share.
        for text in [&mut self.title, &mut self.caption] {
            if names_unknown(text, &self.subject) {
                *text = Text::default();
            }
        }
    }
}

/// The title of a figure and the labels of its runs, as far as they are still true.
fn renew(title: &mut Text, title_before: &Text, subject: &mut Subject, before: &Subject) {
    let gone = lost(&settings(subject), &settings(before));
    if title == title_before && (tells(title, &gone) || names_unknown(title, subject)) {
        *title = Text::default();
    }
    let (Subject::Landscape(now), Subject::Landscape(then)) = (subject, before) else {
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
        let gone = lost(
            &of_run_settings(run, start),
            &of_run_settings(old, then.start),
        );
        let is_other = run.optimizer.name != old.optimizer.name
            || run.schedule.name != old.schedule.name
            || run.mode() != old.mode()
            || run.starts != old.starts;
        let is_plain = label.placeholders().next().is_none();
        if unknown || (is_other && is_plain) || tells(label, &gone) {
            run.label = None;
        }
    }
}

fn names_unknown(text: &Text, subject: &Subject) -> bool {
    let mut names = text.placeholders();
    names.any(|name| subject.setting(name).is_none() && !subject.has_result(name))
}

/// A subject without what no words tell of, and without the settings that a caption takes from the scene.
fn masked(subject: &Subject, caption: &Text) -> Subject {
    let mut subject = subject.clone();
    match &mut subject {
        Subject::Landscape(landscape) => {
            (landscape.resolution, landscape.domain) = (0, None);
            for run in &mut landscape.runs {
                (run.label, run.color, run.shown) = (None, None, true);
            }
        }
        Subject::Sweep(sweep) => {
            (sweep.resolution, sweep.best) = (0, true);
            sweep.curves.clear();
            sweep.optimizer.unset(&sweep.key);
        }
        Subject::Cloud(_) => {}
    }
    for name in caption.placeholders() {
        mask(&mut subject, name);
    }
    subject
}

fn mask(subject: &mut Subject, name: &str) {
    match subject {
        Subject::Landscape(landscape) => mask_landscape(landscape, name),
        Subject::Sweep(sweep) => {
            match name {
                "from" => sweep.from = 0.0,
                "to" => sweep.to = 0.0,
                "steps" => sweep.steps = 0,
                "l2" => sweep.l2 = 0.0,
                _ => {}
            }
            for spec in [
                &mut sweep.optimizer,
                &mut sweep.schedule,
                &mut sweep.landscape,
            ] {
                spec.unset(name);
            }
        }
        Subject::Cloud(cloud) => {
            unset(&projection::CATALOGUE, &mut cloud.projection, name);
            if let Some(clusters) = &mut cloud.clusters {
                unset(&cluster::CATALOGUE, clusters, name);
            }
        }
    }
}

/// Leaves a setting at its default, whether it is named as now or as formerly.
fn unset<B>(catalogue: &Catalogue<B>, spec: &mut Spec, name: &str) {
    let entry = catalogue.get(&spec.name);
    let known = entry.and_then(|entry| entry.parameter(name));
    spec.unset(known.map_or(name, |parameter| parameter.name));
}

fn mask_landscape(landscape: &mut LandscapeSubject, name: &str) {
    let (number, own) = of_run(name);
    let start = landscape.start;
    if let Some(run) = landscape.runs.get_mut(number.unwrap_or(0)) {
        run.optimizer.unset(own);
        run.schedule.unset(own);
        let axis = ["x", "y"].iter().position(|axis| *axis == own);
        if let Some(axis) = axis {
            let mut at = run.start.unwrap_or(start);
            at[axis] = 0.0;
            match &mut run.start {
                Some(start) => *start = at,
                None => landscape.start = at,
            }
        }
    }
    match name {
        "steps" => landscape.steps = 0,
        "l2" => landscape.l2 = 0.0,
        name => landscape.landscape.unset(name),
    }
}

/// What settings are called, and how each is written in words.
type Settings = Vec<(String, Vec<String>)>;

/// How the settings were written that are no longer so.
fn lost(now: &Settings, before: &Settings) -> Vec<String> {
    let gone = before.iter().filter(|setting| !now.contains(setting));
    gone.flat_map(|(_, written)| written.iter().cloned())
        .collect()
}

fn settings(subject: &Subject) -> Settings {
    match subject {
        Subject::Landscape(landscape) => {
            let runs = landscape.runs.iter().enumerate();
            let mut all: Settings = runs
                .flat_map(|(index, run)| {
                    let own = of_run_settings(run, landscape.start).into_iter();
                    own.map(move |(name, written)| (format!("{index}.{name}"), written))
                })
                .collect();
            all.push(("runs".into(), number(landscape.runs.len() as f64)));
            all.push(("steps".into(), number(landscape.steps as f64)));
            all.push(("l2".into(), number(landscape.l2)));
            all.extend(arguments("landscape", &landscape.landscape));
            all
        }
        Subject::Sweep(sweep) => {
            let ends = [
                ("from", sweep.from),
                ("to", sweep.to),
                ("steps", sweep.steps as f64),
            ];
            let ends = ends.map(|(name, value)| (name.to_owned(), number(value)));
            let mut all: Settings = ends.into();
            all.extend(arguments("optimizer", &sweep.optimizer));
            all.extend(arguments("landscape", &sweep.landscape));
            all.extend(method("method", &optimizer::CATALOGUE, &sweep.optimizer));
            all
        }
        Subject::Cloud(cloud) => {
            let mut all = arguments("projection", &cloud.projection);
            let projection = &cloud.projection;
            all.extend(method("projection", &projection::CATALOGUE, projection));
            if let Some(clusters) = &cloud.clusters {
                all.extend(arguments("clusters", clusters));
                all.extend(method("method", &cluster::CATALOGUE, clusters));
            }
            all
        }
    }
}

fn of_run_settings(run: &Run, start: [f64; 2]) -> Settings {
    let [x, y] = run.start.unwrap_or(start);
    let mut all = arguments("optimizer", &run.optimizer);
    all.extend(arguments("schedule", &run.schedule));
    all.push(("x".into(), number(x)));
    all.push(("y".into(), number(y)));
    all.extend(method("method", &optimizer::CATALOGUE, &run.optimizer));
    all.extend(method("method", &schedule::CATALOGUE, &run.schedule));
    all
}

fn arguments(of: &str, spec: &Spec) -> Settings {
    let numbers = spec
        .arguments
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Number(value) => Some((format!("{of}.{name}"), number(*value))),
            _ => None,
        });
    numbers.collect()
}

/// A method by its name in a spec and by its title, if there is one of this name.
fn method<B>(of: &str, catalogue: &Catalogue<B>, spec: &Spec) -> Option<(String, Vec<String>)> {
    let title = catalogue.get(&spec.name)?.title;
    let written = [&*spec.name, title.en, title.zh].map(str::to_owned);
    Some((of.to_owned(), written.into()))
}

/// English words of numbers from 2 on; "one" is in too many other words.
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

/// A number as people write it: 0.00001 and 1e-5, 4 and four.
fn number(value: f64) -> Vec<String> {
    let mut forms = vec![format!("{value}"), Value::Number(value).to_string()];
    forms.dedup();
    if (2.0..=20.0).contains(&value) && value.fract() == 0.0 {
        forms.push(NUMBERS[value as usize - 2].to_owned());
    }
    forms.iter().map(|form| form.replace('-', "−")).collect()
}

/// Whether a text writes out one of some values or names.
fn tells(text: &Text, values: &[String]) -> bool {
    let words = [&text.en, &text.zh].map(|words| words.to_lowercase());
    let mut values = values.iter().map(|value| value.to_lowercase());
    values.any(|value| words.iter().any(|words| holds(words, &value)))
}

/// Whether a text holds a value that is no part of a longer number or word.
fn holds(text: &str, value: &str) -> bool {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
    text.match_indices(value).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + value.len()..].chars();
        let next = after.next();
        let full_stop = next == Some('.') && !after.next().is_some_and(|c| c.is_ascii_digit());
        !goes_on(before) && (full_stop || !goes_on(next))
    })
}

#[cfg(test)]
mod tests;
