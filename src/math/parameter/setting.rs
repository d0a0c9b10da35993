//! Parameters with the type of their values.

use std::marker::PhantomData;

use super::{Checked, Choice, Kind, LARGEST_INTEGER, Parameter};
use crate::math::words::Bilingual;

/// A parameter and the type of its value: a constant that an entry lists and that [`Settings::get`](super::Settings::get)
/// reads, so that no reader can mistype a name or mistake a type.
#[derive(Clone, Copy, Debug)]
pub struct Setting<T> {
    parameter: Parameter,
    of: PhantomData<fn() -> T>,
}

/// A type that a setting can have.
pub trait SettingValue: Sized {
    /// A checked value as this type; none where the parameter is of another type.
    fn of(value: &Checked) -> Option<Self>;
}

/// A type of numbers.
pub trait Numeric: SettingValue {}

/// An enum of which one value is chosen by a word.
pub trait Choices: Copy + 'static {
    /// The words, the default first.
    const WORDS: &'static [Choice];
    /// The values that the words mean, in their order.
    const VALUES: &'static [Self];
}

/// A word that was chosen, or a list of integers in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum ChoiceOrList<T> {
    /// What the word means.
    Choice(T),
    /// The integers, at least one.
    List(Vec<usize>),
}

/// Lists the parameters of some settings.
macro_rules! parameters {
    ($($setting:expr),* $(,)?) => { &[$($setting.parameter()),*] };
}
pub(crate) use parameters;

/// Gives each value of an enum its word: `choices!(Linkage { Ward: Choice::new("ward", …), … })`, the default first.
macro_rules! choices {
    ($of:ident { $($value:ident: $word:expr),+ $(,)? }) => {
        impl $crate::math::parameter::Choices for $of {
            const WORDS: &'static [$crate::math::parameter::Choice] = &[$($word),+];
            const VALUES: &'static [Self] = &[$(Self::$value),+];
        }
    };
}
pub(crate) use choices;

