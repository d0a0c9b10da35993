//! How well a model with given parameters predicts known samples.

use super::{
    learner::{Model, Tensor, predicted_classes},
    metrics::accuracy,
    samples::TrainingSamples,
};

/// The loss and the accuracy of a model on some samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss, without penalties.
    pub loss: f64,
    /// The fraction of correctly predicted classes; `None` for numbers.
    pub accuracy: Option<f64>,
}

impl Evaluation {
    /// Evaluates a model on samples, at least one.
    pub fn of(model: &dyn Model, parameters: &[f64], samples: &TrainingSamples) -> Self {
        let outputs = model.forward(parameters, &samples.features);
        let accuracy = |codes: &[usize]| accuracy(&predicted_classes(&outputs), codes);
        Self {
            loss: model.loss(&outputs, &samples.targets),
            accuracy: samples.targets.codes().map(accuracy),
        }
    }
}

/// The norm of each layer's part of a gradient. The tensors of a layer have the same name up to the last dot.
pub fn layer_norms(tensors: &[Tensor], gradient: &[f64]) -> Vec<f64> {
    let layer = |tensor: &Tensor| match tensor.name.rsplit_once('.') {
        Some((layer, _)) => layer.to_owned(),
        None => String::new(),
    };
    let layers = tensors.chunk_by(|a, b| layer(a) == layer(b));
    layers
        .map(|tensors| {
            let parts = tensors
                .iter()
                .flat_map(|tensor| &gradient[tensor.range.clone()]);
            parts.map(|g| g * g).sum::<f64>().sqrt()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_and_biases_of_a_layer_have_one_norm() {
        let tensor = |name: &str, range: std::ops::Range<usize>| Tensor {
            name: name.to_owned(),
            shape: vec![range.len()],
            range,
        };
        let tensors = [
            tensor("0.weight", 0..1),
            tensor("0.bias", 1..2),
            tensor("2.weight", 2..4),
            tensor("2.bias", 4..5),
        ];
        assert_eq!(
            layer_norms(&tensors, &[3.0, 4.0, 1.0, 2.0, 2.0]),
            [5.0, 3.0]
        );
        let single = [tensor("weight", 0..1), tensor("bias", 1..2)];
        assert_eq!(layer_norms(&single, &[6.0, 8.0]), [10.0]);
    }
}
