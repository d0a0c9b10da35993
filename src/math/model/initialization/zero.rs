//! All parameters 0.

use super::{Bilingual, Distribution, Entry, Initialization};

pub(super) const ENTRY: Entry = Entry {
    name: "zero",
    title: Bilingual::new("Zero", "零"),
    formula: "w = 0,  b = 0",
    doc: Bilingual::new(
        "With hidden layers, all neurons of a layer stay equal, so that a network hardly learns.",
        "有隐藏层时，同层神经元始终相同，网络几乎学不到东西。",
    ),
    reference: "PyTorch torch.nn.init.zeros_",
    parameters: &[],
    build: |_| Box::new(Zero),
};

#[derive(Clone, Copy, Debug)]
struct Zero;

impl Initialization for Zero {
    fn weights(&self, _inputs: usize, _outputs: usize) -> Distribution {
        Distribution::Zero
    }
}
