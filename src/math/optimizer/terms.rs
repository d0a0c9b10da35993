//! An update written out: the terms it is made of, each with its formula and its present numbers.
//!
//! A name on the right of a formula means the term of that name above it in the list; where there is none above, the
//! one that the update before left behind. θ is the point before the update, ᵗ the power t.

use super::super::words::Bilingual;

/// One term of an update.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Its name: `m̂`.
    pub symbol: &'static str,
    /// What it is for.
    pub role: Role,
    /// How it follows from the other terms: `m/(1 − β₁ᵗ)`; empty for what is given.
    pub formula: &'static str,
    /// Its present value, finite unless the update overflowed.
    pub value: Amount,
    /// What it was before the first update, for terms that are remembered.
    pub initial: f64,
}

/// The value of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// The same for every parameter.
    Shared(f64),
    /// One for each parameter.
    Each(Vec<f64>),
}

/// What a term is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A setting, the number of the update, or another number that enters it.
    Setting,
    /// The gradient, or what takes its place.
    Gradient,
    /// Weight decay, alone or with the gradient.
    Decay,
    /// A random number.
    Noise,
    /// A mean of gradients, or a velocity.
    Momentum,
    /// A mean, sum or maximum of squared gradients: how steep it has been.
    SecondMoment,
    /// What makes up for a memory that started at 0.
    Correction,
    /// Curvature, and the direction that follows from it.
    Curvature,
    /// Whether a proposal is taken.
    Acceptance,
    /// The effective learning rate: what multiplies the gradient, its mean or its sign; |Δθ|/|g| where nothing does.
    Rate,
    /// Δθ, by which the parameters change.
    Step,
}

impl Role {
    /// Every role, in the order in which an update computes them.
    pub const ALL: [Self; 11] = [
        Self::Setting,
        Self::Gradient,
        Self::Decay,
        Self::Noise,
        Self::Momentum,
        Self::SecondMoment,
        Self::Correction,
        Self::Curvature,
        Self::Acceptance,
        Self::Rate,
        Self::Step,
    ];

    /// What it is called.
    pub const fn title(self) -> Bilingual {
        match self {
            Self::Setting => Bilingual::new("setting", "设定"),
            Self::Gradient => Bilingual::new("gradient", "梯度"),
            Self::Decay => Bilingual::new("weight decay", "权重衰减"),
            Self::Noise => Bilingual::new("noise", "噪声"),
            Self::Momentum => Bilingual::new("momentum", "动量"),
            Self::SecondMoment => Bilingual::new("second moment", "二阶矩"),
            Self::Correction => Bilingual::new("bias correction", "偏差修正"),
            Self::Curvature => Bilingual::new("curvature", "曲率"),
            Self::Acceptance => Bilingual::new("acceptance", "接受概率"),
            Self::Rate => Bilingual::new("effective learning rate", "有效学习率"),
            Self::Step => Bilingual::new("step", "步"),
        }
    }
}

impl Amount {
    /// The value for a parameter, by number from 0; none beyond the last.
    pub fn of(&self, parameter: usize) -> Option<f64> {
        match self {
            Self::Shared(value) => Some(*value),
            Self::Each(values) => values.get(parameter).copied(),
        }
    }

    /// A value for each parameter, computed from its number.
    pub(super) fn each(count: usize, value: impl Fn(usize) -> f64) -> Self {
        Self::Each((0..count).map(value).collect())
    }
}

impl From<f64> for Amount {
    fn from(value: f64) -> Self {
        Self::Shared(value)
    }
}

impl From<&[f64]> for Amount {
    fn from(values: &[f64]) -> Self {
        Self::Each(values.to_vec())
    }
}

impl Term {
    pub(super) fn new(
        role: Role,
        symbol: &'static str,
        formula: &'static str,
        value: impl Into<Amount>,
    ) -> Self {
        Self {
            symbol,
            role,
            formula,
            value: value.into(),
            initial: 0.0,
        }
    }

