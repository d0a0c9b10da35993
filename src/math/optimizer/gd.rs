//! Gradient descent: steps against the gradient.

use super::{Entry, Gradient, LR, Objective, Optimizer, Term, TermValue, WEIGHT_DECAY};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "gd",
    title: Bilingual::new("Gradient descent", "梯度下降"),
    formula: "θ ← θ − lr·g",
    doc: Bilingual::new(
        "A step against the gradient, as long as the slope is steep.",
        "逆着梯度走一步，坡越陡步子越大。",
    ),
    reference: "Cauchy 1847, Méthode générale pour la résolution des systèmes d'équations simultanées",
    parameters: parameters![LR.with_default(1e-3), WEIGHT_DECAY],
    build: |settings| {
        Box::new(GradientDescent {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
        })
    },
};

#[derive(Clone, Debug)]
struct GradientDescent {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    gradient: Gradient,
}

impl Optimizer for GradientDescent {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        for (theta, g) in theta.iter_mut().zip(self.gradient.get()) {
            *theta -= learning_rate * g;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn stable_rate_factor(&self) -> Option<f64> {
        Some(1.0)
    }

    fn terms(&self) -> Vec<Term> {
        let g = self.gradient.get();
        let step = TermValue::per_parameter(g.len(), |i| -self.last_rate * g[i]);
        let mut terms = self.gradient.terms();
        terms.push(Term::common_rate(self.last_rate));
        terms.push(Term::step("−lr·g", step));
        terms
    }
}
