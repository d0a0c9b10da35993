//! The rectified linear unit.

use super::{Activation, Bilingual, Curved, Entry};

pub(super) const ENTRY: Entry = Entry {
    name: "relu",
    title: Bilingual::new("ReLU", "ReLU"),
    formula: "f(u) = max(u, 0)",
    doc: Bilingual::new(
        "Keeps what is positive; where its input is negative, a neuron does not learn.",
        "保留正值；输入为负时，神经元不学习。",
    ),
    reference: "PyTorch torch.nn.ReLU; slope 0 at 0",
    parameters: &[],
    build: |_| Box::new(Relu),
};

/// The rectified linear unit max(u, 0).
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct Relu;

impl Activation for Relu {
    fn value(&self, u: f64) -> f64 {
        // Unlike `max`, NaN stays NaN.
        if u < 0.0 { 0.0 } else { u }
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        f64::from(u8::from(u > 0.0))
    }
}

impl Curved for Relu {
    fn second_derivative(&self, _u: f64, _v: f64) -> f64 {
        0.0
    }
}
