//! Losses on data: the error of a linear model z = θ₁·a + θ₂·c + b as a function of (θ₁, θ₂).
//!
//! Conventions for all losses:
//! - f is a mean over the samples, plus l1·Σ|w| + l2·Σw² over the weights w; the intercept of a model of one feature is
//!   not a weight and is not penalized.
//! - The third parameter, the bias b, is fixed, or optimal at each point: f is then the profile min over b, with the
//!   gradient given by the envelope theorem and the Schur complement as Hessian.
//! - At the kink of l1 the gradient is the subgradient of minimal norm, which is 0 at a minimum; there is no Hessian.

mod generated;
mod logistic;
mod minimum;
mod squared;

use glam::{DMat2, DVec2};
use thiserror::Error;

pub use crate::math::scaling::Scaling;
pub use generated::{GeneratedSamples, SampleGenerator, TrueModel};
pub use logistic::LogisticLoss;
pub use squared::SquaredLoss;

use super::{Domain, symmetric};

/// The third parameter of a linear model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bias {
    /// The same number at every point.
    Fixed(f64),
    /// The number that minimizes the loss at each point.
    Best,
}

/// The regularization term added to the mean loss.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// The factor of |w₁| + |w₂|, at least 0.
    pub l1: f64,
    /// The factor of w₁² + w₂², at least 0.
    pub l2: f64,
}

/// Why a loss cannot be defined on the data.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LossError {
    /// The columns differ in length.
    #[error("columns of {0} and {1} values; give columns of equal length")]
    Lengths(usize, usize),
    /// There are fewer than two samples.
    #[error("{0} sample(s) cannot determine a model; give at least 2")]
    TooFew(usize),
    /// A feature is the same for every sample.
    #[error("every {column} is {value}, so nothing can be learned from it; choose another column")]
    Constant {
        /// The name of the column.
        column: String,
        /// The only value in it.
        value: f64,
    },
    /// Values are not finite, or too large, too small or too close together to be squared.
    #[error("the numbers of {column} are too large, too small or not finite")]
    OutOfRange {
        /// The name of the column.
        column: String,
    },
    /// The target does not have exactly two values.
    #[error("{column} holds {classes} different values; two classes need exactly two")]
    Classes {
        /// The name of the column.
        column: String,
        /// The number of distinct values in it.
        classes: usize,
    },
}

/// A named column of numbers.
#[derive(Clone, Copy, Debug)]
pub struct Feature<'a> {
    /// The name of the feature.
    pub name: &'a str,
    /// The values, one per sample.
    pub values: &'a [f64],
}

/// Checks that a model can be fitted to the columns.
fn check(features: &[Feature], target: &Feature) -> Result<(), LossError> {
    let count = target.values.len();
    if count < 2 {
        return Err(LossError::TooFew(count));
    }
    for feature in features.iter().chain([target]) {
        let column = feature.name.to_owned();
        if feature.values.len() != count {
            return Err(LossError::Lengths(feature.values.len(), count));
        }
        if !mean(feature.values.iter().map(|value| value * value)).is_finite() {
            return Err(LossError::OutOfRange { column });
        }
    }
    for feature in features {
        let column = feature.name.to_owned();
        let first = feature.values[0];
        if feature.values.iter().all(|value| *value == first) {
            return Err(LossError::Constant {
                column,
                value: first,
            });
        }
        if !deviation(feature.values).is_normal() {
            return Err(LossError::OutOfRange { column });
        }
    }
    Ok(())
}

/// The mean, with a second pass that corrects the rounding error of the first.
fn mean(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = values.len() as f64;
    let rough = values.clone().sum::<f64>() / count;
    rough + values.map(|value| value - rough).sum::<f64>() / count
}

/// The population standard deviation (divided by n).
fn deviation(values: &[f64]) -> f64 {
    let middle = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - middle).powi(2))).sqrt()
}

impl Penalty {
    /// The penalty of the weights; `on` is 1 for weights and 0 otherwise.
    fn value(&self, at: DVec2, on: DVec2) -> f64 {
        // Parameters that are not weights are skipped: 0·∞ would be NaN.
        let part = |weight: f64, size: f64| if weight == 0.0 { 0.0 } else { weight * size };
        let held = at * on;
        part(self.l1, held.abs().element_sum()) + part(self.l2, held.length_squared())
    }

    /// Adds the penalty to a gradient.
    fn gradient(&self, smooth: DVec2, at: DVec2, on: DVec2) -> DVec2 {
        let along = |slope: f64, at: f64, on: f64| {
            let slope = slope + 2.0 * self.l2 * on * at;
            let kink = self.l1 * on;
            if at != 0.0 {
                slope + kink.copysign(at)
            } else if slope.abs() <= kink {
                0.0
            } else {
                slope - kink.copysign(slope)
            }
        };
        DVec2::new(along(smooth.x, at.x, on.x), along(smooth.y, at.y, on.y))
    }

    /// Adds the penalty to a Hessian; `None` at the kink.
    fn hessian(&self, smooth: DMat2, at: DVec2, on: DVec2) -> Option<DMat2> {
        let kink = |at: f64, on: f64| self.l1 * on > 0.0 && at == 0.0;
        let curvature = 2.0 * self.l2 * on;
        let added = symmetric(curvature.x, 0.0, curvature.y);
        (!kink(at.x, on.x) && !kink(at.y, on.y)).then_some(smooth + added)
    }
}

/// A rectangle that contains the origin and a point, with a margin of at least `room`.
fn domain_around(point: DVec2, room: DVec2) -> Option<Domain> {
    let room = room.max(0.25 * point.abs());
    let (low, high) = (point.min(DVec2::ZERO) - room, point.max(DVec2::ZERO) + room);
    Domain::new([low.x, high.x], [low.y, high.y]).ok()
}

#[cfg(test)]
mod tests;
