//! Evaluating the function along a run, and counting what the optimizer evaluates.

use super::{Evaluations, Part, StopReason};
use crate::math::{differentiable::Differentiable, optimizer::Objective};

/// A run whose coordinate exceeds this has diverged.
const FARTHEST: f64 = 1e150;

/// Beyond this, NaN is treated as an overflow (∞ − ∞): polynomials up to degree 10 are finite closer to the origin.
const ORDINARY: f64 = 1e30;

/// Value and gradient norm at a point, both finite.
pub(super) struct Evaluation {
    pub value: f64,
    pub gradient_norm: f64,
}

/// Why there is no [`Evaluation`] at a point.
pub(super) struct Missing {
    pub part: Part,
    pub stop: StopReason,
}

/// Evaluates the function and writes its gradient into `gradient`.
pub(super) fn evaluate<F: Differentiable + ?Sized>(
    function: &F,
    at: &[f64],
    gradient: &mut [f64],
) -> Result<Evaluation, Missing> {
    if !is_near(at) {
        return Err(Missing {
            part: Part::Value,
            stop: StopReason::Diverged,
        });
    }
    let value = function.value_and_gradient(at, gradient);
    let gradient_norm = norm(gradient);
    if value.is_finite() && gradient_norm.is_finite() {
        return Ok(Evaluation {
            value,
            gradient_norm,
        });
    }
    let part = match value.is_finite() {
        true => Part::Gradient,
        false => Part::Value,
    };
    let undefined = match part {
        Part::Value => value.is_nan(),
        // If it is infinite where f is ordinary, it is not an overflow.
        Part::Gradient => gradient.iter().any(|slope| slope.is_nan()) || value.abs() <= ORDINARY,
    };
    let stop = match undefined && is_within(at, ORDINARY) {
        true => StopReason::LeftDomain,
        false => StopReason::Diverged,
    };
    Err(Missing { part, stop })
}

/// Whether every coordinate is a number of at most 1e150 in magnitude.
pub(super) fn is_near(at: &[f64]) -> bool {
    is_within(at, FARTHEST)
}

fn is_within(at: &[f64], bound: f64) -> bool {
    // NaN is within no bound.
    at.iter().all(|coordinate| coordinate.abs() <= bound)
}

/// The Euclidean norm, scaled so that squares of large components do not overflow.
fn norm(vector: &[f64]) -> f64 {
    if let [x, y] = *vector {
        return x.hypot(y);
    }
    let largest = vector
        .iter()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let squares = vector.iter().map(|x| (x / scale) * (x / scale));
    scale * squares.sum::<f64>().sqrt()
}

/// Counts the evaluations of an optimizer and reuses a gradient that is already known.
pub(super) struct CountingObjective<'a, F: ?Sized> {
    pub function: &'a F,
    /// A point and its gradient, if known.
    pub known: Option<[&'a [f64]; 2]>,
    pub evaluations: &'a mut Evaluations,
}

impl<F: Differentiable + ?Sized> Objective for CountingObjective<'_, F> {
    fn value(&mut self, at: &[f64]) -> f64 {
        self.evaluations.value += 1;
        self.function.value(at)
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        self.evaluations.gradient += 1;
        match self.known {
            Some([known, gradient]) if known == at => into.copy_from_slice(gradient),
            _ => self.function.gradient(at, into),
        }
    }

    fn samples(&self) -> usize {
        self.function.samples()
    }

    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.evaluations.sample_gradient += samples.len() as u64;
        self.function.gradient_on(samples, at, into);
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        self.function.range(parameter)
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        self.evaluations.hessian += 1;
        self.function.hessian(at, into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_norm_neither_overflows_nor_underflows() {
        for size in [1e-200, 1.0, 1e200] {
            let components = [1.0, -2.0, 2.0, 4.0].map(|x| x * size);
            assert!((norm(&components) / size - 5.0).abs() < 1e-15, "{size}");
        }
        assert_eq!(norm(&[-3.0]), 3.0);
        assert_eq!(norm(&[3.0, -4.0]), 5.0);
        assert_eq!(norm(&[0.0; 3]), 0.0);
        for odd in [f64::NAN, f64::INFINITY] {
            for vector in [vec![odd], vec![1.0, odd], vec![0.0, odd, 0.0]] {
                assert!(!norm(&vector).is_finite(), "{vector:?}");
            }
        }
    }
}
