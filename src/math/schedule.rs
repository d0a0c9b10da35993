//! Learning rate schedules.

use super::{
    catalogue::{self, Build, Catalogue},
    parameter::{Setting, parameters},
    words::Bilingual,
};

/// The learning rate as a function of the update t, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Schedule {
    /// The constant rate lr.
    #[default]
    Constant,
    /// The rate lr/(1 + d·t), a decay with time.
    TimeDecay {
        /// The decay rate per update, at least 0.
        d: f64,
    },
    /// The rate lr·γᵗ, an exponential decay.
    Exponential {
        /// The factor per update, above 0.
        gamma: f64,
    },
    /// The rate lr·dropᵏ after k·`every` updates.
    Step {
        /// The factor at each drop, above 0.
        drop: f64,
        /// The number of updates between drops, at least 1.
        every: f64,
    },
    /// From lr to 0 along half a cosine.
    Cosine {
        /// The number of updates until the rate is 0, at least 1.
        steps: f64,
    },
    /// Linear from 0 to lr, then down to 0 along half a cosine.
    WarmupCosine {
        /// The number of updates until the rate is lr, at least 0.
        warmup: f64,
        /// The number of updates from the start until the rate is 0 again, at least 1.
        steps: f64,
    },
    /// The rate lr/√(1 + t), without parameters.
    InverseSqrt,
    /// From lr/25 up to lr and down to lr/250,000, along two halves of a cosine.
    OneCycle {
        /// The total number of updates, at least 1.
        steps: f64,
    },
}

/// A schedule in the catalogue.
pub type Entry = catalogue::Entry<Build<Schedule>>;

const D: Setting<f64> = Setting::number(
    "d",
    0.1,
    Bilingual::new(
        "how fast the learning rate falls; after 1/d updates it is halved",
        "学习率下降的快慢；经过 1/d 次更新后减半",
    ),
);

const GAMMA: Setting<f64> = Setting::number(
    "gamma",
    0.995,
    Bilingual::new(
        "factor of the learning rate from one update to the next; below 1 it falls",
        "相邻两次更新之间学习率的倍数；小于 1 时逐渐下降",
    ),
)
.positive()
.slider(0.9, 1.0);

const DROP: Setting<f64> = Setting::number(
    "drop",
    0.5,
    Bilingual::new(
        "factor of the learning rate at each drop",
        "每次下降时学习率的倍数",
    ),
)
.positive()
.slider(0.1, 1.0);

const EVERY: Setting<usize> = updates(
    "every",
    25,
    Bilingual::new(
        "updates from one drop to the next",
        "相邻两次下降之间的更新次数",
    ),
);

const WARMUP: Setting<usize> = updates(
    "warmup",
    10,
    Bilingual::new(
        "updates until the learning rate is whole",
        "学习率升满所需的更新次数",
    ),
)
.at_least(0.0);

const STEPS: Setting<usize> = updates(
    "steps",
    100,
    Bilingual::new(
        "updates until the end of the schedule",
        "整个调度的更新次数",
    ),
);

/// A setting for a number of updates.
const fn updates(name: &'static str, default: usize, meaning: Bilingual) -> Setting<usize> {
    Setting::count(name, default, meaning)
        .at_least(1.0)
        .logarithmic(1.0, 10_000.0)
}

const CONSTANT: Entry = Entry {
    name: "constant",
    title: Bilingual::new("Constant", "恒定"),
    formula: "lrₜ = lr",
    doc: Bilingual::new(
        "The same learning rate at every update.",
        "每次更新都用相同的学习率。",
    ),
    reference: "Robbins & Monro 1951, A Stochastic Approximation Method, for why it may have to change",
    parameters: &[],
    build: |_| Schedule::Constant,
};

const TIME_DECAY: Entry = Entry {
    name: "time_decay",
    title: Bilingual::new("Time decay", "时间衰减"),
    formula: "lrₜ = lr/(1 + d·t)",
    doc: Bilingual::new(
        "The learning rate falls like one over the number of updates.",
        "学习率随更新次数成反比下降。",
    ),
    reference: "Robbins & Monro 1951, A Stochastic Approximation Method",
    parameters: parameters![D],
    build: |settings| Schedule::TimeDecay { d: settings.get(D) },
};

const EXPONENTIAL: Entry = Entry {
    name: "exponential",
    title: Bilingual::new("Exponential decay", "指数衰减"),
    formula: "lrₜ = lr·γᵗ",
    doc: Bilingual::new(
        "Every update multiplies the learning rate by the same factor.",
        "每次更新都把学习率乘以同一个因子。",
    ),
    reference: "PyTorch documentation, torch.optim.lr_scheduler.ExponentialLR",
    parameters: parameters![GAMMA],
    build: |settings| Schedule::Exponential {
        gamma: settings.get(GAMMA),
    },
};

const STEP: Entry = Entry {
    name: "step",
    title: Bilingual::new("Step decay", "阶梯衰减"),
    formula: "lrₜ = lr·drop^⌊t/every⌋",
    doc: Bilingual::new(
        "The learning rate drops by a factor at regular intervals.",
        "每隔若干次更新，学习率降为原来的一个比例。",
    ),
    reference: "PyTorch documentation, torch.optim.lr_scheduler.StepLR",
    parameters: parameters![DROP, EVERY],
    build: |settings| Schedule::Step {
        drop: settings.get(DROP),
        every: settings.get(EVERY) as f64,
    },
};

