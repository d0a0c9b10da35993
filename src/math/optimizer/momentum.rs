//! Momentum (the heavy ball): the step is a velocity that gradients push.

use super::{
    Amount, Entry, Gradient, MOMENTUM, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
    learning_rate,
};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "momentum",
    title: Bilingual::new("Momentum", "动量法"),
    formula: "v ← μ·v + (1 − τ)·g,  v₁ = g₁\nθ ← θ − lr·v",
    doc: Bilingual::new(
        "A heavy ball: it gathers speed along a valley and swings across it.",
        "像一个沉重的球：沿山谷越滚越快，横着谷来回摆动。",
    ),
    reference: "Polyak 1964, Some methods of speeding up the convergence of iteration methods; PyTorch torch.optim.SGD",
    parameters: &[
        learning_rate(1e-3),
        MOMENTUM,
        Parameter::number(
            "dampening",
            0.0,
            Bilingual::new(
                "share of each gradient after the first that is left out of the velocity",
                "从第二次更新起，梯度中不计入速度的比例",
            ),
        )
        .up_to(1.0),
        WEIGHT_DECAY,
    ],
    build: |settings| {
        Box::new(Momentum {
            learning_rate: settings.get("lr"),
            rate: 0.0,
            momentum: settings.get("momentum"),
            dampening: settings.get("dampening"),
            gradient: Gradient::new(settings.get("weight_decay")),
            velocity: Vec::new(),
            first: true,
        })
    },
};

#[derive(Clone, Debug)]
struct Momentum {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    momentum: f64,
    dampening: f64,
    gradient: Gradient,
    velocity: Vec<f64>,
    /// Whether the last update was the first.
    first: bool,
}

impl Optimizer for Momentum {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.ask(theta, objective);
        self.first = self.velocity.is_empty();
        if self.first {
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

    fn terms(&self) -> Vec<Term> {
        let v = &self.velocity[..];
        let mut terms = self.gradient.terms();
        let from = match (self.first, self.dampening) {
            (true, _) => "g",
            (false, 0.0) => "μ·v + g",
            (false, _) => "μ·v + (1 − τ)·g",
        };
        terms.extend([
            Term::setting("μ", self.momentum),
            Term::setting("τ", self.dampening),
            Term::new(Role::Momentum, "v", from, v),
            Term::common_rate(self.rate),
            Term::step("−lr·v", Amount::each(v.len(), |i| -self.rate * v[i])),
        ]);
        terms
    }
}
