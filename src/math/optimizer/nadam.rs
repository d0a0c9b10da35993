//! NAdam: Adam with Nesterov's look ahead.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const MOMENTUM_DECAY: Setting<f64> = Setting::number(
    "momentum_decay",
    4e-3,
    Bilingual::new("how fast the momentum warms up to β₁", "动量升至 β₁ 的快慢"),
)
.slider(0.0, 0.1);

pub const ENTRY: Entry = Entry {
    name: "nadam",
    title: Bilingual::new("NAdam", "NAdam"),
    formula: "μₜ = β₁·(1 − ½·0.96^(t·ψ)),  m, v as in Adam\nθ ← θ − lr·(μₜ₊₁·m/(1 − Πμᵢ₊₁) + (1 − μₜ)·g/(1 − Πμᵢ))/(√v̂ + ε)",
    doc: Bilingual::new(
        "Adam that looks ahead along its momentum, as Nesterov does.",
        "像 Nesterov 那样沿动量向前看的 Adam。",
    ),
    reference: "Dozat 2016, Incorporating Nesterov Momentum into Adam, ICLR workshop; PyTorch torch.optim.NAdam",
    parameters: parameters![
        LR.with_default(2e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY,
        MOMENTUM_DECAY
    ],
    build: |settings| {
        Box::new(NAdam {
            learning_rate: settings.get(LR),
            rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            epsilon: settings.get(EPS),
            momentum_decay: settings.get(MOMENTUM_DECAY),
            updates: 0,
            product: 1.0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            moments: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct NAdam {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    momentum_decay: f64,
    updates: i32,
    /// Product of all μ so far.
    product: f64,
    gradient: Gradient,
    moments: Vec<Moments>,
}

/// Running means of one parameter's g and g².
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    second: f64,
}

impl NAdam {
    /// The momentum of an update, by its number.
    fn mu(&self, t: i32) -> f64 {
        self.beta1 * (1.0 - 0.5 * 0.96f64.powf(f64::from(t) * self.momentum_decay))
    }
}

impl Optimizer for NAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.ask(theta, objective);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let (here, next) = (
            self.mu(self.updates),
            self.mu(self.updates.saturating_add(1)),
        );
        self.product *= here;
        let of_gradient = learning_rate * (1.0 - here) / (1.0 - self.product);
        let of_momentum = learning_rate * next / (1.0 - self.product * next);
        let correction = 1.0 - beta2.powi(self.updates);
        for ((theta, moments), g) in theta
            .iter_mut()
            .zip(&mut self.moments)
            .zip(self.gradient.get())
        {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            let size = (moments.second / correction).sqrt() + self.epsilon;
            *theta -= (of_gradient * g + of_momentum * moments.first) / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (g, moments) = (self.gradient.get(), &self.moments[..]);
        let each = |value: &dyn Fn(usize) -> f64| Amount::each(moments.len(), value);
        let (here, next) = (
            self.mu(self.updates),
            self.mu(self.updates.saturating_add(1)),
        );
        let correction = 1.0 - self.beta2.powi(self.updates);
        let square = |i: usize| moments[i].second / correction;
        let rate = |i: usize| self.rate / (square(i).sqrt() + self.epsilon);
        let ahead = |i: usize| {
            let of_momentum = next * moments[i].first / (1.0 - self.product * next);
            of_momentum + (1.0 - here) * g[i] / (1.0 - self.product)
        };
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("t", f64::from(self.updates)),
            Term::setting("β₁", self.beta1),
            Term::setting("β₂", self.beta2),
            Term::setting("ψ", self.momentum_decay),
            Term::new(
                Role::Momentum,
                "m",
                "β₁·m + (1 − β₁)·g",
                each(&|i| moments[i].first),
            ),
            Term::new(
                Role::SecondMoment,
                "v",
                "β₂·v + (1 − β₂)·g²",
                each(&|i| moments[i].second),
            ),
            Term::new(Role::Setting, "μ₀", "β₁·(1 − 0.5·0.96^(t·ψ))", here),
            Term::new(Role::Setting, "μ₁", "β₁·(1 − 0.5·0.96^((t + 1)·ψ))", next),
            Term {
                initial: 1.0,
                ..Term::new(Role::Setting, "Π", "Π·μ₀", self.product)
            },
            Term::new(
                Role::Correction,
                "m̂",
                "μ₁·m/(1 − Π·μ₁) + (1 − μ₀)·g/(1 − Π)",
                each(&ahead),
            ),
            Term::new(Role::Correction, "v̂", "v/(1 − β₂ᵗ)", each(&square)),
            Term::setting("lr", self.rate),
            Term::setting("ε", self.epsilon),
            Term::rate("lr/(√v̂ + ε)", each(&rate)),
            Term::step("−η·m̂", each(&|i| -rate(i) * ahead(i))),
        ]);
        terms
    }
}
