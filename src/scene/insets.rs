use serde::{Deserialize, Serialize};

/// The most charts that one figure may have.
pub const MOST_CHARTS: usize = 4;

/// What stands beside the surface of a figure, inside the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Insets {
    /// Charts over the steps, at most 4, from top to bottom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<Chart>,
    /// Whether the present step of the run in focus is written out term by term. Default false.
    #[serde(skip_serializing_if = "is_no")]
    pub explain: bool,
    /// The part of the picture that insets take from the surface, 0.2 to 0.8, or 1 for no surface at all. Default 0.4.
    pub share: f64,
}

impl Default for Insets {
    fn default() -> Self {
        Self {
            charts: Vec::new(),
            explain: false,
            share: 0.4,
        }
    }
}

impl Insets {
    /// Whether everything is as it is by default.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A chart of all shown runs over the steps, with the present step marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// What it shows of each run.
    pub of: Quantity,
    /// Whether its axis is logarithmic. Default false.
    #[serde(default, skip_serializing_if = "is_no")]
    pub log: bool,
    /// The lowest and the highest value on its axis. Default: what holds all runs, those that diverge aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
}

impl Chart {
    /// A chart with a range that follows from the runs.
    pub fn new(of: Quantity, log: bool) -> Self {
        Self {
            of,
            log,
            range: None,
        }
    }
}

/// Something about a run that changes from step to step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantity {
    /// The value of the function.
    Loss,
    /// The length of its gradient.
    GradientNorm,
    /// The learning rate that the schedule gives for the next update.
    LearningRate,
    /// Each parameter.
    Parameters,
    /// What each parameter's gradient is multiplied by: the learning rate of its own.
    EffectiveRates,
}

impl Quantity {
    /// Every quantity, in the order of panels.
    pub const ALL: [Self; 5] = [
        Self::Loss,
        Self::GradientNorm,
        Self::LearningRate,
        Self::Parameters,
        Self::EffectiveRates,
    ];
}

fn is_no(value: &bool) -> bool {
    !*value
}
