//! The default of PyTorch's linear layers.

use super::{Bilingual, Distribution, Entry, Initialization};

pub(super) const ENTRY: Entry = Entry {
    name: "default",
    title: Bilingual::new("PyTorch's default", "PyTorch 默认"),
    formula: "w, b ~ U(−1/√in, 1/√in)",
    doc: Bilingual::new(
        "Uniform, narrower for more inputs; biases as well.",
        "均匀分布，输入越多越窄；偏置也一样。",
    ),
    reference: "PyTorch torch.nn.Linear",
    parameters: &[],
    build: |_| Box::new(Torch),
};

#[derive(Clone, Copy, Debug)]
struct Torch;

impl Initialization for Torch {
    fn weights(&self, inputs: usize, _outputs: usize) -> Distribution {
        Distribution::Uniform {
            bound: 1.0 / (inputs as f64).sqrt(),
        }
    }

    fn biases(&self, inputs: usize) -> Distribution {
        self.weights(inputs, 0)
    }
}
