//! RAdam: Adam that begins as momentum.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
};
use crate::math::{parameter::parameters, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "radam",
    title: Bilingual::new("RAdam", "RAdam"),
    formula: "ρₜ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ),  ρ∞ = 2/(1 − β₂) − 1,  m̂, v as in Adam\nθ ← θ − lr·r·m̂·√(1 − β₂ᵗ)/(√v + ε) once ρₜ > 5, before that θ ← θ − lr·m̂",
    doc: Bilingual::new(
        "Adam that trusts its squared gradients only once it has seen enough of them.",
        "看够平方梯度之后才信任它们的 Adam。",
    ),
    reference: "Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond, arXiv:1908.03265; PyTorch torch.optim.RAdam",
    parameters: parameters![
        LR.with_default(1e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY
    ],
    build: |settings| {
        Box::new(RAdam {
            learning_rate: settings.get(LR),
            rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            epsilon: settings.get(EPS),
            updates: 0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            moments: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct RAdam {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    updates: i32,
    gradient: Gradient,
    moments: Vec<Moments>,
}

/// Running means of one parameter's g and g².
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    first: f64,
    second: f64,
}

impl RAdam {
    /// β₂ to the number of updates.
    fn power(&self) -> f64 {
        self.beta2.powi(self.updates)
    }

    /// r, once enough squared gradients have been seen.
    fn rectification(&self) -> Option<f64> {
        let power = self.power();
        let longest = 2.0 / (1.0 - self.beta2) - 1.0;
        let length = longest - 2.0 * f64::from(self.updates) * power / (1.0 - power);
        (length > 5.0).then(|| {
            let part = |rho: f64| (rho - 4.0) * (rho - 2.0) / rho;
            (part(length) / part(longest)).sqrt()
        })
    }

    /// r with the correction of v.
    fn rectified(&self) -> Option<f64> {
        self.rectification()
            .map(|r| r * (1.0 - self.power()).sqrt())
    }
}

impl Optimizer for RAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        self.gradient.ask(theta, objective);
        self.moments.resize(theta.len(), Moments::default());
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let corrected = learning_rate / (1.0 - beta1.powi(self.updates));
        let rectified = self.rectified();
        for ((theta, moments), g) in theta
            .iter_mut()
            .zip(&mut self.moments)
            .zip(self.gradient.get())
        {
            moments.first = beta1 * moments.first + (1.0 - beta1) * g;
            moments.second = beta2 * moments.second + (1.0 - beta2) * g * g;
            let factor = rectified.map_or(1.0, |r| r / (moments.second.sqrt() + self.epsilon));
            *theta -= corrected * moments.first * factor;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let moments = &self.moments[..];
        let each = |value: &dyn Fn(usize) -> f64| Amount::each(moments.len(), value);
        let correction = 1.0 - self.beta1.powi(self.updates);
        let mean = |i: usize| moments[i].first / correction;
        let rectified = self.rectified();
        let rate = |i: usize| {
            let factor = |r: f64| r / (moments[i].second.sqrt() + self.epsilon);
            self.rate * rectified.map_or(1.0, factor)
        };
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
            Term::new(Role::Correction, "m̂", "m/(1 − β₁ᵗ)", each(&mean)),
            Term::setting("lr", self.rate),
        ]);
        let formula = match self.rectification() {
            None => "lr",
            Some(r) => {
                terms.push(Term::new(Role::Correction, "r", "", r));
                terms.push(Term::setting("ε", self.epsilon));
                "lr·r·√(1 − β₂ᵗ)/(√v + ε)"
            }
        };
        terms.extend([
            Term::rate(formula, each(&rate)),
            Term::step("−η·m̂", each(&|i| -rate(i) * mean(i))),
        ]);
        terms
    }
}
