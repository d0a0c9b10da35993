//! Momentum (the heavy ball method): gradients accelerate a velocity.

use super::{
    DAMPENING, Entry, Gradient, LR, MOMENTUM, Objective, Optimizer, Role, Term, TermValue,
    WEIGHT_DECAY,
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "momentum",
    title: Bilingual::new("Momentum", "动量法"),
    formula: "v ← μ·v + (1 − τ)·g,  v₁ = g₁\nθ ← θ − lr·v",
    doc: Bilingual::new(
        "A heavy ball: it gathers speed along a valley and swings across it.",
        "像一个沉重的球：沿山谷越滚越快，横着谷来回摆动。",
    ),
    reference: "Polyak 1964, Some methods of speeding up the convergence of iteration methods; PyTorch torch.optim.SGD",
    parameters: parameters![LR.with_default(1e-3), MOMENTUM, DAMPENING, WEIGHT_DECAY],
    build: |settings| {
        Box::new(Momentum {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            momentum: settings.get(MOMENTUM),
            dampening: settings.get(DAMPENING),
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            velocity: Vec::new(),
            is_first_update: true,
        })
    },
};

#[derive(Clone, Debug)]
struct Momentum {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    momentum: f64,
    dampening: f64,
    gradient: Gradient,
    /// The velocity v, one entry per parameter; empty before the first update.
    velocity: Vec<f64>,
    /// Whether the last update was the first one.
    is_first_update: bool,
}

impl Optimizer for Momentum {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.is_first_update = self.velocity.is_empty();
        if self.is_first_update {
            self.velocity = self.gradient.get().to_vec();
        } else {
            for (v, g) in self.velocity.iter_mut().zip(self.gradient.get()) {
                *v = self.momentum * *v + (1.0 - self.dampening) * g;
            }
        }
        for (theta, v) in theta.iter_mut().zip(&self.velocity) {
            *theta -= learning_rate * v;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    /// (1 + μ)/(1 − τ) with momentum μ and dampening τ.
    ///
    /// Source: B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR Computational
    /// Mathematics and Mathematical Physics 4 (1964).
    fn stable_rate_factor(&self) -> Option<f64> {
        let factor = (1.0 + self.momentum) / (1.0 - self.dampening);
        factor.is_finite().then_some(factor)
    }

    fn terms(&self) -> Vec<Term> {
        let v = &self.velocity[..];
        let mut terms = self.gradient.terms();
        let formula_of_v = match (self.is_first_update, self.dampening) {
            (true, _) => "g",
            (false, 0.0) => "μ·v + g",
            (false, _) => "μ·v + (1 − τ)·g",
        };
        terms.extend([
            Term::setting("μ", self.momentum),
            Term::setting("τ", self.dampening),
            Term::new(Role::Momentum, "v", formula_of_v, v),
            Term::common_rate(self.last_rate),
            Term::step(
                "−lr·v",
                TermValue::per_parameter(v.len(), |i| -self.last_rate * v[i]),
            ),
        ]);
        terms
    }
}
