//! AdaDelta: steps scaled by the size of previous steps.

use super::{EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY};
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
            last_rate: 0.0,
            rho: settings.get(RHO),
            epsilon: settings.get(EPS),
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            states: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct AdaDelta {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    rho: f64,
    epsilon: f64,
    gradient: Gradient,
    states: Vec<ParameterState>,
}

/// The state of one parameter.
#[derive(Clone, Copy, Debug, Default)]
struct ParameterState {
    /// The running mean s of g².
    mean_square_gradient: f64,
    /// The running mean a of d², the squared step before the learning rate.
    mean_square_step: f64,
    /// √(a + ε)/√(s + ε) in the last update.
    ratio: f64,
}

impl Optimizer for AdaDelta {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.states.resize(theta.len(), ParameterState::default());
        let Self { rho, epsilon, .. } = *self;
        for ((theta, state), g) in theta
            .iter_mut()
            .zip(&mut self.states)
            .zip(self.gradient.get())
        {
            state.mean_square_gradient = rho * state.mean_square_gradient + (1.0 - rho) * g * g;
            state.ratio = (state.mean_square_step + epsilon).sqrt()
                / (state.mean_square_gradient + epsilon).sqrt();
            let step = state.ratio * g;
            state.mean_square_step = rho * state.mean_square_step + (1.0 - rho) * step * step;
            *theta -= learning_rate * step;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (g, states) = (self.gradient.get(), &self.states[..]);
        let each = |value: &dyn Fn(usize) -> f64| TermValue::per_parameter(states.len(), value);
        let rate = |i: usize| self.last_rate * states[i].ratio;
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("ρ", self.rho),
            Term::new(
                Role::SecondMoment,
                "s",
                "ρ·s + (1 − ρ)·g²",
                each(&|i| states[i].mean_square_gradient),
            ),
            Term::setting("lr", self.last_rate),
            Term::setting("ε", self.epsilon),
            Term::rate("lr·√(a + ε)/√(s + ε)", each(&rate)),
            Term::step("−η·g", each(&|i| -rate(i) * g[i])),
            Term::new(
                Role::Correction,
                "d",
                "√(a + ε)/√(s + ε)·g",
                each(&|i| states[i].ratio * g[i]),
            ),
            Term::new(
                Role::SecondMoment,
                "a",
                "ρ·a + (1 − ρ)·d²",
                each(&|i| states[i].mean_square_step),
            ),
        ]);
        terms
    }
}
