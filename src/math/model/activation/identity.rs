//! The identity.

use super::{Activation, Bilingual, Entry};

pub(super) const ENTRY: Entry = Entry {
    name: "identity",
    title: Bilingual::new("Identity", "恒等"),
    formula: "f(u) = u",
    doc: Bilingual::new(
        "Leaves its input unchanged; layers without another activation are one linear layer.",
        "输入原样输出；若各层都没有其他激活函数，整个网络等价于一个线性层。",
    ),
    reference: "PyTorch torch.nn.Identity",
    parameters: &[],
    build: |_| Box::new(Identity),
};

#[derive(Clone, Copy, Debug)]
struct Identity;

impl Activation for Identity {
    fn value(&self, u: f64) -> f64 {
        u
    }

    fn slope(&self, _u: f64, _v: f64) -> f64 {
        1.0
    }
}
