//! RAdam: Adam that begins as momentum.

use super::{
    BETA1, BETA2, Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon,
    learning_rate,
};
use crate::math::words::Bilingual;

pub const ENTRY: Entry = Entry {
    name: "radam",
    title: Bilingual::new("RAdam", "RAdam"),
    formula: "ρₜ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ),  ρ∞ = 2/(1 − β₂) − 1,  m̂, v as in Adam\nθ ← θ − lr·r·m̂·√(1 − β₂ᵗ)/(√v + ε) once ρₜ > 5, before that θ ← θ − lr·m̂",
    doc: Bilingual::new(
        "Adam that trusts its squared gradients only once it has seen enough of them.",
        "看够平方梯度之后才信任它们的 Adam。",
    ),
    reference: "Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond, arXiv:1908.03265; PyTorch torch.optim.RAdam",
    parameters: &[
        learning_rate(1e-3),
        BETA1,
        BETA2,
        epsilon(1e-8),
        WEIGHT_DECAY,
    ],
    build: |settings| {
        Box::new(RAdam {
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
struct RAdam {
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

impl Optimizer for RAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let rate = learning_rate / (1.0 - beta1.powi(self.updates));
        let power = beta2.powi(self.updates);
        let longest = 2.0 / (1.0 - beta2) - 1.0;
        let length = longest - 2.0 * f64::from(self.updates) * power / (1.0 - power);
        let rectified = (length > 5.0).then(|| {
            let part = |rho: f64| (rho - 4.0) * (rho - 2.0) / rho;
            (part(length) / part(longest)).sqrt() * (1.0 - power).sqrt()
        });
        for ((theta, moments), g) in theta.iter_mut().zip(&mut self.moments).zip(&self.gradient) {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            let factor = rectified.map_or(1.0, |r| r / (moments.second.sqrt() + self.epsilon));
            *theta -= rate * moments.first * factor;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
