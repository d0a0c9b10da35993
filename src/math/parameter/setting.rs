//! Parameters with the Rust type of their value.

use std::marker::PhantomData;

use super::{CheckedValue, Choice, Kind, MAX_INTEGER, Parameter};
use crate::math::words::Bilingual;

/// A parameter with the Rust type `T` of its value. Each is a constant, which an entry lists among its parameters and
/// its builder passes to [`Settings::get`](super::Settings::get), so that the name is written once and the type is
/// checked.
#[derive(Clone, Copy, Debug)]
pub struct Setting<T> {
    parameter: Parameter,
    value_type: PhantomData<fn() -> T>,
}

/// A Rust type that the value of a setting can have.
pub trait SettingValue: Sized {
    /// Converts a checked value to this type; `None` if the parameter has another type.
    fn from_checked(value: &CheckedValue) -> Option<Self>;
}

/// A numeric type of settings.
pub trait Numeric: SettingValue {}

/// An enum whose values are selected by words.
pub trait Choices: Copy + 'static {
    /// The words, starting with the default.
    const WORDS: &'static [Choice];
    /// The values of the words, in the same order.
    const VALUES: &'static [Self];
}

/// A chosen word, or a list of integers in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum ChoiceOrList<T> {
    /// The value of the chosen word.
    Choice(T),
    /// The integers, at least one.
    List(Vec<usize>),
}

/// Lists the parameters of some settings.
macro_rules! parameters {
    ($($setting:expr),* $(,)?) => { &[$($setting.parameter()),*] };
}
pub(crate) use parameters;

/// Assigns words to the values of an enum: `choices!(Linkage { Ward: Choice::new("ward", …), … })`, the default first.
macro_rules! choices {
    ($enum:ident { $($value:ident: $word:expr),+ $(,)? }) => {
        impl $crate::math::parameter::Choices for $enum {
            const WORDS: &'static [$crate::math::parameter::Choice] = &[$($word),+];
            const VALUES: &'static [Self] = &[$(Self::$value),+];
        }
    };
}
pub(crate) use choices;

impl SettingValue for f64 {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        match value {
            CheckedValue::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl SettingValue for u64 {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        // Exact: checked integers are from 0 to `MAX_INTEGER`.
        f64::from_checked(value).map(|number| number as Self)
    }
}

impl SettingValue for usize {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        u64::from_checked(value).map(|number| Self::try_from(number).unwrap_or(Self::MAX))
    }
}

impl SettingValue for bool {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        match value {
            CheckedValue::Bool(on) => Some(*on),
            _ => None,
        }
    }
}

impl<T: Choices> SettingValue for T {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        match value {
            CheckedValue::Choice(index) => T::VALUES.get(*index).copied(),
            _ => None,
        }
    }
}

impl<T: Choices> SettingValue for ChoiceOrList<T> {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        match value {
            CheckedValue::List(numbers) => Some(Self::List(numbers.clone())),
            choice => T::from_checked(choice).map(Self::Choice),
        }
    }
}

impl SettingValue for Vec<usize> {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        match value {
            CheckedValue::List(numbers) => Some(numbers.clone()),
            _ => None,
        }
    }
}

