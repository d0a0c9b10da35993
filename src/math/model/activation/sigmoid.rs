//! The logistic function.

use super::{Activation, Bilingual, Curved, Entry};

pub(super) const ENTRY: Entry = Entry {
    name: "sigmoid",
    title: Bilingual::new("Sigmoid", "Sigmoid"),
    formula: "f(u) = 1/(1 + e⁻ᵘ)",
    doc: Bilingual::new(
        "Between 0 and 1, like a probability; its slope is at most 1/4, so gradients shrink from layer to layer.",
        "值在 0 与 1 之间，可看作概率；斜率最大为 1/4，因此梯度逐层变小。",
    ),
    reference: "PyTorch torch.nn.Sigmoid",
    parameters: &[],
    build: |_| Box::new(Sigmoid),
};

/// The logistic function 1/(1 + e⁻ᵘ).
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct Sigmoid;

/// 1/(1 + e⁻ᵘ). The exponent is never positive, so that nothing overflows.
pub(in crate::math) fn sigmoid(u: f64) -> f64 {
    let e = (-u.abs()).exp();
    if u >= 0.0 {
        1.0 / (1.0 + e)
    } else {
        e / (1.0 + e)
    }
}

impl Activation for Sigmoid {
    fn value(&self, u: f64) -> f64 {
        sigmoid(u)
    }

    fn slope(&self, _u: f64, v: f64) -> f64 {
        v * (1.0 - v)
    }
}

impl Curved for Sigmoid {
    fn second_derivative(&self, _u: f64, v: f64) -> f64 {
        v * (1.0 - v) * (1.0 - 2.0 * v)
    }
}