impl SettingValue for f64 {
    fn of(value: &Checked) -> Option<Self> {
        match value {
            Checked::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl SettingValue for u64 {
    fn of(value: &Checked) -> Option<Self> {
        // Exact: what was checked is an integer from 0 to LARGEST_INTEGER.
        f64::of(value).map(|number| number as Self)
    }
}

impl SettingValue for usize {
    fn of(value: &Checked) -> Option<Self> {
        u64::of(value).map(|number| Self::try_from(number).unwrap_or(Self::MAX))
    }
}

impl SettingValue for bool {
    fn of(value: &Checked) -> Option<Self> {
        match value {
            Checked::Bool(on) => Some(*on),
            _ => None,
        }
    }
}

impl<T: Choices> SettingValue for T {
    fn of(value: &Checked) -> Option<Self> {
        match value {
            Checked::Choice(place) => T::VALUES.get(*place).copied(),
            _ => None,
        }
    }
}

impl<T: Choices> SettingValue for ChoiceOrList<T> {
    fn of(value: &Checked) -> Option<Self> {
        match value {
            Checked::List(numbers) => Some(Self::List(numbers.clone())),
            choice => T::of(choice).map(Self::Choice),
        }
    }
}

impl Numeric for f64 {}
impl Numeric for u64 {}
impl Numeric for usize {}

impl Setting<f64> {
    /// A number of at least 0 without an upper bound, on a slider from 0 to 1.
    pub const fn number(name: &'static str, default: f64, meaning: Bilingual) -> Self {
        Self::declared(name, default, meaning)
    }
}

impl Setting<usize> {
    /// A count: an integer from 0 to [`LARGEST_INTEGER`].
    pub const fn count(name: &'static str, default: usize, meaning: Bilingual) -> Self {
        Self::declared(name, default as f64, meaning).integer()
    }
}

impl Setting<u64> {
    /// The seed of random numbers, from 0, which is its default, to [`LARGEST_INTEGER`].
    pub const fn seed(meaning: Bilingual) -> Self {
        Self::declared("seed", 0.0, meaning)
            .integer()
            .slider(0.0, 100.0)
    }
}

impl Setting<bool> {
    /// `true` or `false`.
    pub const fn bool(name: &'static str, default: bool, meaning: Bilingual) -> Self {
        let mut setting = Self::declared(name, if default { 1.0 } else { 0.0 }, meaning);
        setting.parameter.max = 1.0;
        setting.parameter.kind = Kind::Bool;
        setting
    }
}

impl<T: Choices> Setting<T> {
    /// One of several words, the first by default.
    pub const fn choice(name: &'static str, meaning: Bilingual) -> Self {
        Self::declared(name, 0.0, meaning).chosen(Kind::Choice(T::WORDS), T::WORDS.len())
    }
}

impl<T: Choices> Setting<ChoiceOrList<T>> {
    /// One of several words, the first by default, or integers in brackets.
    pub const fn choice_or_list(name: &'static str, meaning: Bilingual) -> Self {
        Self::declared(name, 0.0, meaning).chosen(Kind::ChoiceOrList(T::WORDS), T::WORDS.len())
    }
}

impl<T: Numeric> Setting<T> {
    /// With another default.
    #[must_use]
    pub const fn with_default(mut self, default: f64) -> Self {
        self.parameter.default = default;
        self
    }

    /// With `max` as the largest value.
    #[must_use]
    pub const fn up_to(mut self, max: f64) -> Self {
        self.parameter.max = max;
        self
    }

    /// With `min` as the smallest value.
    #[must_use]
    pub const fn at_least(mut self, min: f64) -> Self {
        self.parameter.min = min;
        self
    }

    /// With every value below `max` allowed, but not `max`.
    #[must_use]
    pub const fn below(mut self, max: f64) -> Self {
        self.parameter.open_max = true;
        self.up_to(max)
    }

    /// With every value above `min` allowed, but not `min`.
    #[must_use]
    pub const fn above(mut self, min: f64) -> Self {
        self.parameter.open_min = true;
        self.at_least(min)
    }

    /// With every value above 0 allowed, but not 0.
    #[must_use]
    pub const fn positive(self) -> Self {
        self.above(0.0)
    }

    /// With this range on its slider.
    #[must_use]
    pub const fn slider(mut self, from: f64, to: f64) -> Self {
        self.parameter.slider = [from, to];
        self
    }

    /// With this range on its slider, which is logarithmic.
    #[must_use]
    pub const fn logarithmic(mut self, from: f64, to: f64) -> Self {
        self.parameter.kind = Kind::Logarithmic;
        self.slider(from, to)
    }
}

impl<T> Setting<T> {
    /// Also read by a former name.
    #[must_use]
    pub const fn formerly(mut self, name: &'static str) -> Self {
        self.parameter.former = Some(name);
        self
    }

    /// With another explanation.
    #[must_use]
    pub const fn with_meaning(mut self, meaning: Bilingual) -> Self {
        self.parameter.meaning = meaning;
        self
    }

    /// The parameter as catalogues list it.
    pub const fn parameter(&self) -> Parameter {
        self.parameter
    }

    const fn declared(name: &'static str, default: f64, meaning: Bilingual) -> Self {
        Self {
            parameter: Parameter {
                name,
                former: None,
                default,
                min: 0.0,
                max: f64::MAX,
                open_min: false,
                open_max: false,
                kind: Kind::Linear,
                integer: false,
                slider: [0.0, 1.0],
                meaning,
            },
            of: PhantomData,
        }
    }

    const fn integer(mut self) -> Self {
        self.parameter.integer = true;
        self.parameter.max = LARGEST_INTEGER;
        self
    }

    const fn chosen(mut self, kind: Kind, count: usize) -> Self {
        let last = count as f64 - 1.0;
        self.parameter.kind = kind;
        self.parameter.max = last;
        self.parameter.slider = [0.0, last];
        self
    }
}
