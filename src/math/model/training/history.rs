//! What is recorded of each epoch.

use std::sync::Arc;

use super::Histogram;
use crate::math::model::{
    network::{Evaluation, Network, Workspace},
    samples::TrainingSamples,
    shares::Shares,
};

/// The largest number of samples whose activations are counted.
const ACTIVATION_SAMPLES: usize = 256;

/// The epochs of a training, from epoch 0 before the first update.
#[derive(Clone, Debug)]
pub struct History {
    epochs: Vec<Arc<EpochRecord>>,
    /// The parameters after every `stride`-th epoch.
    snapshots: Vec<Arc<[f64]>>,
    /// Those after the last epoch.
    last: Arc<[f64]>,
    stride: usize,
    /// The memory for the snapshots, in bytes.
    limit: usize,
}

/// Metrics on a share of the samples.
pub type ShareRecord = Evaluation;

/// The state after an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochRecord {
    /// The metrics on the training share.
    pub training: ShareRecord,
    /// The metrics on the validation share, if there is one.
    pub validation: Option<ShareRecord>,
    /// The metrics on the test share, if there is one.
    pub test: Option<ShareRecord>,
    /// The learning rate of the next update.
    pub learning_rate: f64,
    /// One record per layer.
    pub layers: Vec<LayerRecord>,
}

/// The state of a layer after an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerRecord {
    /// The Euclidean norm of the gradient of the loss on the training share by weights and biases.
    pub gradient_norm: f64,
    /// The weights.
    pub weights: Histogram,
    /// The gradient by the weights.
    pub gradient: Histogram,
    /// The outputs of the neurons, for up to 256 training samples.
    pub activations: Histogram,
}

impl EpochRecord {
    /// Evaluates the network on all shares.
    pub(in crate::math::model) fn new(
        network: &Network,
        parameters: &[f64],
        samples: &TrainingSamples,
        shares: &Shares,
        learning_rate: f64,
    ) -> Self {
        let (training, gradient) =
            network.evaluate_with_gradient(parameters, samples, &shares.training);
        let share = |rows: &[usize]| {
            (!rows.is_empty()).then(|| network.evaluate(parameters, samples, rows))
        };
        let mut space = Workspace::default();
        let count = shares.training.len().min(ACTIVATION_SAMPLES);
        space.load(samples, &shares.training[..count]);
        network.forward(parameters, &mut space);
        let layers = network.layers().iter().enumerate();
        let layers = layers.map(|(k, layer)| {
            let slopes = &gradient[layer.weights.start..layer.biases.end];
            LayerRecord {
                gradient_norm: slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt(),
                weights: Histogram::new(&parameters[layer.weights.clone()]),
                gradient: Histogram::new(&gradient[layer.weights.clone()]),
                activations: Histogram::new(space.layer_outputs(k)),
            }
        });
        Self {
            training,
            validation: share(&shares.validation),
            test: share(&shares.test),
            learning_rate,
            layers: layers.collect(),
        }
    }
}

impl History {
    /// A history without epochs; `limit` is the memory for parameters, in bytes.
    pub(in crate::math::model) fn new(limit: usize) -> Self {
        Self {
            epochs: Vec::new(),
            snapshots: Vec::new(),
            last: Arc::new([]),
            stride: 1,
            limit,
        }
    }

    /// Appends an epoch with its parameters.
    pub(in crate::math::model) fn push(&mut self, record: EpochRecord, parameters: &[f64]) {
        let epoch = self.epochs.len();
        self.epochs.push(Arc::new(record));
        self.last = parameters.into();
        if !epoch.is_multiple_of(self.stride) {
            return;
        }
        self.snapshots.push(self.last.clone());
        let bytes = size_of_val(parameters) * self.snapshots.len();
        // The first and the last are always kept.
        if bytes > self.limit && self.snapshots.len() > 2 {
            self.stride *= 2;
            let mut kept = 0..;
            self.snapshots
                .retain(|_| kept.next().is_some_and(|k: usize| k.is_multiple_of(2)));
        }
    }

    /// The epochs so far.
    pub fn epochs(&self) -> &[Arc<EpochRecord>] {
        &self.epochs
    }

    /// The latest epoch up to this one whose parameters are kept, with its parameters; none before the first epoch.
    pub fn parameters_at(&self, epoch: usize) -> Option<(usize, &Arc<[f64]>)> {
        let last = self.epochs.len().checked_sub(1)?;
        if epoch >= last {
            return Some((last, &self.last));
        }
        let index = epoch / self.stride;
        Some((index * self.stride, self.snapshots.get(index)?))
    }
}
