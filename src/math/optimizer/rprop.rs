//! Rprop: steps determined by the sign of the gradient.

use super::{Entry, Gradient, LR, Objective, Optimizer, Role, Term, TermValue};
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
            last_rate: 0.0,
            etaminus: settings.get(ETAMINUS),
            etaplus: settings.get(ETAPLUS),
            step_min: settings.get(STEP_MIN),
            step_max: settings.get(STEP_MAX),
            gradient: Gradient::default(),
            states: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct Rprop {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    etaminus: f64,
    etaplus: f64,
    step_min: f64,
    step_max: f64,
    gradient: Gradient,
    states: Vec<ParameterState>,
}

/// The state of one parameter.
#[derive(Clone, Copy, Debug)]
struct ParameterState {
    /// The last gradient; 0 if its sign changed in the last update.
    gradient: f64,
    /// The factor of the step size in the last update.
    factor: f64,
    step_size: f64,
}

impl ParameterState {
    /// The last change of the parameter.
    fn change(&self) -> f64 {
        match self.gradient {
            0.0 => 0.0,
            g => -g.signum() * self.step_size,
        }
    }
}

impl Optimizer for Rprop {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        let initial = ParameterState {
            gradient: 0.0,
            factor: 1.0,
            step_size: learning_rate,
        };
        self.states.resize(theta.len(), initial);
        for ((theta, state), &g) in theta
            .iter_mut()
            .zip(&mut self.states)
            .zip(self.gradient.get())
        {
            let agreement = g * state.gradient;
            let factor = match agreement {
                a if a > 0.0 => self.etaplus,
                a if a < 0.0 => self.etaminus,
                _ => 1.0,
            };
            // Not `clamp`, which panics if the minimum is above the maximum.
            state.step_size = (state.step_size * factor)
                .max(self.step_min)
                .min(self.step_max);
            state.factor = factor;
            state.gradient = if agreement < 0.0 { 0.0 } else { g };
            *theta += state.change();
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let each = |value: &dyn Fn(&ParameterState) -> f64| {
            TermValue::PerParameter(self.states.iter().map(value).collect())
        };
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("η₊", self.etaplus),
            Term::setting("η₋", self.etaminus),
            Term::new(
                Role::Correction,
                "c",
                "η₊, η₋, 1",
                each(&|state| state.factor),
            ),
            Term::setting("step_min", self.step_min),
            Term::setting("step_max", self.step_max),
            Term {
                initial: self.last_rate,
                ..Term::new(
                    Role::Rate,
                    "s",
                    "min(max(s·c, step_min), step_max)",
                    each(&|state| state.step_size),
                )
            },
            Term::step("−[c ≥ 1]·sign(g)·s", each(&ParameterState::change)),
        ]);
        terms
    }
}
