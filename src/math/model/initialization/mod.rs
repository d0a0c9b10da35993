//! Random initial weights and biases of layers.
//!
//! To add an initialization: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use crate::math::{
    catalogue::{self, Build, Catalogue},
    random::{Normal, RandomStream},
    words::Bilingual,
};

mod he;
mod normal;
mod torch;
mod xavier;
mod zero;

/// How the weights and biases of a layer start.
pub trait Initialization: Send + Sync + fmt::Debug {
    /// The distribution of the weights of a layer with this number of inputs and outputs.
    fn weights(&self, inputs: usize, outputs: usize) -> Distribution;

    /// The distribution of its biases; all 0 by default.
    fn biases(&self, _inputs: usize) -> Distribution {
        Distribution::Zero
    }
}

/// A distribution of initial parameters, with mean 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// All are 0.
    Zero,
    /// Uniform from −`bound` to `bound`.
    Uniform {
        /// The largest magnitude.
        bound: f64,
    },
    /// Normal.
    Normal {
        /// The standard deviation.
        std: f64,
    },
}

/// Two streams of random numbers with the same seed, of which a distribution uses one.
#[derive(Clone, Debug)]
pub struct Generator {
    uniform: RandomStream,
    normal: Normal,
}

/// An initialization in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Initialization>>>;

/// All initializations, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Initialization>>> = Catalogue::new(
    "initialization",
    &[
        &torch::ENTRY,
        &xavier::ENTRY,
        &he::ENTRY,
        &normal::ENTRY,
        &zero::ENTRY,
    ],
);

impl Generator {
    /// The generator with this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            uniform: RandomStream::new(seed),
            normal: Normal::new(seed),
        }
    }

    /// Fills `parameters` with samples of a distribution.
    pub fn fill(&mut self, distribution: Distribution, parameters: &mut [f64]) {
        for parameter in parameters {
            *parameter = match distribution {
                Distribution::Zero => 0.0,
                Distribution::Uniform { bound } => self.uniform.within([-bound, bound]),
                Distribution::Normal { std } => std * self.normal.draw(),
            };
        }
    }
}

#[cfg(test)]
mod tests;
