//! The sigmoid linear unit, or swish.

use super::{Activation, Bilingual, Curved, Entry, sigmoid};

pub(super) const ENTRY: Entry = Entry {
    name: "silu",
    title: Bilingual::new("SiLU", "SiLU"),
    formula: "f(u) = u·σ(u),  σ(u) = 1/(1 + e⁻ᵘ)",
    doc: Bilingual::new(
        "A smooth ReLU that dips to −0.278 at u = −1.278.",
        "平滑的 ReLU，在 u = −1.278 处降到 −0.278。",
    ),
    reference: "Hendrycks & Gimpel 2016, arXiv:1606.08415; PyTorch torch.nn.SiLU",
    parameters: &[],
    build: |_| Box::new(Silu),
};

/// The sigmoid linear unit u·σ(u).
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct Silu;

impl Activation for Silu {
    fn value(&self, u: f64) -> f64 {
        u * sigmoid(u)
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        let s = sigmoid(u);
        s + u * s * (1.0 - s)
    }
}

impl Curved for Silu {
    fn second_derivative(&self, u: f64, _v: f64) -> f64 {
        let s = sigmoid(u);
        s * (1.0 - s) * (2.0 + u * (1.0 - 2.0 * s))
    }
}
