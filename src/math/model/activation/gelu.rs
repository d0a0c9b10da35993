//! The Gaussian error linear unit.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use super::{Activation, Bilingual, Curved, Entry};
use crate::math::parameter::{Choice, Setting, choices, parameters};

/// How the normal distribution function is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Approximation {
    None,
    Tanh,
}

choices!(Approximation {
    None: Choice::new(
        "none",
        Bilingual::new("Exact", "精确"),
        Bilingual::new("by the error function", "用误差函数"),
    ),
    Tanh: Choice::new(
        "tanh",
        Bilingual::new("Tanh", "Tanh"),
        Bilingual::new(
            "by a hyperbolic tangent, as in GPT-2",
            "用双曲正切近似，如 GPT-2"
        ),
    ),
});

const APPROXIMATE: Setting<Approximation> = Setting::choice(
    "approximate",
    Bilingual::new(
        "how the normal distribution function is computed",
        "正态分布函数的计算方式",
    ),
);

pub(super) const ENTRY: Entry = Entry {
    name: "gelu",
    title: Bilingual::new("GELU", "GELU"),
    formula: "f(u) = u·Φ(u),  Φ(u) = (1 + erf(u/√2))/2",
    doc: Bilingual::new(
        "Weights its input by how likely a normal deviate is smaller; used in transformers.",
        "以“标准正态随机数小于输入”的概率为权重；用于 Transformer。",
    ),
    reference: "Hendrycks & Gimpel 2016, arXiv:1606.08415; PyTorch torch.nn.GELU",
    parameters: parameters![APPROXIMATE],
    build: |settings| match settings.get(APPROXIMATE) {
        Approximation::None => Box::new(Gelu),
        Approximation::Tanh => Box::new(TanhGelu),
    },
};

/// The Gaussian error linear unit u·Φ(u).
#[derive(Clone, Copy, Debug)]
pub(in crate::math) struct Gelu;

/// Φ(u), the distribution function of the standard normal distribution.
fn normal_distribution(u: f64) -> f64 {
    0.5 * libm::erfc(-u * FRAC_1_SQRT_2)
}

/// φ(u) = Φ′(u).
fn normal_density(u: f64) -> f64 {
    0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * (-0.5 * u * u).exp()
}

impl Activation for Gelu {
    fn value(&self, u: f64) -> f64 {
        u * normal_distribution(u)
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        normal_distribution(u) + u * normal_density(u)
    }
}

impl Curved for Gelu {
    fn second_derivative(&self, u: f64, _v: f64) -> f64 {
        (2.0 - u * u) * normal_density(u)
    }
}

/// The approximation u·(1 + tanh(√(2/π)·(u + 0.044715·u³)))/2.
#[derive(Clone, Copy, Debug)]
struct TanhGelu;

impl TanhGelu {
    const CUBIC: f64 = 0.044715;
    /// √(2/π).
    const SCALE: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;

    fn tanh(u: f64) -> f64 {
        (Self::SCALE * (u + Self::CUBIC * u * u * u)).tanh()
    }
}

impl Activation for TanhGelu {
    fn value(&self, u: f64) -> f64 {
        0.5 * u * (1.0 + Self::tanh(u))
    }

    fn slope(&self, u: f64, _v: f64) -> f64 {
        let t = Self::tanh(u);
        let inner = Self::SCALE * (1.0 + 3.0 * Self::CUBIC * u * u);
        0.5 * (1.0 + t) + 0.5 * u * (1.0 - t * t) * inner
    }
}
