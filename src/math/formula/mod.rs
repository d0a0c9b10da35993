//! User-written formulas such as `a*(x² − y)² + sin(b·x)`, with exact derivatives.
//!
//! - The operators `+ − * / ^` have their usual precedence: `−x²` is −(x²), `2^3^2` is 2^(3^2). Juxtaposition is
//!   multiplication with the precedence of `*`: `2x`, `2(x+1)`, `1/2x` = (1/2)·x. `·`, `×`, `÷`, `−`, `²`, `√` and
//!   `|x|` are accepted.
//! - `2e3` is a number, `ab` a single name. `x` and `y` are the variables; `pi` or `π`, `e` and `tau` or `τ` are
//!   constants; every other name is a parameter, whose value is 1 until it is set. Scenes and commands reject formulas
//!   with parameters that are not set, as they may be typos; see [`Formula::suggestion`]. A formula without y has one
//!   variable.
//! - `log` is the natural logarithm, like `ln`.
//! - A formula is undefined (NaN) where a part of it is: the logarithm or a fractional power of a negative number. It
//!   may be defined without a derivative: √x at 0 (infinite), x^y at x = −2, y = 2 along y (NaN).
//! - At a kink the derivative is a subgradient: 0 for |u| at 0, the mean of both sides where the branches of `min` or
//!   `max` meet. Step functions (`floor`, `ceil`, `round`, `sign`) have slope 0. There is no Hessian there.

mod function;
mod jet;
mod lexer;
mod parser;
mod program;
mod suggestion;

use std::{fmt, sync::Arc};

use glam::{DMat2, DVec2};
use thiserror::Error;

use super::landscape::{Domain, Landscape};
use parser::Syntax;
use program::Program;
pub use suggestion::{Lookalike, Suggestion};

/// The maximum length of a formula, in characters.
pub const MAX_LENGTH: usize = 10_000;
/// The maximum nesting depth of parentheses, signs and powers.
pub const MAX_DEPTH: usize = 200;
/// The maximum number of operations.
pub const MAX_OPERATIONS: usize = 2_000;

/// A syntax error in a formula.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column {column}: {problem}")]
pub struct FormulaError {
    /// The column of the error, in characters from 1.
    pub column: usize,
    /// The error and what was expected instead.
    pub problem: String,
}

/// A function of one or two variables, parsed from text.
#[derive(Clone)]
pub struct Formula {
    text: String,
    syntax: Arc<Syntax>,
    parameters: Vec<(String, f64)>,
    program: Program,
}

impl Formula {
    /// Parses a formula; every parameter is 1.
    ///
    /// # Examples
    /// ```
    /// use fallline::math::{formula::Formula, landscape::Landscape};
    /// use glam::DVec2;
    ///
    /// let formula = Formula::parse("a*x^2 + |y|")?.with_parameters([("a", 3.0)])?;
    /// assert_eq!(formula.value(DVec2::new(2.0, -1.0)), 13.0);
    /// assert_eq!(formula.gradient(DVec2::new(2.0, -1.0)), DVec2::new(12.0, -1.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`FormulaError`] if the text is not a formula, is longer than [`MAX_LENGTH`], nested deeper than [`MAX_DEPTH`]
    /// or has more than [`MAX_OPERATIONS`] operations.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let syntax = Syntax::parse(text)?;
        let parameters: Vec<(String, f64)> = (syntax.parameters.iter())
            .map(|(name, _)| (name.clone(), 1.0))
            .collect();
        Ok(Self {
            text: text.to_owned(),
            program: Program::new(&syntax, &values(&parameters)),
            syntax: Arc::new(syntax),
            parameters,
        })
    }

    /// The parameters and their values, in order of first occurrence.
    pub fn parameters(&self) -> &[(String, f64)] {
        &self.parameters
    }

    /// The column of the first occurrence of a parameter, in characters from 1; `None` for any other name.
    pub fn column(&self, name: &str) -> Option<usize> {
        let mut parameters = self.syntax.parameters.iter();
        parameters.find_map(|(known, column)| (known == name).then_some(*column))
    }

    /// What the user may have meant by a parameter that is not set; `set_names` are the names of those that are. `None`
    /// if the name looks like a parameter.
    pub fn suggestion(&self, name: &str, set_names: &[&str]) -> Option<Suggestion> {
        suggestion::suggestion(&self.text, name, self.column(name)?, set_names)
    }

    /// The same formula with new values for some parameters.
    ///
    /// # Errors
    /// A name is not a parameter of the formula; the error is the first such name.
    pub fn with_parameters<'a>(
        mut self,
        settings: impl IntoIterator<Item = (&'a str, f64)>,
    ) -> Result<Self, String> {
        for (name, value) in settings {
            let known = self.parameters.iter_mut().find(|(known, _)| known == name);
            known.ok_or_else(|| name.to_owned())?.1 = value;
        }
        self.program = Program::new(&self.syntax, &values(&self.parameters));
        Ok(self)
    }
}

fn values(parameters: &[(String, f64)]) -> Vec<f64> {
    parameters.iter().map(|(_, value)| *value).collect()
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim())
    }
}

impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Formula({:?}, {:?})", self.text, self.parameters)
    }
}

impl Landscape for Formula {
    fn value(&self, at: DVec2) -> f64 {
        let mut value = [0.0];
        self.program.values(&[at], &mut value);
        value[0]
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (mut value, mut gradient) = ([0.0], [DVec2::ZERO]);
        self.program.gradients(&[at], &mut value, &mut gradient);
        gradient[0]
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        self.program.hessian(at)
    }

    fn domain(&self) -> Domain {
        let sides = [-5.0, 5.0];
        match self.variables() {
            1 => Domain {
                x: sides,
                y: Domain::LINE,
            },
            _ => Domain { x: sides, y: sides },
        }
    }

    fn variables(&self) -> usize {
        if self.syntax.has_y { 2 } else { 1 }
    }

    fn values_into(&self, points: &[DVec2], values: &mut [f64]) {
        self.program.values(points, values);
    }

    fn gradients_into(&self, points: &[DVec2], gradients: &mut [DVec2]) {
        let mut values = vec![0.0; points.len()];
        self.program.gradients(points, &mut values, gradients);
    }

    fn values_and_gradients_into(
        &self,
        points: &[DVec2],
        values: &mut [f64],
        gradients: &mut [DVec2],
    ) {
        self.program.gradients(points, values, gradients);
    }
}

#[cfg(test)]
mod tests;
