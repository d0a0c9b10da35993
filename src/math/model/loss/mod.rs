//! Losses: what a network minimizes, as means over samples. Definitions are those of `torch.nn` (PyTorch 2.x) with
//! `reduction="mean"`.
//!
//! To add a loss: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use super::samples::Targets;
use crate::math::{
    catalogue::{self, Build, Catalogue},
    words::Bilingual,
};

mod binary_cross_entropy;
mod cross_entropy;
mod hinge;
mod margin;
mod perceptron;
mod squared_error;
mod squared_hinge;

pub use cross_entropy::softmax;

/// A loss on the outputs of a network.
pub trait Loss: Send + Sync + fmt::Debug {
    /// The name in the catalogue.
    fn name(&self) -> &'static str;

    /// The number of outputs that the loss needs for these targets; `None` if it is not defined for them.
    fn outputs(&self, targets: &Targets) -> Option<usize>;

    /// The sum of the losses of some samples, whose outputs are the rows of `outputs`. Replaces the outputs by the
    /// derivatives of the sum.
    fn sum_and_derivatives(&self, outputs: &mut [f64], targets: TargetsView) -> f64;

    /// Replaces the outputs of one sample by what the model predicts: the probability of each class, or the number.
    /// Losses without probabilities give scores, of which the largest is that of the predicted class.
    fn predict(&self, outputs: &[f64]) -> Vec<f64>;

    /// The index of the predicted class, given the outputs of one sample; of equal ones the first. `None` if the loss
    /// predicts numbers.
    fn class(&self, outputs: &[f64]) -> Option<usize>;
}

/// The targets of some samples.
#[derive(Clone, Copy, Debug)]
pub enum TargetsView<'a> {
    /// The index of the class of each sample.
    Codes(&'a [usize]),
    /// The number of each sample.
    Numbers(&'a [f64]),
}

/// A loss in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Loss>>>;

/// All losses, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Loss>>> = Catalogue::new(
    "loss",
    &[
        &binary_cross_entropy::ENTRY,
        &cross_entropy::ENTRY,
        &squared_error::ENTRY,
        &hinge::ENTRY,
        &squared_hinge::ENTRY,
        &perceptron::ENTRY,
    ],
);

/// The name of the usual loss for these targets: `bce` for two classes, `ce` for more, `mse` for numbers.
pub fn usual(targets: &Targets) -> &'static str {
    match targets {
        Targets::Classes { names, .. } if names.len() == 2 => "bce",
        Targets::Classes { .. } => "ce",
        Targets::Numbers(_) => "mse",
    }
}

impl<'a> TargetsView<'a> {
    /// All targets.
    pub fn all(targets: &'a Targets) -> Self {
        match targets {
            Targets::Classes { codes, .. } => Self::Codes(codes),
            Targets::Numbers(numbers) => Self::Numbers(numbers),
        }
    }

    /// The number of samples.
    pub fn len(self) -> usize {
        match self {
            Self::Codes(codes) => codes.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// Whether there are no samples.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The targets as numbers: 1 for the second class and 0 for others.
    fn numbers(self) -> impl Iterator<Item = f64> + 'a {
        let (codes, numbers) = match self {
            Self::Codes(codes) => (codes, &[][..]),
            Self::Numbers(numbers) => (&[][..], numbers),
        };
        let codes = codes.iter().map(|&code| f64::from(u8::from(code == 1)));
        codes.chain(numbers.iter().copied())
    }
}

#[cfg(test)]
mod tests;
