//! The terms of an update, each with its formula and current values.
//!
//! A name on the right-hand side of a formula refers to the term of that name above it in the list or, if there is
//! none, to that of the previous update. θ is the point before the update, ᵗ the power t.

use super::super::words::Bilingual;

/// One term of an update.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The symbol of the term, such as `m̂`.
    pub symbol: &'static str,
    /// The part it plays in the update.
    pub role: Role,
    /// Its formula in terms of the others, such as `m/(1 − β₁ᵗ)`; empty if it is given.
    pub formula: &'static str,
    /// The current value; finite unless the update overflowed.
    pub value: Amount,
    /// The value before the first update, for terms with memory.
    pub initial: f64,
}

/// The value of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// The same for every parameter.
    Shared(f64),
    /// One value per parameter.
    Each(Vec<f64>),
}

/// The part that a term plays in an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A setting, the number of the update or another input.
    Setting,
    /// The gradient or its estimate.
    Gradient,
    /// Weight decay, alone or with the gradient.
    Decay,
    /// A random number of a noisy update.
    Noise,
    /// A running mean of gradients, or a velocity.
    Momentum,
    /// A mean, sum or maximum of squared gradients.
    SecondMoment,
    /// A bias correction of a mean that started at 0.
    Correction,
    /// Curvature, or a direction computed from it.
    Curvature,
    /// A term that decides whether a proposal is accepted.
    Acceptance,
    /// The effective learning rate: the factor of the gradient, its mean or its sign; |Δθ|/|g| if there is no such
    /// factor.
    Rate,
    /// The change Δθ of the parameters.
    Step,
}

impl Role {
    /// All roles, in the order in which an update computes them.
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

    /// The display name of the role.
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
    /// The value for a parameter, by index; `None` beyond the last.
    pub fn of(&self, parameter: usize) -> Option<f64> {
        match self {
            Self::Shared(value) => Some(*value),
            Self::Each(values) => values.get(parameter).copied(),
        }
    }

    /// One value per parameter, computed from its index.
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

    /// A learning rate that is the same for every parameter.
    pub(super) fn common_rate(rate: f64) -> Self {
        Self::new(Role::Rate, "lr", "", rate)
    }

    pub(super) fn step(formula: &'static str, value: impl Into<Amount>) -> Self {
        Self::new(Role::Step, "Δθ", formula, value)
    }
}

/// The term with this symbol.
pub fn named<'a>(terms: &'a [Term], symbol: &str) -> Option<&'a Term> {
    terms.iter().find(|term| term.symbol == symbol)
}

/// The first term with this role.
pub fn with_role(terms: &[Term], role: Role) -> Option<&Term> {
    terms.iter().find(|term| term.role == role)
}

/// The values to which the names in the formulas of one update refer.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The terms of the update.
    pub terms: &'a [Term],
    /// The terms of the previous update; empty for the first.
    pub previous: &'a [Term],
    /// The parameters before the update.
    pub theta: &'a [f64],
}

impl Values<'_> {
    /// The formula of a term, by its index, with the values of one parameter in place of names, such as
    /// `0.9·0.31 + (1 − 0.9)·(−1.2)`. `number` formats the values; negative ones are parenthesized unless they begin the
    /// formula. Names without a value (`∇f`) are kept.
    pub fn written(&self, term: usize, parameter: usize, number: impl Fn(f64) -> String) -> String {
        let formula = self.terms[term].formula;
        let mut text = String::with_capacity(2 * formula.len());
        let mut rest = formula;
        while let Some(first) = rest.chars().next() {
            let length = rest
                .find(|character| !is_of_name(character))
                .unwrap_or(rest.len())
                .max(first.len_utf8());
            let (name, after) = rest.split_at(length);
            match self.meaning(name, term, parameter) {
                // Parentheses, so that −1.2² and 0.9·−1.2 are not misread.
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

/// Letters with diacritics and subscripts; a superscript t is a power and not part of the name.
fn is_of_name(character: char) -> bool {
    let mark = ('\u{300}'..='\u{36f}').contains(&character);
    let subscript =
        ('\u{2080}'..='\u{209c}').contains(&character) || ('ᵢ'..='ᵥ').contains(&character);
    (character.is_alphabetic() && character != 'ᵗ')
        || mark
        || subscript
        || matches!(character, '_' | '∇' | '′')
}
