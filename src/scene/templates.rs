//! Placeholders in titles, captions and labels: `{lr}` is replaced by the value of `lr` in the scene.
//!
//! A placeholder names a setting or a result. Settings are known here; results are filled in where the text is
//! displayed, after the scene is computed.

use super::{Run, Scene, SceneError, Subject, Text, check::field_error};
use crate::math::{
    catalogue::Catalogue,
    optimizer, schedule,
    spec::{Spec, Value},
};

/// The text in place of a result that is not yet known.
const PENDING_RESULT: &str = "…";

impl Text {
    /// Replaces placeholders by their values; those without a value stay as written.
    #[must_use]
    pub fn fill_placeholders(&self, value: &dyn Fn(&str) -> Option<Self>) -> Self {
        let fill = |text: &str, pick: fn(&Self) -> &str| {
            pieces(text)
                .map(|piece| match piece {
                    Piece::Plain(text) => text.to_owned(),
                    Piece::Placeholder(name) => match value(name) {
                        Some(value) => pick(&value).to_owned(),
                        None => format!("{{{name}}}"),
                    },
                })
                .collect()
        };
        Self {
            en: fill(&self.en, Self::en),
            zh: fill(&self.zh, Self::zh),
        }
    }

    /// The names of the placeholders in both languages.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &str> {
        let both = pieces(&self.en).chain(pieces(&self.zh));
        both.filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name),
            Piece::Plain(_) => None,
        })
    }
}

/// A part of a text.
enum Piece<'a> {
    Plain(&'a str),
    Placeholder(&'a str),
}

/// Splits a text into plain text and placeholders. Braces around anything but a name are plain text.
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
        let (plain, after) = rest.split_at(next.unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// The name in braces at the beginning of a text.
fn name_at(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// Splits the name of a placeholder into the index of a run, from 0, and the rest: `2.lr` is `lr` of the second run.
pub fn split_run_index(name: &str) -> (Option<usize>, &str) {
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
    /// Replaces the placeholders in a text of the scene by the settings of the first figure, and those of results by “…”.
    #[must_use]
    pub fn fill_settings(&self, text: &Text) -> Text {
        match self.figures.first() {
            Some(first) => first.subject.fill_settings(text),
            None => text.clone(),
        }
    }

    /// Checks that every placeholder in titles, captions and labels has a value.
    pub(super) fn check_placeholders(&self) -> Result<(), SceneError> {
        if let Some(first) = self.figures.first() {
            check("title", &self.title, &first.subject)?;
            check("caption", &self.caption, &first.subject)?;
        }
        for figure in &self.figures {
            check("title", &figure.title, &figure.subject)?;
            figure.subject.template_values().check_labels()?;
        }
        Ok(())
    }
}

/// Checks that every placeholder of a text has a value; `name` is the field of the text.
fn check(name: &str, text: &Text, subject: &Subject) -> Result<(), SceneError> {
    let mut names = text.placeholders();
    let unknown = names.find(|name| subject.setting(name).is_none() && !subject.has_result(name));
    let Some(unknown) = unknown else {
        return Ok(());
    };
    let available = subject.template_values().names().join(", ");
    let allowed = format!("a name that has a value here: {available}");
    Err(field_error(
        &format!("a placeholder of {name}"),
        format!("{{{unknown}}}"),
        allowed,
    ))
}

impl Run {
    /// The value of a setting of the run, given or by default; `start` is the start of runs without their own.
    pub fn setting(&self, name: &str, start: [f64; 2]) -> Option<Text> {
        let [x, y] = self.start.unwrap_or(start);
        match name {
            "optimizer" => Some(optimizer::CATALOGUE.get(&self.optimizer.name)?.title.into()),
            "schedule" => Some(schedule::CATALOGUE.get(&self.schedule.name)?.title.into()),
            "x" => Some(number_text(x)),
            "y" => Some(number_text(y)),
            name => {
                let of_optimizer = setting_text(&self.optimizer, &optimizer::CATALOGUE, name);
                of_optimizer.or_else(|| setting_text(&self.schedule, &schedule::CATALOGUE, name))
            }
        }
    }

    /// The names of the settings that placeholders in the label can refer to.
    pub(super) fn names(&self) -> Vec<&'static str> {
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
    /// The value of a setting by name, formatted for a placeholder.
    pub fn setting(&self, name: &str) -> Option<Text> {
        self.template_values().setting(name)
    }

    /// Replaces the placeholders in a text by the settings of the subject, and those of results by “…”.
    #[must_use]
    pub fn fill_settings(&self, text: &Text) -> Text {
        text.fill_placeholders(&|name| match self.setting(name) {
            Some(value) => Some(value),
            None => self.has_result(name).then(|| PENDING_RESULT.into()),
        })
    }

    /// Whether the subject has a result of this name.
    pub(super) fn has_result(&self, name: &str) -> bool {
        self.template_values().has_result(name)
    }
}

/// The names of the settings that a spec gives.
pub(super) fn argument_names(spec: &Spec) -> impl Iterator<Item = &str> {
    spec.settings.iter().map(|(name, _)| name.as_str())
}

/// The value of a setting of a spec, given or by default, by its current or a former name.
pub(super) fn setting_text<B>(spec: &Spec, catalogue: &Catalogue<B>, name: &str) -> Option<Text> {
    let declared = catalogue
        .get(&spec.name)
        .and_then(|entry| entry.parameter(name));
    let value = match declared {
        Some(parameter) => parameter.value_in(spec).cloned(),
        None => spec.get(name).cloned(),
    };
    let value = value.or_else(|| declared.map(|one| one.to_value(one.default)))?;
    Some(match value {
        Value::Number(value) => number_text(value),
        value => value.to_string().as_str().into(),
    })
}

/// A number with all its digits, with an exponent only if it would be long.
pub(super) fn number_text(value: f64) -> Text {
    let size = value.abs();
    let text = match value == 0.0 || (1e-6..1e9).contains(&size) {
        true => value.to_string(),
        false => Value::Number(value).to_string(),
    };
    text.replace('-', "−").as_str().into()
}

#[cfg(test)]
mod tests;
