//! AdaMax: Adam with the infinity norm.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "adamax",
    title: Bilingual::new("AdaMax", "AdaMax"),
    formula: "m ← β₁·m + (1 − β₁)·g,  u ← max(β₂·u, |g| + ε)\nθ ← θ − lr·m/((1 − β₁ᵗ)·u)",
    doc: Bilingual::new(
        "Adam that divides by the greatest recent gradient instead of their mean square.",
        "用近期最大梯度代替均方的 Adam。",
    ),
    reference: "Kingma & Ba 2015, Adam, section 7.1, arXiv:1412.6980; PyTorch torch.optim.Adamax",
    parameters: parameters![
        LR.with_default(2e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY
    ],
    build: |settings| {
        Box::new(AdaMax {
            learning_rate: settings.get(LR),
            rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            epsilon: settings.get(EPS),
            updates: 0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            moments: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct AdaMax {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    updates: i32,
    gradient: Gradient,
    moments: Vec<Moments>,
}

/// The running mean of one parameter's gradient, and its infinity norm.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    size: f64,
}

impl Optimizer for AdaMax {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let corrected = learning_rate / (1.0 - beta1.powi(self.updates));
        for ((theta, moments), g) in theta
            .iter_mut()
            .zip(&mut self.moments)
            .zip(self.gradient.get())
        {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.size = (beta2 * moments.size).max(g.abs() + self.epsilon);
            *theta -= corrected * moments.first / moments.size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let moments = &self.moments[..];
        let each = |value: &dyn Fn(usize) -> f64| Amount::each(moments.len(), value);
        let correction = 1.0 - self.beta1.powi(self.updates);
        let rate = |i: usize| self.rate / moments[i].size;
        let mean = |i: usize| moments[i].first / correction;
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("t", f64::from(self.updates)),
            Term::setting("β₁", self.beta1),
            Term::new(
                Role::Momentum,
                "m",
                "β₁·m + (1 − β₁)·g",
                each(&|i| moments[i].first),
            ),
            Term::setting("β₂", self.beta2),
            Term::setting("ε", self.epsilon),
            Term::new(
                Role::SecondMoment,
                "u",
                "max(β₂·u, |g| + ε)",
                each(&|i| moments[i].size),
            ),
            Term::new(Role::Correction, "m̂", "m/(1 − β₁ᵗ)", each(&mean)),
            Term::setting("lr", self.rate),
            Term::rate("lr/u", each(&rate)),
            Term::step("−η·m̂", each(&|i| -rate(i) * mean(i))),
        ]);
        terms
    }
}
