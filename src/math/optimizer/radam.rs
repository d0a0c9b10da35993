//! RAdam: Adam with a rectified adaptive rate; starts as momentum.

use super::{
    BETA1, BETA2, EPS, Entry, LR, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY,
    moments::Moments,
};
use crate::math::{parameter::parameters, words::Bilingual};

pub(super) const ENTRY: Entry = Entry {
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
            moments: Moments::new(settings, settings.get(WEIGHT_DECAY)),
        })
    },
};

#[derive(Clone, Debug)]
struct RAdam {
    moments: Moments,
}

impl RAdam {
    /// β₂ᵗ, where t is the number of updates.
    fn beta2_power(&self) -> f64 {
        self.moments.beta2.powi(self.moments.updates)
    }

    /// The rectification r, once ρₜ > 5, i.e. once the mean of squared gradients has enough of them.
    fn rectification(&self) -> Option<f64> {
        let power = self.beta2_power();
        let rho_max = 2.0 / (1.0 - self.moments.beta2) - 1.0;
        let rho = rho_max - 2.0 * f64::from(self.moments.updates) * power / (1.0 - power);
        (rho > 5.0).then(|| {
            let term = |rho: f64| (rho - 4.0) * (rho - 2.0) / rho;
            (term(rho) / term(rho_max)).sqrt()
        })
    }

    /// r·√(1 − β₂ᵗ), once there is a rectification r.
    fn rectified(&self) -> Option<f64> {
        self.rectification()
            .map(|r| r * (1.0 - self.beta2_power()).sqrt())
    }
}

impl Optimizer for RAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.moments.update(theta, objective, learning_rate);
        let [correction, _] = self.moments.corrections();
        let corrected_rate = learning_rate / correction;
        let rectified = self.rectified();
        let moments = self.moments.first.iter().zip(&self.moments.second);
        for (theta, (m, v)) in theta.iter_mut().zip(moments) {
            let factor = rectified.map_or(1.0, |r| r / (v.sqrt() + self.moments.epsilon));
            *theta -= corrected_rate * m * factor;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.moments.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let moments = &self.moments;
        let each =
            |value: &dyn Fn(usize) -> f64| TermValue::per_parameter(moments.first.len(), value);
        let [correction, _] = moments.corrections();
        let mean = |i: usize| moments.first[i] / correction;
        let rectified = self.rectified();
        let rate = |i: usize| {
            let factor = |r: f64| r / (moments.second[i].sqrt() + moments.epsilon);
            moments.last_rate * rectified.map_or(1.0, factor)
        };
        let mut terms = moments.setting_terms();
        terms.extend(moments.mean_terms());
        terms.extend([
            Term::new(Role::Correction, "m̂", "m/(1 − β₁ᵗ)", each(&mean)),
            Term::setting("lr", moments.last_rate),
        ]);
        let formula = match self.rectification() {
            None => "lr",
            Some(r) => {
                terms.push(Term::new(Role::Correction, "r", "", r));
                terms.push(Term::setting("ε", moments.epsilon));
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
