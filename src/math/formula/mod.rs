//! Formulas as people type them, `a*(x² − y)² + sin(b·x)`, with exact derivatives.
//!
//! - Operators `+ − * / ^` in their usual order: `−x²` is −(x²), `2^3^2` is 2^(3^2). What stands side by side is
//!   multiplied, as strongly as with `*`: `2x`, `2(x+1)`, `1/2x` = (1/2)·x. `·`, `×`, `÷`, `−`, `²`, `√` and `|x|` are
//!   understood.
//! - `2e3` is a number, `ab` is one name. `x` and `y` are the variables, `pi` or `π`, `e` and `tau` or `τ` constants; any
//!   other name is a parameter, 1 until it is set. Scenes and commands refuse a name that nothing sets: it may be a slip,
//!   see [`Formula::suggestion`]. A formula without y has one variable.
//! - `log` is the natural logarithm, as `ln` is.
//! - A formula has no value (NaN) where one of its parts has none: ln of a negative number, a fractional power of one.
//!   It may have a value and no derivative: √x at 0 (infinite), x^y at x = −2, y = 2 along y (NaN).
//! - At a kink the derivative is a subgradient: 0 for |u| at 0, the mean of both sides where `min` or `max` meet; steps
//!   (`floor`, `ceil`, `round`, `sign`) are flat. There is no Hessian there.

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

/// The longest formula, in characters.
pub const LONGEST: usize = 10_000;
/// The deepest nesting of parentheses, signs and powers.
pub const DEEPEST: usize = 200;
/// The most operations.
pub const MOST_OPERATIONS: usize = 2_000;

/// A text that is no formula.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column {column}: {problem}")]
pub struct FormulaError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong there, and what was expected.
    pub problem: String,
}

/// A function of one or two variables, read from text.
#[derive(Clone)]
pub struct Formula {
    text: String,
    syntax: Arc<Syntax>,
    parameters: Vec<(String, f64)>,
    program: Program,
}

impl Formula {
    /// Reads a formula; every parameter is 1.
    ///
    /// # Errors
    /// [`FormulaError`] for text that is no formula, is longer than [`LONGEST`], nested deeper than [`DEEPEST`] or does
    /// more than [`MOST_OPERATIONS`].
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

    /// The parameters with their values, in the order in which they first occur.
    pub fn parameters(&self) -> &[(String, f64)] {
        &self.parameters
    }

    /// Where a parameter first occurs, in characters from 1; none for any other name.
    pub fn column(&self, name: &str) -> Option<usize> {
        let mut parameters = self.syntax.parameters.iter();
        parameters.find_map(|(known, column)| (known == name).then_some(*column))
    }

    /// What may have been meant by a parameter that nothing sets; `set` are the names that have a value. None where it
    /// looks like a parameter.
    pub fn suggestion(&self, name: &str, set: &[&str]) -> Option<Suggestion> {
        suggestion::suggestion(&self.text, name, self.column(name)?, set)
    }

    /// The same formula with other values of some parameters; a name that it does not have is the error.
    ///
    /// # Errors
    /// The first name that is no parameter.
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
