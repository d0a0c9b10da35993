//! The sine.

use super::{Activation, Bilingual, Entry};

pub(super) const ENTRY: Entry = Entry {
    name: "sin",
    title: Bilingual::new("Sine", "正弦"),
    formula: "f(u) = sin u",
    doc: Bilingual::new(
        "Periodic: a small network of sines can follow rapid changes.",
        "周期函数：由正弦构成的小网络也能跟随快速变化。",
    ),
    reference: "Sitzmann et al. 2020, Implicit Neural Representations with Periodic Activation Functions, arXiv:2006.09661",
    parameters: &[],
    build: |_| Box::new(Sine),
};

#[derive(Clone, Copy, Debug)]
struct Sine;

impl Activation for Sine {
    fn value(&self, u: f64) -> f64 {
        u.sin()
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        u.cos()
    }
}
