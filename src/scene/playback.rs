use serde::{Deserialize, Serialize};

use super::defaults::is_default;

/// The timing of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Playback {
    /// The duration from the first step to the last in seconds, above 0 and at most 3600. Default 8.
    pub seconds: f64,
    /// The pauses before the first step and after the last in seconds, 0 to 60 each. Default (1, 1).
    pub rest: [f64; 2],
    /// How the steps are distributed over time. Default `Linear`.
    #[serde(skip_serializing_if = "is_default")]
    pub pace: Pace,
    /// Whether balls glide (`Eased`) or jump (`Stepped`) from step to step. Default `Eased`.
    #[serde(skip_serializing_if = "is_default")]
    pub motion: StepMotion,
}

impl Playback {
    /// The total duration in seconds, including the pauses.
    pub fn total_seconds(&self) -> f64 {
        self.rest[0] + self.seconds + self.rest[1]
    }
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            seconds: 8.0,
            rest: [1.0, 1.0],
            pace: Pace::Linear,
            motion: StepMotion::Eased,
        }
    }
}

/// How steps are distributed over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pace {
    /// At a constant number of steps per second.
    #[default]
    Linear,
    /// Exponentially, slow at first: the number of the step grows by the same factor every second.
    Geometric,
}

/// How balls move from step to step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StepMotion {
    /// Glide, with easing at each step.
    #[default]
    Eased,
    /// Jump at the time of each step.
    Stepped,
}
