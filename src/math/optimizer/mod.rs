//! Optimizers: update rules for any number of parameters.
//!
//! Settings of optimizers that exist in PyTorch (`torch.optim`, 2.x) have its names, meanings and defaults, except that
//! - `momentum` and `nesterov`, which are variants of `SGD`, default to a momentum of 0.9 instead of 0;
//! - pairs are two settings: `betas` is `beta1` and `beta2`, `etas` is `etaminus` and `etaplus`, and `step_sizes` is
//!   `step_min` and `step_max`;
//! - `initial_accumulator_value` is `initial_accumulator`.
//!
//! `noisy_gd`, `newton`, `lion` and `annealing` follow the publications in their entries.
//!
//! Weight decay w adds w·θ to the gradient (an L2 penalty), and "g" in a formula includes it; in AdamW and Lion, it
//! shrinks θ directly.
//!
//! To add an optimizer: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use super::{
    catalogue::{self, Build, Catalogue},
    parameter::Setting,
    words::Bilingual,
};

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod amsgrad;
mod annealing;
mod gd;
mod gradient;
mod lbfgs;
mod line_search;
mod lion;
mod moments;
mod momentum;
mod nadam;
mod nesterov;
mod newton;
mod noisy_gd;
mod radam;
mod rmsprop;
mod rprop;
mod sgd;
mod terms;

pub use terms::{Bindings, Role, Term, TermValue, term_with_role, term_with_symbol};

use gradient::Gradient;

/// The function that an optimizer minimizes.
pub trait Objective {
    /// The value f at a point.
    fn value(&mut self, at: &[f64]) -> f64;

    /// Writes ∇f at a point into `into`, which has the length of `at`.
    fn gradient(&mut self, at: &[f64], into: &mut [f64]);

    /// The number of samples over which f is a mean; 0 if it is not a loss on data.
    fn samples(&self) -> usize {
        0
    }

    /// Writes the gradient of the mean over some samples, given by index, into `into`.
    fn gradient_on(&mut self, _samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.gradient(at, into);
    }

    /// The usual range of a parameter, by index; [−∞, ∞] if it has none.
    fn range(&self, _parameter: usize) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }

    /// Writes the Hessian at a point into `into`, row-major. Returns false if there is none.
    fn hessian(&mut self, _at: &[f64], _into: &mut [f64]) -> bool {
        false
    }
}

/// An update rule with its state.
///
/// An optimizer serves a single run: its state is sized at the first update.
pub trait Optimizer: Duplicate + Send + Sync + fmt::Debug {
    /// Makes one update of `theta` with this learning rate, which is that of the schedule.
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64);

    /// The base learning rate, before any schedule.
    fn learning_rate(&self) -> f64;

    /// Whether it uses batches of samples, and so can only minimize losses on data.
    fn needs_samples(&self) -> bool {
        false
    }

    /// The ratio of its largest stable learning rate on a quadratic function to that of gradient descent, finite and
    /// positive. `None` if its steps are not proportional to the gradient, or every rate is stable.
    fn stable_rate_factor(&self) -> Option<f64> {
        None
    }

    /// The terms of the last update, in the order in which they are computed, including a [`Role::Rate`] and a
    /// [`Role::Step`]. Empty before the first update.
    fn terms(&self) -> Vec<Term>;
}

/// Copying an optimizer behind a `Box`, including its state.
pub trait Duplicate {
    /// A copy that continues independently.
    fn duplicate(&self) -> Box<dyn Optimizer>;
}

impl<T: Optimizer + Clone + 'static> Duplicate for T {
    fn duplicate(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }
}

/// An optimizer in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Optimizer>>>;

/// All optimizers, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Optimizer>>> = Catalogue::new(
    "optimizer",
    &[
        &gd::ENTRY,
        &momentum::ENTRY,
        &nesterov::ENTRY,
        &adagrad::ENTRY,
        &rmsprop::ENTRY,
        &adam::ENTRY,
        &amsgrad::ENTRY,
        &adamw::ENTRY,
        &nadam::ENTRY,
        &radam::ENTRY,
        &adamax::ENTRY,
        &adadelta::ENTRY,
        &lion::ENTRY,
        &rprop::ENTRY,
        &newton::ENTRY,
        &lbfgs::ENTRY,
        &noisy_gd::ENTRY,
        &sgd::ENTRY,
        &annealing::ENTRY,
    ],
);

const LR: Setting<f64> = Setting::number(
    "lr",
    1e-3,
    Bilingual::new(
        "learning rate: the scale of an update",
        "学习率：每次更新的尺度",
    ),
)
.logarithmic(1e-4, 1.0);

/// Weight decay that is added to the gradient.
const WEIGHT_DECAY: Setting<f64> = Setting::number(
    "weight_decay",
    0.0,
    Bilingual::new(
        "pull towards the origin: this times θ is added to the gradient",
        "权重衰减：把它与 θ 的乘积加到梯度上，拉向原点",
    ),
)
.slider(0.0, 0.1);

const MOMENTUM: Setting<f64> = Setting::number(
    "momentum",
    0.9,
    Bilingual::new(
        "share of the velocity kept from one update to the next",
        "每次更新保留的速度比例",
    ),
)
.slider(0.0, 0.99);

const DAMPENING: Setting<f64> = Setting::number(
    "dampening",
    0.0,
    Bilingual::new(
        "share of each gradient after the first that is left out of the velocity",
        "从第二次更新起，梯度中不计入速度的比例",
    ),
)
.up_to(1.0);

/// The seed of optimizers that use random numbers.
const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number gives other random numbers",
    "换一个整数就换一组随机数",
));

/// β₁ of the Adam family.
const BETA1: Setting<f64> = Setting::number(
    "beta1",
    0.9,
    Bilingual::new(
        "memory of the gradient: share kept at each update",
        "梯度的记忆：每次更新保留的比例",
    ),
)
.below(1.0)
.slider(0.0, 0.99);

/// β₂ of the Adam family.
const BETA2: Setting<f64> = Setting::number(
    "beta2",
    0.999,
    Bilingual::new(
        "memory of the squared gradient: share kept at each update",
        "平方梯度的记忆：每次更新保留的比例",
    ),
)
.below(1.0)
.slider(0.9, 0.9999);

/// ε of adaptive optimizers, which keeps their divisions by a square root finite.
const EPS: Setting<f64> = Setting::number(
    "eps",
    1e-8,
    Bilingual::new(
        "added to the root, so that nothing is divided by 0",
        "加在平方根上，避免除以 0",
    ),
)
.logarithmic(1e-12, 1e-2);

#[cfg(test)]
mod tests;
