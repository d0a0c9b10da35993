//! Momentum (the heavy ball): the step is a velocity that gradients push.

use super::{Entry, MOMENTUM, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, learning_rate};
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
            momentum: settings.get("momentum"),
            dampening: settings.get("dampening"),
            weight_decay: settings.get("weight_decay"),
            gradient: Vec::new(),
            velocity: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct Momentum {
    learning_rate: f64,
    momentum: f64,
    dampening: f64,
    weight_decay: f64,
    gradient: Vec<f64>,
    velocity: Vec<f64>,
}

impl Optimizer for Momentum {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        if self.velocity.is_empty() {
            self.velocity.clone_from(&self.gradient);
        } else {
            for (v, g) in self.velocity.iter_mut().zip(&self.gradient) {
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
}
