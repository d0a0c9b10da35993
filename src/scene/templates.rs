//! Words that follow the scene: in a title, a caption or a label, `{lr}` is replaced by the value that the scene gives
//! `lr`.
//!
//! A name is a setting or a result. Settings are known here; results only once the scene is computed, so they
//! are filled in where the words are shown.

use super::{CloudSubject, LandscapeSubject, Run, Scene, SceneError, Subject, SweepSubject, Text};
use super::{LANDSCAPES, check::field};
use crate::math::{
    catalogue::Catalogue,
    cluster, optimizer, projection, schedule,
    spec::{Spec, Value},
};

/// Results of each run of a landscape: the first and the last value of the function, and the number of the last step.
const OF_RUNS: [&str; 3] = ["first", "final", "last"];
/// Results of a heat map: the value of the setting that ends lowest, and the loss that it ends with.
const OF_SWEEPS: [&str; 2] = ["best", "final"];
/// Results of a cloud: how many points there are, how many clusters and points of noise in the end, and the percentage of
/// the variance that the axes keep.
const OF_CLOUDS: [&str; 4] = ["points", "clusters", "noise", "kept"];
/// What a result says where it is not known.
const UNKNOWN: &str = "…";

impl Text {
    /// The words with the values of their placeholders; those without a value stay as they are written.
    #[must_use]
    pub fn filled(&self, value: &dyn Fn(&str) -> Option<Self>) -> Self {
        let of = |words: &str, pick: fn(&Self) -> &str| {
            pieces(words)
                .map(|piece| match piece {
                    Piece::Words(words) => words.to_owned(),
                    Piece::Placeholder(name) => match value(name) {
                        Some(value) => pick(&value).to_owned(),
                        None => format!("{{{name}}}"),
                    },
                })
                .collect()
        };
        Self {
            en: of(&self.en, Self::en),
            zh: of(&self.zh, Self::zh),
        }
    }

    /// The names in the placeholders of both languages.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &str> {
        let both = pieces(&self.en).chain(pieces(&self.zh));
        both.filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name),
            Piece::Words(_) => None,
        })
    }
}

enum Piece<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

/// Words and placeholders in turn. Braces around anything but a name are words.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = name_at(rest) {
            rest = &rest[name.len() + 2..];
            return Some(Piece::Placeholder(name));
        }
        let braces = rest.match_indices('{').map(|(at, _)| at);
        let next = braces
            .skip_while(|&at| at == 0)
            .find(|&at| name_at(&rest[at..]).is_some());
        let (words, after) = rest.split_at(next.unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Words(words))
    })
}

/// The name in braces at the beginning of a text.
fn name_at(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// The index of the run that a name is about, and the name itself: `2.lr` is `lr` of the second run.
pub fn of_run(name: &str) -> (Option<usize>, &str) {
    let numbered = name.split_once('.').and_then(|(number, name)| {
        let number: usize = number.parse().ok()?;
        Some((number.checked_sub(1)?, name))
    });
    match numbered {
        Some((index, name)) => (Some(index), name),
        None => (None, name),
    }
}

impl Scene {
    /// Words of the first figure, or of the scene as a whole, with the settings that they name; results, which are not
    /// known here, are left open.
    #[must_use]
    pub fn settled(&self, text: &Text) -> Text {
        self.subject.settled(text)
    }

    /// Checks that every placeholder has a value.
    pub(super) fn check_words(&self) -> Result<(), SceneError> {
        check("title", &self.title, &self.subject)?;
        check("caption", &self.caption, &self.subject)?;
        check("heading", &self.heading, &self.subject)?;
        check_labels(&self.subject)?;
        for figure in &self.beside {
            check("title", &figure.title, &figure.subject)?;
            check_labels(&figure.subject)?;
        }
        Ok(())
    }
}

fn check(name: &str, text: &Text, subject: &Subject) -> Result<(), SceneError> {
    let mut names = text.placeholders();
    let unknown = names.find(|name| subject.setting(name).is_none() && !subject.has_result(name));
    let Some(unknown) = unknown else {
        return Ok(());
    };
    let known = subject.names().join(", ");
    let allowed = format!("a name that has a value here: {known}");
    Err(field(
        &format!("a placeholder of {name}"),
        format!("{{{unknown}}}"),
        allowed,
    ))
}

fn check_labels(subject: &Subject) -> Result<(), SceneError> {
    let Subject::Landscape(landscape) = subject else {
        return Ok(());
    };
    for (index, run) in landscape.runs.iter().enumerate() {
        let Some(label) = &run.label else { continue };
        let mut names = label.placeholders();
        if let Some(unknown) = names.find(|name| run.setting(name, landscape.start).is_none()) {
            let known = run.names().join(", ");
            return Err(field(
                &format!("a placeholder in the label of run {}", index + 1),
                format!("{{{unknown}}}"),
                format!("a setting of the run: {known}"),
            ));
        }
    }
    Ok(())
}

impl Run {
    /// The value of a setting of the run, given or by default; `start` is where runs start that have no start of their own.
    pub fn setting(&self, name: &str, start: [f64; 2]) -> Option<Text> {
        let [x, y] = self.start.unwrap_or(start);
        match name {
            "optimizer" => Some(optimizer::CATALOGUE.get(&self.optimizer.name)?.title.into()),
            "schedule" => Some(schedule::CATALOGUE.get(&self.schedule.name)?.title.into()),
            "x" => Some(number(x)),
            "y" => Some(number(y)),
            name => {
                let of_optimizer = argument(&self.optimizer, &optimizer::CATALOGUE, name);
                of_optimizer.or_else(|| argument(&self.schedule, &schedule::CATALOGUE, name))
            }
        }
    }

    fn names(&self) -> Vec<&'static str> {
        let lists = [
            optimizer::CATALOGUE.parameters(&self.optimizer.name),
            schedule::CATALOGUE.parameters(&self.schedule.name),
        ];
        let settings = lists.into_iter().flatten().map(|one| one.name);
        settings
            .chain(["optimizer", "schedule", "x", "y"])
            .collect()
    }
}

