//! The exponential linear unit.

use super::{Activation, Bilingual, Curved, Entry};
use crate::math::parameter::{Setting, parameters};

const ALPHA: Setting<f64> = Setting::number(
    "alpha",
    1.0,
    Bilingual::new(
        "minus the value that large negative input approaches",
        "输入趋于负无穷时，输出趋近的值的相反数",
    ),
);

pub(super) const ENTRY: Entry = Entry {
    name: "elu",
    title: Bilingual::new("ELU", "ELU"),
    formula: "f(u) = u if u > 0, else alpha·(eᵘ − 1)",
    doc: Bilingual::new(
        "Like ReLU for positive input; negative input approaches −alpha smoothly.",
        "输入为正时同 ReLU；输入为负时平滑地趋近 −alpha。",
    ),
    reference: "Clevert et al. 2016, arXiv:1511.07289; PyTorch torch.nn.ELU",
    parameters: parameters![ALPHA],
    build: |settings| {
        Box::new(Elu {
            alpha: settings.get(ALPHA),
        })
    },
};

/// The exponential linear unit.
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct Elu {
    alpha: f64,
}

impl Elu {
    /// With the default setting.
    pub(in crate::math) const DEFAULT: Self = Self { alpha: 1.0 };
}

impl Activation for Elu {
    fn value(&self, u: f64) -> f64 {
        if u > 0.0 { u } else { self.alpha * u.exp_m1() }
    }

    fn slope(&self, u: f64, v: f64) -> f64 {
        if u > 0.0 { 1.0 } else { v + self.alpha }
    }
}

impl Curved for Elu {
    fn second_derivative(&self, u: f64, v: f64) -> f64 {
        if u > 0.0 { 0.0 } else { v + self.alpha }
    }
}
