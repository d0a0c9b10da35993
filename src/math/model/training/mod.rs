//! Training a network: epochs of updates by an optimizer, with their history.
//!
//! An epoch visits every training sample once, in batches of random order. The optimizer sees the mean loss of a batch as
//! its objective, so that any optimizer and schedule works; the schedule counts updates from 0. Metrics are those after
//! an epoch, on all samples of a share, without dropout and without penalties.

use std::sync::Arc;

use super::{
    network::{Network, Workspace},
    samples::{SamplesError, TrainingSamples},
    shares::Shares,
};
use crate::math::{
    optimizer::{Objective, Optimizer},
    progress::{self, Cancelled, Progress},
    random::RandomStream,
    schedule::Schedule,
};

mod histogram;
mod history;

pub use histogram::Histogram;
pub use history::{EpochRecord, History, LayerRecord, ShareRecord};

/// A parameter of a larger magnitude, or a loss that is not finite, means that a training has diverged.
const MAX_PARAMETER: f64 = 1e100;

/// How a network is trained.
#[derive(Clone, Debug)]
pub struct TrainingOptions {
    /// The number of samples of a batch, at least 1; none for all training samples at once.
    pub batch: Option<usize>,
    /// The probability of dropping an output of a hidden layer in an update, 0 to below 1.
    pub dropout: f64,
    /// The seed of the order of samples and of dropout.
    pub seed: u64,
    /// What is added to the loss that the optimizer minimizes.
    pub penalty: Penalty,
    /// When to stop early.
    pub early_stopping: Option<EarlyStopping>,
    /// The memory for the parameters after each epoch, in bytes; if it does not suffice, parameters of fewer epochs are
    /// kept, evenly spaced.
    pub history_bytes: usize,
}

/// An L2 penalty: ½·factor·‖w‖², added to the sum of the losses of the training share. Its share of a mean loss is that
/// divided by the number of training samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// The factor, at least 0; scikit-learn's 1/C.
    pub factor: f64,
    /// Whether biases are penalized like weights.
    pub includes_biases: bool,
}

/// When a training stops before its last epoch: if the loss on the validation share, or on the training share if there
/// is none, has not fallen by more than `tolerance` below its minimum for `patience` epochs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStopping {
    /// The number of epochs without improvement, at least 1.
    pub patience: usize,
    /// The smallest decrease that counts.
    pub tolerance: f64,
}

/// Why a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The requested epochs are over.
    EpochLimit,
    /// The loss no longer fell.
    NoImprovement,
    /// The loss or a parameter was not finite or too large in the next epoch, of which nothing is kept.
    Diverged,
}

/// A training in progress.
#[derive(Debug)]
pub struct Training {
    network: Arc<Network>,
    samples: Arc<TrainingSamples>,
    shares: Shares,
    options: TrainingOptions,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    parameters: Vec<f64>,
    /// The number of updates made.
    updates: usize,
    /// Training samples in the order of the current epoch.
    order: Vec<usize>,
    stream: RandomStream,
    dropout_stream: RandomStream,
    workspace: Workspace,
    history: History,
    /// The lowest loss that counts for early stopping, and the number of epochs since.
    best: (f64, usize),
    stopped: Option<StopReason>,
}

impl Default for TrainingOptions {
    fn default() -> Self {
        Self {
            batch: None,
            dropout: 0.0,
            seed: 0,
            penalty: Penalty::default(),
            early_stopping: None,
            history_bytes: 256 << 20,
        }
    }
}

impl Training {
    /// A training that starts from these parameters; its history has epoch 0, the state before the first update.
    ///
    /// # Errors
    /// A batch has more samples than the training share.
    pub fn new(
        network: Arc<Network>,
        (samples, shares): (Arc<TrainingSamples>, Shares),
        parameters: Vec<f64>,
        (optimizer, schedule): (Box<dyn Optimizer>, Schedule),
        options: TrainingOptions,
    ) -> Result<Self, SamplesError> {
        let count = shares.training.len();
        if let Some(batch) = options.batch.filter(|&batch| batch > count) {
            return Err(SamplesError::BatchTooLarge {
                batch,
                samples: count,
            });
        }
        // Other seeds than that of the order, which would drop the same outputs again and again.
        let dropout_stream = RandomStream::new(options.seed ^ 0x5eed_d209_0a75);
        let mut training = Self {
            order: shares.training.clone(),
            stream: RandomStream::new(options.seed),
            history: History::new(options.history_bytes),
            updates: 0,
            workspace: Workspace::default(),
            best: (f64::INFINITY, 0),
            stopped: None,
            dropout_stream,
            network,
            samples,
            shares,
            options,
            optimizer,
            schedule,
            parameters,
        };
        if !training.record() {
            training.stopped = Some(StopReason::Diverged);
        }
        Ok(training)
    }

    /// The network that is trained.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The samples with their shares.
    pub fn samples(&self) -> (&Arc<TrainingSamples>, &Shares) {
        (&self.samples, &self.shares)
    }

    /// The current parameters.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// What was recorded so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The learning rate of the next update.
    pub fn learning_rate(&self) -> f64 {
        let base = self.optimizer.learning_rate();
        self.schedule.learning_rate(base, self.updates)
    }

    /// Why the training cannot go on; none if it can.
    pub fn stopped(&self) -> Option<StopReason> {
        self.stopped
    }

