//! Cluster metrics for charts: how good the clusters of each step are, and how well different numbers of clusters fit
//! the data. They are computed only if a scene shows them, and only once; if there are many rows, on a random sample.

use crate::math::{
    cluster::{self, ClusterError, scores},
    progress::{self, Cancelled, Progress, no_progress},
    random::RandomStream,
    spec::Spec,
    table::Matrix,
};

/// The maximum number of rows on which metrics are computed; from more rows, this many are drawn at random.
const MAX_SAMPLED_ROWS: usize = 2000;
/// The seed of the random samples of rows.
const SAMPLE_SEED: u64 = 0;
/// The number of runs of K-Means for each number of clusters; the run with the lowest inertia is used.
const KMEANS_RUNS: u64 = 4;
/// The largest number of clusters that is tried is three more than the number in the scene, limited to this range.
const MIN_LARGEST_COUNT: usize = 8;
const MAX_LARGEST_COUNT: usize = 16;
/// The maximum number of steps with scores.
const MAX_SCORED_STEPS: usize = 64;
/// The maximum number of coordinate differences for the silhouettes of all steps: rows² × columns for each step. They
/// take about a second.
const MAX_DISTANCE_TERMS: f64 = 1e9;

/// How well each number of clusters fits the data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterCountMetrics {
    /// The number of sampled rows, if there are more than 2000.
    pub sampled_rows: Option<usize>,
    /// The lowest inertia of 4 runs of K-Means, for each number of clusters from 1.
    pub inertia: Vec<(f64, f64)>,
    /// The mean silhouette for each number of clusters from 2.
    pub silhouette: Vec<(f64, f64)>,
    /// Whether the silhouettes are those of the scene's method; otherwise they are those of K-Means.
    pub is_own_silhouette: bool,
    /// Whether the scene's method minimizes the inertia; otherwise the inertia is that of K-Means.
    is_own_inertia: bool,
}

/// The metrics of the clusters at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The step, from 0.
    pub step: usize,
    /// The adjusted Rand index and the normalized mutual information with the known classes, if there are any.
    pub agreement: Option<[f64; 2]>,
    /// The mean silhouette; none for fewer than two clusters.
    pub silhouette: Option<f64>,
}

/// The rows on which metrics are computed.
struct Sample {
    rows: Vec<usize>,
    data: Matrix,
}

impl Sample {
    fn of(data: &Matrix) -> Self {
        let mut rows: Vec<usize> = (0..data.rows()).collect();
        RandomStream::new(SAMPLE_SEED).sample(&mut rows, MAX_SAMPLED_ROWS);
        rows.sort_unstable();
        let columns = data.columns();
        let data = Matrix::from_fn(rows.len(), columns, |i, j| data.row(rows[i])[j]);
        Self { rows, data }
    }

    fn silhouette(&self, labels: &[i32]) -> Option<f64> {
        Some(scores::silhouette(&self.data, labels, SAMPLE_SEED)?.mean)
    }
}

impl ClusterCountMetrics {
    /// The method that gives the inertia, or else the silhouettes, if it is not the scene's own: K-Means.
    pub fn substitute_method(&self, inertia: bool) -> Option<&'static str> {
        let is_own = match inertia {
            true => self.is_own_inertia,
            false => self.is_own_silhouette,
        };
        (!is_own).then_some(cluster::KMEANS)
    }

    /// Tries the numbers of clusters from 1 on, while there are enough distinct rows. `clusters` is the number in the
    /// scene.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn compute(
        spec: &Spec,
        clusters: usize,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Self, Cancelled> {
        let sample = Sample::of(data);
        let largest_count = (clusters + 3).clamp(MIN_LARGEST_COUNT, MAX_LARGEST_COUNT);
        let method = cluster::CATALOGUE.build(spec).ok();
        let is_own_inertia = method
            .as_ref()
            .is_some_and(|method| method.minimizes_inertia());
        let own_method = |count: usize| method.as_ref()?.with_clusters(count);
        let mut metrics = Self {
            sampled_rows: (sample.rows.len() < data.rows()).then_some(sample.rows.len()),
            inertia: Vec::new(),
            silhouette: Vec::new(),
            is_own_silhouette: own_method(1).is_some(),
            is_own_inertia,
        };
        for k in 1..=largest_count {
            let mut progress = progress::piece_progress(progress, k - 1, largest_count);
            let best = match cluster::best_kmeans(&sample.data, k, KMEANS_RUNS, &mut progress) {
                Ok(best) => best,
                Err(ClusterError::Cancelled(stopped)) => return Err(stopped),
                // There are more clusters than distinct rows.
                Err(_) => break,
            };
            let inertia = best.curve().values[best.steps()];
            metrics.inertia.push((k as f64, inertia));
            let history = match own_method(k) {
                Some(own) if !is_own_inertia => own.run(&sample.data, &mut no_progress).ok(),
                _ => Some(best),
            };
            let silhouette = history.and_then(|history| sample.silhouette(history.labels()));
            metrics
                .silhouette
                .extend(silhouette.map(|value| (k as f64, value)));
        }
        Ok(metrics)
    }
}

/// The scores at evenly spaced steps, including the first and the last; at all steps if that is cheap.
///
/// # Errors
/// `progress` cancels the computation.
pub(super) fn scores_of_steps(
    steps: usize,
    data: &Matrix,
    classes: Option<&[u32]>,
    labels_at: impl Fn(usize) -> Vec<i32>,
    progress: &mut Progress,
) -> Result<Vec<Scores>, Cancelled> {
    let sample = Sample::of(data);
    let terms_per_step = (sample.rows.len() as f64).powi(2) * data.columns() as f64;
    let max_steps = ((MAX_DISTANCE_TERMS / terms_per_step) as usize).clamp(2, MAX_SCORED_STEPS);
    let step_interval = steps.div_ceil(max_steps - 1).max(1);
    let classes: Option<Vec<i32>> =
        classes.map(|classes| classes.iter().map(|&class| class as i32).collect());
    let scores_at = |step: usize| {
        let labels = labels_at(step);
        let sampled_labels: Vec<i32> = sample.rows.iter().map(|&row| labels[row]).collect();
        Scores {
            step,
            agreement: classes.as_ref().map(|classes| {
                [
                    scores::adjusted_rand(classes, &labels),
                    scores::normalized_mutual_information(classes, &labels),
                ]
            }),
            silhouette: sample.silhouette(&sampled_labels),
        }
    };
    let scored_steps: Vec<usize> = (0..steps).step_by(step_interval).chain([steps]).collect();
    (scored_steps.iter().enumerate())
        .map(|(number, &step)| {
            progress::report(progress, number as f64 / scored_steps.len() as f64)?;
            Ok(scores_at(step))
        })
        .collect()
}
