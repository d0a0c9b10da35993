//! AdaMax: Adam with the infinity norm.

use super::{
    BETA1, BETA2, EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, TermValue,
    WEIGHT_DECAY,
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "adamax",
    title: Bilingual::new("AdaMax", "AdaMax"),
    formula: "m ← β₁·m + (1 − β₁)·g,  u ← max(β₂·u, |g| + ε)\nθ ← θ − lr·m/((1 − β₁ᵗ)·u)",
    doc: Bilingual::new(
        "Adam that divides by the greatest recent gradient instead of their mean square.",
        "用近期最大梯度代替均方的 Adam。",
    ),
    reference: "Kingma & Ba 2015, Adam, section 7.1, arXiv:1412.6980; PyTorch torch.optim.Adamax",
    parameters: parameters![
        LR.with_default(2e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY
    ],
    build: |settings| {
        Box::new(AdaMax {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            epsilon: settings.get(EPS),
            updates: 0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            states: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct AdaMax {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    /// The number of updates made.
    updates: i32,
    gradient: Gradient,
    states: Vec<ParameterState>,
}

/// The state of one parameter.
#[derive(Clone, Copy, Debug, Default)]
struct ParameterState {
    /// The running mean m of g.
    mean: f64,
    /// The exponentially weighted infinity norm u of g.
    infinity_norm: f64,
}

impl Optimizer for AdaMax {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.states.resize(theta.len(), ParameterState::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let corrected_rate = learning_rate / (1.0 - beta1.powi(self.updates));
        for ((theta, state), g) in theta
            .iter_mut()
            .zip(&mut self.states)
            .zip(self.gradient.get())
        {
            state.mean = beta1 * state.mean + (1.0 - beta1) * g;
            state.infinity_norm = (beta2 * state.infinity_norm).max(g.abs() + self.epsilon);
            *theta -= corrected_rate * state.mean / state.infinity_norm;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let states = &self.states[..];
        let each = |value: &dyn Fn(usize) -> f64| TermValue::per_parameter(states.len(), value);
        let correction = 1.0 - self.beta1.powi(self.updates);
        let rate = |i: usize| self.last_rate / states[i].infinity_norm;
        let mean = |i: usize| states[i].mean / correction;
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("t", f64::from(self.updates)),
            Term::setting("β₁", self.beta1),
            Term::new(
                Role::Momentum,
                "m",
                "β₁·m + (1 − β₁)·g",
                each(&|i| states[i].mean),
            ),
            Term::setting("β₂", self.beta2),
            Term::setting("ε", self.epsilon),
            Term::new(
                Role::SecondMoment,
                "u",
                "max(β₂·u, |g| + ε)",
                each(&|i| states[i].infinity_norm),
            ),
            Term::new(Role::Correction, "m̂", "m/(1 − β₁ᵗ)", each(&mean)),
            Term::setting("lr", self.last_rate),
            Term::rate("lr/u", each(&rate)),
            Term::step("−η·m̂", each(&|i| -rate(i) * mean(i))),
        ]);
        terms
    }
}
