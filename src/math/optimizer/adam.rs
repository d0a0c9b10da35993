//! Adam: momentum divided by the recent size of the gradient, both corrected for their start at 0.

use super::{Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon, learning_rate};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "adam",
    title: Bilingual::new("Adam", "Adam"),
    formula: "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ)\nθ ← θ − lr·m̂/(√v̂ + ε)",
    doc: Bilingual::new(
        "Momentum with a step of its own for each parameter: about lr at first, however steep it is.",
        "动量加上每个参数各自的步长：无论多陡，起初每步约为 lr。",
    ),
    reference: "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980; PyTorch torch.optim.Adam",
    parameters: &[
        learning_rate(1e-3),
        Parameter::number(
            "beta1",
            0.9,
            Bilingual::new(
                "memory of the gradient: share kept at each update",
                "梯度的记忆：每次更新保留的比例",
            ),
        )
        .below(1.0)
        .slider(0.0, 0.99),
        Parameter::number(
            "beta2",
            0.999,
            Bilingual::new(
                "memory of the squared gradient: share kept at each update",
                "平方梯度的记忆：每次更新保留的比例",
            ),
        )
        .below(1.0)
        .slider(0.9, 0.9999),
        epsilon(1e-8),
        WEIGHT_DECAY,
    ],
    build: |settings| {
        Box::new(Adam {
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
struct Adam {
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    weight_decay: f64,
    updates: i32,
    gradient: Vec<f64>,
    moments: Vec<Moments>,
}

/// Running means of one parameter's g and g².
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    second: f64,
}

impl Optimizer for Adam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let rate = learning_rate / (1.0 - beta1.powi(self.updates));
        let root_of_correction = (1.0 - beta2.powi(self.updates)).sqrt();
        for ((theta, moments), g) in theta.iter_mut().zip(&mut self.moments).zip(&self.gradient) {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            let size = moments.second.sqrt() / root_of_correction + self.epsilon;
            *theta -= rate * moments.first / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
