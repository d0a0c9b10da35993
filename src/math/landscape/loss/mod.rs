//! Losses on data: the error of a linear model z = θ₁·x₁ + θ₂·x₂ + b as a function of (θ₁, θ₂). In a model of one
//! feature, x₂ = 1 and θ₂ is the intercept.
//!
//! Conventions for all losses:
//! - f is a mean over the samples, plus l1·Σ|w| + l2·Σw² over the weights w. An intercept is not a weight and is not
//!   penalized.
//! - The bias b is fixed or, at each point, optimal: f is then the minimum over b, its gradient follows from the
//!   envelope theorem, and its Hessian is a Schur complement.
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

/// The bias b of a linear model.
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
    let center = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - center).powi(2))).sqrt()
}

impl Penalty {
    /// The penalty of the weights; `weight_mask` is 1 for each parameter that is a weight, otherwise 0.
    fn value(&self, at: DVec2, weight_mask: DVec2) -> f64 {
        // A factor of 0 is skipped, as 0·∞ would be NaN.
        let term = |factor: f64, norm: f64| if factor == 0.0 { 0.0 } else { factor * norm };
        let weights = at * weight_mask;
        term(self.l1, weights.abs().element_sum()) + term(self.l2, weights.length_squared())
    }

    /// Adds the gradient of the penalty at a point to the gradient of the mean loss.
    fn gradient(&self, smooth: DVec2, at: DVec2, weight_mask: DVec2) -> DVec2 {
        let along = |slope: f64, at: f64, weight_mask: f64| {
            let slope = slope + 2.0 * self.l2 * weight_mask * at;
            let kink = self.l1 * weight_mask;
            if at != 0.0 {
                slope + kink.copysign(at)
            } else if slope.abs() <= kink {
                0.0
            } else {
                slope - kink.copysign(slope)
            }
        };
        DVec2::new(
            along(smooth.x, at.x, weight_mask.x),
            along(smooth.y, at.y, weight_mask.y),
        )
    }

    /// Adds the Hessian of the penalty at a point to that of the mean loss; `None` at the kink of l1.
    fn hessian(&self, smooth: DMat2, at: DVec2, weight_mask: DVec2) -> Option<DMat2> {
        let is_kink = |at: f64, weight_mask: f64| self.l1 * weight_mask > 0.0 && at == 0.0;
        let curvature = 2.0 * self.l2 * weight_mask;
        let added = symmetric(curvature.x, 0.0, curvature.y);
        (!is_kink(at.x, weight_mask.x) && !is_kink(at.y, weight_mask.y)).then_some(smooth + added)
    }
}

/// A rectangle that contains the origin and a point, with a margin of at least `min_margin`.
fn domain_around(point: DVec2, min_margin: DVec2) -> Option<Domain> {
    let margin = min_margin.max(0.25 * point.abs());
    let (low, high) = (
        point.min(DVec2::ZERO) - margin,
        point.max(DVec2::ZERO) + margin,
    );
    Domain::new([low.x, high.x], [low.y, high.y]).ok()
}

#[cfg(test)]
mod tests;
