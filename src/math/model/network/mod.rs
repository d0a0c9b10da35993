//! Fully connected networks: multi-layer perceptrons, and linear models as networks without hidden layers.
//!
//! - A batch has one sample per row, in row-major order.
//! - All parameters are one slice. Its [tensors](Tensor) have the names, shapes and order of the `state_dict` of a
//!   `torch.nn.Sequential` of linear layers with one activation module between two of them: `0.weight` (outputs ×
//!   inputs, row-major), `0.bias`, `2.weight`, …. Modules for dropout are not counted.
//! - A layer computes z = W·a + b from the outputs a of the layer before, and a hidden layer its outputs f(z).

use std::{fmt, ops::Range, sync::Arc};

use thiserror::Error;

use super::{
    activation::Activation,
    initialization::{Generator, Initialization},
    loss::Loss,
    samples::Targets,
};
use crate::math::memory::{self, MemoryError};

mod evaluate;
mod passes;
mod trace;

pub use evaluate::Evaluation;
pub use passes::Workspace;
pub use trace::LayerTrace;

/// A fully connected network with a loss on its outputs.
#[derive(Clone, Debug)]
pub struct Network {
    layers: Vec<Layer>,
    tensors: Vec<Tensor>,
    loss: Arc<dyn Loss>,
}

/// A layer of neurons.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The number of inputs of each neuron.
    pub inputs: usize,
    /// The number of neurons.
    pub outputs: usize,
    /// The place of the weights in the parameters, one row per neuron.
    pub weights: Range<usize>,
    /// The place of the biases in the parameters.
    pub biases: Range<usize>,
    /// The activation of a hidden layer; none in the last layer.
    pub activation: Option<Arc<dyn Activation>>,
}

/// The name, shape and place of some parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// The name in a `state_dict`, such as `0.weight`.
    pub name: String,
    /// The shape: outputs × inputs of weights, outputs of biases.
    pub shape: Vec<usize>,
    /// The place in the parameters.
    pub range: Range<usize>,
}

/// The hidden layers of a network.
#[derive(Clone, Default)]
pub struct Hidden {
    /// The number of neurons of each hidden layer.
    pub widths: Vec<usize>,
    /// The activations: one for all hidden layers, or one each.
    pub activations: Vec<Arc<dyn Activation>>,
}

/// Why there is no such network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// A layer has no neurons.
    #[error("hidden layer {0} has no neurons; give each at least 1")]
    EmptyLayer(usize),
    /// There are neither one activation nor as many as hidden layers.
    #[error(
        "{given} activations are given for {layers} hidden layer(s); give one, or one for each layer"
    )]
    Activations {
        /// The number of activations.
        given: usize,
        /// The number of hidden layers.
        layers: usize,
    },
    /// The loss is not defined for these targets.
    #[error(
        "the loss is not defined for these targets; use bce for two classes, ce for classes, mse for numbers"
    )]
    Loss,
    /// The network needs too much memory.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl Network {
    /// A network with this number of features that predicts `targets`.
    ///
    /// # Errors
    /// A hidden layer is empty, the activations do not match the hidden layers, the loss is not defined for the
    /// targets, or the parameters need too much memory.
    pub fn new(
        features: usize,
        hidden: &Hidden,
        loss: Arc<dyn Loss>,
        targets: &Targets,
    ) -> Result<Self, NetworkError> {
        let (widths, activations) = (&hidden.widths, &hidden.activations);
        if let Some(empty) = widths.iter().position(|&width| width == 0) {
            return Err(NetworkError::EmptyLayer(empty + 1));
        }
        if !widths.is_empty() && activations.len() != 1 && activations.len() != widths.len() {
            return Err(NetworkError::Activations {
                given: activations.len(),
                layers: widths.len(),
            });
        }
        let outputs = loss.outputs(targets).ok_or(NetworkError::Loss)?;
        let mut network = Self {
            layers: Vec::new(),
            tensors: Vec::new(),
            loss,
        };
        let mut inputs = features;
        for (k, &width) in widths.iter().chain([&outputs]).enumerate() {
            let activation = activations.get(k).or(activations.first());
            let activation = activation.filter(|_| k < widths.len());
            network.push_layer(inputs, width, activation.cloned())?;
            inputs = width;
        }
        Ok(network)
    }

    /// A linear model: a network without hidden layers, whose tensors are `weight` and `bias`.
    ///
    /// # Errors
    /// The loss is not defined for the targets, or the parameters need too much memory.
    pub fn linear(
        features: usize,
        loss: Arc<dyn Loss>,
        targets: &Targets,
    ) -> Result<Self, NetworkError> {
        let mut network = Self::new(features, &Hidden::default(), loss, targets)?;
        for (tensor, name) in network.tensors.iter_mut().zip(["weight", "bias"]) {
            name.clone_into(&mut tensor.name);
        }
        Ok(network)
    }

    /// Appends a layer, and checks the memory of all parameters, of their gradient and of the state of an optimizer.
    fn push_layer(
        &mut self,
        inputs: usize,
        outputs: usize,
        activation: Option<Arc<dyn Activation>>,
    ) -> Result<(), NetworkError> {
        const COPIES: u64 = 6;
        let start = self.parameter_count();
        let count = (inputs as u64 + 1).saturating_mul(outputs as u64);
        let bytes = (start as u64)
            .saturating_add(count)
            .saturating_mul(8 * COPIES);
        memory::check_bytes("training this network", bytes, "choose narrower layers")?;
        let weights = start..start + inputs * outputs;
        let biases = weights.end..weights.end + outputs;
        let module = 2 * self.layers.len();
        self.tensors.push(Tensor {
            name: format!("{module}.weight"),
            shape: vec![outputs, inputs],
            range: weights.clone(),
        });
        self.tensors.push(Tensor {
            name: format!("{module}.bias"),
            shape: vec![outputs],
            range: biases.clone(),
        });
        self.layers.push(Layer {
            inputs,
            outputs,
            weights,
            biases,
            activation,
        });
        Ok(())
    }

    /// The layers, in the order of the forward pass.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The names, shapes and places of the parameters.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// The loss.
    pub fn loss(&self) -> &Arc<dyn Loss> {
        &self.loss
    }

    /// The number of parameters.
    pub fn parameter_count(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.biases.end)
    }

    /// The number of features.
    pub fn features(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }

    /// Random initial parameters.
    pub fn initial_parameters(&self, initialization: &dyn Initialization, seed: u64) -> Vec<f64> {
        let mut generator = Generator::new(seed);
        let mut parameters = vec![0.0; self.parameter_count()];
        for layer in &self.layers {
            let weights = initialization.weights(layer.inputs, layer.outputs);
            generator.fill(weights, &mut parameters[layer.weights.clone()]);
            let biases = initialization.biases(layer.inputs);
            generator.fill(biases, &mut parameters[layer.biases.clone()]);
        }
        parameters
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{:?} with {:?}", self.widths, self.activations)
    }
}

#[cfg(test)]
mod tests;
