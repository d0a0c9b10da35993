//! The hyperbolic tangent.

use super::{Activation, Bilingual, Entry};

pub(super) const ENTRY: Entry = Entry {
    name: "tanh",
    title: Bilingual::new("Tanh", "Tanh"),
    formula: "f(u) = (eᵘ − e⁻ᵘ)/(eᵘ + e⁻ᵘ)",
    doc: Bilingual::new(
        "Between −1 and 1 and odd, so that outputs stay centred at 0.",
        "值在 −1 与 1 之间，为奇函数，输出以 0 为中心。",
    ),
    reference: "PyTorch torch.nn.Tanh",
    parameters: &[],
    build: |_| Box::new(Tanh),
};

#[derive(Clone, Copy, Debug)]
struct Tanh;

impl Activation for Tanh {
    fn value(&self, u: f64) -> f64 {
        u.tanh()
    }

    fn slope(&self, _u: f64, v: f64) -> f64 {
        1.0 - v * v
    }
}
