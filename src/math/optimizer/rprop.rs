//! Rprop: steps determined by the sign of the gradient.

use super::{Amount, Entry, Gradient, LR, Objective, Optimizer, Role, Term};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const ETAMINUS: Setting<f64> = Setting::number(
    "etaminus",
    0.5,
    Bilingual::new(
        "factor of a step where the gradient turns",
        "梯度反转时步长的倍数",
    ),
)
.positive()
.below(1.0)
.slider(0.1, 0.9);

const ETAPLUS: Setting<f64> = Setting::number(
    "etaplus",
    1.2,
    Bilingual::new(
        "factor of a step where the gradient keeps its sign",
        "梯度符号不变时步长的倍数",
    ),
)
.above(1.0)
.slider(1.01, 2.0);

const STEP_MIN: Setting<f64> = Setting::number(
    "step_min",
    1e-6,
    Bilingual::new("the least step", "最小步长"),
)
.logarithmic(1e-9, 1e-2);

const STEP_MAX: Setting<f64> = Setting::number(
    "step_max",
    50.0,
    Bilingual::new("the greatest step", "最大步长"),
)
.logarithmic(1e-2, 100.0);

pub(super) const ENTRY: Entry = Entry {
    name: "rprop",
    title: Bilingual::new("Rprop", "Rprop"),
    formula: "s ← s·η₊ while g keeps its sign, s·η₋ when it turns (and rests once)\nθ ← θ − sign(g)·s",
    doc: Bilingual::new(
        "Only the sign of the gradient counts: steps grow while it stays and shrink when it turns.",
        "只看梯度的符号：不变则步长增大，反转则缩小。",
    ),
    reference: "Riedmiller & Braun 1993, A Direct Adaptive Method for Faster Backpropagation Learning: the RPROP Algorithm; PyTorch torch.optim.Rprop",
    parameters: parameters![
        LR.with_default(1e-2).with_meaning(Bilingual::new(
            "the first step of every parameter",
            "每个参数的第一步"
        )),
        ETAMINUS,
        ETAPLUS,
        STEP_MIN,
        STEP_MAX
    ],
    build: |settings| {
        Box::new(Rprop {
            learning_rate: settings.get(LR),
            rate: 0.0,
            shrink: settings.get(ETAMINUS),
            grow: settings.get(ETAPLUS),
            least: settings.get(STEP_MIN),
            greatest: settings.get(STEP_MAX),
            gradient: Gradient::default(),
            memory: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct Rprop {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    shrink: f64,
    grow: f64,
    least: f64,
    greatest: f64,
    gradient: Gradient,
    memory: Vec<Memory>,
}

/// The last gradient of one parameter (0 after a sign change) and its step size.
#[derive(Clone, Copy, Debug)]
struct Memory {
    gradient: f64,
    /// The factor of the step size in the last update.
    factor: f64,
    step: f64,
}

impl Memory {
    /// The last change of the parameter.
    fn moved(&self) -> f64 {
        match self.gradient {
            0.0 => 0.0,
            g => -g.signum() * self.step,
        }
    }
}

impl Optimizer for Rprop {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        let first = Memory {
            gradient: 0.0,
            factor: 1.0,
            step: learning_rate,
        };
        self.memory.resize(theta.len(), first);
        for ((theta, memory), &g) in theta
            .iter_mut()
            .zip(&mut self.memory)
            .zip(self.gradient.get())
        {
            let agreement = g * memory.gradient;
            let factor = match agreement {
                a if a > 0.0 => self.grow,
                a if a < 0.0 => self.shrink,
                _ => 1.0,
            };
            // Not `clamp`, which panics if the minimum is above the maximum.
            memory.step = (memory.step * factor).max(self.least).min(self.greatest);
            memory.factor = factor;
            memory.gradient = if agreement < 0.0 { 0.0 } else { g };
            *theta += memory.moved();
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let each =
            |value: &dyn Fn(&Memory) -> f64| Amount::Each(self.memory.iter().map(value).collect());
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("η₊", self.grow),
            Term::setting("η₋", self.shrink),
            Term::new(
                Role::Correction,
                "c",
                "η₊, η₋, 1",
                each(&|memory| memory.factor),
            ),
            Term::setting("step_min", self.least),
            Term::setting("step_max", self.greatest),
            Term {
                initial: self.rate,
                ..Term::new(
                    Role::Rate,
                    "s",
                    "min(max(s·c, step_min), step_max)",
                    each(&|memory| memory.step),
                )
            },
            Term::step("−[c ≥ 1]·sign(g)·s", each(&Memory::moved)),
        ]);
        terms
    }
}
