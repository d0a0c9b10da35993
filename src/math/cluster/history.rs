//! The trace of a clustering, from its first step to its last.

use std::fmt;

use crate::math::table::Matrix;

/// Everything that happened while a method ran. Steps count from 0, the state before the first one.
#[derive(Debug)]
pub struct History {
    labels: Vec<i32>,
    clusters: usize,
    end: End,
    curve: Curve,
    course: Box<dyn Trace>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// More steps would change nothing, or less than the tolerance.
    Converged,
    /// The largest number of steps was reached.
    StepLimit,
    /// The method came to its end: every row was seen, or enough clusters were joined.
    Complete,
}

/// One number for each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What the number is.
    pub of: CurveOf,
    /// The number at each step, from step 0 to the last.
    pub values: Vec<f64>,
}

/// What a [`Curve`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveOf {
    /// Sum of squared distances of the rows to the centre of their cluster.
    Inertia,
    /// Mean over the rows of the logarithm of the mixture's density.
    LogLikelihood,
    /// Clusters found until now.
    Clusters,
    /// How far the two clusters that were joined are from each other; 0 at step 0.
    Height,
    /// The farthest that any window moved; 0 at step 0.
    Movement,
}

/// A normal distribution of a mixture: an ellipsoid of points of equal density.
#[derive(Clone, Debug, PartialEq)]
pub struct Ellipsoid {
    /// Its share of the mixture, from 0 to 1.
    pub weight: f64,
    /// Its centre.
    pub mean: Vec<f64>,
    /// Its covariance, symmetric: columns × columns, row after row.
    pub covariance: Vec<f64>,
}

/// The ball around a row inside which a method looks for others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ball {
    /// The row at its centre, from 0.
    pub row: usize,
    /// Its radius.
    pub radius: f64,
    /// Whether it holds enough rows for its centre to be a core point.
    pub core: bool,
}

/// Two clusters joined to one, as in a row of SciPy's linkage matrix: a number below the number of rows is a row, and
/// rows + i is the cluster that merge i made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// The two that were joined, the smaller number first.
    pub joined: [u32; 2],
    /// How far from each other they are, by the linkage.
    pub height: f64,
    /// Rows in the new cluster.
    pub size: u32,
}

/// What a method keeps of its run, from which any step can be shown. What does not apply to a method is empty.
pub trait Trace: Send + Sync + fmt::Debug {
    /// The label of every row at a step before the last, written into `into`, one for each row.
    fn labels(&self, step: usize, data: &Matrix, into: &mut [i32]);

    /// The centres of the clusters at a step.
    fn centres(&self, _step: usize, _data: &Matrix) -> Vec<Vec<f64>> {
        Vec::new()
    }

    /// The components of a mixture at a step.
    fn ellipsoids(&self, _step: usize) -> &[Ellipsoid] {
        &[]
    }

    /// The ball that was looked into in this step.
    fn ball(&self, _step: usize) -> Option<Ball> {
        None
    }

    /// Whether each row is a core point; empty for methods without.
    fn core(&self) -> &[bool] {
        &[]
    }

    /// Whether the method may leave rows in no cluster.
    fn leaves_noise(&self) -> bool {
        false
    }

    /// Whether every row is in a cluster from the first step on.
    fn reaches_every_row(&self) -> bool {
        false
    }

    /// Whether each row belongs to the nearest of the centres, at every step.
    fn has_voronoi_regions(&self) -> bool {
        false
    }

    /// Every merge up to one cluster, in order; those beyond the last step were not made.
    fn merges(&self) -> &[Merge] {
        &[]
    }

    /// Where moving windows stand at a step: some or all of them, the same ones at every step.
    fn windows(&self, _step: usize) -> &[Vec<f64>] {
        &[]
    }

    /// The radius of those windows.
    fn window_radius(&self) -> f64 {
        0.0
    }

    /// How many smaller groups the last step put into clusters, for methods that make some first.
    fn subclusters(&self) -> Option<usize> {
        None
    }
}

impl History {
    /// A history with its last labels; the curve has a value for each step.
    pub(super) fn new(
        labels: Vec<i32>,
        clusters: usize,
        end: End,
        curve: Curve,
        course: impl Trace + 'static,
    ) -> Self {
        Self {
            labels,
            clusters,
            end,
            curve,
            course: Box::new(course),
        }
    }

    /// The last step.
    pub fn steps(&self) -> usize {
        self.curve.values.len() - 1
    }

    /// The label of each row after the last step.
    pub fn labels(&self) -> &[i32] {
        &self.labels
    }

    /// The label of each row at a step, or of the last one if there are fewer; `data` are those of the run.
    /// `into` is filled anew.
    pub fn labels_at(&self, step: usize, data: &Matrix, into: &mut Vec<i32>) {
        into.clear();
        if step >= self.steps() {
            into.extend_from_slice(&self.labels);
            return;
        }
        into.resize(self.labels.len(), super::UNREACHED);
        self.course.labels(step, data, into);
    }

    /// The number of clusters after the last step.
    pub fn clusters(&self) -> usize {
        self.clusters
    }

    /// Why it ended.
    pub fn end(&self) -> End {
        self.end
    }

    /// The number that the method makes small or large, or that tells how far it is, at each step.
    pub fn curve(&self) -> &Curve {
        &self.curve
    }

    /// Rows in each cluster after the last step.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.clusters];
        for label in &self.labels {
            if let Ok(cluster) = usize::try_from(*label) {
                sizes[cluster] += 1;
            }
        }
        sizes
    }

    /// Rows in no cluster after the last step.
    pub fn noise(&self) -> usize {
        let noise = self.labels.iter().filter(|label| **label == super::NOISE);
        noise.count()
    }

    /// The mean of the rows of each cluster after the last step.
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

    /// The method's own story of a step; steps beyond the last are the last.
    pub fn course(&self) -> &dyn Trace {
        self.course.as_ref()
    }
}
