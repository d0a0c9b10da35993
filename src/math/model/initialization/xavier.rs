//! Xavier Glorot's uniform initialization.

use super::{Bilingual, Distribution, Entry, Initialization};

pub(super) const ENTRY: Entry = Entry {
    name: "xavier",
    title: Bilingual::new("Xavier (Glorot)", "Xavier（Glorot）"),
    formula: "w ~ U(−√(6/(in + out)), √(6/(in + out))),  b = 0",
    doc: Bilingual::new(
        "Keeps the variance of tanh layers the same in both directions.",
        "使 tanh 层前向与反向的方差保持不变。",
    ),
    reference: "Glorot & Bengio 2010; PyTorch torch.nn.init.xavier_uniform_",
    parameters: &[],
    build: |_| Box::new(Xavier),
};

#[derive(Clone, Copy, Debug)]
struct Xavier;

impl Initialization for Xavier {
    fn weights(&self, inputs: usize, outputs: usize) -> Distribution {
        Distribution::Uniform {
            bound: (6.0 / (inputs + outputs) as f64).sqrt(),
        }
    }
}
