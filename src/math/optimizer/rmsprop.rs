//! RMSprop: each parameter's gradient divided by its root mean square.

use super::{
    EPS, Entry, Gradient, LR, MOMENTUM, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY,
};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const ALPHA: Setting<f64> = Setting::number(
    "alpha",
    0.99,
    Bilingual::new(
        "memory of the squared gradients: share kept at each update",
        "平方梯度的记忆：每次更新保留的比例",
    ),
)
.up_to(1.0)
.slider(0.5, 0.999);

const CENTERED: Setting<bool> = Setting::bool(
    "centered",
    false,
    Bilingual::new(
        "divide by the spread of the gradient about its mean, not by its size",
        "除以梯度围绕均值的离散程度，而不是它的大小",
    ),
);

pub(super) const ENTRY: Entry = Entry {
    name: "rmsprop",
    title: Bilingual::new("RMSprop", "RMSprop"),
    formula: "s ← α·s + (1 − α)·g²,  ḡ ← α·ḡ + (1 − α)·g if centered, else 0\nv ← μ·v + g/(√(s − ḡ²) + ε),  θ ← θ − lr·v",
    doc: Bilingual::new(
        "Each parameter's gradient is divided by its recent size, so steep and flat directions move alike.",
        "每个参数的梯度除以它近来的大小，陡坡与缓坡走得一样快。",
    ),
    reference: "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5; centered: Graves 2013, arXiv:1308.0850; PyTorch torch.optim.RMSprop",
    parameters: parameters![
        LR.with_default(1e-2),
        ALPHA,
        EPS.with_default(1e-8),
        WEIGHT_DECAY,
        MOMENTUM.with_default(0.0),
        CENTERED
    ],
    build: |settings| {
        Box::new(RmsProp {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            alpha: settings.get(ALPHA),
            epsilon: settings.get(EPS),
            momentum: settings.get(MOMENTUM),
            centered: settings.get(CENTERED),
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            states: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct RmsProp {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    alpha: f64,
    epsilon: f64,
    momentum: f64,
    centered: bool,
    gradient: Gradient,
    states: Vec<ParameterState>,
}

/// The state of one parameter.
#[derive(Clone, Copy, Debug, Default)]
struct ParameterState {
    /// The running mean s of g².
    mean_square: f64,
    /// The running mean ḡ of g; 0 unless centered.
    mean: f64,
    /// The number under the root in the denominator: s or, if centered, the variance s − ḡ².
    radicand: f64,
    velocity: f64,
}

impl Optimizer for RmsProp {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.states.resize(theta.len(), ParameterState::default());
        let alpha = self.alpha;
        for ((theta, state), g) in theta
            .iter_mut()
            .zip(&mut self.states)
            .zip(self.gradient.get())
        {
            state.mean_square = alpha * state.mean_square + (1.0 - alpha) * g * g;
            state.radicand = state.mean_square;
            if self.centered {
                state.mean = alpha * state.mean + (1.0 - alpha) * g;
                // Rounding may make a variance of 0 negative; PyTorch would give NaN there.
                state.radicand = (state.mean_square - state.mean * state.mean).max(0.0);
            }
            state.velocity =
                self.momentum * state.velocity + g / (state.radicand.sqrt() + self.epsilon);
            *theta -= learning_rate * state.velocity;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (g, states) = (self.gradient.get(), &self.states[..]);
        let each = |value: &dyn Fn(usize) -> f64| TermValue::per_parameter(states.len(), value);
        let rate = |i: usize| self.last_rate / (states[i].radicand.sqrt() + self.epsilon);
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("α", self.alpha),
            Term::new(
                Role::SecondMoment,
                "s",
                "α·s + (1 − α)·g²",
                each(&|i| states[i].mean_square),
            ),
        ]);
        if self.centered {
            let mean = each(&|i| states[i].mean);
            let variance = each(&|i| states[i].radicand);
            terms.extend([
                Term::new(Role::Momentum, "ḡ", "α·ḡ + (1 − α)·g", mean),
                Term::new(Role::SecondMoment, "q", "max(s − ḡ², 0)", variance),
            ]);
        }
        terms.extend([
            Term::setting("lr", self.last_rate),
            Term::setting("ε", self.epsilon),
            Term::rate(
                ["lr/(√s + ε)", "lr/(√q + ε)"][usize::from(self.centered)],
                each(&rate),
            ),
        ]);
        if self.momentum == 0.0 {
            terms.push(Term::step("−η·g", each(&|i| -rate(i) * g[i])));
            return terms;
        }
        let velocity_formula = ["μ·v + g/(√s + ε)", "μ·v + g/(√q + ε)"][usize::from(self.centered)];
        terms.extend([
            Term::setting("μ", self.momentum),
            Term::new(
                Role::Momentum,
                "v",
                velocity_formula,
                each(&|i| states[i].velocity),
            ),
            Term::step("−lr·v", each(&|i| -self.last_rate * states[i].velocity)),
        ]);
        terms
    }
}
