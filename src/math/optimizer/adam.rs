//! Adam: momentum divided by the recent size of the gradient, both corrected for their start at 0.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
};
use crate::math::{
    parameter::{Settings, parameters},
    words::Bilingual,
};

pub const ENTRY: Entry = Entry {
    name: "adam",
    title: Bilingual::new("Adam", "Adam"),
    formula: "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ)\nθ ← θ − lr·m̂/(√v̂ + ε)",
    doc: Bilingual::new(
        "Momentum with a step of its own for each parameter: about lr at first, however steep it is.",
        "动量加上每个参数各自的步长：无论多陡，起初每步约为 lr。",
    ),
    reference: "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980; PyTorch torch.optim.Adam",
    parameters: parameters![
        LR.with_default(1e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY
    ],
    build: |settings| Box::new(Adam::new(Variant::Plain, settings)),
};

/// Which of its kind an Adam is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variant {
    Plain,
    /// Weight decay shrinks θ itself rather than being added to the gradient.
    Decoupled,
    /// The greatest v so far takes the place of v.
    Greatest,
}

/// Adam, and what differs from it by a line.
#[derive(Clone, Debug)]
pub(super) struct Adam {
    variant: Variant,
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    /// Weight decay beside the gradient.
    decoupled: f64,
    /// What it took from each parameter in the last update.
    shrunk: Vec<f64>,
    updates: i32,
    gradient: Gradient,
    moments: Vec<Moments>,
}

impl Adam {
    pub(super) fn new(variant: Variant, settings: &Settings) -> Self {
        let weight_decay = settings.get(WEIGHT_DECAY);
        let (coupled, decoupled) = match variant {
            Variant::Decoupled => (0.0, weight_decay),
            Variant::Plain | Variant::Greatest => (weight_decay, 0.0),
        };
        Self {
            variant,
            learning_rate: settings.get(LR),
            rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            epsilon: settings.get(EPS),
            updates: 0,
            gradient: Gradient::new(coupled),
            decoupled,
            shrunk: Vec::new(),
            moments: Vec::new(),
        }
    }
}

/// Running means of one parameter's g and g², and the greatest of the latter so far.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    second: f64,
    greatest: f64,
}

impl Moments {
    /// The mean square that divides.
    fn size(self, variant: Variant) -> f64 {
        match variant {
            Variant::Greatest => self.greatest,
            Variant::Plain | Variant::Decoupled => self.second,
        }
    }
}

impl Optimizer for Adam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.ask(theta, objective);
        if self.decoupled != 0.0 {
            let lost = -learning_rate * self.decoupled;
            self.shrunk = theta.iter().map(|theta| lost * theta).collect();
            theta.iter_mut().for_each(|theta| *theta *= 1.0 + lost);
        }
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let corrected = learning_rate / (1.0 - beta1.powi(self.updates));
        let root_of_correction = (1.0 - beta2.powi(self.updates)).sqrt();
        for ((theta, moments), g) in theta
            .iter_mut()
            .zip(&mut self.moments)
            .zip(self.gradient.get())
        {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            moments.greatest = moments.greatest.max(moments.second);
            let size = moments.size(self.variant).sqrt() / root_of_correction + self.epsilon;
            *theta -= corrected * moments.first / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let moments = &self.moments[..];
        let each = |value: &dyn Fn(usize) -> f64| Amount::each(moments.len(), value);
        let greatest = self.variant == Variant::Greatest;
        let corrections = [self.beta1, self.beta2].map(|beta| 1.0 - beta.powi(self.updates));
        let mean = |i: usize| moments[i].first / corrections[0];
        let square = |i: usize| moments[i].size(self.variant) / corrections[1];
        let rate = |i: usize| self.rate / (square(i).sqrt() + self.epsilon);
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("t", f64::from(self.updates)),
            Term::setting("β₁", self.beta1),
            Term::setting("β₂", self.beta2),
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
        ]);
        if greatest {
            let value = each(&|i| moments[i].greatest);
            terms.push(Term::new(Role::SecondMoment, "v̄", "max(v̄, v)", value));
        }
        let square_from = ["v/(1 − β₂ᵗ)", "v̄/(1 − β₂ᵗ)"][usize::from(greatest)];
        terms.extend([
            Term::new(Role::Correction, "m̂", "m/(1 − β₁ᵗ)", each(&mean)),
            Term::new(Role::Correction, "v̂", square_from, each(&square)),
            Term::setting("lr", self.rate),
            Term::setting("ε", self.epsilon),
            Term::rate("lr/(√v̂ + ε)", each(&rate)),
        ]);
        if self.decoupled == 0.0 {
            terms.push(Term::step("−η·m̂", each(&|i| -rate(i) * mean(i))));
            return terms;
        }
        terms.extend([
            Term::setting("w", self.decoupled),
            Term::new(Role::Decay, "d", "−lr·w·θ", &self.shrunk[..]),
            Term::step("d − η·m̂", each(&|i| self.shrunk[i] - rate(i) * mean(i))),
        ]);
        terms
    }
}
