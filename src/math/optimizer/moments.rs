//! The running means of the gradient and of its square, which the Adam family shares.

use super::{BETA1, BETA2, EPS, Gradient, LR, Objective, Role, Term, TermValue};
use crate::math::parameter::Settings;

/// The running means of g and g², with their settings and the learning rate.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    /// The base learning rate.
    pub learning_rate: f64,
    /// The learning rate of the last update.
    pub last_rate: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f64,
    /// The number of updates made.
    pub updates: i32,
    pub gradient: Gradient,
    /// The first moment m, one entry per parameter.
    pub first: Vec<f64>,
    /// The second moment v, one entry per parameter.
    pub second: Vec<f64>,
}

impl Moments {
    /// The moments before the first update; `weight_decay` is added to the gradient.
    pub(super) fn new(settings: &Settings, weight_decay: f64) -> Self {
        Self {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            beta1: settings.get(BETA1),
            beta2: settings.get(BETA2),
            epsilon: settings.get(EPS),
            updates: 0,
            gradient: Gradient::new(weight_decay),
            first: Vec::new(),
            second: Vec::new(),
        }
    }

    /// Evaluates the gradient at `theta` and updates both means.
    pub(super) fn update(
        &mut self,
        theta: &[f64],
        objective: &mut dyn Objective,
        learning_rate: f64,
    ) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.first.resize(theta.len(), 0.0);
        self.second.resize(theta.len(), 0.0);
        self.updates = self.updates.saturating_add(1);
        let Self { beta1, beta2, .. } = *self;
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((m, v), g) in moments.zip(self.gradient.get()) {
            *m = beta1 * *m + (1.0 - beta1) * g;
            *v = beta2 * *v + (1.0 - beta2) * g * g;
        }
    }

    /// 1 − β₁ᵗ and 1 − β₂ᵗ, by which the means are divided, since they start at 0.
    pub(super) fn corrections(&self) -> [f64; 2] {
        [self.beta1, self.beta2].map(|beta| 1.0 - beta.powi(self.updates))
    }

    /// The terms of g, and the number of the update and the settings of the means.
    pub(super) fn setting_terms(&self) -> Vec<Term> {
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("t", f64::from(self.updates)),
            Term::setting("β₁", self.beta1),
            Term::setting("β₂", self.beta2),
        ]);
        terms
    }

    /// The terms of m and v.
    pub(super) fn mean_terms(&self) -> [Term; 2] {
        let [m, v] = ["β₁·m + (1 − β₁)·g", "β₂·v + (1 − β₂)·g²"];
        [
            Term::new(Role::Momentum, "m", m, &self.first[..]),
            Term::new(Role::SecondMoment, "v", v, &self.second[..]),
        ]
    }

    /// The terms of m̂ and v̂ and of the effective learning rate computed from v̂. Each mean is given by its formula
    /// and its value for a parameter.
    pub(super) fn corrected_terms(
        &self,
        mean: (&'static str, &dyn Fn(usize) -> f64),
        square: (&'static str, &dyn Fn(usize) -> f64),
    ) -> [Term; 5] {
        let each = |value: &dyn Fn(usize) -> f64| TermValue::per_parameter(self.first.len(), value);
        [
            Term::new(Role::Correction, "m̂", mean.0, each(mean.1)),
            Term::new(Role::Correction, "v̂", square.0, each(square.1)),
            Term::setting("lr", self.last_rate),
            Term::setting("ε", self.epsilon),
            Term::rate("lr/(√v̂ + ε)", each(&|i| self.effective_rate(square.1(i)))),
        ]
    }

    /// The effective learning rate lr/(√v̂ + ε) for v̂ = `square`.
    pub(super) fn effective_rate(&self, square: f64) -> f64 {
        self.last_rate / (square.sqrt() + self.epsilon)
    }
}
