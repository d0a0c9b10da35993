//! Settings that were checked against what can be tuned.

use thiserror::Error;

use super::{Parameter, Setting, SettingValue};
use crate::math::{
    excerpt::excerpt,
    names,
    spec::{Spec, Value},
};

/// The values of all parameters of an entry, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    values: Vec<(&'static str, Checked)>,
}

/// A value of the right type and in range.
#[derive(Clone, Debug, PartialEq)]
pub enum Checked {
    /// A number; an integer where the parameter is one.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// The place of a word among the choices.
    Choice(usize),
    /// Integers in place of a choice, at least one.
    List(Vec<usize>),
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SettingError {
    /// There is no such parameter.
    #[error("{of} has no setting {}; {}", excerpt(.key), match .nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None if .known.is_empty() => "it takes none".to_owned(),
        None => format!("it takes {}", .known.join(", ")),
    })]
    Unknown {
        /// What was called.
        of: String,
        /// The setting as it was written.
        key: String,
        /// The known parameter most like it, if any is.
        nearest: Option<&'static str>,
        /// Every known parameter.
        known: Vec<&'static str>,
    },
    /// The setting is set under its name and under its former one.
    #[error("{of}: {key} is set twice, for {former} is its former name; leave out {former}")]
    Twice {
        /// What was called.
        of: String,
        /// The parameter.
        key: &'static str,
        /// Its former name.
        former: &'static str,
    },
    /// The value is of the wrong type or out of range.
    #[error("{of}: {key}={} is not allowed; expected {expected}", excerpt(.value))]
    Value {
        /// What was called.
        of: String,
        /// The parameter.
        key: &'static str,
        /// The value as it was written.
        value: String,
        /// The type and the allowed range.
        expected: String,
    },
}

impl SettingError {
    /// The error for a setting of `of` that is not among the `known` ones.
    pub fn unknown(of: &str, key: &str, known: Vec<&'static str>) -> Self {
        Self::Unknown {
            of: of.to_owned(),
            key: key.to_owned(),
            nearest: names::nearest(key, known.iter().copied()),
            known,
        }
    }
}

impl Settings {
    /// Every parameter at its default.
    pub fn defaults(parameters: &[Parameter]) -> Self {
        let parameters = parameters.iter();
        Self {
            values: parameters
                .map(|parameter| (parameter.name, parameter.default_value()))
                .collect(),
        }
    }

    /// The settings of `spec`, with the defaults of those it leaves out.
    ///
    /// # Errors
    /// A setting that is not among the `parameters`, is set twice, of the wrong type, or out of its range.
    pub fn check(spec: &Spec, parameters: &[Parameter]) -> Result<Self, SettingError> {
        let known = || parameters.iter().map(|parameter| parameter.name);
        let mut keys = spec.arguments.iter().map(|(key, _)| key);
        if let Some(key) = keys.find(|key| !parameters.iter().any(|known| known.is_called(key))) {
            return Err(SettingError::unknown(&spec.name, key, known().collect()));
        }
        let values = parameters
            .iter()
            .map(|parameter| Ok((parameter.name, parameter.checked(spec)?)))
            .collect::<Result<_, _>>()?;
        Ok(Self { values })
    }

    /// The value of a setting.
    ///
    /// # Panics
    /// The entry does not list the setting, or lists one of this name with another type; a test builds every entry.
    pub fn get<T: SettingValue>(&self, setting: Setting<T>) -> T {
        let name = setting.parameter().name;
        let found = self.values.iter().find(|(known, _)| *known == name);
        match found.and_then(|(_, value)| T::of(value)) {
            Some(value) => value,
            None => unreachable!("{name} is not among the parameters, or of another type"),
        }
    }
}

/// Writes the former names of settings and choices in a spec as the present ones. A setting that is set under both
/// stays, for [`Settings::check`] to refuse.
pub fn modernize(spec: &mut Spec, parameters: &[Parameter]) {
    for parameter in parameters {
        if let Some(former) = parameter.former
            && spec.get(parameter.name).is_none()
            && let Some((key, _)) = spec.arguments.iter_mut().find(|(key, _)| key == former)
        {
            parameter.name.clone_into(key);
        }
        let written = spec
            .arguments
            .iter_mut()
            .find(|(key, _)| key == parameter.name);
        if let Some(choices) = parameter.choices()
            && let Some((_, Value::Text(word))) = written
            && let Some(choice) = choices
                .iter()
                .find(|choice| choice.former == Some(word.as_str()))
        {
            choice.name.clone_into(word);
        }
    }
}