const COSINE: Entry = Entry {
    name: "cosine",
    title: Bilingual::new("Cosine", "余弦退火"),
    formula: "lrₜ = lr·(1 + cos(π·t/steps))/2, then 0",
    doc: Bilingual::new(
        "The learning rate falls to 0 along half a cosine: slowly, fast, slowly.",
        "学习率沿半个余弦降到 0：先慢、中间快、后慢。",
    ),
    reference: "Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983, without restarts",
    parameters: parameters![STEPS],
    build: |settings| Schedule::Cosine {
        steps: settings.get(STEPS) as f64,
    },
};

const WARMUP_COSINE: Entry = Entry {
    name: "warmup_cosine",
    title: Bilingual::new("Warm-up and cosine", "预热加余弦"),
    formula: "lrₜ = lr·t/warmup, from warmup on lr·(1 + cos(π·(t − warmup)/(steps − warmup)))/2",
    doc: Bilingual::new(
        "The learning rate rises from 0 in a straight line, then falls along half a cosine.",
        "学习率先从 0 直线上升，再沿半个余弦下降。",
    ),
    reference: "Goyal et al. 2017, Accurate, Large Minibatch SGD, arXiv:1706.02677 (warm-up); Loshchilov & Hutter 2017, arXiv:1608.03983",
    parameters: parameters![WARMUP, STEPS],
    build: |settings| Schedule::WarmupCosine {
        warmup: settings.get(WARMUP) as f64,
        steps: settings.get(STEPS) as f64,
    },
};

const INVERSE_SQRT: Entry = Entry {
    name: "inverse_sqrt",
    title: Bilingual::new("Inverse square root", "平方根倒数"),
    formula: "lrₜ = lr/√(1 + t)",
    doc: Bilingual::new(
        "The learning rate falls like one over the root of the number of updates.",
        "学习率按更新次数的平方根成反比下降。",
    ),
    reference: "Zinkevich 2003, Online Convex Programming and Generalized Infinitesimal Gradient Ascent, ICML",
    parameters: &[],
    build: |_| Schedule::InverseSqrt,
};

const ONE_CYCLE: Entry = Entry {
    name: "one_cycle",
    title: Bilingual::new("One cycle", "单周期"),
    formula: "from lr/25 up to lr in the first 30 % of the updates, down to lr/250,000 in the rest, along half cosines",
    doc: Bilingual::new(
        "The learning rate rises to its greatest value and falls far below its first, once.",
        "学习率升到最大值，再降到远低于初值，只走一个周期。",
    ),
    reference: "Smith & Topin 2018, Super-Convergence, arXiv:1708.07120; PyTorch torch.optim.lr_scheduler.OneCycleLR",
    parameters: parameters![STEPS],
    build: |settings| Schedule::OneCycle {
        steps: settings.get(STEPS) as f64,
    },
};

/// All schedules, in menu order.
pub static CATALOGUE: Catalogue<Build<Schedule>> = Catalogue::new(
    "schedule",
    &[
        &CONSTANT,
        &TIME_DECAY,
        &EXPONENTIAL,
        &STEP,
        &COSINE,
        &WARMUP_COSINE,
        &INVERSE_SQRT,
        &ONE_CYCLE,
    ],
);

impl Schedule {
    /// The learning rate of update `t`, counted from 0, with the optimizer's learning rate `base`.
    pub fn learning_rate(&self, base: f64, t: usize) -> f64 {
        match *self {
            Self::Constant => base,
            Self::TimeDecay { d } => base / (1.0 + d * t as f64),
            Self::Exponential { gamma } => base * gamma.powi(i32::try_from(t).unwrap_or(i32::MAX)),
            Self::Step { drop, every } => base * drop.powf((t as f64 / every).floor()),
            Self::Cosine { steps } => half_cosine(base, 0.0, t as f64 / steps),
            Self::WarmupCosine { warmup, steps } => {
                let t = t as f64;
                if t < warmup {
                    base * t / warmup
                } else {
                    // If the warm-up takes all `steps`, the decay takes one update.
                    half_cosine(base, 0.0, (t - warmup) / (steps - warmup).max(1.0))
                }
            }
            Self::InverseSqrt => base / (1.0 + t as f64).sqrt(),
            Self::OneCycle { steps } => {
                let (first, last) = (base / 25.0, base / 25.0 / 1e4);
                // As in PyTorch, the decay ends with the last update, not after it.
                let (peak, end) = (0.3 * steps - 1.0, steps - 1.0);
                let t = t as f64;
                if t <= peak {
                    half_cosine(first, base, t / peak)
                } else {
                    half_cosine(base, last, (t - peak) / (end - peak))
                }
            }
        }
    }
}

/// The rate at `fraction` (0 to 1) of half a cosine from one rate to another; beyond 1, the second rate.
fn half_cosine(from: f64, to: f64, fraction: f64) -> f64 {
    let fraction = fraction.clamp(0.0, 1.0);
    to + (from - to) * (1.0 + (std::f64::consts::PI * fraction).cos()) / 2.0
}

#[cfg(test)]
mod tests;
