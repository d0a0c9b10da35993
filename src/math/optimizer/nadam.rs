//! NAdam: Adam with Nesterov momentum.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
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
            product: 1.0,
        })
    },
};

#[derive(Clone, Debug)]
struct NAdam {
    moments: Moments,
    momentum_decay: f64,
    /// The product of all μ so far.
    product: f64,
}

impl NAdam {
    /// The momentum of the update with this number.
    fn mu(&self, t: i32) -> f64 {
        self.moments.beta1 * (1.0 - 0.5 * 0.96f64.powf(f64::from(t) * self.momentum_decay))
    }

    /// The momentum of the last update and of the next.
    fn mus(&self) -> [f64; 2] {
        let t = self.moments.updates;
        [self.mu(t), self.mu(t.saturating_add(1))]
    }
}

impl Optimizer for NAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.moments.update(theta, objective, learning_rate);
        let [here, next] = self.mus();
        self.product *= here;
        let of_gradient = learning_rate * (1.0 - here) / (1.0 - self.product);
        let of_momentum = learning_rate * next / (1.0 - self.product * next);
        let [_, correction] = self.moments.corrections();
        let moments = self.moments.first.iter().zip(&self.moments.second);
        for ((theta, (m, v)), g) in theta
            .iter_mut()
            .zip(moments)
            .zip(self.moments.gradient.get())
        {
            let size = (v / correction).sqrt() + self.moments.epsilon;
            *theta -= (of_gradient * g + of_momentum * m) / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.moments.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (moments, g) = (&self.moments, self.moments.gradient.get());
        let [here, next] = self.mus();
        let [_, correction] = moments.corrections();
        let square = |i: usize| moments.second[i] / correction;
        let ahead = |i: usize| {
            let of_momentum = next * moments.first[i] / (1.0 - self.product * next);
            of_momentum + (1.0 - here) * g[i] / (1.0 - self.product)
        };
        let mut terms = moments.setting_terms();
        terms.push(Term::setting("ψ", self.momentum_decay));
        terms.extend(moments.mean_terms());
        terms.extend([
            Term::new(Role::Setting, "μ₀", "β₁·(1 − 0.5·0.96^(t·ψ))", here),
            Term::new(Role::Setting, "μ₁", "β₁·(1 − 0.5·0.96^((t + 1)·ψ))", next),
            Term {
                initial: 1.0,
                ..Term::new(Role::Setting, "Π", "Π·μ₀", self.product)
            },
        ]);
        let mean_from = "μ₁·m/(1 − Π·μ₁) + (1 − μ₀)·g/(1 − Π)";
        terms.extend(moments.corrected_terms((mean_from, &ahead), ("v/(1 − β₂ᵗ)", &square)));
        let step = |i: usize| -moments.rate_of(square(i)) * ahead(i);
        terms.push(Term::step("−η·m̂", Amount::each(g.len(), step)));
        terms
    }
}
