//! Nesterov momentum: the gradient step applied to the velocity one update ahead.

use super::{
    Entry, Gradient, LR, MOMENTUM, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY,
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
    name: "nesterov",
    title: Bilingual::new("Nesterov momentum", "Nesterov 动量"),
    formula: "v ← μ·v + g,  v₁ = g₁\nθ ← θ − lr·(g + μ·v)",
    doc: Bilingual::new(
        "Momentum that looks one update ahead and so swings less.",
        "向前多看一步的动量法，因此摆动更小。",
    ),
    reference: "Nesterov 1983, A method for solving a convex programming problem with convergence rate O(1/k²); Sutskever et al. 2013; PyTorch torch.optim.SGD",
    // Without momentum there is nothing to look ahead with; PyTorch rejects it too.
    parameters: parameters![LR.with_default(1e-3), MOMENTUM.positive(), WEIGHT_DECAY],
    build: |settings| {
        Box::new(Nesterov {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            momentum: settings.get(MOMENTUM),
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            velocity: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct Nesterov {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    momentum: f64,
    gradient: Gradient,
    /// The velocity v, one entry per parameter.
    velocity: Vec<f64>,
}

impl Optimizer for Nesterov {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        // The first velocity is the gradient itself.
        self.velocity.resize(theta.len(), 0.0);
        for ((theta, v), g) in theta
            .iter_mut()
            .zip(&mut self.velocity)
            .zip(self.gradient.get())
        {
            *v = self.momentum * *v + g;
            *theta -= learning_rate * (g + self.momentum * *v);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    /// (1 + μ)/(1 + 2μ) with momentum μ: the largest rate for which both roots of the recurrence are in the unit
    /// circle.
    fn stable_rate_factor(&self) -> Option<f64> {
        Some((1.0 + self.momentum) / (1.0 + 2.0 * self.momentum))
    }

    fn terms(&self) -> Vec<Term> {
        let (g, v) = (self.gradient.get(), &self.velocity[..]);
        let step =
            TermValue::per_parameter(v.len(), |i| -self.last_rate * (g[i] + self.momentum * v[i]));
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::setting("μ", self.momentum),
            Term::new(Role::Momentum, "v", "μ·v + g", v),
            Term::common_rate(self.last_rate),
            Term::step("−lr·(g + μ·v)", step),
        ]);
        terms
    }
}
