//! The forward and the backward pass of a batch.

use faer::{Accum, MatMut, MatRef, Par, linalg::matmul::matmul};

use super::{Layer, Network};
use crate::math::{
    model::{
        loss::TargetsView,
        samples::{Targets, TrainingSamples},
    },
    random::RandomStream,
};

/// The intermediate results of a batch, which the backward pass needs; reused from batch to batch.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    /// The number of samples.
    rows: usize,
    features: Vec<f64>,
    codes: Vec<usize>,
    numbers: Vec<f64>,
    /// The results of each layer.
    layers: Vec<LayerWorkspace>,
    /// The derivatives by the outputs of a layer, and by those of the layer before.
    derivatives: [Vec<f64>; 2],
}

/// The results of a layer for a batch.
#[derive(Clone, Debug, Default)]
struct LayerWorkspace {
    /// z = W·a + b.
    sums: Vec<f64>,
    /// f(z); empty in the last layer.
    outputs: Vec<f64>,
    /// The outputs after dropout; empty without dropout.
    kept: Vec<f64>,
    /// The factor of each output by dropout: 0, or 1/(1 − p); empty without dropout.
    mask: Vec<f64>,
}

impl LayerWorkspace {
    /// The inputs of the next layer.
    fn next_inputs(&self) -> &[f64] {
        if self.mask.is_empty() {
            &self.outputs
        } else {
            &self.kept
        }
    }
}

impl Workspace {
    /// Copies a batch: the samples with these indices.
    pub fn load(&mut self, samples: &TrainingSamples, rows: &[usize]) {
        self.rows = rows.len();
        self.features.clear();
        for &row in rows {
            self.features.extend_from_slice(samples.features.row(row));
        }
        self.codes.clear();
        self.numbers.clear();
        match &samples.targets {
            Targets::Classes { codes, .. } => self.codes.extend(rows.iter().map(|&row| codes[row])),
            Targets::Numbers(numbers) => self.numbers.extend(rows.iter().map(|&row| numbers[row])),
        }
        for layer in &mut self.layers {
            layer.mask.clear();
        }
    }

    /// Copies features without targets, one sample per row of `columns` numbers.
    pub(super) fn load_features(&mut self, features: &[f64], columns: usize) {
        self.rows = features.len() / columns.max(1);
        self.features.clear();
        self.features.extend_from_slice(features);
        for layer in &mut self.layers {
            layer.mask.clear();
        }
    }

    /// Selects at random which outputs of hidden layers the next passes drop, each with this probability.
    pub fn drop_outputs(&mut self, network: &Network, probability: f64, stream: &mut RandomStream) {
        let hidden = network.layers.len() - 1;
        self.layers
            .resize_with(network.layers.len(), LayerWorkspace::default);
        for (layer, space) in network.layers[..hidden].iter().zip(&mut self.layers) {
            let factor = || match stream.uniform() < probability {
                true => 0.0,
                false => 1.0 / (1.0 - probability),
            };
            space.mask.clear();
            space
                .mask
                .extend(std::iter::repeat_with(factor).take(self.rows * layer.outputs));
        }
    }

    /// The outputs of the network after a forward pass, one sample per row.
    pub fn outputs(&self) -> &[f64] {
        self.layers.last().map_or(&[], |layer| &layer.sums)
    }

    /// z of a layer after a forward pass, one sample per row.
    pub(super) fn sums(&self, layer: usize) -> &[f64] {
        &self.layers[layer].sums
    }

    /// The outputs of a layer before dropout, one sample per row: f(z), or z in the last layer.
    pub(in crate::math::model) fn layer_outputs(&self, layer: usize) -> &[f64] {
        let space = &self.layers[layer];
        if layer + 1 == self.layers.len() {
            &space.sums
        } else {
            &space.outputs
        }
    }

    /// The targets of the batch.
    pub(super) fn targets(&self) -> TargetsView<'_> {
        match self.numbers.is_empty() {
            true => TargetsView::Codes(&self.codes),
            false => TargetsView::Numbers(&self.numbers),
        }
    }
}

