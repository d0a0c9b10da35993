//! How an optimizer sees the function: with a gradient by differences, upside down, or one coordinate at a time.

use serde::{Deserialize, Serialize};

use crate::math::{
    catalogue::BuildError,
    optimizer::{self, Amount, Objective, Optimizer, Role, Term},
    parameter::LARGEST_INTEGER,
    spec::Spec,
};

/// How an optimizer sees the function. Every mode goes with every optimizer and with every other mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// What the optimizer takes for the gradient. Default: the exact one.
    pub gradient: GradientBy,
    /// Whether it goes up instead of down, as with PyTorch's `maximize`: what happens to those who get the sign wrong.
    pub ascend: bool,
    /// Whether each parameter is updated with the newest values of the others, one after the other: coordinate descent,
    /// which is to gradient descent what the method of Gauss and Seidel is to that of Jacobi. Each parameter then has an
    /// optimizer of its own.
    ///
    /// Source: S. J. Wright, "Coordinate Descent Algorithms", Mathematical Programming 151 (2015).
    pub coordinatewise: bool,
}

/// Where a gradient comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum GradientBy {
    /// The derivative.
    #[default]
    Exact,
    /// Central differences: (f(θ + h·e) − f(θ − h·e))/(2h) along each axis e. h is above 0.
    Central(f64),
}

impl Mode {
    /// Whether nothing is out of the ordinary.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The optimizer of a spec, in this mode.
    ///
    /// # Errors
    /// As [`optimizer::build`].
    pub fn build(self, spec: &Spec) -> Result<Box<dyn Optimizer>, BuildError> {
        let first = optimizer::CATALOGUE.build(spec)?;
        if self.is_plain() {
            return Ok(first);
        }
        Ok(Box::new(InMode {
            mode: self,
            spec: spec.clone(),
            optimizers: vec![first],
            buffers: Buffers::default(),
        }))
    }
}

/// An optimizer that sees the function in a mode.
#[derive(Debug)]
struct InMode {
    mode: Mode,
    spec: Spec,
    /// One, or one for each parameter.
    optimizers: Vec<Box<dyn Optimizer>>,
    buffers: Buffers,
}

/// Numbers of one update, kept so that the next allocates nothing.
#[derive(Debug, Default)]
struct Buffers {
    /// The point beside the present one at which a difference asks for the value.
    around: Vec<f64>,
    line: LineBuffers,
}

/// One number per parameter, and the Hessian once it is asked for.
#[derive(Debug, Default)]
struct LineBuffers {
    point: Vec<f64>,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

impl Clone for InMode {
    fn clone(&self) -> Self {
        Self {
            mode: self.mode,
            spec: self.spec.clone(),
            optimizers: (self.optimizers.iter())
                .map(|optimizer| optimizer.duplicate())
                .collect(),
            buffers: Buffers::default(),
        }
    }
}

impl InMode {
    /// Makes an optimizer for each of `count` parameters. Random numbers differ between them.
    fn split(&mut self, count: usize) {
        for parameter in self.optimizers.len()..count {
            let mut spec = self.spec.clone();
            let random = optimizer::CATALOGUE.find(&spec.name).is_ok_and(|entry| {
                entry
                    .parameters
                    .iter()
                    .any(|setting| setting.name == "seed")
            });
            if random {
                let seed = spec.number("seed").unwrap_or_default();
                // Far from the seeds that people choose, and from the largest on from 0.
                let other = (seed + 1e9 * parameter as f64) % (LARGEST_INTEGER + 1.0);
                spec.set("seed", other);
            }
            match optimizer::CATALOGUE.build(&spec) {
                Ok(optimizer) => self.optimizers.push(optimizer),
                Err(_) => unreachable!("{spec} was built before"),
            }
        }
    }
}

impl Optimizer for InMode {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        if self.mode.coordinatewise {
            self.split(theta.len());
        }
        let Buffers { around, line } = &mut self.buffers;
        let mut shown = Modified {
            mode: self.mode,
            objective,
            around,
        };
        if !self.mode.coordinatewise {
            self.optimizers[0].step(theta, &mut shown, learning_rate);
            return;
        }
        line.point.resize(theta.len(), 0.0);
        line.point.copy_from_slice(theta);
        line.gradient.resize(theta.len(), 0.0);
        for (parameter, optimizer) in self.optimizers.iter_mut().enumerate() {
            let mut coordinate = [theta[parameter]];
            let mut along = Line {
                objective: &mut shown,
                buffers: line,
                parameter,
            };
            optimizer.step(&mut coordinate, &mut along, learning_rate);
            theta[parameter] = coordinate[0];
            line.point[parameter] = coordinate[0];
        }
    }

    fn learning_rate(&self) -> f64 {
        self.optimizers[0].learning_rate()
    }

    fn needs_samples(&self) -> bool {
        self.optimizers[0].needs_samples()
    }

