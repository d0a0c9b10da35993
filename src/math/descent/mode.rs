//! Variants of the objective as an optimizer sees it: finite differences, ascent, coordinate descent.

use serde::{Deserialize, Serialize};

use crate::math::{
    catalogue::BuildError,
    optimizer::{self, Amount, Objective, Optimizer, Role, Term},
    parameter::MAX_INTEGER,
    spec::Spec,
};

/// How the objective is presented to the optimizer. All modes combine with every optimizer and with each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// The source of the gradient. Default: exact.
    pub gradient: GradientBy,
    /// Ascend instead of descending, like PyTorch's `maximize`: the effect of a wrong sign.
    pub ascend: bool,
    /// Coordinate descent: parameters are updated one after the other, each with the newest values of the others, as
    /// Gauss–Seidel compares to Jacobi. Each parameter then has its own optimizer.
    ///
    /// Source: S. J. Wright, "Coordinate Descent Algorithms", Mathematical Programming 151 (2015).
    pub coordinatewise: bool,
}

/// The source of a gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum GradientBy {
    /// The exact gradient of the function.
    #[default]
    Exact,
    /// Central differences (f(θ + h·e) − f(θ − h·e))/(2h) along each axis e, with h > 0.
    Central(f64),
}

impl Mode {
    /// Whether every setting is the default.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Builds the optimizer of a spec in this mode.
    ///
    /// # Errors
    /// The name or a setting of the spec is invalid; see
    /// [`Catalogue::build`](crate::math::catalogue::Catalogue::build).
    pub fn build(self, spec: &Spec) -> Result<Box<dyn Optimizer>, BuildError> {
        let first = optimizer::CATALOGUE.build(spec)?;
        if self.is_plain() {
            return Ok(first);
        }
        Ok(Box::new(ModeOptimizer {
            mode: self,
            spec: spec.clone(),
            optimizers: vec![first],
            buffers: Buffers::default(),
        }))
    }
}

/// An optimizer that sees the objective in a mode.
#[derive(Debug)]
struct ModeOptimizer {
    mode: Mode,
    spec: Spec,
    /// One optimizer, or one per parameter.
    optimizers: Vec<Box<dyn Optimizer>>,
    buffers: Buffers,
}

/// Buffers of one update, reused to avoid allocations.
#[derive(Debug, Default)]
struct Buffers {
    /// The displaced point at which a difference evaluates the function.
    around: Vec<f64>,
    line: LineBuffers,
}

/// One number per parameter, and the Hessian once it is requested.
#[derive(Debug, Default)]
struct LineBuffers {
    point: Vec<f64>,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

impl Clone for ModeOptimizer {
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

impl ModeOptimizer {
    /// Creates an optimizer for each of `count` parameters, with different random numbers.
    fn add_optimizers(&mut self, count: usize) {
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
                // Far from the seeds that users choose; wraps around at the largest seed.
                let other = (seed + 1e9 * parameter as f64) % (MAX_INTEGER + 1.0);
                spec.set("seed", other);
            }
            match optimizer::CATALOGUE.build(&spec) {
                Ok(optimizer) => self.optimizers.push(optimizer),
                Err(_) => unreachable!("{spec} has been built before"),
            }
        }
    }
}

impl Optimizer for ModeOptimizer {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        if self.mode.coordinatewise {
            self.add_optimizers(theta.len());
        }
        let Buffers { around, line } = &mut self.buffers;
        let mut modified = ModifiedObjective {
            mode: self.mode,
            objective,
            around,
        };
        if !self.mode.coordinatewise {
            self.optimizers[0].step(theta, &mut modified, learning_rate);
            return;
        }
        line.point.resize(theta.len(), 0.0);
        line.point.copy_from_slice(theta);
        line.gradient.resize(theta.len(), 0.0);
        for (parameter, optimizer) in self.optimizers.iter_mut().enumerate() {
            let mut coordinate = [theta[parameter]];
            let mut along = CoordinateObjective {
                objective: &mut modified,
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
                term.value = concatenated(&term.value, &other.value);
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

/// Appends the value for the next parameter.
fn concatenated(first: &Amount, next: &Amount) -> Amount {
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
    /// The formula of the term that an optimizer calls ∇f.
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

/// The objective with another gradient or the opposite sign.
struct ModifiedObjective<'a> {
    mode: Mode,
    objective: &'a mut dyn Objective,
    around: &'a mut Vec<f64>,
}

impl ModifiedObjective<'_> {
    /// The slope of the unmodified function along one parameter.
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

    fn apply_sign(&self, numbers: &mut [f64]) {
        if self.mode.ascend {
            numbers.iter_mut().for_each(|number| *number = -*number);
        }
    }
}

impl Objective for ModifiedObjective<'_> {
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
        self.apply_sign(into);
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let known = self.objective.hessian(at, into);
        self.apply_sign(into);
        known
    }

    fn samples(&self) -> usize {
        self.objective.samples()
    }

    /// Always exact: a batch has no value of which to take differences.
    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.objective.gradient_on(samples, at, into);
        self.apply_sign(into);
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        self.objective.range(parameter)
    }
}

/// The objective as a function of one parameter, with the others fixed.
struct CoordinateObjective<'a, 'b> {
    objective: &'a mut ModifiedObjective<'b>,
    buffers: &'a mut LineBuffers,
    parameter: usize,
}

impl Objective for CoordinateObjective<'_, '_> {
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
            self.objective.apply_sign(into);
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
