//! A monitor as it is often written for training loops, after the article that it comes from: it looks at the last step
//! alone. It is kept as it is, to be compared with [the verdict](super::Verdict), and is fooled
//!
//! - by a large step downhill, which it takes for an oscillation;
//! - by numbers that are none, which compare as false and so pass for normal;
//! - by arriving: a gradient of 0 is what one wants at a minimum, and it warns;
//! - by scale: 1000 is a steep slope for one function and a gentle one for another.
//!
//! In this order: fewer than 2 losses are too few; ‖∇f‖ > [`EXPLODING`] explodes; ‖∇f‖ < [`VANISHING`] vanishes (the
//! article's own number is lost; this is the tolerance of its optimizer); with more than [`SETTLED`] losses, a change of
//! f by more than [`JUMP`] of itself oscillates; all else is normal.

use serde::Serialize;

use super::Verdict;
use crate::math::words::Bilingual;

/// ‖∇f‖ above this explodes.
pub const EXPLODING: f64 = 1000.0;
/// ‖∇f‖ below this vanishes.
pub const VANISHING: f64 = 1e-6;
/// Changes of f count after more losses than this.
pub const SETTLED: usize = 5;
/// The part of the last loss by which a step may change it.
pub const JUMP: f64 = 0.1;

/// What the monitor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Fewer than two losses.
    Insufficient,
    /// The gradient explodes.
    Explode,
    /// The gradient vanishes.
    Vanish,
    /// The loss swings.
    Oscillate,
    /// Nothing of these.
    Ok,
}

impl Health {
    /// Judges the last of some losses and norms of gradients, as many of each.
    pub fn of(losses: &[f64], gradient_norms: &[f64]) -> Self {
        let (&[.., before, last], Some(&norm)) = (losses, gradient_norms.last()) else {
            return Self::Insufficient;
        };
        if norm > EXPLODING {
            Self::Explode
        } else if norm < VANISHING {
            Self::Vanish
        } else if losses.len() > SETTLED && (last - before).abs() > (JUMP * last).abs() {
            Self::Oscillate
        } else {
            Self::Ok
        }
    }

    /// What it prints.
    pub const fn message(self) -> Bilingual {
        match self {
            Self::Insufficient => Bilingual::new("too few steps to judge", "数据不足，无法判断"),
            Self::Explode => Bilingual::new(
                "the gradient explodes: reduce the learning rate, or check whether the data are scaled",
                "检测到梯度爆炸：请降低学习率或检查数据归一化",
            ),
            Self::Vanish => Bilingual::new("the gradient vanishes", "检测到梯度消失"),
            Self::Oscillate => Bilingual::new(
                "the loss swings violently: reduce the learning rate",
                "损失函数剧烈震荡，建议减小学习率",
            ),
            Self::Ok => Bilingual::new("training runs smoothly", "训练过程平稳"),
        }
    }

    /// Whether it says the same as a verdict.
    pub fn agrees(self, verdict: Verdict) -> bool {
        match self {
            Self::Insufficient | Self::Ok => {
                matches!(verdict, Verdict::Healthy | Verdict::DampedOscillation)
            }
            Self::Explode => verdict == Verdict::Exploding,
            Self::Vanish => verdict == Verdict::VanishingGradient,
            Self::Oscillate => verdict == Verdict::Oscillating,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The rule over the cases of the reference, in the words that it uses for them.
    #[test]
    fn the_monitor_says_what_the_article_has_it_say() {
        let cases: Value =
            serde_json::from_str(include_str!("../../../tests/data/monitor.json")).unwrap();
        let cases = cases.as_array().unwrap();
        assert_eq!(cases.len(), 14);
        let numbers = |list: &Value| -> Vec<f64> {
            (list.as_array().unwrap().iter())
                .map(|number| match number.as_str() {
                    Some("NaN") => f64::NAN,
                    Some("Infinity") => f64::INFINITY,
                    _ => number.as_f64().unwrap(),
                })
                .collect()
        };
        for case in cases {
            let health = Health::of(&numbers(&case["losses"]), &numbers(&case["gradient_norms"]));
            let status = serde_json::to_value(health).unwrap();
            assert_eq!(status, case["status"], "{case}");
        }
    }

    /// A descent at a good rate: 0.64 of the loss is left at each step.
    #[test]
    fn a_large_step_downhill_fools_it() {
        let losses: Vec<f64> = (0..8).map(|k| 25.0 * 0.64f64.powi(k)).collect();
        let health = Health::of(&losses, &[1.0; 8]);
        assert_eq!(health, Health::Oscillate);
        assert!(!health.agrees(Verdict::Healthy));
    }
}
