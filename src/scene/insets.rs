use serde::{Deserialize, Serialize};

use super::defaults::is_default;

/// The most charts that one figure may have.
pub const MOST_CHARTS: usize = 4;

/// What is shown beside the surface or the cloud of a figure, inside the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Insets {
    /// Charts over the steps, at most 4, from top to bottom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<Chart>,
    /// Whether the present step of the run in focus is written out term by term. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub explain: bool,
    /// The part of the picture that insets take from the subject, 0.2 to 0.8, or 1 for no subject at all. Default 0.4.
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

impl Insets {}

/// A chart of all shown runs, or of a cloud, with the present step marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// What it shows of each run.
    pub of: Quantity,
    /// Whether its axis is logarithmic. Default false.
    #[serde(default, skip_serializing_if = "is_default")]
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

/// What a chart shows: of a run or of a cloud, mostly from step to step. What does not belong to the subject is left out.
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
    /// Of a cloud, the number that measures the progress of its method: the inertia of K-Means, the log-likelihood of a mixture,
    /// the divergence of t-SNE. Over the values of a sweep: where the run of each ends.
    Progress,
    /// How many clusters there are.
    Clusters,
    /// How many points of a sweep end in no cluster.
    Noise,
    /// The least inertia of K-Means over the number of clusters.
    Elbow,
    /// The mean silhouette over the number of clusters.
    Silhouette,
    /// A table: how well the clusters of the step agree with the known classes, and how far they are apart.
    Scores,
    /// The share of the variance that each principal component explains, and all up to it together.
    Variance,
    /// The tree of clusters that are joined one after the other; of more than 240 points, the last 79 merges.
    Dendrogram,
}

impl Quantity {
    /// Those of runs on a landscape, in the order of panels.
    pub const OF_RUNS: [Self; 5] = [
        Self::Loss,
        Self::GradientNorm,
        Self::LearningRate,
        Self::Parameters,
        Self::EffectiveRates,
    ];

    /// Those of a cloud, in the order of panels.
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