impl Network {
    /// Computes the outputs for the loaded batch.
    pub fn forward(&self, parameters: &[f64], space: &mut Workspace) {
        space
            .layers
            .resize_with(self.layers.len(), LayerWorkspace::default);
        let rows = space.rows;
        for (k, layer) in self.layers.iter().enumerate() {
            let (before, after) = space.layers.split_at_mut(k);
            let inputs = before
                .last()
                .map_or(&space.features[..], LayerWorkspace::next_inputs);
            let LayerWorkspace {
                sums,
                outputs,
                kept,
                mask,
            } = &mut after[0];
            sums.clear();
            for _ in 0..rows {
                sums.extend_from_slice(&parameters[layer.biases.clone()]);
            }
            matmul(
                MatMut::from_row_major_slice_mut(sums, rows, layer.outputs),
                Accum::Add,
                MatRef::from_row_major_slice(inputs, rows, layer.inputs),
                layer.matrix(parameters).transpose(),
                1.0,
                Par::Seq,
            );
            let Some(activation) = &layer.activation else {
                continue;
            };
            outputs.resize(sums.len(), 0.0);
            activation.apply(sums, outputs);
            if !mask.is_empty() {
                kept.clear();
                kept.extend(outputs.iter().zip(&*mask).map(|(a, factor)| a * factor));
            }
        }
    }

    /// The mean loss of the loaded batch.
    pub fn mean_loss(&self, parameters: &[f64], space: &mut Workspace) -> f64 {
        self.forward(parameters, space);
        self.sum_of_losses(space) / space.rows as f64
    }

    /// The mean loss of the loaded batch; writes its gradient by all parameters into `gradient`.
    pub fn mean_loss_and_gradient(
        &self,
        parameters: &[f64],
        space: &mut Workspace,
        gradient: &mut [f64],
    ) -> f64 {
        let sum = self.loss_and_gradient_sums(parameters, space, gradient);
        let factor = 1.0 / space.rows as f64;
        gradient.iter_mut().for_each(|slope| *slope *= factor);
        sum * factor
    }

    /// The sum of the losses of the batch after a forward pass. Its derivatives by the outputs are left in the
    /// workspace.
    pub(super) fn sum_of_losses(&self, space: &mut Workspace) -> f64 {
        let mut derivatives = std::mem::take(&mut space.derivatives[0]);
        derivatives.clear();
        derivatives.extend_from_slice(space.outputs());
        let sum = self
            .loss
            .sum_and_derivatives(&mut derivatives, space.targets());
        space.derivatives[0] = derivatives;
        sum
    }

    /// The sum of the losses of the loaded batch; writes its gradient into `gradient`.
    pub(super) fn loss_and_gradient_sums(
        &self,
        parameters: &[f64],
        space: &mut Workspace,
        gradient: &mut [f64],
    ) -> f64 {
        self.forward(parameters, space);
        let sum = self.sum_of_losses(space);
        self.backward(parameters, space, gradient, |_, _| ());
        sum
    }

    /// The backward pass of the sum of the losses. `visit` receives each layer, last first, with the derivatives by
    /// its z.
    pub(super) fn backward(
        &self,
        parameters: &[f64],
        space: &mut Workspace,
        gradient: &mut [f64],
        mut visit: impl FnMut(usize, &[f64]),
    ) {
        let rows = space.rows;
        let [mut current, mut previous] = std::mem::take(&mut space.derivatives);
        for (k, layer) in self.layers.iter().enumerate().rev() {
            visit(k, &current);
            let before = k.checked_sub(1).map(|before| &space.layers[before]);
            let inputs = before.map_or(&space.features[..], LayerWorkspace::next_inputs);
            let by_sums = MatRef::from_row_major_slice(&current, rows, layer.outputs);
            matmul(
                MatMut::from_row_major_slice_mut(
                    &mut gradient[layer.weights.clone()],
                    layer.outputs,
                    layer.inputs,
                ),
                Accum::Replace,
                by_sums.transpose(),
                MatRef::from_row_major_slice(inputs, rows, layer.inputs),
                1.0,
                Par::Seq,
            );
            let by_biases = &mut gradient[layer.biases.clone()];
            by_biases.fill(0.0);
            for row in current.chunks_exact(layer.outputs) {
                by_biases
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, slope)| *sum += slope);
            }
            let Some((before, activation)) = before.zip(
                k.checked_sub(1)
                    .and_then(|before| self.layers[before].activation.as_ref()),
            ) else {
                continue;
            };
            previous.resize(rows * layer.inputs, 0.0);
            matmul(
                MatMut::from_row_major_slice_mut(&mut previous, rows, layer.inputs),
                Accum::Replace,
                by_sums,
                layer.matrix(parameters),
                1.0,
                Par::Seq,
            );
            let factors = previous.iter_mut().zip(&before.mask);
            factors.for_each(|(slope, factor)| *slope *= factor);
            activation.multiply_by_slopes(&before.sums, &before.outputs, &mut previous);
            std::mem::swap(&mut current, &mut previous);
        }
        space.derivatives = [current, previous];
    }
}

impl Layer {
    /// The weights as a matrix, one row per neuron.
    fn matrix<'a>(&self, parameters: &'a [f64]) -> MatRef<'a, f64> {
        MatRef::from_row_major_slice(&parameters[self.weights.clone()], self.outputs, self.inputs)
    }
}
