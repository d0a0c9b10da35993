//! The softplus.

use super::{Activation, Bilingual, Curved, Entry, sigmoid};
use crate::math::parameter::{Setting, parameters};

const BETA: Setting<f64> = Setting::number(
    "beta",
    1.0,
    Bilingual::new(
        "sharpness: larger is closer to ReLU",
        "陡峭程度：越大越接近 ReLU",
    ),
)
.positive()
.slider(0.1, 10.0);

const THRESHOLD: Setting<f64> = Setting::number(
    "threshold",
    20.0,
    Bilingual::new(
        "where beta·u exceeds this, the value is u itself",
        "beta·u 超过它时，输出即为 u",
    ),
)
.slider(1.0, 50.0);

pub(super) const ENTRY: Entry = Entry {
    name: "softplus",
    title: Bilingual::new("Softplus", "Softplus"),
    formula: "f(u) = ln(1 + e^(beta·u))/beta",
    doc: Bilingual::new(
        "A smooth ReLU that is always positive.",
        "平滑的 ReLU，恒为正。",
    ),
    reference: "PyTorch torch.nn.Softplus",
    parameters: parameters![BETA, THRESHOLD],
    build: |settings| {
        Box::new(Softplus {
            beta: settings.get(BETA),
            threshold: settings.get(THRESHOLD),
        })
    },
};

/// The softplus ln(1 + e^(βu))/β.
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct Softplus {
    beta: f64,
    threshold: f64,
}

impl Softplus {
    /// With β = 1, and without a threshold above which the value is u.
    pub(in crate::math) const EXACT: Self = Self {
        beta: 1.0,
        threshold: f64::INFINITY,
    };
}

impl Activation for Softplus {
    fn value(&self, u: f64) -> f64 {
        let scaled = self.beta * u;
        if scaled > self.threshold {
            return u;
        }
        // The exponent is never positive, so that nothing overflows.
        (scaled.max(0.0) + (-scaled.abs()).exp().ln_1p()) / self.beta
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        let scaled = self.beta * u;
        if scaled > self.threshold {
            return 1.0;
        }
        sigmoid(scaled)
    }
}

impl Curved for Softplus {
    fn second_derivative(&self, u: f64, _v: f64) -> f64 {
        let s = self.slope(u, 0.0);
        self.beta * s * (1.0 - s)
    }
}
