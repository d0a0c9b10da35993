//! Adam: momentum divided by the root mean square of the gradient, both bias-corrected.

use super::{
    Amount, BETA1, BETA2, EPS, Entry, LR, Objective, Optimizer, Role, Term, WEIGHT_DECAY,
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
    build: |settings| Box::new(Adam::new(Variant::Plain, settings)),
};

/// The variants of Adam.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variant {
    Plain,
    /// Decoupled weight decay, which shrinks θ instead of being added to the gradient.
    Decoupled,
    /// Uses the maximum of v so far in place of v.
    Greatest,
}

/// Adam and its variants that differ by one line.
#[derive(Clone, Debug)]
pub(super) struct Adam {
    variant: Variant,
    moments: Moments,
    /// The maximum of v so far; empty unless the variant uses it.
    greatest: Vec<f64>,
    /// Decoupled weight decay.
    decoupled: f64,
    /// The decay applied to each parameter in the last update.
    shrunk: Vec<f64>,
}

impl Adam {
    pub(super) fn new(variant: Variant, settings: &Settings) -> Self {
        let weight_decay = settings.get(WEIGHT_DECAY);
        let (coupled, decoupled) = match variant {
            Variant::Decoupled => (0.0, weight_decay),
            Variant::Plain | Variant::Greatest => (weight_decay, 0.0),
        };
        Self {
            variant,
            moments: Moments::new(settings, coupled),
            greatest: Vec::new(),
            decoupled,
            shrunk: Vec::new(),
        }
    }

    /// The mean squares in the denominator.
    fn squares(&self) -> &[f64] {
        match self.variant {
            Variant::Greatest => &self.greatest,
            Variant::Plain | Variant::Decoupled => &self.moments.second,
        }
    }
}

impl Optimizer for Adam {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.moments.update(theta, objective, learning_rate);
        if self.decoupled != 0.0 {
            let lost = -learning_rate * self.decoupled;
            self.shrunk = theta.iter().map(|theta| lost * theta).collect();
            theta.iter_mut().for_each(|theta| *theta *= 1.0 + lost);
        }
        if self.variant == Variant::Greatest {
            self.greatest.resize(theta.len(), 0.0);
            let both = self.greatest.iter_mut().zip(&self.moments.second);
            both.for_each(|(greatest, v)| *greatest = greatest.max(*v));
        }
        let [of_mean, of_square] = self.moments.corrections();
        let corrected = learning_rate / of_mean;
        let root_of_correction = of_square.sqrt();
        let moments = self.moments.first.iter().zip(self.squares());
        for (theta, (m, v)) in theta.iter_mut().zip(moments) {
            let size = v.sqrt() / root_of_correction + self.moments.epsilon;
            *theta -= corrected * m / size;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.moments.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (moments, squares) = (&self.moments, self.squares());
        let [of_mean, of_square] = moments.corrections();
        let mean = |i: usize| moments.first[i] / of_mean;
        let square = |i: usize| squares[i] / of_square;
        let moved = |i: usize| moments.rate_of(square(i)) * mean(i);
        let mut terms = moments.setting_terms();
        terms.extend(moments.mean_terms());
        let is_greatest = self.variant == Variant::Greatest;
        if is_greatest {
            terms.push(Term::new(Role::SecondMoment, "v̄", "max(v̄, v)", squares));
        }
        let square_from = ["v/(1 − β₂ᵗ)", "v̄/(1 − β₂ᵗ)"][usize::from(is_greatest)];
        terms.extend(moments.corrected_terms(("m/(1 − β₁ᵗ)", &mean), (square_from, &square)));
        let count = squares.len();
        if self.decoupled == 0.0 {
            terms.push(Term::step("−η·m̂", Amount::each(count, |i| -moved(i))));
            return terms;
        }
        let step = Amount::each(count, |i| self.shrunk[i] - moved(i));
        terms.extend([
            Term::setting("w", self.decoupled),
            Term::new(Role::Decay, "d", "−lr·w·θ", &self.shrunk[..]),
            Term::step("d − η·m̂", step),
        ]);
        terms
    }
}
