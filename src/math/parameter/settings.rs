//! Settings that were checked against what can be tuned.

use thiserror::Error;

use super::Parameter;
use crate::math::{
    excerpt::excerpt,
    names,
    spec::{Spec, Value},
};

/// The values of all parameters of one thing, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    values: Vec<Setting>,
    /// Lists that hold something.
    lists: Vec<(&'static str, Vec<f64>)>,
}

/// A parameter and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Setting {
    pub name: &'static str,
    pub value: f64,
    pub is_integer: bool,
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

impl Settings {
    /// Every parameter at its default.
    pub fn defaults(parameters: &[Parameter]) -> Self {
        let values = parameters
            .iter()
            .map(|parameter| parameter.set_to(parameter.default))
            .collect();
        Self {
            values,
            lists: Vec::new(),
        }
    }

    /// The settings of `spec`, with the defaults of those it leaves out.
    ///
    /// # Errors
    /// A setting that is not among the `parameters`, of the wrong type, or out of its range.
    pub fn check(spec: &Spec, parameters: &[Parameter]) -> Result<Self, SettingError> {
        let known = || parameters.iter().map(|parameter| parameter.name);
        if let Some((key, _)) = spec
            .arguments
            .iter()
            .find(|(key, _)| known().all(|name| name != key))
        {
            return Err(SettingError::Unknown {
                of: spec.name.clone(),
                key: key.clone(),
                nearest: names::nearest(key, known())
                    .and_then(|near| known().find(|name| *name == near)),
                known: known().collect(),
            });
        }
        let values = parameters
            .iter()
            .map(|parameter| Ok(parameter.set_to(parameter.checked(spec)?)))
            .collect::<Result<_, _>>()?;
        let lists = parameters
            .iter()
            .filter_map(|parameter| match spec.get(parameter.name) {
                Some(Value::List(numbers)) if !numbers.is_empty() => {
                    Some((parameter.name, numbers.clone()))
                }
                _ => None,
            })
            .collect();
        Ok(Self { values, lists })
    }

    /// The value of a parameter; 0 or 1 for a switch, the place in the list for a choice.
    ///
    /// # Panics
    /// If the parameter is not among those that the settings were checked against.
    pub fn get(&self, name: &str) -> f64 {
        self.find(name).value
    }

    /// The value of an integer parameter that is at least 0.
    ///
    /// # Panics
    /// As [`Settings::get`], and if the parameter is not an [integer](Parameter::integer).
    pub fn integer(&self, name: &str) -> u64 {
        let setting = self.find(name);
        match setting.is_integer {
            // Exact: what was checked is an integer from 0 to LARGEST_INTEGER.
            true => setting.value as u64,
            false => unreachable!("{name} is not declared as an integer"),
        }
    }

    /// The same, where it counts things in memory; [`usize::MAX`] where it is more than there can be.
    ///
    /// # Panics
    /// As [`Settings::integer`].
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.integer(name)).unwrap_or(usize::MAX)
    }

    fn find(&self, name: &str) -> &Setting {
        match self.values.iter().find(|setting| setting.name == name) {
            Some(setting) => setting,
            None => unreachable!("{name} is not among the listed parameters"),
        }
    }

    /// The numbers of a list, none where the spec leaves it out.
    pub fn list(&self, name: &str) -> &[f64] {
        let set = self.lists.iter().find(|(known, _)| *known == name);
        set.map_or(&[], |(_, numbers)| numbers)
    }

    /// Whether a switch is on.
    ///
    /// # Panics
    /// As [`Settings::get`].
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) != 0.0
    }
}
