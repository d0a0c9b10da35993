//! Adam: momentum divided by the recent size of the gradient, both corrected for their start at 0.

use super::{
    BETA1, BETA2, Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon,
    learning_rate,
};
use crate::math::{parameter::Settings, words::Bilingual};

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
        BETA1,
        BETA2,
        epsilon(1e-8),
        WEIGHT_DECAY,
    ],
    build: |settings| Box::new(Adam::new(Variant::Plain, settings)),
};

/// Which of its kind an Adam is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variant {
    Plain,
    /// Weight decay shrinks θ itself rather than being added to the gradient.
    Decoupled,
    /// The greatest v so far takes the place of v.
    Greatest,
}

/// Adam, and what differs from it by a line.
#[derive(Debug)]
pub(super) struct Adam {
    variant: Variant,
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    weight_decay: f64,
    updates: i32,
    gradient: Vec<f64>,
    moments: Vec<Moments>,
}

impl Adam {
    pub(super) fn new(variant: Variant, settings: &Settings) -> Self {
        Self {
            variant,
            learning_rate: settings.get("lr"),
            beta1: settings.get("beta1"),
            beta2: settings.get("beta2"),
            epsilon: settings.get("eps"),
            weight_decay: settings.get("weight_decay"),
            updates: 0,
            gradient: Vec::new(),
            moments: Vec::new(),
        }
    }
}

/// Running means of one parameter's g and g², and the greatest of the latter so far.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    second: f64,
    greatest: f64,
}

impl Optimizer for Adam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        let decoupled = self.variant == Variant::Decoupled;
        let coupled = if decoupled { 0.0 } else { self.weight_decay };
        decayed_gradient(&mut self.gradient, theta, objective, coupled);
        if decoupled {
            let kept = 1.0 - learning_rate * self.weight_decay;
            theta.iter_mut().for_each(|theta| *theta *= kept);
        }
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let rate = learning_rate / (1.0 - beta1.powi(self.updates));
        let root_of_correction = (1.0 - beta2.powi(self.updates)).sqrt();
        for ((theta, moments), g) in theta.iter_mut().zip(&mut self.moments).zip(&self.gradient) {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            moments.greatest = moments.greatest.max(moments.second);
            let second = if self.variant == Variant::Greatest {
                moments.greatest
            } else {
                moments.second
            };
            let size = second.sqrt() / root_of_correction + self.epsilon;
            *theta -= rate * moments.first / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
