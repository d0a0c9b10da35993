//! What can be tuned in a landscape, an optimizer or a schedule: name, range, default, meaning; and settings checked
//! against it.

use super::{
    spec::{Spec, Value},
    words::Bilingual,
};

mod setting;
mod settings;

pub use setting::{ChoiceOrList, Choices, Numeric, Setting, SettingValue};
pub(crate) use setting::{choices, parameters};
pub use settings::{Checked, SettingError, Settings, modernize};

/// One thing that can be tuned, as catalogues list it; a [`Setting`] declares it with the type of its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// As it is written in a spec: `lr`.
    pub name: &'static str,
    /// What it was called before, which is still read.
    pub former: Option<&'static str>,
    /// Its value where a spec does not set it; 0 or 1 for a bool, the place in the list for a choice.
    pub default: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value; [`f64::MAX`] where there is no bound.
    pub max: f64,
    /// Whether `min` itself is not allowed.
    pub open_min: bool,
    /// Whether `max` itself is not allowed.
    pub open_max: bool,
    /// How it is set.
    pub kind: Kind,
    /// Whether only integers are allowed.
    pub integer: bool,
    /// The range worth a slider, inside the allowed one; both ends above 0 for [`Kind::Logarithmic`].
    pub slider: [f64; 2],
    /// What it does.
    pub meaning: Bilingual,
}

/// The largest integer up to which every one has an `f64` of its own: 2⁵³ − 1.
pub const LARGEST_INTEGER: f64 = 9_007_199_254_740_991.0;

/// How a parameter is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number on a linear scale.
    Linear,
    /// A number on a logarithmic scale.
    Logarithmic,
    /// `true` or `false`.
    Bool,
    /// One word of several.
    Choice(&'static [Choice]),
    /// One word of several, or integers of at least 0 in brackets.
    ChoiceOrList(&'static [Choice]),
}

/// A word that may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As it is written in a spec: `random`.
    pub name: &'static str,
    /// What it was called before, which is still read.
    pub former: Option<&'static str>,
    /// As it is shown.
    pub title: Bilingual,
    /// What it does.
    pub meaning: Bilingual,
}

impl Choice {
    /// A word with its title and its meaning.
    pub const fn new(name: &'static str, title: Bilingual, meaning: Bilingual) -> Self {
        Self {
            name,
            former: None,
            title,
            meaning,
        }
    }

    /// The same, also read by a former name.
    #[must_use]
    pub const fn formerly(self, name: &'static str) -> Self {
        Self {
            former: Some(name),
            ..self
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.name == name || self.former == Some(name)
    }
}

impl Parameter {
    /// Whether `name` is its name or its former one.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.former == Some(name)
    }

