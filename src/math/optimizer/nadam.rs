//! NAdam: Adam with Nesterov's look ahead.

use super::{
    BETA1, BETA2, Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon,
    learning_rate,
};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "nadam",
    title: Bilingual::new("NAdam", "NAdam"),
    formula: "μₜ = β₁·(1 − ½·0.96^(t·ψ)),  m, v as in Adam\nθ ← θ − lr·(μₜ₊₁·m/(1 − Πμᵢ₊₁) + (1 − μₜ)·g/(1 − Πμᵢ))/(√v̂ + ε)",
    doc: Bilingual::new(
        "Adam that looks ahead along its momentum, as Nesterov does.",
        "像 Nesterov 那样沿动量向前看的 Adam。",
    ),
    reference: "Dozat 2016, Incorporating Nesterov Momentum into Adam, ICLR workshop; PyTorch torch.optim.NAdam",
    parameters: &[
        learning_rate(2e-3),
        BETA1,
        BETA2,
        epsilon(1e-8),
        WEIGHT_DECAY,
        Parameter::number(
            "momentum_decay",
            4e-3,
            Bilingual::new("how fast the momentum warms up to β₁", "动量升至 β₁ 的快慢"),
        )
        .slider(0.0, 0.1),
    ],
    build: |settings| {
        Box::new(NAdam {
            learning_rate: settings.get("lr"),
            beta1: settings.get("beta1"),
            beta2: settings.get("beta2"),
            epsilon: settings.get("eps"),
            weight_decay: settings.get("weight_decay"),
            momentum_decay: settings.get("momentum_decay"),
            updates: 0,
            product: 1.0,
            gradient: Vec::new(),
            moments: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct NAdam {
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    weight_decay: f64,
    momentum_decay: f64,
    updates: i32,
    /// Product of all μ so far.
    product: f64,
    gradient: Vec<f64>,
    moments: Vec<Moments>,
}

/// Running means of one parameter's g and g².
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    second: f64,
}

impl Optimizer for NAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let mu = |t: i32| beta1 * (1.0 - 0.5 * 0.96f64.powf(f64::from(t) * self.momentum_decay));
        let (here, next) = (mu(self.updates), mu(self.updates.saturating_add(1)));
        self.product *= here;
        let of_gradient = learning_rate * (1.0 - here) / (1.0 - self.product);
        let of_momentum = learning_rate * next / (1.0 - self.product * next);
        let correction = 1.0 - beta2.powi(self.updates);
        for ((theta, moments), g) in theta.iter_mut().zip(&mut self.moments).zip(&self.gradient) {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            let size = (moments.second / correction).sqrt() + self.epsilon;
            *theta -= (of_gradient * g + of_momentum * moments.first) / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
