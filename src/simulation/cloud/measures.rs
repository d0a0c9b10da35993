//! Cluster metrics for charts: how good the clusters of each step are, and how well other numbers of clusters fit.
//! Computed once and only if a scene shows them; on a random sample if there are many rows.

use crate::math::{
    cluster::{self, ClusterError, scores},
    progress::{self, Cancelled, Progress, no_progress},
    random::RandomStream,
    spec::Spec,
    table::Matrix,
};

/// Metrics are computed on at most this many rows, sampled at random.
const MEASURED_ROWS: usize = 2000;
/// The seed of the sample.
const SEED: u64 = 0;
/// The number of K-Means runs per number of clusters; the best one counts.
const STARTS: u64 = 4;
/// The range of the number of clusters to try, which extends three beyond the current number.
const MIN_TRIED: usize = 8;
const MAX_TRIED: usize = 16;
/// The limit of steps with scores.
const MAX_SCORED: usize = 64;
/// The limit of distances for the silhouettes of all steps, times the number of columns: about a second.
const WORK: f64 = 1e9;

/// How well each number of clusters fits the data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// The number of sampled rows, if there are more than 2000.
    pub drawn: Option<usize>,
    /// The lowest inertia of 4 runs of K-Means, for each number of clusters from 1.
    pub inertia: Vec<(f64, f64)>,
    /// The mean silhouette for each number of clusters from 2.
    pub silhouette: Vec<(f64, f64)>,
    /// Whether the silhouettes are those of the scene's method; otherwise of K-Means.
    pub is_own: bool,
    /// Whether the inertia is that of the scene's method too.
    has_own_inertia: bool,
}

/// The metrics of the clusters at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The step that was measured.
    pub step: usize,
    /// The adjusted Rand index and the normalized mutual information against the known classes, if there are any.
    pub known: Option<[f64; 2]>,
    /// The mean silhouette; none for fewer than two clusters.
    pub silhouette: Option<f64>,
}

/// The rows for metrics, with their data.
struct Sample {
    rows: Vec<usize>,
    data: Matrix,
}

impl Sample {
    pub(crate) fn of(data: &Matrix) -> Self {
        let mut rows: Vec<usize> = (0..data.rows()).collect();
        RandomStream::new(SEED).sample(&mut rows, MEASURED_ROWS);
        rows.sort_unstable();
        let columns = data.columns();
        let data = Matrix::from_fn(rows.len(), columns, |i, j| data.row(rows[i])[j]);
        Self { rows, data }
    }

    fn silhouette(&self, labels: &[i32]) -> Option<f64> {
        Some(scores::silhouette(&self.data, labels, SEED)?.mean)
    }
}

impl Selection {
    /// The method behind the inertia or the silhouettes if it is not the scene's own.
    pub fn borrowed_from(&self, inertia: bool) -> Option<&'static str> {
        let is_own = match inertia {
            true => self.has_own_inertia,
            false => self.is_own,
        };
        (!is_own).then_some(cluster::KMEANS)
    }

    /// Tries numbers of clusters in turn, as long as there are enough distinct rows.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn new(
        spec: &Spec,
        present: usize,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Self, Cancelled> {
        let sample = Sample::of(data);
        let most = (present + 3).clamp(MIN_TRIED, MAX_TRIED);
        let method = cluster::CATALOGUE.build(spec).ok();
        let has_own_inertia = method
            .as_ref()
            .is_some_and(|method| method.minimizes_inertia());
        let own = |clusters: usize| method.as_ref()?.with_clusters(clusters);
        let mut found = Self {
            drawn: (sample.rows.len() < data.rows()).then_some(sample.rows.len()),
            inertia: Vec::new(),
            silhouette: Vec::new(),
            is_own: own(1).is_some(),
            has_own_inertia,
        };
        for k in 1..=most {
            // There cannot be more clusters than distinct rows.
            let mut progress = progress::piece_progress(progress, k - 1, most);
            let best = match cluster::best_kmeans(&sample.data, k, STARTS, &mut progress) {
                Ok(best) => best,
                Err(ClusterError::Cancelled(stopped)) => return Err(stopped),
                Err(_) => break,
            };
            let inertia = best.curve().values[best.steps()];
            found.inertia.push((k as f64, inertia));
            let history = match own(k) {
                Some(own) if !has_own_inertia => own.run(&sample.data, &mut no_progress).ok(),
                _ => Some(best),
            };
            let silhouette = history.and_then(|history| sample.silhouette(history.labels()));
            found
                .silhouette
                .extend(silhouette.map(|value| (k as f64, value)));
        }
        Ok(found)
    }
}

/// The scores of evenly spaced steps including the first and the last; of all steps if that is cheap.
///
/// # Errors
/// `progress` cancels the computation.
pub(super) fn scored(
    steps: usize,
    data: &Matrix,
    classes: Option<&[u32]>,
    labels_at: impl Fn(usize) -> Vec<i32>,
    progress: &mut Progress,
) -> Result<Vec<Scores>, Cancelled> {
    let sample = Sample::of(data);
    let once = (sample.rows.len() as f64).powi(2) * data.columns() as f64;
    let most = ((WORK / once) as usize).clamp(2, MAX_SCORED);
    let every = steps.div_ceil(most - 1).max(1);
    let classes: Option<Vec<i32>> =
        classes.map(|classes| classes.iter().map(|&class| class as i32).collect());
    let at = |step: usize| {
        let labels = labels_at(step);
        let of_sample: Vec<i32> = sample.rows.iter().map(|&row| labels[row]).collect();
        Scores {
            step,
            known: classes.as_ref().map(|classes| {
                [
                    scores::adjusted_rand(classes, &labels),
                    scores::normalized_mutual_information(classes, &labels),
                ]
            }),
            silhouette: sample.silhouette(&of_sample),
        }
    };
    let chosen: Vec<usize> = (0..steps).step_by(every).chain([steps]).collect();
    (chosen.iter().enumerate())
        .map(|(number, &step)| {
            progress::report(progress, number as f64 / chosen.len() as f64)?;
            Ok(at(step))
        })
        .collect()
}
