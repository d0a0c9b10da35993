//! Evaluating a network on many samples. They are divided into blocks of one size, and sums are added in the order of the
//! blocks, so that results do not depend on the number of threads.

use rayon::prelude::*;

use super::{Network, Workspace};
use crate::math::{model::samples::TrainingSamples, table::Matrix};

/// The number of samples of a block: their intermediate results fit into the cache.
const BLOCK: usize = 256;

/// The loss of a network on some samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss.
    pub loss: f64,
    /// The fraction of samples whose class is predicted, 0 to 1; none for numbers.
    pub accuracy: Option<f64>,
}

impl Network {
    /// The loss and accuracy on the samples with these indices, at least one.
    pub fn evaluate(
        &self,
        parameters: &[f64],
        samples: &TrainingSamples,
        rows: &[usize],
    ) -> Evaluation {
        self.evaluate_blocks(parameters, samples, rows, |space| {
            self.forward(parameters, space);
            (self.sum_of_losses(space), Vec::new())
        })
        .0
    }

    /// The loss and accuracy on the samples with these indices, at least one, and the gradient of the mean loss.
    pub fn evaluate_with_gradient(
        &self,
        parameters: &[f64],
        samples: &TrainingSamples,
        rows: &[usize],
    ) -> (Evaluation, Vec<f64>) {
        self.evaluate_blocks(parameters, samples, rows, |space| {
            let mut gradient = vec![0.0; self.parameter_count()];
            let sum = self.loss_and_gradient_sums(parameters, space, &mut gradient);
            (sum, gradient)
        })
    }

    /// The outputs for rows of features, one row per sample.
    pub fn predict_outputs(&self, parameters: &[f64], features: &Matrix) -> Matrix {
        let columns = features.columns();
        let blocks: Vec<Vec<f64>> = features
            .values()
            .par_chunks(BLOCK * columns.max(1))
            .map_init(Workspace::default, |space, block| {
                space.load_features(block, columns);
                self.forward(parameters, space);
                space.outputs().to_vec()
            })
            .collect();
        let mut outputs = Matrix::without_rows(self.outputs());
        for row in blocks
            .iter()
            .flat_map(|block| block.chunks_exact(self.outputs()))
        {
            outputs.push_row(row);
        }
        outputs
    }

    fn evaluate_blocks(
        &self,
        parameters: &[f64],
        samples: &TrainingSamples,
        rows: &[usize],
        sums: impl Fn(&mut Workspace) -> (f64, Vec<f64>) + Sync,
    ) -> (Evaluation, Vec<f64>) {
        debug_assert_eq!(parameters.len(), self.parameter_count());
        let blocks: Vec<_> = rows
            .par_chunks(BLOCK)
            .map_init(Workspace::default, |space, block| {
                space.load(samples, block);
                let (sum, gradient) = sums(space);
                (sum, gradient, self.correct(samples, block, space.outputs()))
            })
            .collect();
        let factor = 1.0 / rows.len() as f64;
        let loss = factor * blocks.iter().map(|(sum, ..)| sum).sum::<f64>();
        let correct: Option<usize> = blocks.iter().map(|(_, _, correct)| *correct).sum();
        let mut gradients = blocks.into_iter().map(|(_, gradient, _)| gradient);
        let mut total = gradients.next().unwrap_or_default();
        for gradient in gradients {
            total
                .iter_mut()
                .zip(gradient)
                .for_each(|(sum, slope)| *sum += slope);
        }
        total.iter_mut().for_each(|slope| *slope *= factor);
        let accuracy = correct.map(|correct| correct as f64 / rows.len() as f64);
        (Evaluation { loss, accuracy }, total)
    }

    /// The number of samples whose class is predicted; none for numbers.
    fn correct(&self, samples: &TrainingSamples, rows: &[usize], outputs: &[f64]) -> Option<usize> {
        let codes = samples.targets.codes()?;
        let mut correct = 0;
        for (row, outputs) in rows.iter().zip(outputs.chunks_exact(self.outputs())) {
            correct += usize::from(self.loss.class(outputs)? == codes[*row]);
        }
        Some(correct)
    }
}
