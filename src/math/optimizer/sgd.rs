//! Mini-batch stochastic gradient descent.

use super::{
    DAMPENING, Entry, Gradient, LR, MOMENTUM, Objective, Optimizer, Role, SEED, Term, TermValue,
    WEIGHT_DECAY,
};
use crate::math::{
    parameter::{Setting, parameters},
    random::RandomStream,
    words::Bilingual,
};

const BATCH_SIZE: Setting<usize> = Setting::count(
    "batch_size",
    1,
    Bilingual::new(
        "how many samples a gradient is the mean over; the last batch of an epoch may be smaller",
        "每个梯度平均多少个样本；一轮的最后一批可能较小",
    ),
)
.at_least(1.0)
.up_to(1e6)
.slider(1.0, 64.0);

const NESTEROV: Setting<bool> = Setting::bool(
    "nesterov",
    false,
    Bilingual::new(
        "look one update ahead: g + μ·v in place of v",
        "向前多看一步：用 g + μ·v 代替 v",
    ),
);

pub(super) const ENTRY: Entry = Entry {
    name: "sgd",
    title: Bilingual::new("Mini-batch SGD", "小批量随机梯度下降"),
    formula: "g = (1/B)·Σ ∇fᵢ over a batch of B samples,  each once an epoch, shuffled\nv ← μ·v + (1 − τ)·g,  v₁ = g₁,  θ ← θ − lr·v",
    doc: Bilingual::new(
        "Gradient descent that looks at a few samples at a time: cheap steps, and noise. Only for losses on data.",
        "每次只看几个样本的梯度下降：步子便宜但带噪声。只用于数据上的损失。",
    ),
    reference: "Robbins & Monro 1951, A Stochastic Approximation Method; Bottou, Curtis & Nocedal 2018, Optimization Methods for Large-Scale Machine Learning; PyTorch torch.optim.SGD with DataLoader(shuffle=True)",
    parameters: parameters![
        LR.with_default(1e-3),
        BATCH_SIZE,
        MOMENTUM.with_default(0.0),
        DAMPENING,
        WEIGHT_DECAY,
        NESTEROV,
        SEED
    ],
    build: |settings| {
        Box::new(StochasticGradientDescent {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            batch_size: settings.get(BATCH_SIZE),
            momentum: settings.get(MOMENTUM),
            dampening: settings.get(DAMPENING),
            nesterov: settings.get(NESTEROV),
            source: RandomStream::new(settings.get(SEED)),
            epoch_order: Vec::new(),
            next: 0,
            last_batch_size: 0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            velocity: Vec::new(),
            is_first_update: true,
        })
    },
};

#[derive(Clone, Debug)]
struct StochasticGradientDescent {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    batch_size: usize,
    momentum: f64,
    dampening: f64,
    nesterov: bool,
    source: RandomStream,
    /// The indices of the samples in the shuffled order of this epoch.
    epoch_order: Vec<usize>,
    /// The position in `epoch_order` at which the next batch begins.
    next: usize,
    /// The number of samples in the last batch.
    last_batch_size: usize,
    gradient: Gradient,
    /// The velocity v, one entry per parameter; empty before the first update.
    velocity: Vec<f64>,
    /// Whether the last update was the first one.
    is_first_update: bool,
}

impl StochasticGradientDescent {
    /// Δθ/(−lr) of one parameter: its velocity, or Nesterov's look-ahead.
    fn direction(&self, parameter: usize) -> f64 {
        let v = self.velocity[parameter];
        match self.nesterov {
            true => self.gradient.get()[parameter] + self.momentum * v,
            false => v,
        }
    }
}

impl Optimizer for StochasticGradientDescent {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        if self.next >= self.epoch_order.len() {
            self.epoch_order.clear();
            self.epoch_order.extend(0..objective.samples());
            self.source.shuffle(&mut self.epoch_order);
            self.next = 0;
        }
        let end = (self.next + self.batch_size).min(self.epoch_order.len());
        let batch = &self.epoch_order[self.next..end];
        self.gradient
            .evaluate_with(theta, |into| objective.gradient_on(batch, theta, into));
        (self.next, self.last_batch_size) = (end, batch.len());
        self.is_first_update = self.velocity.is_empty();
        if self.is_first_update {
            self.velocity = self.gradient.get().to_vec();
        } else {
            for (v, g) in self.velocity.iter_mut().zip(self.gradient.get()) {
                *v = self.momentum * *v + (1.0 - self.dampening) * g;
            }
        }
        for (parameter, theta) in theta.iter_mut().enumerate() {
            *theta -= learning_rate * self.direction(parameter);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    /// That of the mean update, with momentum μ and dampening τ: (1 + μ)/(1 − τ) or, with Nesterov momentum,
    /// (1 + μ)/(1 + μ + μ·(1 − τ)).
    fn stable_rate_factor(&self) -> Option<f64> {
        let (momentum, gain) = (self.momentum, 1.0 - self.dampening);
        let factor = match self.nesterov {
            true => (1.0 + momentum) / (1.0 + momentum + momentum * gain),
            false => (1.0 + momentum) / gain,
        };
        factor.is_finite().then_some(factor)
    }

    fn needs_samples(&self) -> bool {
        true
    }

    fn terms(&self) -> Vec<Term> {
        let v = &self.velocity[..];
        let mut terms = vec![Term::setting("B", self.last_batch_size as f64)];
        terms.extend(self.gradient.terms_with_formula("(1/B)·Σ ∇fᵢ"));
        let formula_of_v = match (self.is_first_update, self.dampening) {
            (true, _) => "g",
            (false, 0.0) => "μ·v + g",
            (false, _) => "μ·v + (1 − τ)·g",
        };
        terms.extend([
            Term::setting("μ", self.momentum),
            Term::setting("τ", self.dampening),
            Term::new(Role::Momentum, "v", formula_of_v, v),
            Term::common_rate(self.last_rate),
        ]);
        let formula = match self.nesterov {
            true => "−lr·(g + μ·v)",
            false => "−lr·v",
        };
        let step = TermValue::per_parameter(v.len(), |i| -self.last_rate * self.direction(i));
        terms.push(Term::step(formula, step));
        terms
    }
}