impl SettingValue for String {
    fn from_checked(value: &CheckedValue) -> Option<Self> {
        match value {
            CheckedValue::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl Numeric for f64 {}
impl Numeric for u64 {}
impl Numeric for usize {}

impl Setting<f64> {
    /// A non-negative number without an upper bound, with a slider from 0 to 1.
    pub const fn number(name: &'static str, default: f64, meaning: Bilingual) -> Self {
        Self::new(name, default, meaning)
    }
}

impl Setting<usize> {
    /// A count: an integer from 0 to [`MAX_INTEGER`].
    pub const fn count(name: &'static str, default: usize, meaning: Bilingual) -> Self {
        Self::new(name, default as f64, meaning).integer()
    }
}

impl Setting<u64> {
    /// A random seed from 0, the default, to [`MAX_INTEGER`].
    pub const fn seed(meaning: Bilingual) -> Self {
        Self::new("seed", 0.0, meaning).integer().slider(0.0, 100.0)
    }
}

impl Setting<bool> {
    /// A setting that is `true` or `false`.
    pub const fn bool(name: &'static str, default: bool, meaning: Bilingual) -> Self {
        let mut setting = Self::new(name, if default { 1.0 } else { 0.0 }, meaning);
        setting.parameter.max = 1.0;
        setting.parameter.kind = Kind::Bool;
        setting
    }
}

impl<T: Choices> Setting<T> {
    /// One of several words; the first is the default.
    pub const fn choice(name: &'static str, meaning: Bilingual) -> Self {
        Self::new(name, 0.0, meaning).with_choices(Kind::Choice(T::WORDS), T::WORDS.len())
    }
}

impl<T: Choices> Setting<ChoiceOrList<T>> {
    /// One of several words, of which the first is the default, or a list of integers.
    pub const fn choice_or_list(name: &'static str, meaning: Bilingual) -> Self {
        Self::new(name, 0.0, meaning).with_choices(Kind::ChoiceOrList(T::WORDS), T::WORDS.len())
    }
}

impl Setting<Vec<usize>> {
    /// A list of positive integers; may be empty.
    pub const fn positive_integers(
        name: &'static str,
        default: &'static [usize],
        meaning: Bilingual,
    ) -> Self {
        let mut setting = Self::new(name, 0.0, meaning).integer();
        setting.parameter.min = 1.0;
        setting.parameter.kind = Kind::Integers(default);
        setting
    }
}

impl Setting<String> {
    /// A text that is checked where it is used.
    pub const fn text(name: &'static str, default: &'static str, meaning: Bilingual) -> Self {
        let mut setting = Self::new(name, 0.0, meaning);
        setting.parameter.kind = Kind::Text(default);
        setting
    }
}

impl<T: Numeric> Setting<T> {
    /// Changes the default value.
    #[must_use]
    pub const fn with_default(mut self, default: f64) -> Self {
        self.parameter.default = default;
        self
    }

    /// Sets an inclusive upper bound.
    #[must_use]
    pub const fn up_to(mut self, max: f64) -> Self {
        self.parameter.max = max;
        self
    }

    /// Sets an inclusive lower bound.
    #[must_use]
    pub const fn at_least(mut self, min: f64) -> Self {
        self.parameter.min = min;
        self
    }

    /// Sets an exclusive upper bound.
    #[must_use]
    pub const fn below(mut self, max: f64) -> Self {
        self.parameter.excludes_max = true;
        self.up_to(max)
    }

    /// Sets an exclusive lower bound.
    #[must_use]
    pub const fn above(mut self, min: f64) -> Self {
        self.parameter.excludes_min = true;
        self.at_least(min)
    }

    /// Sets 0 as an exclusive lower bound.
    #[must_use]
    pub const fn positive(self) -> Self {
        self.above(0.0)
    }

    /// Sets the range of a linear slider.
    #[must_use]
    pub const fn slider(mut self, from: f64, to: f64) -> Self {
        self.parameter.slider = [from, to];
        self
    }

    /// Sets the range of a logarithmic slider.
    #[must_use]
    pub const fn logarithmic(mut self, from: f64, to: f64) -> Self {
        self.parameter.kind = Kind::Logarithmic;
        self.slider(from, to)
    }
}

impl<T> Setting<T> {
    /// Accepts a former name too.
    #[must_use]
    pub const fn formerly(mut self, name: &'static str) -> Self {
        self.parameter.former_name = Some(name);
        self
    }

    /// Replaces the description, for an entry in which the setting means something more specific.
    #[must_use]
    pub const fn with_meaning(mut self, meaning: Bilingual) -> Self {
        self.parameter.meaning = meaning;
        self
    }

    /// The parameter to be listed in an entry.
    pub const fn parameter(&self) -> Parameter {
        self.parameter
    }

    const fn new(name: &'static str, default: f64, meaning: Bilingual) -> Self {
        Self {
            parameter: Parameter {
                name,
                former_name: None,
                default,
                min: 0.0,
                max: f64::MAX,
                excludes_min: false,
                excludes_max: false,
                kind: Kind::Linear,
                is_integer: false,
                slider: [0.0, 1.0],
                meaning,
            },
            value_type: PhantomData,
        }
    }

    const fn integer(mut self) -> Self {
        self.parameter.is_integer = true;
        self.parameter.max = MAX_INTEGER;
        self
    }

    const fn with_choices(mut self, kind: Kind, count: usize) -> Self {
        let last = count as f64 - 1.0;
        self.parameter.kind = kind;
        self.parameter.max = last;
        self.parameter.slider = [0.0, last];
        self
    }
}
