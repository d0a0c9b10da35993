//! AdaDelta: steps scaled by the size of previous steps.

use super::{Amount, EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const RHO: Setting<f64> = Setting::number(
    "rho",
    0.9,
    Bilingual::new(
        "memory of squared gradients and steps: share kept at each update",
        "平方梯度与步长的记忆：每次更新保留的比例",
    ),
)
.up_to(1.0)
.slider(0.5, 0.999);

pub(super) const ENTRY: Entry = Entry {
    name: "adadelta",
    title: Bilingual::new("AdaDelta", "AdaDelta"),
    formula: "s ← ρ·s + (1 − ρ)·g²,  d = √(a + ε)/√(s + ε)·g,  a ← ρ·a + (1 − ρ)·d²\nθ ← θ − lr·d",
    doc: Bilingual::new(
        "Steps measured by the steps before them, so that no learning rate has to be chosen.",
        "步长以先前的步长为尺度，无须选择学习率。",
    ),
    reference: "Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701; PyTorch torch.optim.Adadelta",
    parameters: parameters![
        LR.with_default(1.0),
        RHO,
        EPS.with_default(1e-6),
        WEIGHT_DECAY
    ],
    build: |settings| {
        Box::new(AdaDelta {
            learning_rate: settings.get(LR),
            rate: 0.0,
            rho: settings.get(RHO),
            epsilon: settings.get(EPS),
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            memory: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct AdaDelta {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    rho: f64,
    epsilon: f64,
    gradient: Gradient,
    memory: Vec<Memory>,
}

/// The running means of one parameter's g² and of its squared steps, and the ratio of their roots in the last update.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    square: f64,
    step: f64,
    ratio: f64,
}

impl Optimizer for AdaDelta {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.memory.resize(theta.len(), Memory::default());
        let Self { rho, epsilon, .. } = *self;
        for ((theta, memory), g) in theta
            .iter_mut()
            .zip(&mut self.memory)
            .zip(self.gradient.get())
        {
            memory.square = rho * memory.square + (1.0 - rho) * g * g;
            memory.ratio = (memory.step + epsilon).sqrt() / (memory.square + epsilon).sqrt();
            let step = memory.ratio * g;
            memory.step = rho * memory.step + (1.0 - rho) * step * step;
            *theta -= learning_rate * step;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (g, memory) = (self.gradient.get(), &self.memory[..]);
        let each = |value: &dyn Fn(usize) -> f64| Amount::each(memory.len(), value);
        let rate = |i: usize| self.rate * memory[i].ratio;
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("ρ", self.rho),
            Term::new(
                Role::SecondMoment,
                "s",
                "ρ·s + (1 − ρ)·g²",
                each(&|i| memory[i].square),
            ),
            Term::setting("lr", self.rate),
            Term::setting("ε", self.epsilon),
            Term::rate("lr·√(a + ε)/√(s + ε)", each(&rate)),
            Term::step("−η·g", each(&|i| -rate(i) * g[i])),
            Term::new(
                Role::Correction,
                "d",
                "√(a + ε)/√(s + ε)·g",
                each(&|i| memory[i].ratio * g[i]),
            ),
            Term::new(
                Role::SecondMoment,
                "a",
                "ρ·a + (1 − ρ)·d²",
                each(&|i| memory[i].step),
            ),
        ]);
        terms
    }
}
