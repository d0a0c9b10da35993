//! Evaluating the function along a run, and counting what the optimizer evaluates.

use super::{Evaluations, FunctionPart, StopReason};
use crate::math::{differentiable::Differentiable, optimizer::Objective};

/// A run with a coordinate of a larger magnitude has diverged.
const MAX_COORDINATE: f64 = 1e150;

/// Where a coordinate has a larger magnitude, NaN counts as an overflow (∞ − ∞) and not as undefined; closer to the
/// origin, polynomials up to degree 10 do not overflow. Also the magnitude of f up to which an infinite gradient counts
/// as undefined.
const MAX_ORDINARY: f64 = 1e30;

/// The value and the gradient norm at a point, both finite.
pub(super) struct Evaluation {
    pub value: f64,
    pub gradient_norm: f64,
}

/// Why there is no [`Evaluation`] at a point.
pub(super) struct EvaluationError {
    pub part: FunctionPart,
    /// [`StopReason::LeftDomain`] or [`StopReason::Diverged`].
    pub stop_reason: StopReason,
}

/// Evaluates the function and writes its gradient into `gradient`.
///
/// # Errors
/// A coordinate is NaN or beyond ±1e150, or f or its gradient is not finite.
pub(super) fn evaluate<F: Differentiable + ?Sized>(
    function: &F,
    at: &[f64],
    gradient: &mut [f64],
) -> Result<Evaluation, EvaluationError> {
    if !is_valid_point(at) {
        return Err(EvaluationError {
            part: FunctionPart::Value,
            stop_reason: StopReason::Diverged,
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
        true => FunctionPart::Gradient,
        false => FunctionPart::Value,
    };
    let is_undefined = match part {
        FunctionPart::Value => value.is_nan(),
        // A gradient that is infinite where f is not large is not an overflow.
        FunctionPart::Gradient => {
            gradient.iter().any(|slope| slope.is_nan()) || value.abs() <= MAX_ORDINARY
        }
    };
    let stop_reason = match is_undefined && is_within(at, MAX_ORDINARY) {
        true => StopReason::LeftDomain,
        false => StopReason::Diverged,
    };
    Err(EvaluationError { part, stop_reason })
}

/// Whether no coordinate is NaN or beyond ±1e150.
pub(super) fn is_valid_point(at: &[f64]) -> bool {
    is_within(at, MAX_COORDINATE)
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
    /// A point and the gradient there, if known.
    pub known_gradient: Option<[&'a [f64]; 2]>,
    pub evaluations: &'a mut Evaluations,
}

impl<F: Differentiable + ?Sized> Objective for CountingObjective<'_, F> {
    fn value(&mut self, at: &[f64]) -> f64 {
        self.evaluations.value += 1;
        self.function.value(at)
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        self.evaluations.gradient += 1;
        match self.known_gradient {
            Some([point, gradient]) if point == at => into.copy_from_slice(gradient),
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
        for value in [f64::NAN, f64::INFINITY] {
            for vector in [vec![value], vec![1.0, value], vec![0.0, value, 0.0]] {
                assert!(!norm(&vector).is_finite(), "{vector:?}");
            }
        }
    }
}
