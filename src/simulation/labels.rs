//! Short labels of runs that show how they differ.

use crate::{
    math::{
        descent::{GradientSource, Mode},
        optimizer,
        spec::{Spec, Value},
    },
    scene::{LandscapeSubject, Run, Starts, Text},
};

/// A label for each run of a landscape. A label in the scene has priority. If all runs use the same optimizer, the
/// label consists of the settings that differ, such as `lr 0.02`; otherwise of the title of the optimizer, followed by
/// the settings that differ among its runs. Identical runs are numbered. `★ 1/12` marks the best of 12 starts.
pub(super) fn labels(subject: &LandscapeSubject) -> Vec<Text> {
    let runs = &subject.runs;
    let same_optimizer = runs
        .windows(2)
        .all(|pair| pair[0].optimizer.name == pair[1].optimizer.name);
    runs.iter()
        .enumerate()
        .map(|(index, run)| {
            if let Some(label) = &run.label {
                return label.fill_placeholders(&|name| run.setting(name, subject.start));
            }
            let siblings: Vec<&Run> = runs
                .iter()
                .filter(|other| other.optimizer.name == run.optimizer.name)
                .collect();
            let difference = difference(run, &siblings, subject.start);
            let title = title(&run.optimizer);
            let label = match difference {
                _ if siblings.len() == 1 => title,
                difference if difference.is_empty() && !is_duplicate(run, runs) => title,
                _ if is_duplicate(run, runs) => {
                    let number = runs[..=index]
                        .iter()
                        .filter(|other| other.optimizer.name == run.optimizer.name)
                        .count();
                    followed_by(&title, &number.to_string())
                }
                difference if same_optimizer => difference.as_str().into(),
                difference => followed_by(&title, &difference),
            };
            with_start_count(label, run.starts)
        })
        .collect()
}

/// The title of an optimizer in the catalogue.
fn title(optimizer: &Spec) -> Text {
    match optimizer::CATALOGUE.get(&optimizer.name) {
        Some(entry) => entry.title.into(),
        None => optimizer.name.as_str().into(),
    }
}

fn followed_by(title: &Text, more: &str) -> Text {
    Text {
        en: format!("{} {more}", title.en),
        zh: format!("{} {more}", title.zh()),
    }
}

fn is_duplicate(run: &Run, runs: &[Run]) -> bool {
    let same = |other: &&Run| {
        other.optimizer == run.optimizer
            && other.schedule == run.schedule
            && other.mode() == run.mode()
            && other.starts == run.starts
            && other.start == run.start
    };
    runs.iter().filter(same).count() > 1
}

/// What differs among runs of the same optimizer: settings, schedule, mode and start, such as `lr 0.1, beta1 0.8`.
fn difference(run: &Run, siblings: &[&Run], start: [f64; 2]) -> String {
    let mut parts: Vec<String> = settings(&run.optimizer)
        .filter(|(key, value)| {
            let same = |other: &&Run| {
                settings(&other.optimizer)
                    .any(|(name, other_value)| name == *key && other_value == *value)
            };
            !siblings.iter().all(same)
        })
        .map(|(key, value)| format!("{key} {value}"))
        .collect();
    if siblings.iter().any(|other| other.schedule != run.schedule) {
        parts.push(run.schedule.to_string());
    }
    if siblings.iter().any(|other| other.mode() != run.mode()) {
        parts.extend(mode_symbols(run.mode()));
    }
    let start_of = |run: &Run| run.start.unwrap_or(start);
    if siblings
        .iter()
        .any(|other| start_of(other) != start_of(run))
    {
        let [x, y] = start_of(run);
        parts.push(format!("({x}, {y})"));
    }
    parts.join(", ")
}

/// Appends `★ 1/12` for a run that represents the best of 12 starts.
fn with_start_count(label: Text, starts: Option<Starts>) -> Text {
    let Some(Starts { count, .. }) = starts else {
        return label;
    };
    Text {
        en: format!("{} ★ 1/{count}", label.en),
        zh: format!("{} ★ 1/{count}", label.zh()),
    }
}

