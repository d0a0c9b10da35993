//! RMSprop: each parameter's gradient divided by its recent size.

use super::{
    Entry, MOMENTUM, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon, learning_rate,
};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "rmsprop",
    title: Bilingual::new("RMSprop", "RMSprop"),
    formula: "s ← α·s + (1 − α)·g²,  ḡ ← α·ḡ + (1 − α)·g if centered, else 0\nv ← μ·v + g/(√(s − ḡ²) + ε),  θ ← θ − lr·v",
    doc: Bilingual::new(
        "Each parameter's gradient is divided by its recent size, so steep and flat directions move alike.",
        "每个参数的梯度除以它近来的大小，陡坡与缓坡走得一样快。",
    ),
    reference: "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5; centered: Graves 2013, arXiv:1308.0850; PyTorch torch.optim.RMSprop",
    parameters: &[
        learning_rate(1e-2),
        Parameter::number(
            "alpha",
            0.99,
            Bilingual::new(
                "memory of the squared gradients: share kept at each update",
                "平方梯度的记忆：每次更新保留的比例",
            ),
        )
        .up_to(1.0)
        .slider(0.5, 0.999),
        epsilon(1e-8),
        WEIGHT_DECAY,
        Parameter {
            default: 0.0,
            ..MOMENTUM
        },
        Parameter::switch(
            "centered",
            false,
            Bilingual::new(
                "divide by the spread of the gradient about its mean, not by its size",
                "除以梯度围绕均值的离散程度，而不是它的大小",
            ),
        ),
    ],
    build: |settings| {
        Box::new(RmsProp {
            learning_rate: settings.get("lr"),
            alpha: settings.get("alpha"),
            epsilon: settings.get("eps"),
            weight_decay: settings.get("weight_decay"),
            momentum: settings.get("momentum"),
            centered: settings.flag("centered"),
            gradient: Vec::new(),
            memory: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct RmsProp {
    learning_rate: f64,
    alpha: f64,
    epsilon: f64,
    weight_decay: f64,
    momentum: f64,
    centered: bool,
    gradient: Vec<f64>,
    memory: Vec<Memory>,
}

/// What is remembered of one parameter: running means of g² and g, and the velocity.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    square: f64,
    mean: f64,
    velocity: f64,
}

impl Optimizer for RmsProp {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.memory.resize(theta.len(), Memory::default());
        let alpha = self.alpha;
        for ((theta, memory), g) in theta.iter_mut().zip(&mut self.memory).zip(&self.gradient) {
            memory.square = alpha * memory.square + (1.0 - alpha) * g * g;
            let mut spread = memory.square;
            if self.centered {
                memory.mean = alpha * memory.mean + (1.0 - alpha) * g;
                // Rounding may take a variance of 0 below it; PyTorch would give NaN there.
                spread = (spread - memory.mean * memory.mean).max(0.0);
            }
            memory.velocity = self.momentum * memory.velocity + g / (spread.sqrt() + self.epsilon);
            *theta -= learning_rate * memory.velocity;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
