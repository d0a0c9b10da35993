//! The parameters of catalogue entries (name, type, range, default, meaning) and their checked values.

use super::{
    spec::{Spec, Value},
    words::Bilingual,
};

mod setting;
mod settings;

pub use setting::{ChoiceOrList, Choices, Numeric, Setting, SettingValue};
pub(crate) use setting::{choices, parameters};
pub use settings::{CheckedValue, SettingError, Settings, replace_former_names};

/// A parameter as listed in catalogues. It is declared by a [`Setting`], which has the Rust type of its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The name in a spec, such as `lr`.
    pub name: &'static str,
    /// A former name, which is still accepted.
    pub former_name: Option<&'static str>,
    /// The value if a spec does not set the parameter: a number, 0 or 1 for a bool, or the index of a choice.
    pub default: f64,
    /// The lower bound.
    pub min: f64,
    /// The upper bound; if there is none, [`f64::MAX`] or, for an integer, [`MAX_INTEGER`].
    pub max: f64,
    /// Whether `min` itself is excluded.
    pub excludes_min: bool,
    /// Whether `max` itself is excluded.
    pub excludes_max: bool,
    /// The type of its value, and the scale of its slider.
    pub kind: Kind,
    /// Whether only integers are allowed.
    pub is_integer: bool,
    /// The range of its slider, inside the allowed range; both ends are positive for [`Kind::Logarithmic`].
    pub slider: [f64; 2],
    /// A description of one phrase.
    pub meaning: Bilingual,
}

