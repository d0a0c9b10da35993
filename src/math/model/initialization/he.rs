//! Kaiming He's normal initialization.

use super::{Bilingual, Distribution, Entry, Initialization};

pub(super) const ENTRY: Entry = Entry {
    name: "he",
    title: Bilingual::new("He (Kaiming)", "He（Kaiming）"),
    formula: "w ~ N(0, 2/in),  b = 0",
    doc: Bilingual::new(
        "Keeps the variance of ReLU layers the same from layer to layer.",
        "使 ReLU 层的方差逐层保持不变。",
    ),
    reference: "He et al. 2015, arXiv:1502.01852; PyTorch torch.nn.init.kaiming_normal_",
    parameters: &[],
    build: |_| Box::new(He),
};

#[derive(Clone, Copy, Debug)]
struct He;

impl Initialization for He {
    fn weights(&self, inputs: usize, _outputs: usize) -> Distribution {
        Distribution::Normal {
            std: (2.0 / inputs as f64).sqrt(),
        }
    }
}
