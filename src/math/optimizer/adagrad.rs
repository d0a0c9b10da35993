//! AdaGrad: per-parameter steps that shrink with the accumulated squared gradients.

use super::{EPS, Entry, Gradient, LR, Objective, Optimizer, Role, Term, TermValue, WEIGHT_DECAY};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const LR_DECAY: Setting<f64> = Setting::number(
    "lr_decay",
    0.0,
    Bilingual::new(
        "how fast the learning rate falls with the number of updates",
        "学习率随更新次数下降的快慢",
    ),
);

const INITIAL_ACCUMULATOR: Setting<f64> = Setting::number(
    "initial_accumulator",
    0.0,
    Bilingual::new(
        "sum of squares before the first update; a larger one softens the first steps",
        "首次更新前的平方和；越大，最初的步子越缓",
    ),
);

pub(super) const ENTRY: Entry = Entry {
    name: "adagrad",
    title: Bilingual::new("AdaGrad", "AdaGrad"),
    formula: "s ← s + g²,  s₀ = initial_accumulator\nθ ← θ − lr/(1 + t·lr_decay)·g/(√s + ε)",
    doc: Bilingual::new(
        "Each parameter has its own step, which shrinks with every gradient it has seen.",
        "每个参数有自己的步长，见过的梯度越多步长越小。",
    ),
    reference: "Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods, JMLR 12; PyTorch torch.optim.Adagrad",
    parameters: parameters![
        LR.with_default(1e-2),
        LR_DECAY,
        WEIGHT_DECAY,
        INITIAL_ACCUMULATOR,
        EPS.with_default(1e-10)
    ],
    build: |settings| {
        Box::new(AdaGrad {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            lr_decay: settings.get(LR_DECAY),
            initial_accumulator: settings.get(INITIAL_ACCUMULATOR),
            epsilon: settings.get(EPS),
            updates: 0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            square_sums: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct AdaGrad {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    lr_decay: f64,
    initial_accumulator: f64,
    epsilon: f64,
    /// The number of updates made.
    updates: u64,
    gradient: Gradient,
    /// The sum s of g² so far, one entry per parameter.
    square_sums: Vec<f64>,
}

impl Optimizer for AdaGrad {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        self.square_sums
            .resize(theta.len(), self.initial_accumulator);
        let decayed_rate = learning_rate / (1.0 + self.updates as f64 * self.lr_decay);
        self.updates += 1;
        for ((theta, s), g) in theta
            .iter_mut()
            .zip(&mut self.square_sums)
            .zip(self.gradient.get())
        {
            *s += g * g;
            *theta -= decayed_rate * g / (s.sqrt() + self.epsilon);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let (g, s) = (self.gradient.get(), &self.square_sums[..]);
        let t = self.updates as f64;
        let decayed_rate = self.last_rate / (1.0 + (t - 1.0) * self.lr_decay);
        let rate = |i: usize| decayed_rate / (s[i].sqrt() + self.epsilon);
        let mut terms = self.gradient.terms();
        terms.push(Term {
            initial: self.initial_accumulator,
            ..Term::new(Role::SecondMoment, "s", "s + g²", s)
        });
        terms.push(Term::setting("lr", self.last_rate));
        if self.lr_decay != 0.0 {
            terms.push(Term::setting("t", t));
            terms.push(Term::setting("lr_decay", self.lr_decay));
        }
        let formula = match self.lr_decay {
            0.0 => "lr/(√s + ε)",
            _ => "lr/(1 + (t − 1)·lr_decay)/(√s + ε)",
        };
        terms.extend([
            Term::setting("ε", self.epsilon),
            Term::rate(formula, TermValue::per_parameter(s.len(), rate)),
            Term::step(
                "−η·g",
                TermValue::per_parameter(s.len(), |i| -rate(i) * g[i]),
            ),
        ]);
        terms
    }
}