    /// Whether it is a number, and so can be swept.
    pub const fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Linear | Kind::Logarithmic)
    }

    /// The words to choose from; none where it is no choice.
    pub const fn choices(&self) -> Option<&'static [Choice]> {
        match self.kind {
            Kind::Choice(choices) | Kind::ChoiceOrList(choices) => Some(choices),
            Kind::Linear | Kind::Logarithmic | Kind::Bool => None,
        }
    }

    /// Whether a number is in the allowed range.
    pub fn allows(&self, value: f64) -> bool {
        let above = if self.open_min {
            value > self.min
        } else {
            value >= self.min
        };
        let below = if self.open_max {
            value < self.max
        } else {
            value <= self.max
        };
        above && below && (!self.integer || value.fract() == 0.0)
    }

    /// The allowed range in words: `at least 0`, `from 0 to below 1`.
    pub fn range(&self) -> String {
        let Self { min, max, .. } = *self;
        let words = |choices: &[Choice]| {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
            names.join(" or ")
        };
        match (self.kind, self.open_min, self.open_max) {
            (Kind::Bool, ..) => "true or false".to_owned(),
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
        self.max == f64::MAX || self.integer && self.max == LARGEST_INTEGER
    }

    /// The kind of number and the allowed range in words: `a whole number at least 1`.
    pub fn number_and_range(&self) -> String {
        let number = if self.integer {
            "whole number"
        } else {
            "number"
        };
        format!("a {number} {}", self.range())
    }

    /// `value` as it is written in a spec: `true` or `false` for [`Kind::Bool`], a word for a choice, else a number.
    pub fn written(&self, value: f64) -> Value {
        match (self.kind, self.choices()) {
            (_, Some(choices)) => {
                let chosen = choices.get(value as usize).unwrap_or(&choices[0]);
                Value::Text(chosen.name.to_owned())
            }
            (Kind::Bool, _) => Value::Bool(value != 0.0),
            _ => Value::Number(value),
        }
    }

    /// What a spec sets it to, under its name or its former one.
    pub fn set_by<'a>(&self, spec: &'a Spec) -> Option<&'a Value> {
        let former = || spec.get(self.former?);
        spec.get(self.name).or_else(former)
    }

    /// The value that a spec gives to this parameter: what it sets, or the default.
    fn checked(&self, spec: &Spec) -> Result<Checked, SettingError> {
        if let Some(former) = self.former
            && spec.get(self.name).is_some()
            && spec.get(former).is_some()
        {
            return Err(SettingError::Twice {
                of: spec.name.clone(),
                key: self.name,
                former,
            });
        }
        let Some(value) = self.set_by(spec) else {
            return Ok(self.default_value());
        };
        self.check(value).ok_or_else(|| SettingError::Value {
            of: spec.name.clone(),
            key: self.name,
            value: value.to_string(),
            expected: self.expected_instead_of(value),
        })
    }

    fn default_value(&self) -> Checked {
        match self.kind {
            Kind::Bool => Checked::Bool(self.default != 0.0),
            Kind::Choice(_) | Kind::ChoiceOrList(_) => Checked::Choice(self.default as usize),
            Kind::Linear | Kind::Logarithmic => Checked::Number(self.default),
        }
    }

    /// The value, if it is of the right type and in range.
    fn check(&self, value: &Value) -> Option<Checked> {
        match (value, self.kind) {
            (Value::Bool(on), Kind::Bool) => Some(Checked::Bool(*on)),
            (Value::Number(number), Kind::Linear | Kind::Logarithmic) => {
                self.allows(*number).then_some(Checked::Number(*number))
            }
            (Value::Text(word), Kind::Choice(choices) | Kind::ChoiceOrList(choices)) => {
                let place = choices.iter().position(|choice| choice.is_called(word));
                place.map(Checked::Choice)
            }
            // An empty list sets nothing.
            (Value::List(numbers), Kind::ChoiceOrList(_)) if numbers.is_empty() => {
                Some(self.default_value())
            }
            (Value::List(numbers), Kind::ChoiceOrList(_)) => {
                let is_integer = |number: &f64| {
                    (0.0..=LARGEST_INTEGER).contains(number) && number.fract() == 0.0
                };
                let integers = numbers.iter().all(is_integer);
                integers
                    .then(|| Checked::List(numbers.iter().map(|number| *number as usize).collect()))
            }
            _ => None,
        }
    }

    fn expected_instead_of(&self, value: &Value) -> String {
        match (value, self.kind) {
            (Value::List(_), Kind::ChoiceOrList(_)) => {
                "each to be a whole number at least 0".to_owned()
            }
            (_, Kind::Bool | Kind::Choice(_) | Kind::ChoiceOrList(_)) => self.range(),
            // The range of what is unbounded does not say how large it may be.
            (Value::Number(number), _)
                if self.integer && self.is_unbounded() && *number > self.max =>
            {
                format!("a whole number up to {}", self.max)
            }
            (Value::Number(_), _) if !self.integer => self.range(),
            _ => self.number_and_range(),
        }
    }
}

#[cfg(test)]
mod tests;
