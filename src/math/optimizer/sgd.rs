//! Mini-batch stochastic gradient descent.

use super::{
    Amount, DAMPENING, Entry, Gradient, LR, MOMENTUM, Objective, Optimizer, Role, SEED, Term,
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
            rate: 0.0,
            batch_size: settings.get(BATCH_SIZE),
            momentum: settings.get(MOMENTUM),
            dampening: settings.get(DAMPENING),
            nesterov: settings.get(NESTEROV),
            source: RandomStream::new(settings.get(SEED)),
            order: Vec::new(),
            next: 0,
            batch: 0,
            gradient: Gradient::new(settings.get(WEIGHT_DECAY)),
            velocity: Vec::new(),
            first: true,
        })
    },
};

#[derive(Clone, Debug)]
struct StochasticGradientDescent {
    learning_rate: f64,
    /// The learning rate of the last update.
    rate: f64,
    batch_size: usize,
    momentum: f64,
    dampening: f64,
    nesterov: bool,
    source: RandomStream,
    /// The sample order of this epoch.
    order: Vec<usize>,
    /// The position of the next batch in the order.
    next: usize,
    /// The number of samples in the last batch.
    batch: usize,
    gradient: Gradient,
    velocity: Vec<f64>,
    /// Whether the last update was the first one.
    first: bool,
}

impl StochasticGradientDescent {
    /// Δθ/(−lr) of one parameter.
    fn pull(&self, parameter: usize) -> f64 {
        let v = self.velocity[parameter];
        match self.nesterov {
            true => self.gradient.get()[parameter] + self.momentum * v,
            false => v,
        }
    }
}

impl Optimizer for StochasticGradientDescent {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.rate = learning_rate;
        if self.next >= self.order.len() {
            self.order.clear();
            self.order.extend(0..objective.samples());
            self.source.shuffle(&mut self.order);
            self.next = 0;
        }
        let end = (self.next + self.batch_size).min(self.order.len());
        let batch = &self.order[self.next..end];
        self.gradient
            .fill(theta, |into| objective.gradient_on(batch, theta, into));
        (self.next, self.batch) = (end, batch.len());
        self.first = self.velocity.is_empty();
        if self.first {
            self.velocity = self.gradient.get().to_vec();
        } else {
            for (v, g) in self.velocity.iter_mut().zip(self.gradient.get()) {
                *v = self.momentum * *v + (1.0 - self.dampening) * g;
            }
        }
        for (parameter, theta) in theta.iter_mut().enumerate() {
            *theta -= learning_rate * self.pull(parameter);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn stable_rate_factor(&self) -> Option<f64> {
        Some(1.0)
    }

    fn needs_samples(&self) -> bool {
        true
    }

    fn terms(&self) -> Vec<Term> {
        let v = &self.velocity[..];
        let mut terms = vec![Term::setting("B", self.batch as f64)];
        terms.extend(self.gradient.terms_from("(1/B)·Σ ∇fᵢ"));
        let from = match (self.first, self.dampening) {
            (true, _) => "g",
            (false, 0.0) => "μ·v + g",
            (false, _) => "μ·v + (1 − τ)·g",
        };
        terms.extend([
            Term::setting("μ", self.momentum),
            Term::setting("τ", self.dampening),
            Term::new(Role::Momentum, "v", from, v),
            Term::common_rate(self.rate),
        ]);
        let formula = match self.nesterov {
            true => "−lr·(g + μ·v)",
            false => "−lr·v",
        };
        let step = Amount::each(v.len(), |i| -self.rate * self.pull(i));
        terms.push(Term::step(formula, step));
        terms
    }
}