/// The parts of a mode that are not the default, as symbols.
fn mode_symbols(mode: Mode) -> Vec<String> {
    let gradient = match mode.gradient {
        GradientSource::Exact => None,
        GradientSource::Central(h) => Some(format!("Δf/Δθ, h {}", Value::Number(h))),
    };
    let ascent = mode.ascend.then(|| "+∇f".to_owned());
    let coordinatewise = mode.coordinatewise.then(|| "θ₁ → θ₂".to_owned());
    [gradient, ascent, coordinatewise]
        .into_iter()
        .flatten()
        .collect()
}

/// Every setting of an optimizer with its value or its default.
fn settings(optimizer: &Spec) -> impl Iterator<Item = (&'static str, Value)> {
    let parameters = optimizer::CATALOGUE.parameters(&optimizer.name);
    parameters.iter().map(|parameter| {
        let given = optimizer.get(parameter.name).cloned();
        let value = given.unwrap_or_else(|| parameter.to_value(parameter.default));
        (parameter.name, value)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scene::{Source, Subject};

    fn labels_of(runs: &str) -> Vec<String> {
        let text = format!(
            r#"(version: 1, subject: Landscape(landscape: "bowl", start: (1, 2), steps: 5, runs: [{runs}]))"#
        );
        let source = Source::parse(&text, Path::new("")).unwrap();
        let Subject::Landscape(subject) = &source.scene.figures[0].subject else {
            panic!("a landscape");
        };
        labels(subject)
            .iter()
            .map(|label| label.en().to_owned())
            .collect()
    }

    #[test]
    fn runs_of_one_optimizer_are_named_by_their_settings() {
        assert_eq!(
            labels_of(
                r#"(optimizer: "gd(lr=0.02)"), (optimizer: "gd(lr=0.05)"), (optimizer: "gd")"#
            ),
            ["lr 0.02", "lr 0.05", "lr 0.001"]
        );
        assert_eq!(
            labels_of(
                r#"(optimizer: "gd"), (optimizer: "gd", schedule: "exponential(gamma=0.9)")"#
            ),
            ["constant", "exponential(gamma=0.9)"]
        );
        assert_eq!(
            labels_of(r#"(optimizer: "gd"), (optimizer: "gd", start: (3, 4))"#),
            ["(1, 2)", "(3, 4)"]
        );
    }

    #[test]
    fn modes_distinguish_runs_and_the_default_mode_has_the_title() {
        assert_eq!(
            labels_of(
                r#"(optimizer: "gd"), (optimizer: "gd", gradient: Central(1e-4)),
                   (optimizer: "gd", ascend: true), (optimizer: "gd", coordinatewise: true)"#
            ),
            ["Gradient descent", "Δf/Δθ, h 0.0001", "+∇f", "θ₁ → θ₂"]
        );
    }

    #[test]
    fn a_run_with_several_starts_is_marked() {
        assert_eq!(
            labels_of(r#"(optimizer: "gd"), (optimizer: "gd", starts: (count: 12))"#),
            ["Gradient descent", "Gradient descent ★ 1/12"]
        );
        assert_eq!(
            labels_of(r#"(optimizer: "adam", starts: (count: 5, seed: 3))"#),
            ["Adam ★ 1/5"]
        );
    }

    #[test]
    fn titles_distinguish_optimizers_and_settings_are_added_only_if_needed() {
        let labels = labels_of(
            r#"(optimizer: "adam(lr=0.1)"), (optimizer: "gd(lr=0.1)"), (optimizer: "gd(lr=0.2)")"#,
        );
        assert_eq!(labels[0], "Adam");
        assert!(
            labels[1].ends_with(" lr 0.1") && labels[2].ends_with(" lr 0.2"),
            "{labels:?}"
        );
    }

    #[test]
    fn own_labels_have_priority_and_identical_runs_are_numbered() {
        assert_eq!(
            labels_of(
                r#"(optimizer: "adam", label: "mine"), (optimizer: "adam"), (optimizer: "adam")"#
            ),
            ["mine", "Adam 2", "Adam 3"]
        );
    }
}
