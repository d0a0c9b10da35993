//! Learning by a model's own rule instead of an optimizer: to the optimum, or as the perceptron.

use thiserror::Error;

use super::{
    network::Network,
    optimum::{Observer, OptimumError},
    samples::{Targets, TrainingSamples},
    shares::Shares,
    training::{EpochRecord, History},
};
use crate::math::progress::{self, Cancelled, Progress};

/// A rule of learning that needs no optimizer.
pub trait Rule {
    /// Learns from the samples of a training share: to the optimum or, as the perceptron, in at most `max_epochs` epochs.
    /// `observer` receives the parameters after every iteration.
    ///
    /// # Errors
    /// There is no optimum, the targets are of the wrong kind, or the observer cancelled.
    fn fit(
        &self,
        samples: &TrainingSamples,
        max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError>;
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

/// Why a model cannot be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FitError {
    /// There is no optimum, or it cannot be computed.
    #[error(transparent)]
    Optimum(#[from] OptimumError),
    /// The rule is for other targets.
    #[error("{0}")]
    Targets(&'static str),
    /// The computation was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
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

    /// Fits a model to the training share by a rule, from parameters of 0. The history has the start and every iterate.
    ///
    /// # Errors
    /// As [`Rule::fit`]; `progress` can cancel.
    pub fn by_rule(
        rule: &dyn Rule,
        network: &Network,
        (samples, shares): (&TrainingSamples, &Shares),
        max_epochs: usize,
        history_bytes: usize,
        progress: &mut Progress,
    ) -> Result<(Self, History), FitError> {
        let mut history = History::new(history_bytes);
        let mut record = |parameters: &[f64]| {
            let record = EpochRecord::new(network, parameters, samples, shares, 0.0);
            history.push(record, parameters);
            let done = history.epochs().len() as f64 / max_epochs.max(1) as f64;
            progress::report(progress, done.min(1.0))
        };
        record(&vec![0.0; network.parameter_count()])?;
        let training = samples.select(&shares.training);
        let fit = rule.fit(&training, max_epochs, &mut record)?;
        Ok((fit, history))
    }
}

/// The classes of samples for a rule that needs them.
pub(super) fn codes(samples: &TrainingSamples) -> Result<&[usize], FitError> {
    const PROBLEM: &str = "the model predicts classes; choose a label column of classes";
    samples.targets.codes().ok_or(FitError::Targets(PROBLEM))
}

/// The targets of samples for a rule that needs numbers.
pub(super) fn numbers(samples: &TrainingSamples) -> Result<&[f64], FitError> {
    match &samples.targets {
        Targets::Numbers(numbers) => Ok(numbers),
        Targets::Classes { .. } => Err(FitError::Targets(
            "the model predicts numbers; choose a label column of numbers",
        )),
    }
}

/// 1 for the samples of a class, −1 for all others.
pub(super) fn signs(codes: &[usize], class: usize) -> Vec<f64> {
    let sign = |code: &usize| if *code == class { 1.0 } else { -1.0 };
    codes.iter().map(sign).collect()
}
