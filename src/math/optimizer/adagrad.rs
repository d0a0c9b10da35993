//! AdaGrad: each parameter's steps shrink with the gradients it has seen.

use super::{Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, epsilon, learning_rate};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "adagrad",
    title: Bilingual::new("AdaGrad", "AdaGrad"),
    formula: "s ← s + g²,  s₀ = initial_accumulator\nθ ← θ − lr/(1 + t·lr_decay)·g/(√s + ε)",
    doc: Bilingual::new(
        "Each parameter has its own step, which shrinks with every gradient it has seen.",
        "每个参数有自己的步长，见过的梯度越多步长越小。",
    ),
    reference: "Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods, JMLR 12; PyTorch torch.optim.Adagrad",
    parameters: &[
        learning_rate(1e-2),
        Parameter::number(
            "lr_decay",
            0.0,
            Bilingual::new(
                "how fast the learning rate falls with the number of updates",
                "学习率随更新次数下降的快慢",
            ),
        ),
        WEIGHT_DECAY,
        Parameter::number(
            "initial_accumulator",
            0.0,
            Bilingual::new(
                "sum of squares before the first update; a larger one softens the first steps",
                "首次更新前的平方和；越大，最初的步子越缓",
            ),
        ),
        epsilon(1e-10),
    ],
    build: |settings| {
        Box::new(AdaGrad {
            learning_rate: settings.get("lr"),
            decay: settings.get("lr_decay"),
            weight_decay: settings.get("weight_decay"),
            initial: settings.get("initial_accumulator"),
            epsilon: settings.get("eps"),
            updates: 0,
            gradient: Vec::new(),
            squares: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct AdaGrad {
    learning_rate: f64,
    decay: f64,
    weight_decay: f64,
    initial: f64,
    epsilon: f64,
    updates: u64,
    gradient: Vec<f64>,
    squares: Vec<f64>,
}

impl Optimizer for AdaGrad {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        self.squares.resize(theta.len(), self.initial);
        let rate = learning_rate / (1.0 + self.updates as f64 * self.decay);
        self.updates += 1;
        for ((theta, s), g) in theta.iter_mut().zip(&mut self.squares).zip(&self.gradient) {
            *s += g * g;
            *theta -= rate * g / (s.sqrt() + self.epsilon);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
