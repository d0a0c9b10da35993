//! Newton's method with a line search, for smooth convex functions.
//!
//! Source: S. Boyd and L. Vandenberghe, Convex Optimization (2004), algorithm 9.5.

use faer::{Col, Mat, MatMut, Side, prelude::Solve};

use super::{Observer, OptimumError};

/// A convex function whose gradient is differentiable almost everywhere.
pub trait Convex {
    /// The value at a point.
    fn value(&self, at: &[f64]) -> f64;

    /// Writes the gradient and the Hessian at a point, and returns the value.
    fn expand(&self, at: &[f64], gradient: &mut [f64], hessian: MatMut<'_, f64>) -> f64;

    /// Whether the function decreases forever along the ray from the origin through this point.
    fn is_unbounded_along(&self, _at: &[f64]) -> bool {
        false
    }

    /// Whether a penalty makes the function strictly convex.
    fn is_penalized(&self) -> bool;
}

/// The maximum number of iterations. Newton's method takes about ten, each of which halves the line search if needed.
const MAX_ITERATIONS: usize = 200;
/// The excess of the value over the minimum, relative to the value, below which the optimum is reached.
const TOLERANCE: f64 = 1e-18;
/// The relative excess below which rounding would disturb a line search, so that whole steps are taken.
const LINE_SEARCH_TOLERANCE: f64 = 1e-10;
/// The largest last step relative to the parameters. It is exceeded where the optimum is at infinity.
const MAX_LAST_STEP: f64 = 1e-5;
/// The smallest pivot relative to the diagonal of the Hessian: the share of a parameter's curvature that the parameters
/// before it do not have. It is smaller where, without a penalty, the optimum is at infinity or not unique.
const MIN_PIVOT: f64 = 1e-11;
/// The share of the expected decrease that a step must reach.
const MIN_DECREASE: f64 = 1e-4;
/// The number of times that a step is halved.
const MAX_HALVINGS: i32 = 60;

/// Moves `at` to the minimum of a function and returns the value there.
///
/// # Errors
/// There is no finite or no unique minimum, rounding prevents reaching it, or the observer cancelled.
pub fn minimize(
    function: &dyn Convex,
    at: &mut [f64],
    observer: &mut Observer,
) -> Result<f64, OptimumError> {
    let mut gradient = vec![0.0; at.len()];
    let mut hessian = Mat::zeros(at.len(), at.len());
    let (failure, min_pivot) = match function.is_penalized() {
        true => (OptimumError::IllConditioned, 0.0),
        false => (OptimumError::NotUnique, MIN_PIVOT),
    };
    let mut last_decrement = f64::INFINITY;
    for _ in 0..MAX_ITERATIONS {
        let value = function.expand(at, &mut gradient, hessian.as_mut());
        let step = newton_step(&hessian, &gradient, min_pivot).ok_or(failure)?;
        // λ², twice the expected excess over the minimum.
        let decrement = -dot(&gradient, &step);
        if !(decrement.is_finite() && value.is_finite()) {
            return Err(failure);
        }
        let relative = decrement / value.abs().max(f64::MIN_POSITIVE);
        let is_precise = relative <= LINE_SEARCH_TOLERANCE;
        let length = match is_precise {
            true => 1.0,
            false => step_length(function, at, &step, value, decrement).ok_or(failure)?,
        };
        for (at, step) in at.iter_mut().zip(&step) {
            *at += length * step;
        }
        observer(at)?;
        if function.is_unbounded_along(at) {
            return Err(OptimumError::Separable);
        }
        // Rounding may keep the decrement above the tolerance; it then stops shrinking.
        let is_smallest = relative <= TOLERANCE || is_precise && decrement > 0.5 * last_decrement;
        let is_step_small = norm(&step) <= MAX_LAST_STEP * norm(at) + f64::MIN_POSITIVE;
        if is_smallest && is_step_small {
            return Ok(function.value(at));
        }
        last_decrement = decrement;
    }
    Err(failure)
}

/// The step −H⁻¹·g; `None` if H is not positive definite, or has a relative pivot below `min_pivot`.
fn newton_step(hessian: &Mat<f64>, gradient: &[f64], min_pivot: f64) -> Option<Vec<f64>> {
    let factor = hessian.llt(Side::Lower).ok()?;
    let pivots = factor.L();
    let is_singular = |i: usize| pivots[(i, i)].powi(2) < min_pivot * hessian[(i, i)];
    if (0..gradient.len()).any(is_singular) {
        return None;
    }
    let step = factor.solve(Col::from_fn(gradient.len(), |i| -gradient[i]));
    Some(step.iter().copied().collect())
}

/// The first of the lengths 1, ½, ¼, … at which the function decreases sufficiently.
fn step_length(
    function: &dyn Convex,
    at: &[f64],
    step: &[f64],
    value: f64,
    decrement: f64,
) -> Option<f64> {
    (0..MAX_HALVINGS)
        .map(|halvings| 0.5f64.powi(halvings))
        .find(|length| {
            let trial: Vec<f64> = at
                .iter()
                .zip(step)
                .map(|(at, step)| at + length * step)
                .collect();
            function.value(&trial) <= value - MIN_DECREASE * length * decrement
        })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}
