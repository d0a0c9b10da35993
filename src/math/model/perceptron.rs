//! The perceptron: a line that is turned by every sample on its wrong side.

use super::samples::TrainingSamples;
use crate::math::{
    parameter::{Choice, Choices, choices},
    words::Bilingual,
};

/// What a step of the perceptron is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerceptronStep {
    /// One pass over all samples in file order, each of which corrects the weights if it is wrong.
    Epoch,
    /// One correction by the first wrong sample in file order.
    Correction,
}

choices!(PerceptronStep {
    Epoch: Choice::new(
        "epochs",
        Bilingual::new("Epochs", "轮"),
        Bilingual::new("a step passes over all samples", "每步遍历所有样本"),
    ),
    Correction: Choice::new(
        "steps",
        Bilingual::new("Steps", "步"),
        Bilingual::new(
            "a step corrects the first wrong sample in file order",
            "每步修正文件顺序中的第一个错分样本",
        ),
    ),
});

/// A perceptron while it learns, stepped by the caller: w and b start at zero. The class y of a sample is −1 for the
/// first class and +1 for the second. A sample is wrong if y·(w·x + b) ≤ 0; it then adds lr·y·x to w and lr·y to b.
///
/// Source: F. Rosenblatt, The Perceptron: A Probabilistic Model for Information Storage and Organization in the Brain,
/// Psychological Review 65 (1958).
#[derive(Clone, Debug)]
pub struct PerceptronTraining<'a> {
    samples: &'a TrainingSamples,
    codes: &'a [usize],
    learning_rate: f64,
    step: PerceptronStep,
    /// w, then b.
    parameters: Vec<f64>,
}

impl<'a> PerceptronTraining<'a> {
    /// An untrained perceptron. `codes` are the classes of the samples, 0 or 1.
    pub(super) fn new(
        samples: &'a TrainingSamples,
        codes: &'a [usize],
        learning_rate: f64,
        step: PerceptronStep,
    ) -> Self {
        Self {
            samples,
            codes,
            learning_rate,
            step,
            parameters: vec![0.0; samples.features.columns() + 1],
        }
    }

    /// The weights w, then the bias b.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// Makes a step and returns the samples that corrected the weights, in order; none if every sample is right.
    pub fn step(&mut self) -> Vec<usize> {
        let mut wrong = Vec::new();
        for sample in 0..self.samples.len() {
            if self.corrects(sample) {
                wrong.push(sample);
                if self.step == PerceptronStep::Correction {
                    break;
                }
            }
        }
        wrong
    }

    /// Corrects the weights if a sample is wrong; returns whether it was.
    fn corrects(&mut self, sample: usize) -> bool {
        let features = self.samples.features.row(sample);
        let sign = if self.codes[sample] == 1 { 1.0 } else { -1.0 };
        let [weights @ .., bias] = &mut self.parameters[..] else {
            return false;
        };
        let product: f64 = weights.iter().zip(features).map(|(w, x)| w * x).sum();
        if sign * (product + *bias) > 0.0 {
            return false;
        }
        let rate = self.learning_rate * sign;
        for (weight, feature) in weights.iter_mut().zip(features) {
            *weight += rate * feature;
        }
        *bias += rate;
        true
    }
}