    pub(in crate::math) fn setting(symbol: &'static str, value: f64) -> Self {
        Self::new(Role::Setting, symbol, "", value)
    }

    pub(super) fn rate(formula: &'static str, value: impl Into<Amount>) -> Self {
        Self::new(Role::Rate, "η", formula, value)
    }

    /// The learning rate, where every parameter has the same.
    pub(super) fn common_rate(rate: f64) -> Self {
        Self::new(Role::Rate, "lr", "", rate)
    }

    pub(super) fn step(formula: &'static str, value: impl Into<Amount>) -> Self {
        Self::new(Role::Step, "Δθ", formula, value)
    }
}

/// The term of this name.
pub fn named<'a>(terms: &'a [Term], symbol: &str) -> Option<&'a Term> {
    terms.iter().find(|term| term.symbol == symbol)
}

/// The first term with this role.
pub fn with_role(terms: &[Term], role: Role) -> Option<&Term> {
    terms.iter().find(|term| term.role == role)
}

/// What the names in the formulas of one update stand for.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The terms of the update.
    pub terms: &'a [Term],
    /// Those of the update before; empty for the first.
    pub previous: &'a [Term],
    /// The parameters before the update.
    pub theta: &'a [f64],
}

impl Values<'_> {
    /// The formula of a term, by its place in the list, with the numbers of one parameter in place of the names:
    /// `0.9·0.31 + (1 − 0.9)·(−1.2)`. Numbers are written by `number`; a negative one gets brackets unless it begins
    /// the formula. Names without a number (`∇f`) stay.
    pub fn written(&self, term: usize, parameter: usize, number: impl Fn(f64) -> String) -> String {
        let formula = self.terms[term].formula;
        let mut text = String::with_capacity(2 * formula.len());
        let mut rest = formula;
        while let Some(first) = rest.chars().next() {
            let length = rest
                .find(|sign| !is_of_name(sign))
                .unwrap_or(rest.len())
                .max(first.len_utf8());
            let (name, after) = rest.split_at(length);
            match self.meaning(name, term, parameter) {
                // Brackets keep −1.2² and 0.9·−1.2 from being misread.
                Some(value) if value < 0.0 && !text.is_empty() => {
                    text.push_str(&format!("({})", number(value)));
                }
                Some(value) if value < 0.0 && after.starts_with(['²', 'ᵗ', '^']) => {
                    text.push_str(&format!("({})", number(value)));
                }
                Some(value) => text.push_str(&number(value)),
                None if name == "ᵗ" => text.push_str(&self.power(term, parameter)),
                None => text.push_str(name),
            }
            rest = after;
        }
        text
    }

    fn meaning(&self, name: &str, term: usize, parameter: usize) -> Option<f64> {
        if name == "θ" {
            return self.theta.get(parameter).copied();
        }
        let above = named(&self.terms[..term], name);
        if let Some(term) = above {
            return term.value.of(parameter);
        }
        let below = named(&self.terms[term..], name)?;
        match named(self.previous, name) {
            Some(before) => before.value.of(parameter),
            None => Some(below.initial),
        }
    }

    fn power(&self, term: usize, parameter: usize) -> String {
        let Some(t) = self.meaning("t", term, parameter) else {
            return "ᵗ".to_owned();
        };
        let raised = |digit: char| match digit.to_digit(10) {
            Some(1) => '¹',
            Some(2) => '²',
            Some(3) => '³',
            Some(digit) => char::from_u32(0x2070 + digit).unwrap_or('⁰'),
            None => digit,
        };
        t.to_string().chars().map(raised).collect()
    }
}

/// Letters with their marks and subscripts; a power is none of the name.
fn is_of_name(sign: char) -> bool {
    let mark = ('\u{300}'..='\u{36f}').contains(&sign);
    let subscript = ('\u{2080}'..='\u{209c}').contains(&sign) || ('ᵢ'..='ᵥ').contains(&sign);
    (sign.is_alphabetic() && sign != 'ᵗ') || mark || subscript || matches!(sign, '_' | '∇' | '′')
}
