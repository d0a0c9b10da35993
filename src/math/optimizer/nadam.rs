//! NAdam: Adam with Nesterov momentum.

use super::{
    BETA1, BETA2, EPS, Entry, LR, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY,
    moments::Moments,
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

pub(super) const ENTRY: Entry = Entry {
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
            moments: Moments::new(settings, settings.get(WEIGHT_DECAY)),
            momentum_decay: settings.get(MOMENTUM_DECAY),
            mu_product: 1.0,
        })
    },
};

#[derive(Clone, Debug)]
struct NAdam {
    moments: Moments,
    momentum_decay: f64,
    /// The product Π of all μ so far.
    mu_product: f64,
}

impl NAdam {
    /// The momentum μₜ of the update with this number, from 1.
    fn mu(&self, t: i32) -> f64 {
        self.moments.beta1 * (1.0 - 0.5 * 0.96f64.powf(f64::from(t) * self.momentum_decay))
    }

    /// The momenta of the last update and of the next_mu.
    fn mus(&self) -> [f64; 2] {
        let t = self.moments.updates;
        [self.mu(t), self.mu(t.saturating_add(1))]
    }
}

impl Optimizer for NAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.moments.update(theta, objective, learning_rate);
        let [mu, next_mu] = self.mus();
        self.mu_product *= mu;
        let gradient_factor = learning_rate * (1.0 - mu) / (1.0 - self.mu_product);
        let momentum_factor = learning_rate * next_mu / (1.0 - self.mu_product * next_mu);
        let [_, correction] = self.moments.corrections();
        let moments = self.moments.first.iter().zip(&self.moments.second);
        for ((theta, (m, v)), g) in theta
            .iter_mut()
            .zip(moments)
            .zip(self.moments.gradient.get())
        {
            let denominator = (v / correction).sqrt() + self.moments.epsilon;
            *theta -= (gradient_factor * g + momentum_factor * m) / denominator;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.moments.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (moments, g) = (&self.moments, self.moments.gradient.get());
        let [mu, next_mu] = self.mus();
        let [_, correction] = moments.corrections();
        let square = |i: usize| moments.second[i] / correction;
        let mean = |i: usize| {
            let momentum_part = next_mu * moments.first[i] / (1.0 - self.mu_product * next_mu);
            momentum_part + (1.0 - mu) * g[i] / (1.0 - self.mu_product)
        };
        let mut terms = moments.setting_terms();
        terms.push(Term::setting("ψ", self.momentum_decay));
        terms.extend(moments.mean_terms());
        terms.extend([
            Term::new(Role::Setting, "μ₀", "β₁·(1 − 0.5·0.96^(t·ψ))", mu),
            Term::new(
                Role::Setting,
                "μ₁",
                "β₁·(1 − 0.5·0.96^((t + 1)·ψ))",
                next_mu,
            ),
            Term {
                initial: 1.0,
                ..Term::new(Role::Setting, "Π", "Π·μ₀", self.mu_product)
            },
        ]);
        let mean_formula = "μ₁·m/(1 − Π·μ₁) + (1 − μ₀)·g/(1 − Π)";
        terms.extend(moments.corrected_terms((mean_formula, &mean), ("v/(1 − β₂ᵗ)", &square)));
        let step = |i: usize| -moments.effective_rate(square(i)) * mean(i);
        terms.push(Term::step("−η·m̂", TermValue::per_parameter(g.len(), step)));
        terms
    }
}
