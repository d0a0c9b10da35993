//! The gradient with weight decay, as used by most optimizers.

use super::{
    Objective,
    terms::{Role, Term, TermValue},
};

/// The gradient g = ∇f + w·θ with weight decay w.
#[derive(Clone, Debug, Default)]
pub(super) struct Gradient {
    weight_decay: f64,
    /// ∇f at the last point.
    undecayed: Vec<f64>,
    /// g at the last point.
    decayed: Vec<f64>,
}

impl Gradient {
    pub(super) fn new(weight_decay: f64) -> Self {
        Self {
            weight_decay,
            ..Self::default()
        }
    }

    /// Evaluates the gradient at `theta`.
    pub(super) fn evaluate(&mut self, theta: &[f64], objective: &mut dyn Objective) {
        self.evaluate_with(theta, |into| objective.gradient(theta, into));
    }

    /// Uses the vector that `write` writes as ∇f at `theta`.
    pub(super) fn evaluate_with(&mut self, theta: &[f64], write: impl FnOnce(&mut [f64])) {
        self.undecayed.resize(theta.len(), 0.0);
        write(&mut self.undecayed);
        self.decayed.clone_from(&self.undecayed);
        // Without decay nothing is added, since 0·θ is NaN for an infinite θ.
        if self.weight_decay != 0.0 {
            for (g, theta) in self.decayed.iter_mut().zip(theta) {
                *g += self.weight_decay * theta;
            }
        }
    }

    /// The gradient g with weight decay, one entry per parameter.
    pub(super) fn get(&self) -> &[f64] {
        &self.decayed
    }

    /// The terms of g.
    pub(super) fn terms(&self) -> Vec<Term> {
        self.terms_with_formula("∇f")
    }

    /// The terms of g, with this formula for ∇f.
    pub(super) fn terms_with_formula(&self, formula: &'static str) -> Vec<Term> {
        if self.weight_decay == 0.0 {
            return vec![Term::new(Role::Gradient, "g", formula, self.get())];
        }
        // The formula of the term ∇f would repeat its symbol.
        let formula = if formula == "∇f" { "" } else { formula };
        vec![
            Term::setting("w", self.weight_decay),
            Term::new(Role::Gradient, "∇f", formula, &self.undecayed[..]),
            Term::new(Role::Decay, "g", "∇f + w·θ", self.get()),
        ]
    }

    /// The effective learning rate |Δθ|/|g| of each parameter; 0 where g is 0.
    pub(super) fn rate_term(&self, step: &[f64]) -> Term {
        let value = TermValue::per_parameter(step.len(), |i| match self.decayed[i] {
            0.0 => 0.0,
            g => (step[i] / g).abs(),
        });
        Term::rate("|Δθ|/|g|", value)
    }
}
