//! A monitor as often written for training loops, taken from an article. It looks at the last step only. It is
//! reproduced as published, for comparison with [the verdict](super::Verdict), and is misled
//!
//! - by a large step downhill, which it reports as an oscillation;
//! - by NaN, which compares as false and so passes as normal;
//! - by convergence: at a minimum the gradient is 0, and it warns;
//! - by scale: 1000 is a steep slope for one function and a gentle one for another.
//!
//! The first of these rules that applies gives the status:
//!
//! - insufficient: there are fewer than 2 losses;
//! - exploding: ‖∇f‖ > [`EXPLODING_NORM`];
//! - vanishing: ‖∇f‖ < [`VANISHING_NORM`] (the article does not give the number; this is the tolerance of its
//!   optimizer);
//! - oscillating: there are more than [`UNCHECKED_LOSSES`] losses, and the last changed by more than
//!   [`MAX_RELATIVE_CHANGE`] of itself;
//! - normal: otherwise.

use serde::Serialize;

use super::Verdict;
use crate::math::words::Bilingual;

/// A gradient norm above this is reported as exploding.
pub const EXPLODING_NORM: f64 = 1000.0;
/// A gradient norm below this is reported as vanishing.
pub const VANISHING_NORM: f64 = 1e-6;
/// The number of first losses whose changes are not checked.
pub const UNCHECKED_LOSSES: usize = 5;
/// The change of the last loss, relative to itself, that is still reported as normal.
pub const MAX_RELATIVE_CHANGE: f64 = 0.1;

/// The report of the monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonitorStatus {
    /// There are fewer than two losses.
    Insufficient,
    /// The gradient norm is above [`EXPLODING_NORM`].
    Explode,
    /// The gradient norm is below [`VANISHING_NORM`].
    Vanish,
    /// The last loss changed by more than [`MAX_RELATIVE_CHANGE`] of itself.
    Oscillate,
    /// None of the rules applies.
    Ok,
}

impl MonitorStatus {
    /// Judges the last entry of two equally long lists of losses and gradient norms.
    pub fn of(losses: &[f64], gradient_norms: &[f64]) -> Self {
        let (&[.., before, last], Some(&norm)) = (losses, gradient_norms.last()) else {
            return Self::Insufficient;
        };
        if norm > EXPLODING_NORM {
            Self::Explode
        } else if norm < VANISHING_NORM {
            Self::Vanish
        } else if losses.len() > UNCHECKED_LOSSES
            && (last - before).abs() > (MAX_RELATIVE_CHANGE * last).abs()
        {
            Self::Oscillate
        } else {
            Self::Ok
        }
    }

    /// The message for the user.
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

    /// Whether the monitor says the same as a verdict.
    pub fn agrees_with(self, verdict: Verdict) -> bool {
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

    /// The statuses have the names of the reference.
    #[test]
    fn the_monitor_gives_the_status_of_the_reference() {
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
            let status =
                MonitorStatus::of(&numbers(&case["losses"]), &numbers(&case["gradient_norms"]));
            let found = serde_json::to_value(status).unwrap();
            assert_eq!(found, case["status"], "{case}");
        }
    }

    /// A descent at a good learning rate, which multiplies the loss by 0.64 at each step.
    #[test]
    fn a_large_step_downhill_is_reported_as_an_oscillation() {
        let losses: Vec<f64> = (0..8).map(|k| 25.0 * 0.64f64.powi(k)).collect();
        let status = MonitorStatus::of(&losses, &[1.0; 8]);
        assert_eq!(status, MonitorStatus::Oscillate);
        assert!(!status.agrees_with(Verdict::Healthy));
    }
}
