//! The leaky rectified linear unit.

use super::{Activation, Bilingual, Curved, Entry};
use crate::math::parameter::{Setting, parameters};

const NEGATIVE_SLOPE: Setting<f64> = Setting::number(
    "negative_slope",
    0.01,
    Bilingual::new("slope for negative input", "输入为负时的斜率"),
);

pub(super) const ENTRY: Entry = Entry {
    name: "leaky_relu",
    title: Bilingual::new("Leaky ReLU", "Leaky ReLU"),
    formula: "f(u) = u if u > 0, else negative_slope·u",
    doc: Bilingual::new(
        "Like ReLU, but negative input still has a small slope, so that every neuron can learn.",
        "类似 ReLU，但输入为负时仍有很小的斜率，因此每个神经元都能学习。",
    ),
    reference: "PyTorch torch.nn.LeakyReLU; at 0, the slope for negative input",
    parameters: parameters![NEGATIVE_SLOPE],
    build: |settings| {
        Box::new(LeakyRelu {
            negative_slope: settings.get(NEGATIVE_SLOPE),
        })
    },
};

/// The leaky rectified linear unit.
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct LeakyRelu {
    negative_slope: f64,
}

impl LeakyRelu {
    /// With the default setting.
    pub(in crate::math) const DEFAULT: Self = Self {
        negative_slope: 0.01,
    };
}

impl Activation for LeakyRelu {
    fn value(&self, u: f64) -> f64 {
        u * self.slope(u, 0.0)
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        if u > 0.0 { 1.0 } else { self.negative_slope }
    }
}

impl Curved for LeakyRelu {
    fn second_derivative(&self, _u: f64, _v: f64) -> f64 {
        0.0
    }
}
