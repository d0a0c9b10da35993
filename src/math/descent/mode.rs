//! Modes of a descent, which change the objective that an optimizer sees: finite differences, ascent and coordinate
//! descent.

use serde::{Deserialize, Serialize};

use crate::math::{
    catalogue::BuildError,
    optimizer::{self, Objective, Optimizer, Role, Term, TermValue},
    parameter::MAX_INTEGER,
    spec::Spec,
};

/// How the objective is presented to the optimizer. All modes combine with every optimizer and with each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// The source of the gradient. Default: exact.
    pub gradient: GradientSource,
    /// Ascend instead of descending, like PyTorch's `maximize`. This is also the effect of a wrong sign in the update.
    pub ascend: bool,
    /// Coordinate descent: parameters are updated one after the other, each with the newest values of the others, as in
    /// the Gauss–Seidel method. Each parameter then has its own optimizer.
    ///
    /// Source: S. J. Wright, "Coordinate Descent Algorithms", Mathematical Programming 151 (2015).
    pub coordinatewise: bool,
}

/// The source of a gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum GradientSource {
    /// The exact gradient of the function.
    #[default]
    Exact,
    /// Central differences (f(θ + h·e) − f(θ − h·e))/(2h) along each axis e, with h > 0.
    Central(f64),
}

