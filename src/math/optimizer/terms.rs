//! The terms of an update, each with its formula and current values.
//!
//! A name on the right-hand side of a formula refers to the term with that symbol above it in the list or, if there is
//! none, to that of the previous update. θ is the point before the update, and a superscript ᵗ is the power t.

use super::super::words::Bilingual;

/// One term of an update.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The symbol, such as `m̂`.
    pub symbol: &'static str,
    /// The part it plays in the update.
    pub role: Role,
    /// The formula in terms of other symbols, such as `m/(1 − β₁ᵗ)`; empty for an input.
    pub formula: &'static str,
    /// The current value; finite unless the update overflowed.
    pub value: TermValue,
    /// The value before the first update, to which the first formula refers; 0 unless the term starts elsewhere.
    pub initial: f64,
}

/// The value of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum TermValue {
    /// The same for every parameter.
    Shared(f64),
    /// One value per parameter.
    PerParameter(Vec<f64>),
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
    /// A corrected term, such as a mean freed of the bias from its start at 0.
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

impl TermValue {
    /// The value for a parameter, by index; `None` beyond the last.
    pub fn get(&self, parameter: usize) -> Option<f64> {
        match self {
            Self::Shared(value) => Some(*value),
            Self::PerParameter(values) => values.get(parameter).copied(),
        }
    }

    /// One value for each of `count` parameters, computed from its index.
    pub(super) fn per_parameter(count: usize, value: impl Fn(usize) -> f64) -> Self {
        Self::PerParameter((0..count).map(value).collect())
    }
}

impl From<f64> for TermValue {
    fn from(value: f64) -> Self {
        Self::Shared(value)
    }
}

impl From<&[f64]> for TermValue {
    fn from(values: &[f64]) -> Self {
        Self::PerParameter(values.to_vec())
    }
}

impl Term {
    pub(super) fn new(
        role: Role,
        symbol: &'static str,
        formula: &'static str,
        value: impl Into<TermValue>,
    ) -> Self {
        Self {
            symbol,
            role,
            formula,
            value: value.into(),
            initial: 0.0,
        }
    }

    /// A setting or another input that all parameters share.
    pub(in crate::math) fn setting(symbol: &'static str, value: f64) -> Self {
        Self::new(Role::Setting, symbol, "", value)
    }

    /// The effective learning rate η.
    pub(super) fn rate(formula: &'static str, value: impl Into<TermValue>) -> Self {
        Self::new(Role::Rate, "η", formula, value)
    }

    /// The learning rate lr as the effective learning rate of every parameter.
    pub(super) fn common_rate(rate: f64) -> Self {
        Self::new(Role::Rate, "lr", "", rate)
    }

    /// The change Δθ of the parameters.
    pub(super) fn step(formula: &'static str, value: impl Into<TermValue>) -> Self {
        Self::new(Role::Step, "Δθ", formula, value)
    }
}

/// The first term with this symbol.
pub fn term_with_symbol<'a>(terms: &'a [Term], symbol: &str) -> Option<&'a Term> {
    terms.iter().find(|term| term.symbol == symbol)
}

/// The first term with this role.
pub fn term_with_role(terms: &[Term], role: Role) -> Option<&Term> {
    terms.iter().find(|term| term.role == role)
}

/// The values to which the names in the formulas of one update refer.
#[derive(Clone, Copy, Debug)]
pub struct Bindings<'a> {
    /// The terms of the update.
    pub terms: &'a [Term],
    /// The terms of the previous update; empty for the first.
    pub previous: &'a [Term],
    /// The parameters before the update.
    pub theta: &'a [f64],
}

impl Bindings<'_> {
    /// The formula of a term, by its index, with the values of one parameter in place of names:
    /// `0.9·0.31 + (1 − 0.9)·(−1.2)`. `format` formats the values; negative ones are parenthesized, unless they begin
    /// the formula and are not raised to a power. Names without a value (`∇f`) are kept.
    pub fn substitute(
        &self,
        term: usize,
        parameter: usize,
        format: impl Fn(f64) -> String,
    ) -> String {
        let formula = self.terms[term].formula;
        let mut text = String::with_capacity(2 * formula.len());
        let mut rest = formula;
        while let Some(first) = rest.chars().next() {
            let length = rest
                .find(|character| !is_name_character(character))
                .unwrap_or(rest.len())
                .max(first.len_utf8());
            let (name, after) = rest.split_at(length);
            match self.value_of(name, term, parameter) {
                // Parentheses, so that −1.2² and 0.9·−1.2 are not misread.
                Some(value) if value < 0.0 && !text.is_empty() => {
                    text.push_str(&format!("({})", format(value)));
                }
                Some(value) if value < 0.0 && after.starts_with(['²', 'ᵗ', '^']) => {
                    text.push_str(&format!("({})", format(value)));
                }
                Some(value) => text.push_str(&format(value)),
                None if name == "ᵗ" => text.push_str(&self.superscript(term, parameter)),
                None => text.push_str(name),
            }
            rest = after;
        }
        text
    }

    /// The value of a name in the formula of a term, for one parameter.
    fn value_of(&self, name: &str, term: usize, parameter: usize) -> Option<f64> {
        if name == "θ" {
            return self.theta.get(parameter).copied();
        }
        let above = term_with_symbol(&self.terms[..term], name);
        if let Some(term) = above {
            return term.value.get(parameter);
        }
        let below = term_with_symbol(&self.terms[term..], name)?;
        match term_with_symbol(self.previous, name) {
            Some(before) => before.value.get(parameter),
            None => Some(below.initial),
        }
    }

    /// The number of the update as a superscript, in place of ᵗ.
    fn superscript(&self, term: usize, parameter: usize) -> String {
        let Some(t) = self.value_of("t", term, parameter) else {
            return "ᵗ".to_owned();
        };
        let superscript = |digit: char| match digit.to_digit(10) {
            Some(1) => '¹',
            Some(2) => '²',
            Some(3) => '³',
            Some(digit) => char::from_u32(0x2070 + digit).unwrap_or('⁰'),
            None => digit,
        };
        t.to_string().chars().map(superscript).collect()
    }
}

/// Whether a character belongs to a name: letters, combining marks, subscripts, `_`, `∇` and `′`, but not a superscript
/// t, which is a power.
fn is_name_character(character: char) -> bool {
    let is_combining_mark = ('\u{300}'..='\u{36f}').contains(&character);
    let is_subscript =
        ('\u{2080}'..='\u{209c}').contains(&character) || ('ᵢ'..='ᵥ').contains(&character);
    (character.is_alphabetic() && character != 'ᵗ')
        || is_combining_mark
        || is_subscript
        || matches!(character, '_' | '∇' | '′')
}
