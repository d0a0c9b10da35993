//! Optima of convex losses of linear models, to nearly full precision.
//!
//! Parameters of a model with K outputs for d features are the weights, K × d in row-major order, then the K biases.
//! Every solver reports each of its iterates to an observer, from the first after the start to the optimum.

mod design;
mod interior_point;
mod least_squares;
mod margin_loss;
mod newton;
mod softmax;

use thiserror::Error;

use crate::math::progress::Cancelled;

pub(super) use design::Design;
pub(super) use interior_point::minimize_hinge;
pub(super) use least_squares::least_squares;
pub(super) use margin_loss::{Logistic, MarginObjective, SquaredHinge};
use newton::Convex;
pub(super) use newton::minimize;
pub(super) use softmax::SoftmaxObjective;

/// Receives the parameters after each iteration, and can cancel.
pub type Observer<'a> = dyn FnMut(&[f64]) -> Result<(), Cancelled> + 'a;

/// Why there is no optimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OptimumError {
    /// Without a penalty, larger weights always reduce the loss.
    #[error(
        "the classes are separable, so without a penalty the loss has no finite optimum; set penalty=l2, or choose an optimizer"
    )]
    Separable,
    /// Without a penalty, the optimum is not finite or not unique.
    #[error(
        "without a penalty, the loss has no single finite optimum: features depend on each other or separate some samples; set penalty=l2, or choose an optimizer"
    )]
    NotUnique,
    /// The solver does not reach the optimum because of rounding.
    #[error(
        "the optimum cannot be computed precisely: the features differ too much in scale; scale them (zscore)"
    )]
    IllConditioned,
    /// The observer cancelled the computation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

#[cfg(test)]
mod tests;
