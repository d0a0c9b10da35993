//! AdaMax: Adam in the infinity norm.

use super::{
    BETA1, BETA2, Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon,
    learning_rate,
};
use crate::math::words::Bilingual;

pub const ENTRY: Entry = Entry {
    name: "adamax",
    title: Bilingual::new("AdaMax", "AdaMax"),
    formula: "m ← β₁·m + (1 − β₁)·g,  u ← max(β₂·u, |g| + ε)\nθ ← θ − lr·m/((1 − β₁ᵗ)·u)",
    doc: Bilingual::new(
        "Adam that divides by the greatest recent gradient instead of their mean square.",
        "用近期最大梯度代替均方的 Adam。",
    ),
    reference: "Kingma & Ba 2015, Adam, section 7.1, arXiv:1412.6980; PyTorch torch.optim.Adamax",
    parameters: &[
        learning_rate(2e-3),
        BETA1,
        BETA2,
        epsilon(1e-8),
        WEIGHT_DECAY,
    ],
    build: |settings| {
        Box::new(AdaMax {
            learning_rate: settings.get("lr"),
            beta1: settings.get("beta1"),
            beta2: settings.get("beta2"),
            epsilon: settings.get("eps"),
            weight_decay: settings.get("weight_decay"),
            updates: 0,
            gradient: Vec::new(),
            moments: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct AdaMax {
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    weight_decay: f64,
    updates: i32,
    gradient: Vec<f64>,
    moments: Vec<Moments>,
}

/// One parameter's running mean of g, and the size of its gradient.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    size: f64,
}

impl Optimizer for AdaMax {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let rate = learning_rate / (1.0 - beta1.powi(self.updates));
        for ((theta, moments), g) in theta.iter_mut().zip(&mut self.moments).zip(&self.gradient) {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.size = (beta2 * moments.size).max(g.abs() + self.epsilon);
            *theta -= rate * moments.first / moments.size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
