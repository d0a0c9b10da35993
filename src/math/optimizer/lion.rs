//! Lion: steps by the sign of a mean of the momentum and the gradient.

use super::{BETA1, BETA2, Entry, Gradient, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "lion",
    title: Bilingual::new("Lion", "Lion"),
    formula: "c = β₁·m + (1 − β₁)·g,  θ ← θ − lr·(sign c + w·θ)\nm ← β₂·m + (1 − β₂)·g",
    doc: Bilingual::new(
        "Every parameter moves by exactly the learning rate, in the direction of its momentum.",
        "每个参数都恰好移动一个学习率的距离，方向由动量决定。",
    ),
    reference: "Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, arXiv:2302.06675",
    parameters: parameters![
        LR.with_default(1e-4),
        BETA1,
        BETA2.with_default(0.99).with_meaning(Bilingual::new(
            "memory of the momentum: share kept at each update",
            "动量的记忆：每次更新保留的比例",
        )),
        WEIGHT_DECAY
    ],
    build: |settings| {
        Box::new(Lion {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            gradient: Gradient::default(),
            weight_decay: settings.get(WEIGHT_DECAY),
            momentum: Vec::new(),
            direction: Vec::new(),
            step: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct Lion {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    beta1: f64,
    beta2: f64,
    gradient: Gradient,
    /// Decoupled weight decay, as in AdamW.
    weight_decay: f64,
    /// The momentum m, one entry per parameter.
    momentum: Vec<f64>,
    /// The vector c of the last update.
    direction: Vec<f64>,
    /// The change of the parameters in the last update.
    step: Vec<f64>,
}

impl Optimizer for Lion {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.momentum.resize(theta.len(), 0.0);
        self.direction.clear();
        self.step.clear();
        let Self { beta1, beta2, .. } = *self;
        for ((theta, m), &g) in theta
            .iter_mut()
            .zip(&mut self.momentum)
            .zip(self.gradient.get())
        {
            let direction = beta1 * *m + (1.0 - beta1) * g;
            // `f64::signum` of 0 is 1.
            let sign = if direction == 0.0 {
                0.0
            } else {
                direction.signum()
            };
            let step = -learning_rate * (sign + self.weight_decay * *theta);
            self.direction.push(direction);
            self.step.push(step);
            *theta += step;
            *m = beta2 * *m + (1.0 - beta2) * g;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let step = &self.step[..];
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("β₁", self.beta1),
            Term::setting("β₂", self.beta2),
            Term::new(
                Role::Momentum,
                "c",
                "β₁·m + (1 − β₁)·g",
                &self.direction[..],
            ),
            Term::common_rate(self.last_rate),
        ]);
        let formula = match self.weight_decay {
            0.0 => "−lr·sign(c)",
            w => {
                terms.push(Term::setting("w", w));
                "−lr·(sign(c) + w·θ)"
            }
        };
        terms.extend([
            Term::step(formula, step),
            Term::new(Role::Momentum, "m", "β₂·m + (1 − β₂)·g", &self.momentum[..]),
        ]);
        terms
    }
}
