//! One sample on its way through the network and back.

use super::{Network, Workspace};
use crate::math::model::samples::TrainingSamples;

/// What a layer computes for one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerTrace {
    /// z of each neuron.
    pub sums: Vec<f64>,
    /// The output of each neuron: f(z), or z in the last layer.
    pub outputs: Vec<f64>,
    /// The derivative of the loss by z of each neuron.
    pub derivatives: Vec<f64>,
}

impl Network {
    /// The results of each layer for a sample, without dropout; the loss, and its gradient by all parameters.
    pub fn trace(
        &self,
        parameters: &[f64],
        samples: &TrainingSamples,
        row: usize,
    ) -> (Vec<LayerTrace>, f64, Vec<f64>) {
        let mut space = Workspace::default();
        space.load(samples, &[row]);
        let loss = self.mean_loss(parameters, &mut space);
        let trace = |k: usize| LayerTrace {
            sums: space.sums(k).to_vec(),
            outputs: space.layer_outputs(k).to_vec(),
            derivatives: Vec::new(),
        };
        let mut layers: Vec<LayerTrace> = (0..self.layers.len()).map(trace).collect();
        let mut gradient = vec![0.0; self.parameter_count()];
        self.backward(parameters, &mut space, &mut gradient, |k, derivatives| {
            layers[k].derivatives = derivatives.to_vec();
        });
        (layers, loss, gradient)
    }
}
