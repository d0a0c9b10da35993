use serde::{Deserialize, Serialize};

use crate::math::{call::Call, landscape::Domain};

/// The two kinds of thing that a scene can show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// A loss surface and the optimizers on it.
    Landscape(LandscapeSubject),
    /// A data set projected on its principal components.
    Cloud(CloudSubject),
}

/// A loss surface over two parameters and the optimizers that run on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandscapeSubject {
    /// The landscape: a name of the catalogue, `line_fit(file="…", x=…, y=…)`, or a formula such as `x^2 + sin(a*y)`,
    /// whose parameters are set by `formula(of="x^2 + sin(a*y)", a=2)`.
    #[serde(with = "super::typed")]
    pub landscape: Call,
    /// λ of an L2 penalty λ·‖θ‖² that is added, 0 to 1000. Default 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub l2: f64,
    /// The rectangle that is drawn. Default: the landscape's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// Grid points along each side of the surface, 16 to 2048. Default 256.
    #[serde(default = "default_resolution")]
    pub resolution: u32,
    /// Where every run starts that has no start of its own.
    pub start: [f64; 2],
    /// Updates made by each run, 1 to 1,000,000; all runs of a scene together may make 10,000,000.
    pub steps: usize,
    /// A run stops as converged once ‖∇f‖ is below this. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The optimizers, in the order of their colours; at most 256.
    #[serde(default)]
    pub runs: Vec<Run>,
}

/// One optimizer with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Such as `adam(lr=0.1)`.
    pub optimizer: Call,
    /// Such as `exponential(gamma=0.995)`. Default `constant`.
    #[serde(
        default = "default_schedule",
        skip_serializing_if = "is_default_schedule"
    )]
    pub schedule: Call,
    /// Default: the start of the landscape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<[f64; 2]>,
    /// The name on its tag and in the legend. Default: made from the optimizer and what differs between the runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is drawn. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub shown: bool,
}

impl Run {
    /// A run with everything but the optimizer at its default.
    pub fn new(optimizer: Call) -> Self {
        Self {
            optimizer,
            schedule: default_schedule(),
            start: None,
            label: None,
            shown: true,
        }
    }
}

/// A data set as a point cloud on its first principal components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudSubject {
    /// A built-in data set (`iris`) or a CSV file, relative to the scene's file.
    pub data: String,
    /// The column that holds the classes. Default: the only text column, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

fn default_resolution() -> u32 {
    256
}

fn default_schedule() -> Call {
    Call::new("constant")
}

fn is_default_schedule(schedule: &Call) -> bool {
    *schedule == default_schedule()
}

fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}
