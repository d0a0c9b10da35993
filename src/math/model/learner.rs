//! The interface of models that learn.

use std::{fmt, ops::Range};

use thiserror::Error;

use super::{
    optimum::{Observer, OptimumError},
    samples::{Targets, TrainingSamples},
};
use crate::math::{progress::Cancelled, table::Matrix};

/// A named array of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// The name, such as `0.weight`.
    pub name: String,
    /// The length of each dimension: (out, in) for weights, (out) for biases.
    pub shape: Vec<usize>,
    /// Its part of the flat parameters, in row-major order.
    pub range: Range<usize>,
}

/// A function of features with parameters, and its loss on samples. All parameters are one flat slice.
pub trait Model: Send + Sync + fmt::Debug {
    /// The parameters by name, in the order of the flat slice.
    fn tensors(&self) -> &[Tensor];

    /// The number of outputs: one number or logit, or one logit per class.
    fn outputs(&self) -> usize;

    /// The outputs for features, one row per sample.
    fn forward(&self, parameters: &[f64], features: &Matrix) -> Matrix;

    /// The mean loss of samples, without penalties. Writes its gradient.
    fn loss_and_gradient(
        &self,
        parameters: &[f64],
        samples: &TrainingSamples,
        gradient: &mut [f64],
    ) -> f64;

    /// The mean loss of outputs for known targets, without penalties; NaN without samples.
    fn loss(&self, outputs: &Matrix, targets: &Targets) -> f64;

    /// The name of the loss, such as `bce`.
    fn loss_name(&self) -> &'static str;

    /// Learns from samples by the model's own rule instead of an optimizer: to the optimum or, as the perceptron, in at
    /// most `max_epochs` epochs. `None` if it has no rule of its own.
    fn fit(
        &self,
        _samples: &TrainingSamples,
        _max_epochs: usize,
        _observer: &mut Observer,
    ) -> Option<Result<Fit, FitError>> {
        None
    }
}

/// The result of a model's own rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The learned parameters.
    pub parameters: Vec<f64>,
    /// The minimum that was reached, including penalties; `None` if the rule minimizes nothing.
    pub objective: Option<f64>,
    /// The number of corrections in each epoch of a perceptron; empty for other models.
    pub updates_per_epoch: Vec<usize>,
    /// Whether it reached its end, rather than the limit of epochs.
    pub is_converged: bool,
}

impl Fit {
    /// The optimum of a model.
    pub(super) fn optimum(parameters: Vec<f64>, objective: f64) -> Self {
        Self {
            parameters,
            objective: Some(objective),
            updates_per_epoch: Vec::new(),
            is_converged: true,
        }
    }
}

/// Why a model cannot be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FitError {
    /// There is no optimum, or it cannot be computed.
    #[error(transparent)]
    Optimum(#[from] OptimumError),
    /// The observer cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The class that each row of outputs stands for: with a single output, the second of two classes if it is positive,
/// otherwise the class with the largest output, the first of equal ones.
pub fn predicted_classes(outputs: &Matrix) -> Vec<usize> {
    let class = |row: &[f64]| match row {
        [single] => usize::from(*single > 0.0),
        _ => (1..row.len()).fold(
            0,
            |best, class| if row[class] > row[best] { class } else { best },
        ),
    };
    outputs.iter_rows().map(class).collect()
}
