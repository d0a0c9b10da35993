//! The perceptron: a line that is turned by every sample on its wrong side.

use super::{
    catalogue::{Architecture, ArchitectureError, Entry, linear_classifier},
    fit::{Fit, FitError, Rule, codes},
    network::Network,
    optimum::Observer,
    samples::{Targets, TrainingSamples},
};
use crate::math::{
    parameter::{Choice, Setting, choices, parameters},
    words::Bilingual,
};

const NAME: &str = "perceptron";

const LR: Setting<f64> = Setting::number(
    "lr",
    1.0,
    Bilingual::new(
        "learning rate: the scale of w and b, which does not move the boundary",
        "学习率：w 和 b 的尺度，不影响边界",
    ),
)
.positive()
.logarithmic(1e-3, 10.0);

const BY: Setting<PerceptronStep> =
    Setting::choice("by", Bilingual::new("what a step is", "一步指什么"));

pub(super) const ENTRY: Entry = Entry {
    name: NAME,
    title: Bilingual::new("Perceptron", "感知机"),
    formula: "ŷ = sign(w·x + b)\nwhere y·(w·x + b) ≤ 0:  w ← w + lr·y·x,  b ← b + lr·y",
    doc: Bilingual::new(
        "Turns its line towards every sample on the wrong side, until none is left if the classes are separable.",
        "每遇到一个错分样本就转动直线；若类别可分，最终没有错分样本。",
    ),
    reference: "Rosenblatt 1958, The Perceptron: A Probabilistic Model for Information Storage and Organization in the Brain; Novikoff 1962, On convergence proofs on perceptrons",
    parameters: parameters![LR, BY],
    build: |settings| {
        Box::new(Perceptron {
            learning_rate: settings.get(LR),
            step: settings.get(BY),
        })
    },
};

#[derive(Clone, Debug)]
struct Perceptron {
    learning_rate: f64,
    step: PerceptronStep,
}

impl Rule for Perceptron {
    fn fit(
        &self,
        samples: &TrainingSamples,
        max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let codes = codes(samples)?;
        let mut training = PerceptronTraining::new(samples, codes, self.learning_rate, self.step);
        let mut updates_per_epoch = Vec::new();
        let mut is_converged = false;
        while !is_converged && updates_per_epoch.len() < max_epochs {
            let updates = training.step().len();
            is_converged = updates == 0;
            updates_per_epoch.push(updates);
            observer(training.parameters())?;
        }
        Ok(Fit {
            parameters: training.parameters().to_vec(),
            objective: None,
            updates_per_epoch,
            is_converged,
        })
    }
}

impl Architecture for Perceptron {
    fn loss_names(&self) -> Vec<&'static str> {
        vec![NAME]
    }

    fn network(
        &self,
        features: usize,
        targets: &Targets,
        loss: Option<&str>,
    ) -> Result<Network, ArchitectureError> {
        linear_classifier(NAME, features, targets, (NAME, loss))
    }

    fn rule(&self) -> Option<&dyn Rule> {
        Some(self)
    }

    fn has_optimizer(&self) -> bool {
        false
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::table::Matrix;

    /// Samples of classes 0 and 1 with these features.
    fn samples(rows: &[([f64; 2], usize)]) -> TrainingSamples {
        let features = Matrix::from_fn(rows.len(), 2, |i, j| rows[i].0[j]);
        let targets = Targets::Classes {
            codes: rows.iter().map(|(_, code)| *code).collect(),
            names: vec!["a".into(), "b".into()],
        };
        TrainingSamples::new(features, targets).unwrap()
    }

    fn fit(
        rows: &[([f64; 2], usize)],
        lr: f64,
        step: PerceptronStep,
        max_epochs: usize,
    ) -> (Fit, Vec<Vec<f64>>) {
        let kind = Perceptron {
            learning_rate: lr,
            step,
        };
        let mut iterates = Vec::new();
        let mut observer = |at: &[f64]| {
            iterates.push(at.to_vec());
            Ok(())
        };
        let fit = kind.fit(&samples(rows), max_epochs, &mut observer).unwrap();
        (fit, iterates)
    }

    /// Computed by hand: at first every sample is wrong, since w·x + b is 0.
    const ROWS: [([f64; 2], usize); 3] = [([1.0, 2.0], 0), ([3.0, 1.0], 1), ([0.0, -1.0], 1)];

    #[test]
    fn a_step_corrects_the_first_wrong_sample_in_file_order() {
        let (fit, iterates) = fit(&ROWS, 1.0, PerceptronStep::Correction, 10);
        let expected = [
            vec![-1.0, -2.0, -1.0],
            vec![2.0, -1.0, 0.0],
            // Sample 0 has −(2 − 2 + 0) = 0 and is wrong again.
            vec![1.0, -3.0, -1.0],
            vec![4.0, -2.0, 0.0],
            vec![3.0, -4.0, -1.0],
        ];
        assert_eq!(iterates[..5], expected);
        assert!(fit.is_converged);
        assert_eq!(fit.updates_per_epoch.last(), Some(&0));
    }

    #[test]
    fn an_epoch_passes_over_all_samples_in_file_order() {
        let (fit, iterates) = fit(&ROWS, 0.5, PerceptronStep::Epoch, 100);
        // 0.5 times: −(1, 2), then +(3, 1); sample 2 then has +(0·2 + 1·1 + 0)/2 > 0.
        assert_eq!(iterates[0], [1.0, -0.5, 0.0]);
        assert_eq!(fit.updates_per_epoch[0], 2);
        assert_eq!(fit.updates_per_epoch.last(), Some(&0));
        assert_eq!(iterates.len(), fit.updates_per_epoch.len());
    }

    #[test]
    fn classes_that_are_not_separable_reach_the_limit() {
        let rows = [
            ([0.0, 0.0], 0),
            ([1.0, 1.0], 0),
            ([0.0, 1.0], 1),
            ([1.0, 0.0], 1),
        ];
        let (fit, _) = fit(&rows, 1.0, PerceptronStep::Epoch, 50);
        assert!(!fit.is_converged);
        assert_eq!(fit.updates_per_epoch.len(), 50);
        assert!(fit.updates_per_epoch.iter().all(|updates| *updates > 0));
    }

    /// The learning rate only scales the weights, as they start at zero.
    #[test]
    fn the_learning_rate_does_not_move_the_boundary() {
        let [slow, fast] = [0.25, 4.0].map(|lr| fit(&ROWS, lr, PerceptronStep::Epoch, 100).0);
        assert_eq!(slow.updates_per_epoch, fast.updates_per_epoch);
        let scaled: Vec<f64> = slow.parameters.iter().map(|p| p * 16.0).collect();
        assert_eq!(scaled, fast.parameters);
    }
}
