//! The history of a clustering, from its first step to its last.

use std::fmt;

use crate::math::table::Matrix;

/// The result of a run, with a trace from which the state at any step can be recomputed. Step 0 is the initial state.
#[derive(Debug)]
pub struct History {
    labels: Vec<i32>,
    clusters: usize,
    stop_reason: StopReason,
    curve: Curve,
    trace: Box<dyn Trace>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The state no longer changes, or by less than the tolerance.
    Converged,
    /// The maximum number of iterations was reached.
    StepLimit,
    /// The method is complete: every row was visited, or the requested number of clusters was reached.
    Complete,
}

/// A number at each step, such as the inertia.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The meaning of the values.
    pub quantity: CurveQuantity,
    /// Its value at each step, from step 0 to the last.
    pub values: Vec<f64>,
}

/// The quantity of a [`Curve`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveQuantity {
    /// The inertia: the sum of squared distances of the rows to their cluster centres.
    Inertia,
    /// The mean log-likelihood per row.
    LogLikelihood,
    /// The number of clusters found so far.
    Clusters,
    /// The distance between the two clusters merged in the step, by the linkage; 0 at step 0.
    MergeHeight,
    /// The largest distance that a window moved in the step; 0 at step 0.
    MaxShift,
}

/// A component of a Gaussian mixture: a weighted normal distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianComponent {
    /// Its weight in the mixture, from 0 to 1.
    pub weight: f64,
    /// The mean of the distribution.
    pub mean: Vec<f64>,
    /// The covariance, symmetric, row-major.
    pub covariance: Vec<f64>,
}

/// The ball around a row in which DBSCAN looks for other rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbourhood {
    /// The index of the row at its centre.
    pub row: usize,
    /// The radius, in the units of the data.
    pub radius: f64,
    /// Whether it contains enough rows for the row at its centre to be a core point.
    pub is_core: bool,
}

/// A merge of two clusters, as in a row of SciPy's linkage matrix. With n rows, an index below n is a row, and index
/// `n+i` is the cluster created by merge i.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// The indices of the merged clusters, the lower first.
    pub children: [u32; 2],
    /// The distance between them under the linkage.
    pub height: f64,
    /// The number of rows in the new cluster.
    pub size: u32,
}

/// The trace of a run, from which the state at any step can be recomputed. The default of each function is for methods
/// to which it does not apply.
pub trait Trace: Send + Sync + fmt::Debug {
    /// Writes the label of every row at a step before the last into `into`, which has one entry per row.
    fn labels(&self, step: usize, data: &Matrix, into: &mut [i32]);

    /// The cluster centres at a step.
    fn centres(&self, _step: usize, _data: &Matrix) -> Vec<Vec<f64>> {
        Vec::new()
    }

    /// The mixture components at a step.
    fn components(&self, _step: usize) -> &[GaussianComponent] {
        &[]
    }

    /// The neighbourhood queried in this step.
    fn neighbourhood(&self, _step: usize) -> Option<Neighbourhood> {
        None
    }

    /// Whether each row is a core point; empty for methods without core points.
    fn core_mask(&self) -> &[bool] {
        &[]
    }

    /// Whether the method may label rows as noise.
    fn leaves_noise(&self) -> bool {
        false
    }

    /// Whether every row is in a cluster from the first step on.
    fn reaches_every_row(&self) -> bool {
        false
    }

    /// Whether each row belongs to the nearest centre at every step.
    fn has_voronoi_regions(&self) -> bool {
        false
    }

    /// All merges down to one cluster, in order; the run performs only as many as it has steps.
    fn merges(&self) -> &[Merge] {
        &[]
    }

    /// The positions of the moving windows at a step, or of a fixed subset of them.
    fn windows(&self, _step: usize) -> &[Vec<f64>] {
        &[]
    }

    /// The radius of the windows, in the units of the data; 0 for methods without windows.
    fn window_radius(&self) -> f64 {
        0.0
    }

    /// The number of subclusters that are merged in the last step.
    fn subclusters(&self) -> Option<usize> {
        None
    }
}

impl History {
    /// The curve has one value per step, with step 0.
    pub(super) fn new(
        labels: Vec<i32>,
        clusters: usize,
        stop_reason: StopReason,
        curve: Curve,
        trace: impl Trace + 'static,
    ) -> Self {
        Self {
            labels,
            clusters,
            stop_reason,
            curve,
            trace: Box::new(trace),
        }
    }

    /// The number of the last step.
    pub fn steps(&self) -> usize {
        self.curve.values.len() - 1
    }

    /// The label of each row after the last step.
    pub fn labels(&self) -> &[i32] {
        &self.labels
    }

    /// The label of each row at a step; beyond the last step, the final labels. `data` must be the data of the run.
    /// Overwrites `into`.
    pub fn labels_at(&self, step: usize, data: &Matrix, into: &mut Vec<i32>) {
        into.clear();
        if step >= self.steps() {
            into.extend_from_slice(&self.labels);
            return;
        }
        into.resize(self.labels.len(), super::UNREACHED);
        self.trace.labels(step, data, into);
    }

    /// The number of clusters after the last step.
    pub fn clusters(&self) -> usize {
        self.clusters
    }

    /// Why the run ended.
    pub fn stop_reason(&self) -> StopReason {
        self.stop_reason
    }

    /// The objective of the method, or a measure of its progress, at each step.
    pub fn curve(&self) -> &Curve {
        &self.curve
    }

    /// The number of rows in each cluster after the last step.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.clusters];
        for label in &self.labels {
            if let Ok(cluster) = usize::try_from(*label) {
                sizes[cluster] += 1;
            }
        }
        sizes
    }

    /// The number of rows labelled as noise after the last step.
    pub fn noise_count(&self) -> usize {
        let labels = self.labels.iter();
        labels.filter(|label| **label == super::NOISE).count()
    }

    /// The mean of the rows of each cluster after the last step; 0 for a cluster without rows.
    pub fn means(&self, data: &Matrix) -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0; data.columns()]; self.clusters];
        for (row, label) in data.iter_rows().zip(&self.labels) {
            if let Ok(cluster) = usize::try_from(*label) {
                let sum = &mut sums[cluster];
                sum.iter_mut()
                    .zip(row)
                    .for_each(|(sum, value)| *sum += value);
            }
        }
        for (sum, size) in sums.iter_mut().zip(self.sizes()) {
            sum.iter_mut().for_each(|sum| *sum /= size.max(1) as f64);
        }
        sums
    }

    /// The method-specific state at each step.
    pub fn trace(&self) -> &dyn Trace {
        self.trace.as_ref()
    }
}
