use serde::{Deserialize, Serialize};

use super::defaults::is_default;

/// The maximum number of charts in a figure.
pub const MAX_CHARTS: usize = 4;

/// Charts and explanations inside a figure, next to its surface or cloud.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Insets {
    /// The charts from top to bottom, at most 4.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<Chart>,
    /// Whether the current step of the run in focus is explained term by term. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub explain: bool,
    /// The fraction of the picture for insets, 0.2 to 0.8, or 1 to hide the subject. Default 0.4.
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

/// A chart of all visible runs or of a cloud, with the current step marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// The quantity on its vertical axis.
    pub of: Quantity,
    /// Whether the vertical axis is logarithmic. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub log: bool,
    /// The minimum and maximum of the vertical axis. Default: fits all runs that do not diverge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
}

impl Chart {
    /// Creates a chart with an automatic range.
    pub fn new(of: Quantity, log: bool) -> Self {
        Self {
            of,
            log,
            range: None,
        }
    }
}

/// A quantity of a run or a cloud for a chart, usually over the steps. Quantities that do not apply to the subject are
/// left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantity {
    /// The value of the function, the loss.
    Loss,
    /// The norm of the gradient.
    GradientNorm,
    /// The learning rate of the next update, as given by the schedule.
    LearningRate,
    /// The value of each parameter.
    Parameters,
    /// The effective learning rate of each parameter: the factor of its gradient.
    EffectiveRates,
    /// The progress of a cloud's method, such as the inertia of K-Means, the log-likelihood of a mixture or the divergence
    /// of t-SNE. In a sweep, its final value over the values of the setting.
    Progress,
    /// The number of clusters.
    Clusters,
    /// The number of noise points at the end of each run of a sweep.
    Noise,
    /// The inertia of K-Means over the number of clusters.
    Elbow,
    /// The mean silhouette over the number of clusters.
    Silhouette,
    /// A table of metrics of the current clusters: agreement with the known classes, and separation.
    Scores,
    /// The explained variance ratio of each principal component, and its cumulative sum.
    Variance,
    /// The merge tree of agglomerative clustering; for more than 240 points, the last 79 merges.
    Dendrogram,
}

impl Quantity {
    /// The quantities of runs on a landscape, in the order of panels.
    pub const OF_RUNS: [Self; 5] = [
        Self::Loss,
        Self::GradientNorm,
        Self::LearningRate,
        Self::Parameters,
        Self::EffectiveRates,
    ];

    /// The quantities of a cloud, in the order of panels.
    pub const OF_CLOUDS: [Self; 8] = [
        Self::Progress,
        Self::Clusters,
        Self::Noise,
        Self::Elbow,
        Self::Silhouette,
        Self::Scores,
        Self::Variance,
        Self::Dendrogram,
    ];
}