impl Mode {
    /// Whether every setting is the default.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Builds the optimizer of a spec in this mode.
    ///
    /// # Errors
    /// The name or a setting of the spec is invalid; see
    /// [`Catalogue::build`](crate::math::catalogue::Catalogue::build).
    pub fn build(self, spec: &Spec) -> Result<Box<dyn Optimizer>, BuildError> {
        let first = optimizer::CATALOGUE.build(spec)?;
        if self.is_default() {
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

/// An optimizer whose objective is modified by a mode.
#[derive(Debug)]
struct ModeOptimizer {
    mode: Mode,
    spec: Spec,
    /// A single optimizer, or one per parameter for coordinate descent.
    optimizers: Vec<Box<dyn Optimizer>>,
    buffers: Buffers,
}

/// Buffers of one update, reused to avoid allocations.
#[derive(Debug, Default)]
struct Buffers {
    /// The point at which a central difference evaluates the function.
    displaced: Vec<f64>,
    coordinate: CoordinateBuffers,
}

/// Buffers of coordinate descent: the point and its gradient with one entry per parameter, and the Hessian once it is
/// requested.
#[derive(Debug, Default)]
struct CoordinateBuffers {
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
    /// Adds optimizers until there is one for each of `count` parameters, with different random numbers.
    fn add_optimizers(&mut self, count: usize) {
        for parameter in self.optimizers.len()..count {
            let mut spec = self.spec.clone();
            let has_seed = optimizer::CATALOGUE.find(&spec.name).is_ok_and(|entry| {
                entry
                    .parameters
                    .iter()
                    .any(|setting| setting.name == "seed")
            });
            if has_seed {
                let seed = spec.number("seed").unwrap_or_default();
                // Far from the seeds that users choose; wraps around at the largest seed.
                let own_seed = (seed + 1e9 * parameter as f64) % (MAX_INTEGER + 1.0);
                spec.set("seed", own_seed);
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
        let Buffers {
            displaced,
            coordinate: buffers,
        } = &mut self.buffers;
        let mut modified = ModifiedObjective {
            mode: self.mode,
            objective,
            displaced,
        };
        if !self.mode.coordinatewise {
            self.optimizers[0].step(theta, &mut modified, learning_rate);
            return;
        }
        buffers.point.resize(theta.len(), 0.0);
        buffers.point.copy_from_slice(theta);
        buffers.gradient.resize(theta.len(), 0.0);
        for (parameter, optimizer) in self.optimizers.iter_mut().enumerate() {
            let mut coordinate = [theta[parameter]];
            let mut coordinate_objective = CoordinateObjective {
                objective: &mut modified,
                buffers,
                parameter,
            };
            optimizer.step(&mut coordinate, &mut coordinate_objective, learning_rate);
            theta[parameter] = coordinate[0];
            buffers.point[parameter] = coordinate[0];
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
        if let GradientSource::Central(h) = self.mode.gradient {
            terms.insert(0, Term::setting("h", h));
        }
        terms
    }
}

/// The values of a term for the first parameters, with its value for the next one appended.
fn concatenated(values: &TermValue, next: &TermValue) -> TermValue {
    match (values, next) {
        (TermValue::Shared(a), TermValue::Shared(b)) if a == b => TermValue::Shared(*a),
        _ => {
            let list = |value: &TermValue| match value {
                TermValue::Shared(value) => vec![*value],
                TermValue::PerParameter(values) => values.clone(),
            };
            TermValue::PerParameter([list(values), list(next)].concat())
        }
    }
}

impl Mode {
    /// The formula of a gradient term in this mode, from that of the optimizer.
    fn gradient_formula(self, formula: &'static str) -> &'static str {
        match (formula, self.gradient, self.ascend) {
            ("∇f" | "", GradientSource::Exact, true) => "−∇f",
            ("∇f" | "", GradientSource::Central(_), false) => "(f(θ + h) − f(θ − h))/(2·h)",
            ("∇f" | "", GradientSource::Central(_), true) => "−(f(θ + h) − f(θ − h))/(2·h)",
            ("(1/B)·Σ ∇fᵢ", _, true) => "−(1/B)·Σ ∇fᵢ",
            _ => formula,
        }
    }
}

/// The objective with another gradient or the opposite sign.
struct ModifiedObjective<'a> {
    mode: Mode,
    objective: &'a mut dyn Objective,
    displaced: &'a mut Vec<f64>,
}

impl ModifiedObjective<'_> {
    /// The partial derivative of the unmodified function by a central difference with step `h`.
    fn central_difference(&mut self, at: &[f64], parameter: usize, h: f64) -> f64 {
        self.displaced.clear();
        self.displaced.extend_from_slice(at);
        let mut value = |x: f64| {
            self.displaced[parameter] = x;
            self.objective.value(self.displaced)
        };
        let x = at[parameter];
        (value(x + h) - value(x - h)) / (2.0 * h)
    }

    /// Changes the sign if the mode ascends.
    fn apply_sign(&self, derivatives: &mut [f64]) {
        if self.mode.ascend {
            derivatives
                .iter_mut()
                .for_each(|derivative| *derivative = -*derivative);
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
            GradientSource::Exact => self.objective.gradient(at, into),
            GradientSource::Central(h) => {
                for (parameter, slope) in into.iter_mut().enumerate() {
                    *slope = self.central_difference(at, parameter, h);
                }
            }
        }
        self.apply_sign(into);
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let has_hessian = self.objective.hessian(at, into);
        self.apply_sign(into);
        has_hessian
    }

    fn samples(&self) -> usize {
        self.objective.samples()
    }

    /// Always exact: the value on a batch, from which to take differences, is not available.
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
    buffers: &'a mut CoordinateBuffers,
    parameter: usize,
}

impl Objective for CoordinateObjective<'_, '_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        let CoordinateBuffers { point, .. } = &mut self.buffers;
        point[self.parameter] = at[0];
        self.objective.value(point)
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        let CoordinateBuffers {
            point, gradient, ..
        } = &mut self.buffers;
        point[self.parameter] = at[0];
        if let GradientSource::Central(h) = self.objective.mode.gradient {
            into[0] = self.objective.central_difference(point, self.parameter, h);
            self.objective.apply_sign(into);
            return;
        }
        self.objective.gradient(point, gradient);
        into[0] = gradient[self.parameter];
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let CoordinateBuffers { point, hessian, .. } = &mut self.buffers;
        let count = point.len();
        point[self.parameter] = at[0];
        hessian.resize(count * count, 0.0);
        let has_hessian = self.objective.hessian(point, hessian);
        into[0] = hessian[self.parameter * (count + 1)];
        has_hessian
    }

    fn samples(&self) -> usize {
        self.objective.samples()
    }

    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        let CoordinateBuffers {
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
