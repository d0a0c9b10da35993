//! Activation functions of neurons, with the definitions and defaults of `torch.nn` (PyTorch 2.x).
//!
//! To add an activation: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use crate::math::{
    catalogue::{self, Build, Catalogue},
    words::Bilingual,
};

mod elu;
mod gelu;
mod identity;
mod leaky_relu;
mod relu;
mod sigmoid;
mod silu;
mod sin;
mod softplus;
mod tanh;

pub(in crate::math) use elu::Elu;
pub(in crate::math) use gelu::Gelu;
pub(in crate::math) use leaky_relu::LeakyRelu;
pub(in crate::math) use relu::Relu;
pub(in crate::math) use sigmoid::{Sigmoid, sigmoid};
pub(in crate::math) use silu::Silu;
pub(in crate::math) use softplus::Softplus;

/// A function that a neuron applies to its input.
pub trait Activation: Send + Sync + fmt::Debug {
    /// The value f(u).
    fn value(&self, u: f64) -> f64;

    /// The derivative f′(u), given v = f(u); at a kink, that of PyTorch.
    fn slope(&self, u: f64, v: f64) -> f64;

    /// Writes the values of `inputs` into `outputs`.
    fn apply(&self, inputs: &[f64], outputs: &mut [f64]) {
        for (v, &u) in outputs.iter_mut().zip(inputs) {
            *v = self.value(u);
        }
    }

    /// Multiplies `gradients` by the derivatives at `inputs`, whose values are `outputs`.
    fn multiply_by_slopes(&self, inputs: &[f64], outputs: &[f64], gradients: &mut [f64]) {
        for ((g, &u), &v) in gradients.iter_mut().zip(inputs).zip(outputs) {
            *g *= self.slope(u, v);
        }
    }
}

/// A function with a second derivative, so that it can be used in formulas.
pub(in crate::math) trait Curved: Activation {
    /// The second derivative f″(u), given v = f(u); 0 at a kink.
    fn second_derivative(&self, u: f64, v: f64) -> f64;
}

/// An activation in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Activation>>>;

/// All activations, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Activation>>> = Catalogue::new(
    "activation",
    &[
        &identity::ENTRY,
        &sigmoid::ENTRY,
        &tanh::ENTRY,
        &relu::ENTRY,
        &leaky_relu::ENTRY,
        &elu::ENTRY,
        &gelu::ENTRY,
        &silu::ENTRY,
        &softplus::ENTRY,
        &sin::ENTRY,
    ],
);

#[cfg(test)]
mod tests;
