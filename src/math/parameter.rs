//! What can be tuned in a landscape, an optimizer or a schedule: name, range, default, meaning; and settings checked against it.

use serde::Serialize;

use super::{
    spec::{Spec, Value},
    words::Bilingual,
};

mod settings;

use settings::Setting;
pub use settings::{SettingError, Settings};

/// One thing that can be tuned.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// As it is written in a spec: `lr`.
    pub name: &'static str,
    /// Its value where a spec does not set it; 0 or 1 for a switch, the place in the list for a choice. A list is empty.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number whose differences count.
    Linear,
    /// A number whose ratios count.
    Logarithmic,
    /// `true` or `false`.
    Bool,
    /// One word of several.
    Choice(&'static [Choice]),
    /// Any count of numbers in brackets, each in the allowed range.
    List,
}

/// A word that may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// As it is written in a spec: `random`.
    pub name: &'static str,
    /// As it is shown.
    pub title: Bilingual,
    /// What it does.
    pub meaning: Bilingual,
}

impl Parameter {
    /// A number of at least 0 without an upper bound, on a slider from 0 to 1; the other `const` methods change that.
    pub const fn number(name: &'static str, default: f64, meaning: Bilingual) -> Self {
        Self {
            name,
            default,
            min: 0.0,
            max: f64::MAX,
            open_min: false,
            open_max: false,
            kind: Kind::Linear,
            integer: false,
            slider: [0.0, 1.0],
            meaning,
        }
    }

    /// A switch.
    pub const fn switch(name: &'static str, default: bool, meaning: Bilingual) -> Self {
        Self {
            max: 1.0,
            kind: Kind::Bool,
            ..Self::number(name, if default { 1.0 } else { 0.0 }, meaning)
        }
    }

    /// One of several words, the first unless a spec says otherwise.
    pub const fn choice(
        name: &'static str,
        choices: &'static [Choice],
        meaning: Bilingual,
    ) -> Self {
        let last = choices.len() as f64 - 1.0;
        Self {
            max: last,
            kind: Kind::Choice(choices),
            ..Self::number(name, 0.0, meaning).slider(0.0, last)
        }
    }

    /// Numbers in brackets, each at least 0; none unless a spec says otherwise.
    pub const fn list(name: &'static str, meaning: Bilingual) -> Self {
        Self {
            kind: Kind::List,
            ..Self::number(name, 0.0, meaning)
        }
    }

    /// With only integers allowed, up to [`LARGEST_INTEGER`] where there is no smaller bound.
    #[must_use]
    pub const fn integer(self) -> Self {
        let max = if self.max > LARGEST_INTEGER {
            LARGEST_INTEGER
        } else {
            self.max
        };
        Self {
            integer: true,
            max,
            ..self
        }
    }

    /// With `max` as the largest value.
    #[must_use]
    pub const fn up_to(self, max: f64) -> Self {
        Self { max, ..self }
    }

    /// With `min` as the smallest value.
    #[must_use]
    pub const fn at_least(self, min: f64) -> Self {
        Self { min, ..self }
    }

    /// With every value below `max` allowed, but not `max`.
    #[must_use]
    pub const fn below(self, max: f64) -> Self {
        Self {
            max,
            open_max: true,
            ..self
        }
    }

    /// With every value above `min` allowed, but not `min`.
    #[must_use]
    pub const fn above(self, min: f64) -> Self {
        Self {
            min,
            open_min: true,
            ..self
        }
    }

    /// With every value above 0 allowed, but not 0.
    #[must_use]
    pub const fn positive(self) -> Self {
        self.above(0.0)
    }

    /// With this range on its slider.
    #[must_use]
    pub const fn slider(self, from: f64, to: f64) -> Self {
        Self {
            slider: [from, to],
            ..self
        }
    }

    /// With this range on its slider, in which equal distances are equal ratios.
    #[must_use]
    pub const fn logarithmic(self, from: f64, to: f64) -> Self {
        Self {
            kind: Kind::Logarithmic,
            ..self.slider(from, to)
        }
    }

    /// Whether it is a number, and so can be swept: not a switch, a choice or a list.
    pub const fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Linear | Kind::Logarithmic)
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
        match (self.kind, self.open_min, self.open_max) {
            (Kind::Bool, ..) => "true or false".to_owned(),
            (Kind::Choice(choices), ..) => {
                let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
                names.join(" or ")
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

    /// `value` as it is written in a spec: a switch for [`Kind::Bool`], a word for [`Kind::Choice`], an empty list for
    /// [`Kind::List`], else a number.
    pub fn written(&self, value: f64) -> Value {
        match self.kind {
            Kind::Bool => Value::Bool(value != 0.0),
            Kind::Choice(choices) => {
                let chosen = choices.get(value as usize).unwrap_or(&choices[0]);
                Value::Text(chosen.name.to_owned())
            }
            Kind::Linear | Kind::Logarithmic => Value::Number(value),
            Kind::List => Value::List(Vec::new()),
        }
    }

    const fn set_to(&self, value: f64) -> Setting {
        Setting {
            name: self.name,
            value,
            is_integer: self.integer,
        }
    }

    /// The value that a spec gives to this parameter: what it sets, or the default.
    fn checked(&self, spec: &Spec) -> Result<f64, SettingError> {
        let Some(value) = spec.get(self.name) else {
            return Ok(self.default);
        };
        let expected = match (value, self.kind) {
            (Value::Bool(on), Kind::Bool) => return Ok(f64::from(u8::from(*on))),
            (Value::Number(number), Kind::Linear | Kind::Logarithmic) if self.allows(*number) => {
                return Ok(*number);
            }
            (Value::List(numbers), Kind::List) => {
                if numbers.iter().all(|number| self.allows(*number)) {
                    return Ok(self.default);
                }
                format!("each to be {}", self.number_and_range())
            }
            (_, Kind::List) => {
                format!("numbers in brackets, each {}", self.number_and_range())
            }
            (Value::Text(word), Kind::Choice(choices)) => {
                match choices.iter().position(|choice| choice.name == word) {
                    Some(place) => return Ok(place as f64),
                    None => self.range(),
                }
            }
            (_, Kind::Bool | Kind::Choice(_)) => self.range(),
            // The range of what is unbounded does not say how large it may be.
            (Value::Number(number), _)
                if self.integer && self.is_unbounded() && *number > self.max =>
            {
                format!("a whole number up to {}", self.max)
            }
            (Value::Number(_), _) if !self.integer => self.range(),
            _ => self.number_and_range(),
        };
        Err(SettingError::Value {
            of: spec.name.clone(),
            key: self.name,
            value: value.to_string(),
            expected,
        })
    }
}

#[cfg(test)]
mod tests;
