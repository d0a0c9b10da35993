//! Rprop: steps by the sign of the gradient.

use super::{Entry, Objective, Optimizer, decayed_gradient, learning_rate};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "rprop",
    title: Bilingual::new("Rprop", "Rprop"),
    formula: "s ← s·η₊ while g keeps its sign, s·η₋ when it turns (and rests once)\nθ ← θ − sign(g)·s",
    doc: Bilingual::new(
        "Only the sign of the gradient counts: steps grow while it stays and shrink when it turns.",
        "只看梯度的符号：不变则步长增大，反转则缩小。",
    ),
    reference: "Riedmiller & Braun 1993, A Direct Adaptive Method for Faster Backpropagation Learning: the RPROP Algorithm; PyTorch torch.optim.Rprop",
    parameters: &[
        Parameter {
            meaning: Bilingual::new("the first step of every parameter", "每个参数的第一步"),
            ..learning_rate(1e-2)
        },
        Parameter::number(
            "etaminus",
            0.5,
            Bilingual::new(
                "factor of a step where the gradient turns",
                "梯度反转时步长的倍数",
            ),
        )
        .positive()
        .below(1.0)
        .slider(0.1, 0.9),
        Parameter {
            min: 1.0,
            open_min: true,
            ..Parameter::number(
                "etaplus",
                1.2,
                Bilingual::new(
                    "factor of a step where the gradient keeps its sign",
                    "梯度符号不变时步长的倍数",
                ),
            )
        }
        .slider(1.01, 2.0),
        Parameter::number(
            "step_min",
            1e-6,
            Bilingual::new("the least step", "最小步长"),
        )
        .logarithmic(1e-9, 1e-2),
        Parameter::number(
            "step_max",
            50.0,
            Bilingual::new("the greatest step", "最大步长"),
        )
        .logarithmic(1e-2, 100.0),
    ],
    build: |settings| {
        Box::new(Rprop {
            learning_rate: settings.get("lr"),
            shrink: settings.get("etaminus"),
            grow: settings.get("etaplus"),
            least: settings.get("step_min"),
            greatest: settings.get("step_max"),
            gradient: Vec::new(),
            memory: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct Rprop {
    learning_rate: f64,
    shrink: f64,
    grow: f64,
    least: f64,
    greatest: f64,
    gradient: Vec<f64>,
    memory: Vec<Memory>,
}

/// One parameter's last gradient (0 after it has turned) and its step.
#[derive(Clone, Copy, Debug)]
struct Memory {
    gradient: f64,
    step: f64,
}

impl Optimizer for Rprop {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, 0.0);
        let first = Memory {
            gradient: 0.0,
            step: learning_rate,
        };
        self.memory.resize(theta.len(), first);
        for ((theta, memory), &g) in theta.iter_mut().zip(&mut self.memory).zip(&self.gradient) {
            let agreement = g * memory.gradient;
            let factor = match agreement {
                a if a > 0.0 => self.grow,
                a if a < 0.0 => self.shrink,
                _ => 1.0,
            };
            // Not clamp, which panics where the least is above the greatest.
            memory.step = (memory.step * factor).max(self.least).min(self.greatest);
            memory.gradient = if agreement < 0.0 { 0.0 } else { g };
            if memory.gradient != 0.0 {
                *theta -= memory.gradient.signum() * memory.step;
            }
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
