//! RAdam: Adam with a rectified adaptive rate; starts as momentum.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
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
    build: |settings| Box::new(RAdam(Moments::new(settings, settings.get(WEIGHT_DECAY)))),
};

#[derive(Clone, Debug)]
struct RAdam(Moments);

impl RAdam {
    /// β₂ to the power of the number of updates.
    fn power(&self) -> f64 {
        self.0.beta2.powi(self.0.updates)
    }

    /// The rectification r, once enough squared gradients are available.
    fn rectification(&self) -> Option<f64> {
        let power = self.power();
        let longest = 2.0 / (1.0 - self.0.beta2) - 1.0;
        let length = longest - 2.0 * f64::from(self.0.updates) * power / (1.0 - power);
        (length > 5.0).then(|| {
            let part = |rho: f64| (rho - 4.0) * (rho - 2.0) / rho;
            (part(length) / part(longest)).sqrt()
        })
    }

    /// r times the correction of v.
    fn rectified(&self) -> Option<f64> {
        self.rectification()
            .map(|r| r * (1.0 - self.power()).sqrt())
    }
}

impl Optimizer for RAdam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.0.update(theta, objective, learning_rate);
        let [correction, _] = self.0.corrections();
        let corrected = learning_rate / correction;
        let rectified = self.rectified();
        let moments = self.0.first.iter().zip(&self.0.second);
        for (theta, (m, v)) in theta.iter_mut().zip(moments) {
            let factor = rectified.map_or(1.0, |r| r / (v.sqrt() + self.0.epsilon));
            *theta -= corrected * m * factor;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.0.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let moments = &self.0;
        let each = |value: &dyn Fn(usize) -> f64| Amount::each(moments.first.len(), value);
        let [correction, _] = moments.corrections();
        let mean = |i: usize| moments.first[i] / correction;
        let rectified = self.rectified();
        let rate = |i: usize| {
            let factor = |r: f64| r / (moments.second[i].sqrt() + moments.epsilon);
            moments.rate * rectified.map_or(1.0, factor)
        };
        let mut terms = moments.setting_terms();
        terms.extend(moments.mean_terms());
        terms.extend([
            Term::new(Role::Correction, "m̂", "m/(1 − β₁ᵗ)", each(&mean)),
            Term::setting("lr", moments.rate),
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
