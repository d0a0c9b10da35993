//! Normal weights of a given width.

use super::{Bilingual, Distribution, Entry, Initialization};
use crate::math::parameter::{Setting, parameters};

const STD: Setting<f64> = Setting::number(
    "std",
    0.01,
    Bilingual::new("standard deviation of the weights", "权重的标准差"),
)
.logarithmic(1e-3, 10.0);

pub(super) const ENTRY: Entry = Entry {
    name: "normal",
    title: Bilingual::new("Normal", "正态"),
    formula: "w ~ N(0, std²),  b = 0",
    doc: Bilingual::new(
        "The same width in every layer: too narrow, gradients vanish; too wide, they explode.",
        "各层宽度相同：太窄则梯度消失，太宽则梯度爆炸。",
    ),
    reference: "PyTorch torch.nn.init.normal_",
    parameters: parameters![STD],
    build: |settings| {
        Box::new(Gaussian {
            std: settings.get(STD),
        })
    },
};

#[derive(Clone, Copy, Debug)]
struct Gaussian {
    std: f64,
}

impl Initialization for Gaussian {
    fn weights(&self, _inputs: usize, _outputs: usize) -> Distribution {
        Distribution::Normal { std: self.std }
    }
}