    fn terms(&self) -> Vec<Term> {
        let mut lists = self.optimizers.iter().map(|optimizer| optimizer.terms());
        let mut terms = lists.next().unwrap_or_default();
        for other in lists {
            for (term, other) in terms.iter_mut().zip(other) {
                term.value = joined(&term.value, &other.value);
            }
        }
        for term in &mut terms {
            if term.role == Role::Gradient {
                term.formula = self.mode.gradient_formula(term.formula);
            }
        }
        if let GradientBy::Central(h) = self.mode.gradient {
            terms.insert(0, Term::setting("h", h));
        }
        terms
    }
}

/// The values of one parameter and of the next.
fn joined(first: &Amount, next: &Amount) -> Amount {
    match (first, next) {
        (Amount::Shared(a), Amount::Shared(b)) if a == b => Amount::Shared(*a),
        _ => {
            let values = |amount: &Amount| match amount {
                Amount::Shared(value) => vec![*value],
                Amount::Each(values) => values.clone(),
            };
            Amount::Each([values(first), values(next)].concat())
        }
    }
}

impl Mode {
    /// The formula of what an optimizer calls ∇f.
    fn gradient_formula(self, formula: &'static str) -> &'static str {
        match (formula, self.gradient, self.ascend) {
            ("∇f" | "", GradientBy::Exact, true) => "−∇f",
            ("∇f" | "", GradientBy::Central(_), false) => "(f(θ + h) − f(θ − h))/(2·h)",
            ("∇f" | "", GradientBy::Central(_), true) => "−(f(θ + h) − f(θ − h))/(2·h)",
            ("(1/B)·Σ ∇fᵢ", _, true) => "−(1/B)·Σ ∇fᵢ",
            _ => formula,
        }
    }
}

/// The function with another gradient, or upside down.
struct Modified<'a> {
    mode: Mode,
    objective: &'a mut dyn Objective,
    around: &'a mut Vec<f64>,
}

impl Modified<'_> {
    /// The slope of the function as it is, not turned, along one parameter.
    fn difference(&mut self, at: &[f64], parameter: usize, h: f64) -> f64 {
        self.around.clear();
        self.around.extend_from_slice(at);
        let mut value = |x: f64| {
            self.around[parameter] = x;
            self.objective.value(self.around)
        };
        let x = at[parameter];
        (value(x + h) - value(x - h)) / (2.0 * h)
    }

    fn turn(&self, numbers: &mut [f64]) {
        if self.mode.ascend {
            numbers.iter_mut().for_each(|number| *number = -*number);
        }
    }
}

impl Objective for Modified<'_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        let value = self.objective.value(at);
        if self.mode.ascend { -value } else { value }
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        match self.mode.gradient {
            GradientBy::Exact => self.objective.gradient(at, into),
            GradientBy::Central(h) => {
                for (parameter, slope) in into.iter_mut().enumerate() {
                    *slope = self.difference(at, parameter, h);
                }
            }
        }
        self.turn(into);
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let known = self.objective.hessian(at, into);
        self.turn(into);
        known
    }

    fn samples(&self) -> usize {
        self.objective.samples()
    }

    /// Exact always: a batch has no value to take differences of.
    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.objective.gradient_on(samples, at, into);
        self.turn(into);
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        self.objective.range(parameter)
    }
}

/// The function of one parameter, with the others held.
struct Line<'a, 'b> {
    objective: &'a mut Modified<'b>,
    buffers: &'a mut LineBuffers,
    parameter: usize,
}

impl Objective for Line<'_, '_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        let LineBuffers { point, .. } = &mut self.buffers;
        point[self.parameter] = at[0];
        self.objective.value(point)
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        let LineBuffers {
            point, gradient, ..
        } = &mut self.buffers;
        point[self.parameter] = at[0];
        if let GradientBy::Central(h) = self.objective.mode.gradient {
            into[0] = self.objective.difference(point, self.parameter, h);
            self.objective.turn(into);
            return;
        }
        self.objective.gradient(point, gradient);
        into[0] = gradient[self.parameter];
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let LineBuffers { point, hessian, .. } = &mut self.buffers;
        let count = point.len();
        point[self.parameter] = at[0];
        hessian.resize(count * count, 0.0);
        let known = self.objective.hessian(point, hessian);
        into[0] = hessian[self.parameter * (count + 1)];
        known
    }

    fn samples(&self) -> usize {
        self.objective.samples()
    }

    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        let LineBuffers {
            point, gradient, ..
        } = &mut self.buffers;
        point[self.parameter] = at[0];
        self.objective.gradient_on(samples, point, gradient);
        into[0] = gradient[self.parameter];
    }

    fn range(&self, _: usize) -> [f64; 2] {
        self.objective.range(self.parameter)
    }
}

#[cfg(test)]
mod tests;