    /// Trains for up to this number of further epochs; returns why it stopped.
    ///
    /// # Errors
    /// `progress` cancelled it; what was recorded before is kept.
    pub fn run(&mut self, epochs: usize, progress: &mut Progress) -> Result<StopReason, Cancelled> {
        for epoch in 0..epochs {
            progress::report(progress, epoch as f64 / epochs as f64)?;
            if let Some(reason) = self.epoch() {
                return Ok(reason);
            }
        }
        progress::report(progress, 1.0)?;
        Ok(StopReason::EpochLimit)
    }

    /// Trains for one epoch and records it; returns why the training stopped, if it did.
    pub fn epoch(&mut self) -> Option<StopReason> {
        if self.stopped.is_some() {
            return self.stopped;
        }
        let count = self.order.len();
        let batch = self.options.batch.unwrap_or(count);
        if batch < count {
            self.stream.shuffle(&mut self.order);
        }
        let before = self.parameters.clone();
        for first in (0..count).step_by(batch) {
            self.update(first..(first + batch).min(count));
        }
        self.stopped = if !self.record() {
            self.parameters = before;
            Some(StopReason::Diverged)
        } else if self.has_stalled() {
            Some(StopReason::NoImprovement)
        } else {
            None
        };
        self.stopped
    }

    /// Makes one update on a batch: these samples of the current order.
    fn update(&mut self, batch: std::ops::Range<usize>) {
        let learning_rate = self.learning_rate();
        let rows = &self.order[batch];
        self.workspace.load(&self.samples, rows);
        if self.options.dropout > 0.0 {
            let stream = &mut self.dropout_stream;
            self.workspace
                .drop_outputs(&self.network, self.options.dropout, stream);
        }
        let mut objective = BatchLoss {
            network: &self.network,
            samples: &self.samples,
            rows,
            workspace: &mut self.workspace,
            penalty: Penalty {
                factor: self.options.penalty.factor / self.order.len() as f64,
                ..self.options.penalty
            },
        };
        self.optimizer
            .step(&mut self.parameters, &mut objective, learning_rate);
        self.updates += 1;
    }

    /// Appends the current state to the history; returns false, and appends nothing, if it has diverged.
    fn record(&mut self) -> bool {
        let is_valid = |parameter: &f64| parameter.abs() <= MAX_PARAMETER;
        if !self.parameters.iter().all(is_valid) {
            return false;
        }
        let record = EpochRecord::new(
            &self.network,
            &self.parameters,
            &self.samples,
            &self.shares,
            self.learning_rate(),
        );
        let is_finite = record.training.loss.is_finite();
        if is_finite {
            self.history.push(record, &self.parameters);
        }
        is_finite
    }

    /// Whether the loss has not fallen for as many epochs as early stopping allows.
    fn has_stalled(&mut self) -> bool {
        let (Some(rule), Some(last)) = (self.options.early_stopping, self.history.epochs().last())
        else {
            return false;
        };
        let loss = last.validation.as_ref().unwrap_or(&last.training).loss;
        let (lowest, since) = self.best;
        self.best = match loss < lowest - rule.tolerance {
            true => (loss, 0),
            false => (lowest.min(loss), since + 1),
        };
        self.best.1 >= rule.patience
    }
}

/// The mean loss of a loaded batch as an objective. Optimizers that choose samples themselves choose among those of the
/// batch.
struct BatchLoss<'a> {
    network: &'a Network,
    samples: &'a TrainingSamples,
    rows: &'a [usize],
    workspace: &'a mut Workspace,
    /// The penalty on the mean loss.
    penalty: Penalty,
}

impl Penalty {
    /// The penalized parameters of a network, by their place.
    fn ranges(self, network: &Network) -> impl Iterator<Item = std::ops::Range<usize>> {
        let is_penalized = self.factor > 0.0;
        let layers = network.layers().iter().filter(move |_| is_penalized);
        layers.map(move |layer| match self.includes_biases {
            true => layer.weights.start..layer.biases.end,
            false => layer.weights.clone(),
        })
    }

    /// The penalty on parameters.
    fn value(self, network: &Network, at: &[f64]) -> f64 {
        let squares = self
            .ranges(network)
            .flat_map(|range| &at[range])
            .map(|w| w * w);
        0.5 * self.factor * squares.sum::<f64>()
    }

    /// Adds the gradient of the penalty.
    fn add_gradient(self, network: &Network, at: &[f64], into: &mut [f64]) {
        for i in self.ranges(network).flatten() {
            into[i] += self.factor * at[i];
        }
    }
}

impl Objective for BatchLoss<'_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        let loss = self.network.mean_loss(at, self.workspace);
        loss + self.penalty.value(self.network, at)
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        self.network
            .mean_loss_and_gradient(at, self.workspace, into);
        self.penalty.add_gradient(self.network, at, into);
    }

    fn samples(&self) -> usize {
        self.rows.len()
    }

    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        let rows: Vec<usize> = samples.iter().map(|&sample| self.rows[sample]).collect();
        let mut workspace = Workspace::default();
        workspace.load(self.samples, &rows);
        self.network
            .mean_loss_and_gradient(at, &mut workspace, into);
        self.penalty.add_gradient(self.network, at, into);
    }
}

#[cfg(test)]
mod tests;
