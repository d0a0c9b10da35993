//! How the learning rate changes from update to update.

use super::{
    call::Call,
    entry::{self, BuildError},
    names::UnknownName,
    parameter::Parameter,
    words::Bilingual,
};

/// A rule for the learning rate of update `t`, where t = 0 is the first update.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Schedule {
    /// lr
    #[default]
    Constant,
    /// lr/(1 + d·t)
    TimeDecay {
        /// Decay per update, at least 0.
        d: f64,
    },
    /// lr·γᵗ
    Exponential {
        /// Factor from one update to the next, above 0.
        gamma: f64,
    },
}

/// A schedule in the list.
pub type Entry = entry::Entry<Schedule>;

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
    parameters: &[Parameter::number(
        "d",
        0.1,
        Bilingual::new(
            "how fast the learning rate falls; after 1/d updates it is halved",
            "学习率下降的快慢；经过 1/d 次更新后减半",
        ),
    )],
    build: |settings| Schedule::TimeDecay {
        d: settings.get("d"),
    },
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
    parameters: &[Parameter::number(
        "gamma",
        0.995,
        Bilingual::new(
            "factor of the learning rate from one update to the next; below 1 it falls",
            "相邻两次更新之间学习率的倍数；小于 1 时逐渐下降",
        ),
    )
    .positive()
    .slider(0.9, 1.0)],
    build: |settings| Schedule::Exponential {
        gamma: settings.get("gamma"),
    },
};

/// Every schedule, in the order of menus.
pub const CATALOGUE: &[&Entry] = &[&CONSTANT, &TIME_DECAY, &EXPONENTIAL];

/// The schedule of this name.
///
/// # Errors
/// There is none; the error names the nearest.
pub fn find(name: &str) -> Result<&'static Entry, UnknownName> {
    entry::find("schedule", name, CATALOGUE)
}

/// The schedule that a call such as `exponential(gamma=0.99)` asks for.
///
/// # Errors
/// The name is unknown, or a setting unknown, of the wrong type or out of range.
pub fn build(call: &Call) -> Result<Schedule, BuildError> {
    Ok(find(&call.name)?.build(call)?)
}

impl Schedule {
    /// The learning rate of update `t` (the first is 0) where the optimizer's own is `base`.
    pub fn learning_rate(&self, base: f64, t: usize) -> f64 {
        match *self {
            Self::Constant => base,
            Self::TimeDecay { d } => base / (1.0 + d * t as f64),
            Self::Exponential { gamma } => base * gamma.powi(i32::try_from(t).unwrap_or(i32::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(call: &str) -> [f64; 4] {
        let schedule = build(&call.parse().unwrap()).unwrap();
        [0, 1, 2, 1000].map(|t| schedule.learning_rate(0.9, t))
    }

    #[test]
    fn the_first_update_has_the_optimizers_own_rate() {
        for entry in CATALOGUE {
            assert_eq!(rates(entry.name)[0], 0.9);
        }
    }

    #[test]
    fn rates_follow_their_formula() {
        assert_eq!(rates("constant"), [0.9; 4]);
        assert_eq!(
            rates("time_decay"),
            [0.9, 0.9 / 1.1, 0.9 / 1.2, 0.9 / 101.0]
        );
        assert_eq!(rates("exponential(gamma=0.5)")[..3], [0.9, 0.45, 0.225]);
        // 0.995¹⁰⁰⁰ = exp(1000·ln 0.995)
        assert!(
            (rates("exponential")[3] / (0.9 * (1000.0 * 0.995f64.ln()).exp()) - 1.0).abs() < 1e-12
        );
    }

    #[test]
    fn a_schedule_that_makes_no_sense_is_refused() {
        for (call, expected) in [
            (
                "exponential(gamma=0)",
                "exponential: gamma=0 is not allowed; expected above 0",
            ),
            (
                "time_decay(d=-1)",
                "time_decay: d=-1 is not allowed; expected at least 0",
            ),
            (
                "constant(lr=1)",
                "constant has no setting lr; it takes none",
            ),
            (
                "exponental",
                "unknown schedule \"exponental\"; did you mean \"exponential\"?",
            ),
        ] {
            assert_eq!(
                build(&call.parse().unwrap()).unwrap_err().to_string(),
                expected
            );
        }
    }
}
