//! AdaDelta: steps in units of the steps before.

use super::{Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon, learning_rate};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "adadelta",
    title: Bilingual::new("AdaDelta", "AdaDelta"),
    formula: "s ← ρ·s + (1 − ρ)·g²,  d = √(a + ε)/√(s + ε)·g,  a ← ρ·a + (1 − ρ)·d²\nθ ← θ − lr·d",
    doc: Bilingual::new(
        "Steps measured by the steps before them, so that no learning rate has to be chosen.",
        "步长以先前的步长为尺度，无须选择学习率。",
    ),
    reference: "Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701; PyTorch torch.optim.Adadelta",
    parameters: &[
        learning_rate(1.0),
        Parameter::number(
            "rho",
            0.9,
            Bilingual::new(
                "memory of squared gradients and steps: share kept at each update",
                "平方梯度与步长的记忆：每次更新保留的比例",
            ),
        )
        .up_to(1.0)
        .slider(0.5, 0.999),
        epsilon(1e-6),
        WEIGHT_DECAY,
    ],
    build: |settings| {
        Box::new(AdaDelta {
            learning_rate: settings.get("lr"),
            rho: settings.get("rho"),
            epsilon: settings.get("eps"),
            weight_decay: settings.get("weight_decay"),
            gradient: Vec::new(),
            memory: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct AdaDelta {
    learning_rate: f64,
    rho: f64,
    epsilon: f64,
    weight_decay: f64,
    gradient: Vec<f64>,
    memory: Vec<Memory>,
}

/// Running means of one parameter's g² and of its squared steps.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    square: f64,
    step: f64,
}

impl Optimizer for AdaDelta {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.memory.resize(theta.len(), Memory::default());
        let Self { rho, epsilon, .. } = *self;
        for ((theta, memory), g) in theta.iter_mut().zip(&mut self.memory).zip(&self.gradient) {
            memory.square = rho * memory.square + (1.0 - rho) * g * g;
            let step = (memory.step + epsilon).sqrt() / (memory.square + epsilon).sqrt() * g;
            memory.step = rho * memory.step + (1.0 - rho) * step * step;
            *theta -= learning_rate * step;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
