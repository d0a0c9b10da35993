//! Gradient descent with noise in the gradient.

use super::{Entry, Objective, Optimizer, SEED, decayed_gradient, learning_rate};
use crate::math::{parameter::Parameter, random::Normal, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "noisy_gd",
    title: Bilingual::new("Noisy gradient descent", "带噪声的梯度下降"),
    formula: "σₜ = σ/(1 + t)^decay,  ξ ~ N(0, 1) for each parameter\nθ ← θ − lr·(g + σₜ·ξ)",
    doc: Bilingual::new(
        "Gradient descent with a random push at every step, which leaves saddles behind.",
        "每一步加上随机推力的梯度下降，能离开鞍点。",
    ),
    reference: "Neelakantan et al. 2015, Adding Gradient Noise Improves Learning for Very Deep Networks, arXiv:1511.06807; Ge et al. 2015, Escaping From Saddle Points, arXiv:1503.02101",
    parameters: &[
        learning_rate(1e-3),
        Parameter::number(
            "sigma",
            0.1,
            Bilingual::new(
                "standard deviation of the noise in each parameter",
                "每个参数上噪声的标准差",
            ),
        )
        .slider(0.0, 2.0),
        Parameter::number(
            "decay",
            0.0,
            Bilingual::new(
                "power of 1 + t by which the noise falls",
                "噪声按 1 + t 的多少次幂衰减",
            ),
        )
        .slider(0.0, 2.0),
        SEED,
    ],
    build: |settings| {
        Box::new(NoisyGradientDescent {
            learning_rate: settings.get("lr"),
            sigma: settings.get("sigma"),
            decay: settings.get("decay"),
            updates: 0.0,
            gradient: Vec::new(),
            noise: Normal::new(settings.get("seed") as u64),
        })
    },
};

#[derive(Debug)]
struct NoisyGradientDescent {
    learning_rate: f64,
    sigma: f64,
    decay: f64,
    updates: f64,
    gradient: Vec<f64>,
    noise: Normal,
}

impl Optimizer for NoisyGradientDescent {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, 0.0);
        let sigma = self.sigma / (1.0 + self.updates).powf(self.decay);
        self.updates += 1.0;
        for (theta, g) in theta.iter_mut().zip(&self.gradient) {
            *theta -= learning_rate * (g + sigma * self.noise.draw());
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