/// The largest allowed integer, 2⁵³ − 1: all integers up to it are exact in an `f64`.
pub const MAX_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The type of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number with a linear slider.
    Linear,
    /// A number with a logarithmic slider.
    Logarithmic,
    /// A bool, `true` or `false`.
    Bool,
    /// One of several words.
    Choice(&'static [Choice]),
    /// One of several words, or a list of non-negative integers.
    ChoiceOrList(&'static [Choice]),
    /// A list of integers, each in the allowed range, with the default list; may be empty.
    Integers(&'static [usize]),
    /// A text that is checked where it is used, with the default text.
    Text(&'static str),
}

/// A word that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name in a spec, such as `random`.
    pub name: &'static str,
    /// A former name, which is still accepted.
    pub former_name: Option<&'static str>,
    /// The display name in both languages.
    pub title: Bilingual,
    /// A description of one phrase.
    pub meaning: Bilingual,
}

impl Choice {
    /// A word with its display name and description.
    pub const fn new(name: &'static str, title: Bilingual, meaning: Bilingual) -> Self {
        Self {
            name,
            former_name: None,
            title,
            meaning,
        }
    }

    /// Accepts a former name too.
    #[must_use]
    pub const fn formerly(self, name: &'static str) -> Self {
        Self {
            former_name: Some(name),
            ..self
        }
    }

    fn has_name(&self, name: &str) -> bool {
        self.name == name || self.former_name == Some(name)
    }
}

impl Parameter {
    /// Whether `name` is its name or its former name.
    pub fn has_name(&self, name: &str) -> bool {
        self.name == name || self.former_name == Some(name)
    }

    /// Whether its value is a number, so that it can be swept.
    pub const fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Linear | Kind::Logarithmic)
    }

    /// The words that can be chosen; `None` for a number or a bool.
    pub const fn choices(&self) -> Option<&'static [Choice]> {
        match self.kind {
            Kind::Choice(choices) | Kind::ChoiceOrList(choices) => Some(choices),
            _ => None,
        }
    }

    /// Whether a number is in the allowed range and an integer if it has to be.
    pub fn allows(&self, value: f64) -> bool {
        let above = if self.excludes_min {
            value > self.min
        } else {
            value >= self.min
        };
        let below = if self.excludes_max {
            value < self.max
        } else {
            value <= self.max
        };
        above && below && (!self.is_integer || value.fract() == 0.0)
    }

    /// A description of the allowed values: `at least 0`, `from 0 to below 1`, `true or false`.
    pub fn expected(&self) -> String {
        let Self { min, max, .. } = *self;
        let words = |choices: &[Choice]| {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
            names.join(" or ")
        };
        match (self.kind, self.excludes_min, self.excludes_max) {
            (Kind::Bool, ..) => "true or false".to_owned(),
            (Kind::Text(_), ..) => "a name, or text in quotes".to_owned(),
            (Kind::Integers(_), ..) => {
                format!("numbers in brackets, each a whole number at least {min}")
            }
            (Kind::Choice(choices), ..) => words(choices),
            (Kind::ChoiceOrList(choices), ..) => {
                format!(
                    "{}, or numbers in brackets, each a whole number at least 0",
                    words(choices)
                )
            }
            (_, true, _) if self.is_unbounded() => format!("above {min}"),
            (_, false, _) if self.is_unbounded() => format!("at least {min}"),
            (_, false, false) => format!("from {min} to {max}"),
            (_, false, true) => format!("from {min} to below {max}"),
            (_, true, false) => format!("above {min} up to {max}"),
            (_, true, true) => format!("above {min} and below {max}"),
        }
    }

    fn is_unbounded(&self) -> bool {
        self.max == f64::MAX || self.is_integer && self.max == MAX_INTEGER
    }

    /// As [`Self::expected`] for a number, with its type: `a whole number at least 1`.
    pub fn expected_number(&self) -> String {
        let number = if self.is_integer {
            "whole number"
        } else {
            "number"
        };
        format!("a {number} {}", self.expected())
    }

    /// Converts a number as in [`Self::default`] to the value in a spec: a bool, the word of a choice, or the number.
    pub fn to_value(&self, value: f64) -> Value {
        match (self.kind, self.choices()) {
            (Kind::Text(text), _) => Value::Text(text.to_owned()),
            (Kind::Integers(numbers), _) => {
                Value::List(numbers.iter().map(|number| *number as f64).collect())
            }
            (_, Some(choices)) => {
                let choice = choices.get(value as usize).unwrap_or(&choices[0]);
                Value::Text(choice.name.to_owned())
            }
            (Kind::Bool, _) => Value::Bool(value != 0.0),
            _ => Value::Number(value),
        }
    }

    /// The value that a spec sets under its name or its former name.
    pub fn value_in<'a>(&self, spec: &'a Spec) -> Option<&'a Value> {
        let former = || spec.get(self.former_name?);
        spec.get(self.name).or_else(former)
    }

    /// The checked value from a spec, or the default.
    fn checked_value(&self, spec: &Spec) -> Result<CheckedValue, SettingError> {
        if let Some(former) = self.former_name
            && spec.get(self.name).is_some()
            && spec.get(former).is_some()
        {
            return Err(SettingError::SetTwice {
                entry: spec.name.clone(),
                key: self.name,
                former,
            });
        }
        let Some(value) = self.value_in(spec) else {
            return Ok(self.default_value());
        };
        self.check(value).ok_or_else(|| SettingError::InvalidValue {
            entry: spec.name.clone(),
            key: self.name,
            value: value.to_string(),
            expected: self.expected_in_place_of(value),
        })
    }

    fn default_value(&self) -> CheckedValue {
        match self.kind {
            Kind::Bool => CheckedValue::Bool(self.default != 0.0),
            Kind::Choice(_) | Kind::ChoiceOrList(_) => CheckedValue::Choice(self.default as usize),
            Kind::Linear | Kind::Logarithmic => CheckedValue::Number(self.default),
            Kind::Integers(numbers) => CheckedValue::List(numbers.to_vec()),
            Kind::Text(text) => CheckedValue::Text(text.to_owned()),
        }
    }

    /// The checked value, if it has the right type and is in range.
    fn check(&self, value: &Value) -> Option<CheckedValue> {
        match (value, self.kind) {
            (Value::Bool(on), Kind::Bool) => Some(CheckedValue::Bool(*on)),
            (Value::Number(number), Kind::Linear | Kind::Logarithmic) => self
                .allows(*number)
                .then_some(CheckedValue::Number(*number)),
            (Value::Text(word), Kind::Choice(choices) | Kind::ChoiceOrList(choices)) => {
                let index = choices.iter().position(|choice| choice.has_name(word));
                index.map(CheckedValue::Choice)
            }
            // An empty list sets nothing.
            (Value::List(numbers), Kind::ChoiceOrList(_)) if numbers.is_empty() => {
                Some(self.default_value())
            }
            (Value::List(numbers), Kind::ChoiceOrList(_)) => {
                let is_count =
                    |number: &f64| (0.0..=MAX_INTEGER).contains(number) && number.fract() == 0.0;
                let are_counts = numbers.iter().all(is_count);
                are_counts.then(|| {
                    CheckedValue::List(numbers.iter().map(|number| *number as usize).collect())
                })
            }
            (Value::List(numbers), Kind::Integers(_)) => {
                let are_allowed = numbers.iter().all(|number| self.allows(*number));
                are_allowed.then(|| {
                    CheckedValue::List(numbers.iter().map(|number| *number as usize).collect())
                })
            }
            (Value::Text(text), Kind::Text(_)) => Some(CheckedValue::Text(text.clone())),
            _ => None,
        }
    }

    /// A description of the allowed values for the error about `value`; names the type only if `value` has another.
    fn expected_in_place_of(&self, value: &Value) -> String {
        match (value, self.kind) {
            (Value::List(_), Kind::ChoiceOrList(_)) => {
                "each to be a whole number at least 0".to_owned()
            }
            _ if !self.is_number() => self.expected(),
            // For an unbounded parameter, `expected` does not mention the largest exact integer.
            (Value::Number(number), _)
                if self.is_integer && self.is_unbounded() && *number > self.max =>
            {
                format!("a whole number up to {}", self.max)
            }
            (Value::Number(_), _) if !self.is_integer => self.expected(),
            _ => self.expected_number(),
        }
    }
}

#[cfg(test)]
mod tests;
