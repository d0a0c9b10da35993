//! Losses on data: how badly a linear model z = θ₁·a + θ₂·c + b does, as a function of (θ₁, θ₂).
//!
//! Conventions, for every loss here:
//! - f is a mean over the samples, plus l1·Σ|w| + l2·Σw² over the weights w; the intercept of a model of one feature
//!   is no weight and is not held small.
//! - A third parameter, the bias b, is fixed at a number or at its best value for each point: f is then the profile
//!   min over b, with the gradient of the envelope theorem and, as Hessian, the Schur complement.
//! - At the kink of l1 the gradient is the subgradient of least length, which is 0 at a minimum; there is no Hessian.

mod generated;
mod logistic;
mod minimum;
mod squared;

use glam::{DMat2, DVec2};
use thiserror::Error;

pub use crate::math::scaling::Scaling;
pub use generated::{Columns, Generated, Truth};
pub use logistic::LogisticLoss;
pub use squared::SquaredLoss;

use super::{Domain, symmetric};

/// The third parameter of a linear model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bias {
    /// The same number at every point.
    Fixed(f64),
    /// The number that makes the loss least, at each point another.
    Best,
}

/// What is added to the mean loss to hold weights small.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// Added: this times |w₁| + |w₂|. At least 0.
    pub l1: f64,
    /// Added: this times w₁² + w₂². At least 0.
    pub l2: f64,
}

/// Why there is no loss on data.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LossError {
    /// Columns of different lengths.
    #[error("columns of {0} and {1} values; give as many of each")]
    Lengths(usize, usize),
    /// Fewer than two samples.
    #[error("{0} sample(s) say nothing about a model; give at least 2")]
    TooFew(usize),
    /// A feature that is the same for every sample.
    #[error("every {column} is {value}, so nothing can be learned from it; choose another column")]
    Constant {
        /// The name of the column.
        column: String,
        /// The number.
        value: f64,
    },
    /// Numbers that are not finite, or too large or too close together for squares of them to be finite and above 0.
    #[error("the numbers of {column} are too large, too small or not finite")]
    OutOfRange {
        /// The name of the column.
        column: String,
    },
    /// Targets that are not two classes.
    #[error("{column} holds {classes} different values; two classes need exactly two")]
    Classes {
        /// The name of the column.
        column: String,
        /// How many different values it holds.
        classes: usize,
    },
}

/// A column of numbers and its name.
#[derive(Clone, Copy, Debug)]
pub struct Feature<'a> {
    /// What it measures.
    pub name: &'a str,
    /// A number for each sample.
    pub values: &'a [f64],
}

/// The columns, if a model can be fitted to them.
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

/// The mean, with a second pass for what rounding left in the first.
fn mean(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = values.len() as f64;
    let rough = values.clone().sum::<f64>() / count;
    rough + values.map(|value| value - rough).sum::<f64>() / count
}

/// The standard deviation, that of a whole population (divided by n).
fn deviation(values: &[f64]) -> f64 {
    let middle = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - middle).powi(2))).sqrt()
}

impl Penalty {
    /// The penalty of the weights that `on` says are weights.
    fn value(&self, at: DVec2, on: DVec2) -> f64 {
        // What has no weight adds nothing at all: 0·∞ would be NaN.
        let part = |weight: f64, size: f64| if weight == 0.0 { 0.0 } else { weight * size };
        let held = at * on;
        part(self.l1, held.abs().element_sum()) + part(self.l2, held.length_squared())
    }

    /// The gradient with the penalty, from that without.
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

    /// The Hessian with the penalty, from that without; none at the kink.
    fn hessian(&self, smooth: DMat2, at: DVec2, on: DVec2) -> Option<DMat2> {
        let kink = |at: f64, on: f64| self.l1 * on > 0.0 && at == 0.0;
        let bend = 2.0 * self.l2 * on;
        let added = symmetric(bend.x, 0.0, bend.y);
        (!kink(at.x, on.x) && !kink(at.y, on.y)).then_some(smooth + added)
    }
}

/// A rectangle that shows the origin and a point, with at least `room` around them.
fn domain_around(point: DVec2, room: DVec2) -> Option<Domain> {
    let room = room.max(0.25 * point.abs());
    let (low, high) = (point.min(DVec2::ZERO) - room, point.max(DVec2::ZERO) + room);
    Domain::new([low.x, high.x], [low.y, high.y]).ok()
}

#[cfg(test)]
mod tests;
