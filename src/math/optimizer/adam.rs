//! Adam: momentum divided by the root mean square of the gradient, both bias-corrected.

use super::{
    BETA1, BETA2, EPS, Entry, LR, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY,
    moments::Moments,
};
use crate::math::{
    parameter::{Settings, parameters},
    words::Bilingual,
};

pub(super) const ENTRY: Entry = Entry {
    name: "adam",
    title: Bilingual::new("Adam", "Adam"),
    formula: "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ)\nθ ← θ − lr·m̂/(√v̂ + ε)",
    doc: Bilingual::new(
        "Momentum with a step of its own for each parameter: about lr at first, however steep it is.",
        "动量加上每个参数各自的步长：无论多陡，起初每步约为 lr。",
    ),
    reference: "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980; PyTorch torch.optim.Adam",
    parameters: parameters![
        LR.with_default(1e-3),
        BETA1,
        BETA2,
        EPS.with_default(1e-8),
        WEIGHT_DECAY
    ],
    build: |settings| Box::new(Adam::new(Variant::Adam, settings)),
};

/// The variants of Adam.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variant {
    Adam,
    /// With decoupled weight decay, which shrinks θ instead of being added to the gradient.
    AdamW,
    /// With the maximum of v so far in place of v.
    AmsGrad,
}

/// Adam, or a variant of it.
#[derive(Clone, Debug)]
pub(super) struct Adam {
    variant: Variant,
    moments: Moments,
    /// The maximum of v so far, one entry per parameter; empty unless the variant uses it.
    max_second: Vec<f64>,
    /// The decoupled weight decay; 0 unless the variant uses it.
    decoupled_decay: f64,
    /// The change of each parameter by decoupled weight decay in the last update.
    decay_step: Vec<f64>,
}

impl Adam {
    pub(super) fn new(variant: Variant, settings: &Settings) -> Self {
        let weight_decay = settings.get(WEIGHT_DECAY);
        let (coupled_decay, decoupled_decay) = match variant {
            Variant::AdamW => (0.0, weight_decay),
            Variant::Adam | Variant::AmsGrad => (weight_decay, 0.0),
        };
        Self {
            variant,
            moments: Moments::new(settings, coupled_decay),
            max_second: Vec::new(),
            decoupled_decay,
            decay_step: Vec::new(),
        }
    }

    /// The mean squares v or v̄ in the denominator.
    fn mean_squares(&self) -> &[f64] {
        match self.variant {
            Variant::AmsGrad => &self.max_second,
            Variant::Adam | Variant::AdamW => &self.moments.second,
        }
    }
}

impl Optimizer for Adam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.moments.update(theta, objective, learning_rate);
        if self.decoupled_decay != 0.0 {
            let shrinkage = -learning_rate * self.decoupled_decay;
            self.decay_step = theta.iter().map(|theta| shrinkage * theta).collect();
            theta.iter_mut().for_each(|theta| *theta *= 1.0 + shrinkage);
        }
        if self.variant == Variant::AmsGrad {
            self.max_second.resize(theta.len(), 0.0);
            let pairs = self.max_second.iter_mut().zip(&self.moments.second);
            pairs.for_each(|(max, v)| *max = max.max(*v));
        }
        let [mean_correction, square_correction] = self.moments.corrections();
        let corrected_rate = learning_rate / mean_correction;
        let root_correction = square_correction.sqrt();
        let moments = self.moments.first.iter().zip(self.mean_squares());
        for (theta, (m, v)) in theta.iter_mut().zip(moments) {
            let denominator = v.sqrt() / root_correction + self.moments.epsilon;
            *theta -= corrected_rate * m / denominator;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.moments.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (moments, squares) = (&self.moments, self.mean_squares());
        let [mean_correction, square_correction] = moments.corrections();
        let mean = |i: usize| moments.first[i] / mean_correction;
        let square = |i: usize| squares[i] / square_correction;
        let adaptive_step = |i: usize| moments.effective_rate(square(i)) * mean(i);
        let mut terms = moments.setting_terms();
        terms.extend(moments.mean_terms());
        let is_amsgrad = self.variant == Variant::AmsGrad;
        if is_amsgrad {
            terms.push(Term::new(Role::SecondMoment, "v̄", "max(v̄, v)", squares));
        }
        let square_formula = ["v/(1 − β₂ᵗ)", "v̄/(1 − β₂ᵗ)"][usize::from(is_amsgrad)];
        terms.extend(moments.corrected_terms(("m/(1 − β₁ᵗ)", &mean), (square_formula, &square)));
        let count = squares.len();
        if self.decoupled_decay == 0.0 {
            terms.push(Term::step(
                "−η·m̂",
                TermValue::per_parameter(count, |i| -adaptive_step(i)),
            ));
            return terms;
        }
        let step = TermValue::per_parameter(count, |i| self.decay_step[i] - adaptive_step(i));
        terms.extend([
            Term::setting("w", self.decoupled_decay),
            Term::new(Role::Decay, "d", "−lr·w·θ", &self.decay_step[..]),
            Term::step("d − η·m̂", step),
        ]);
        terms
    }
}