impl Subject {
    /// The value of a setting by name, as the placeholders of words have it.
    pub fn setting(&self, name: &str) -> Option<Text> {
        match self {
            Self::Landscape(subject) => subject.setting(name),
            Self::Sweep(subject) => subject.setting(name),
            Self::Cloud(subject) => subject.setting(name),
        }
    }

    /// Words of the figure with the settings that they name; results, which are not known here, are left open.
    #[must_use]
    pub(super) fn settled(&self, text: &Text) -> Text {
        text.filled(&|name| match self.setting(name) {
            Some(value) => Some(value),
            None => self.has_result(name).then(|| UNKNOWN.into()),
        })
    }

    /// Whether a name is that of a result.
    pub fn has_result(&self, name: &str) -> bool {
        match self {
            Self::Landscape(subject) => {
                let (run, name) = of_run(name);
                run.unwrap_or(0) < subject.runs.len() && OF_RUNS.contains(&name)
            }
            Self::Sweep(_) => OF_SWEEPS.contains(&name),
            Self::Cloud(_) => OF_CLOUDS.contains(&name),
        }
    }

    /// Every name that has a value.
    fn names(&self) -> Vec<&str> {
        let landscape = |spec: &Spec| LANDSCAPES.parameters(&spec.name).iter().map(|one| one.name);
        match self {
            Self::Landscape(subject) => {
                let mut names: Vec<&str> = Vec::new();
                if let Some(run) = subject.runs.first() {
                    names.extend(run.names());
                    names.extend(OF_RUNS);
                }
                names.extend(["steps", "l2"]);
                names.extend(landscape(&subject.landscape));
                names.extend(written(&subject.landscape));
                names
            }
            Self::Sweep(subject) => {
                let mut names = OF_SWEEPS.to_vec();
                names.extend(["setting", "from", "to", "steps", "l2", "optimizer"]);
                names.extend(landscape(&subject.landscape));
                names
            }
            Self::Cloud(subject) => {
                let mut names = OF_CLOUDS.to_vec();
                names.extend(["method", "projection"]);
                let methods = subject
                    .clusters
                    .iter()
                    .map(|spec| cluster::CATALOGUE.parameters(&spec.name));
                let methods =
                    methods.chain([projection::CATALOGUE.parameters(&subject.projection.name)]);
                names.extend(methods.flatten().map(|one| one.name));
                names
            }
        }
    }
}

impl LandscapeSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        let (run, own) = of_run(name);
        let of_run = |index: usize| self.runs.get(index)?.setting(own, self.start);
        match (run, name) {
            (Some(index), _) => of_run(index),
            (None, "steps") => Some(number(self.steps as f64)),
            (None, "l2") => Some(number(self.l2)),
            (None, name) => of_run(0).or_else(|| argument(&self.landscape, &LANDSCAPES, name)),
        }
    }
}

impl SweepSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        match name {
            "setting" => Some(self.key.as_str().into()),
            "from" => Some(number(self.from)),
            "to" => Some(number(self.to)),
            "steps" => Some(number(self.steps as f64)),
            "l2" => Some(number(self.l2)),
            "optimizer" => Some(optimizer::CATALOGUE.get(&self.optimizer.name)?.title.into()),
            // Every run has another value of it.
            name if name == self.key => None,
            name => argument(&self.optimizer, &optimizer::CATALOGUE, name)
                .or_else(|| argument(&self.schedule, &schedule::CATALOGUE, name))
                .or_else(|| argument(&self.landscape, &LANDSCAPES, name)),
        }
    }
}

impl CloudSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        let clusters = self.clusters.as_ref();
        match name {
            "method" => Some(cluster::CATALOGUE.get(&clusters?.name)?.title.into()),
            "projection" => Some(
                projection::CATALOGUE
                    .get(&self.projection.name)?
                    .title
                    .into(),
            ),
            name => clusters
                .and_then(|spec| argument(spec, &cluster::CATALOGUE, name))
                .or_else(|| argument(&self.projection, &projection::CATALOGUE, name)),
        }
    }
}

/// The settings that a spec writes.
fn written(spec: &Spec) -> impl Iterator<Item = &str> {
    spec.arguments.iter().map(|(name, _)| name.as_str())
}

/// The value of a spec's setting, by its name or its former one, given or by default.
fn argument<B>(spec: &Spec, catalogue: &Catalogue<B>, name: &str) -> Option<Text> {
    let known = catalogue
        .get(&spec.name)
        .and_then(|entry| entry.parameter(name));
    let value = match known {
        Some(parameter) => parameter.set_by(spec).cloned(),
        None => spec.get(name).cloned(),
    };
    let value = value.or_else(|| known.map(|one| one.written(one.default)))?;
    Some(match value {
        Value::Number(value) => number(value),
        value => value.to_string().as_str().into(),
    })
}

/// A number with all its digits, without an exponent as long as that is short.
fn number(value: f64) -> Text {
    let size = value.abs();
    let text = match value == 0.0 || (1e-6..1e9).contains(&size) {
        true => value.to_string(),
        false => Value::Number(value).to_string(),
    };
    text.replace('-', "−").as_str().into()
}

#[cfg(test)]
mod tests;
