//! The gradient with weight decay, as used by most optimizers.

use super::{
    Objective,
    terms::{Amount, Role, Term},
};

/// g = ∇f + w·θ, in buffers that are reused.
#[derive(Clone, Debug, Default)]
pub(super) struct Gradient {
    weight_decay: f64,
    plain: Vec<f64>,
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
        self.fill(theta, |into| objective.gradient(theta, into));
    }

    /// Uses the vector written by `plain` as the gradient at `theta`.
    pub(super) fn fill(&mut self, theta: &[f64], plain: impl FnOnce(&mut [f64])) {
        self.plain.resize(theta.len(), 0.0);
        plain(&mut self.plain);
        self.decayed.clone_from(&self.plain);
        // Without decay nothing is added: 0·θ would turn an overflow into NaN.
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
        self.terms_from("∇f")
    }

    /// The terms of g, with this formula for the gradient.
    pub(super) fn terms_from(&self, plain: &'static str) -> Vec<Term> {
        if self.weight_decay == 0.0 {
            return vec![Term::new(Role::Gradient, "g", plain, self.get())];
        }
        let from = if plain == "∇f" { "" } else { plain };
        vec![
            Term::setting("w", self.weight_decay),
            Term::new(Role::Gradient, "∇f", from, &self.plain[..]),
            Term::new(Role::Decay, "g", "∇f + w·θ", self.get()),
        ]
    }

    /// |Δθ|/|g| for each parameter; 0 where g is 0.
    pub(super) fn rate_of(&self, step: &[f64]) -> Term {
        let value = Amount::each(step.len(), |i| match self.decayed[i] {
            0.0 => 0.0,
            g => (step[i] / g).abs(),
        });
        Term::rate("|Δθ|/|g|", value)
    }
}
