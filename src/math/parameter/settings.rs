//! Settings checked against the parameters of an entry.

use thiserror::Error;

use super::{Parameter, Setting, SettingValue};
use crate::math::{
    excerpt::excerpt,
    names,
    spec::{Spec, Value},
};

/// The checked values of all parameters of an entry, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    values: Vec<(&'static str, CheckedValue)>,
}

/// A value of the right type and in the allowed range.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckedValue {
    /// A number; an integer if the parameter requires it.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// The index of the chosen word.
    Choice(usize),
    /// Integers; in place of a choice, at least one.
    List(Vec<usize>),
    /// A text.
    Text(String),
}

/// Why a setting cannot be used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SettingError {
    /// The entry has no such parameter.
    #[error("{entry} has no setting {}; {}", excerpt(.key), match .nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None if .known.is_empty() => "it takes none".to_owned(),
        None => format!("it takes {}", .known.join(", ")),
    })]
    Unknown {
        /// The name of the entry.
        entry: String,
        /// The unknown name in the spec.
        key: String,
        /// The most similar parameter, if one is similar enough.
        nearest: Option<&'static str>,
        /// The names of all parameters.
        known: Vec<&'static str>,
    },
    /// A parameter is set under both its name and its former name.
    #[error("{entry}: {key} is set twice, as {former} is its former name; leave out {former}")]
    SetTwice {
        /// The name of the entry.
        entry: String,
        /// The current name of the parameter.
        key: &'static str,
        /// The former name of the parameter.
        former: &'static str,
    },
    /// The value has the wrong type or is out of range.
    #[error("{entry}: {key}={} is not allowed; expected {expected}", excerpt(.value))]
    InvalidValue {
        /// The name of the entry.
        entry: String,
        /// The name of the parameter.
        key: &'static str,
        /// The value in the spec.
        value: String,
        /// A description of the type and the allowed range.
        expected: String,
    },
}

impl SettingError {
    /// The error for a setting of an entry that is not one of the `known` ones.
    pub fn unknown(entry: &str, key: &str, known: Vec<&'static str>) -> Self {
        Self::Unknown {
            entry: entry.to_owned(),
            key: key.to_owned(),
            nearest: names::nearest(key, known.iter().copied()),
            known,
        }
    }
}

impl Settings {
    /// All parameters with their default values.
    pub fn defaults(parameters: &[Parameter]) -> Self {
        let parameters = parameters.iter();
        Self {
            values: parameters
                .map(|parameter| (parameter.name, parameter.default_value()))
                .collect(),
        }
    }

    /// The settings of `spec`, with defaults for those that it does not set.
    ///
    /// # Errors
    /// A setting is unknown, set twice, of the wrong type or out of range.
    pub fn check(spec: &Spec, parameters: &[Parameter]) -> Result<Self, SettingError> {
        let known = || parameters.iter().map(|parameter| parameter.name);
        let mut keys = spec.settings.iter().map(|(key, _)| key);
        if let Some(key) =
            keys.find(|key| !parameters.iter().any(|parameter| parameter.has_name(key)))
        {
            return Err(SettingError::unknown(&spec.name, key, known().collect()));
        }
        let values = parameters
            .iter()
            .map(|parameter| Ok((parameter.name, parameter.checked_value(spec)?)))
            .collect::<Result<_, _>>()?;
        Ok(Self { values })
    }

    /// The value of a setting.
    ///
    /// # Panics
    /// If the entry does not list the setting or lists it with another type. A test builds every entry to exclude this.
    pub fn get<T: SettingValue>(&self, setting: Setting<T>) -> T {
        let name = setting.parameter().name;
        let found = self.values.iter().find(|(known, _)| *known == name);
        match found.and_then(|(_, value)| T::from_checked(value)) {
            Some(value) => value,
            None => unreachable!("{name} is not among the parameters, or of another type"),
        }
    }
}

/// Replaces former names of settings and choices in a spec with the current ones. A setting that is set under both
/// names is left for [`Settings::check`] to reject.
pub fn replace_former_names(spec: &mut Spec, parameters: &[Parameter]) {
    for parameter in parameters {
        if let Some(former) = parameter.former_name
            && spec.get(parameter.name).is_none()
            && let Some((key, _)) = spec.settings.iter_mut().find(|(key, _)| key == former)
        {
            parameter.name.clone_into(key);
        }
        let setting = spec
            .settings
            .iter_mut()
            .find(|(key, _)| key == parameter.name);
        if let Some(choices) = parameter.choices()
            && let Some((_, Value::Text(word))) = setting
            && let Some(choice) = choices
                .iter()
                .find(|choice| choice.former_name == Some(word.as_str()))
        {
            choice.name.clone_into(word);
        }
    }
}
