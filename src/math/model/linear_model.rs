//! Models whose outputs are linear in the features.

use std::{fmt, sync::Arc};

use super::{
    catalogue::{Architecture, ArchitectureError, DataShape},
    learner::{Fit, FitError, Model, Tensor},
    optimum::Observer,
    samples::{Targets, TrainingSamples},
};
use crate::math::table::Matrix;

/// What is known about a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Its class.
    Class(usize),
    /// A number.
    Number(f64),
}

impl Target {
    /// Whether an output stands for the class of the sample, as 1 or −1. A single output stands for the second class.
    pub fn sign(self, output: usize, outputs: usize) -> f64 {
        let class = if outputs == 1 { 1 } else { output };
        if self == Self::Class(class) {
            1.0
        } else {
            -1.0
        }
    }
}

/// What distinguishes one linear model from another: its loss and how it learns.
pub trait LinearKind: Send + Sync + fmt::Debug {
    /// The name of the loss.
    fn loss_name(&self) -> &'static str;

    /// The number of outputs for data of this shape.
    ///
    /// # Errors
    /// The model cannot predict such targets.
    fn outputs(&self, shape: DataShape) -> Result<usize, ArchitectureError>;

    /// The loss of the outputs of one sample, without penalties. Writes its derivative by each output.
    fn loss(&self, outputs: &[f64], target: Target, slopes: &mut [f64]) -> f64;

    /// Learns by the model's own rule; see [`Model::fit`].
    ///
    /// # Errors
    /// There is no optimum, or the observer cancelled.
    fn fit(
        &self,
        samples: &TrainingSamples,
        max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError>;
}

/// A kind of linear model before it has seen data.
#[derive(Clone, Debug)]
pub struct LinearArchitecture(pub Arc<dyn LinearKind>);

impl LinearArchitecture {
    /// The architecture of a kind, for the catalogue.
    pub fn boxed(kind: impl LinearKind + 'static) -> Box<dyn Architecture> {
        Box::new(Self(Arc::new(kind)))
    }
}

impl Architecture for LinearArchitecture {
    fn build(
        &self,
        shape: DataShape,
        loss: Option<&str>,
    ) -> Result<Box<dyn Model>, ArchitectureError> {
        let outputs = self.0.outputs(shape)?;
        let own = self.0.loss_name();
        if let Some(loss) = loss.filter(|loss| *loss != own) {
            return Err(ArchitectureError::Loss {
                loss: loss.to_owned(),
                own,
            });
        }
        let weights = outputs * shape.features;
        Ok(Box::new(LinearModel {
            kind: self.0.clone(),
            features: shape.features,
            outputs,
            tensors: [
                Tensor {
                    name: "weight".to_owned(),
                    shape: vec![outputs, shape.features],
                    range: 0..weights,
                },
                Tensor {
                    name: "bias".to_owned(),
                    shape: vec![outputs],
                    range: weights..weights + outputs,
                },
            ],
        }))
    }

    fn loss_names(&self) -> Vec<&'static str> {
        vec![self.0.loss_name()]
    }
}

/// Outputs z = W·x + b, with a loss. The flat parameters are W, row-major with one row per output, then b.
#[derive(Clone, Debug)]
struct LinearModel {
    kind: Arc<dyn LinearKind>,
    features: usize,
    outputs: usize,
    tensors: [Tensor; 2],
}

impl LinearModel {
    /// Writes the outputs of one sample.
    fn write_outputs(&self, parameters: &[f64], features: &[f64], into: &mut [f64]) {
        let (weights, biases) = parameters.split_at(self.outputs * self.features);
        let rows = weights.chunks_exact(self.features);
        for ((output, weights), bias) in into.iter_mut().zip(rows).zip(biases) {
            let product: f64 = weights.iter().zip(features).map(|(w, x)| w * x).sum();
            *output = product + bias;
        }
    }
}

/// The target of a sample.
fn target(targets: &Targets, sample: usize) -> Target {
    match targets {
        Targets::Classes { codes, .. } => Target::Class(codes[sample]),
        Targets::Numbers(numbers) => Target::Number(numbers[sample]),
    }
}

impl Model for LinearModel {
    fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn forward(&self, parameters: &[f64], features: &Matrix) -> Matrix {
        let mut outputs = Matrix::without_rows(self.outputs);
        let mut row = vec![0.0; self.outputs];
        for features in features.iter_rows() {
            self.write_outputs(parameters, features, &mut row);
            outputs.push_row(&row);
        }
        outputs
    }

    fn loss_and_gradient(
        &self,
        parameters: &[f64],
        samples: &TrainingSamples,
        gradient: &mut [f64],
    ) -> f64 {
        let count = samples.len() as f64;
        let (mut outputs, mut slopes) = (vec![0.0; self.outputs], vec![0.0; self.outputs]);
        let mut sum = 0.0;
        gradient.fill(0.0);
        for (sample, features) in samples.features.iter_rows().enumerate() {
            self.write_outputs(parameters, features, &mut outputs);
            let target = target(&samples.targets, sample);
            sum += self.kind.loss(&outputs, target, &mut slopes);
            let (weights, biases) = gradient.split_at_mut(self.outputs * self.features);
            let rows = weights.chunks_exact_mut(self.features);
            for ((weights, bias), slope) in rows.zip(biases).zip(&slopes) {
                for (weight, feature) in weights.iter_mut().zip(features) {
                    *weight += slope * feature;
                }
                *bias += slope;
            }
        }
        gradient.iter_mut().for_each(|g| *g /= count);
        sum / count
    }

    fn loss(&self, outputs: &Matrix, targets: &Targets) -> f64 {
        let mut slopes = vec![0.0; self.outputs];
        let rows = outputs.iter_rows().enumerate();
        let losses =
            rows.map(|(sample, row)| self.kind.loss(row, target(targets, sample), &mut slopes));
        losses.sum::<f64>() / outputs.rows() as f64
    }

    fn loss_name(&self) -> &'static str {
        self.kind.loss_name()
    }

    fn fit(
        &self,
        samples: &TrainingSamples,
        max_epochs: usize,
        observer: &mut Observer,
    ) -> Option<Result<Fit, FitError>> {
        Some(self.kind.fit(samples, max_epochs, observer))
    }
}
