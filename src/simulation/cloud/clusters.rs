//! The clusters of a cloud at each step: of one run of a method, or of one run per value of a setting.

use std::sync::{Arc, OnceLock};

use thiserror::Error;

use super::metrics::{self, ClusterCountMetrics, Scores};
use crate::{
    math::{
        catalogue::BuildError,
        cluster::{self, ClusterError, CurveQuantity, History, Merge, NOISE, Trace, UNREACHED},
        progress::{self, Cancelled, Progress, no_progress},
        spec::Spec,
        table::Matrix,
    },
    scene::ClusterSweep,
};

/// The clusters of a cloud at each step.
#[derive(Debug)]
pub struct Clusters {
    /// One run, or the runs of a sweep.
    runs: Vec<History>,
    /// The name of the swept setting; empty without a sweep.
    swept_setting: String,
    /// The value of the swept setting in each run; empty without a sweep.
    swept_values: Vec<f64>,
    /// The scaled data that are clustered.
    data: Arc<Matrix>,
    /// The largest final number of clusters of any run.
    max_final_clusters: usize,
    /// The method, without the swept setting.
    spec: Spec,
    /// The final value of the curve of each run of a sweep; empty without a sweep.
    final_values: Vec<f64>,
    /// The final number of clusters of each run of a sweep; empty without a sweep.
    final_counts: Vec<f64>,
    /// The number of noise points of each run of a sweep; empty without a sweep.
    noise_counts: Vec<f64>,
    count_metrics: OnceLock<ClusterCountMetrics>,
    scores: OnceLock<Vec<Scores>>,
}

/// Why clusters cannot be computed.
#[derive(Debug, Error)]
pub(super) enum ClusteringError {
    /// The method is unknown, or a setting is out of range.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The method cannot be used on these data.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

/// What the number shown with a step measures.
#[derive(Clone, Debug, PartialEq)]
pub enum StepNumber<'a> {
    /// The value of the swept setting with this name.
    Setting(&'a str),
    /// A value of the curve of the method, with the quantity that it measures.
    Curve(CurveQuantity),
}

/// A group of points at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A cluster, by index from 0.
    Cluster(usize),
    /// Noise: points that belong to no cluster.
    Noise,
    /// Points that the method has not visited yet.
    Unreached,
}

impl Group {
    /// The name of the group in a scene: the number of the cluster, from 1, or `noise`. None for unvisited points.
    pub fn key(self) -> Option<String> {
        match self {
            Self::Cluster(number) => Some((number + 1).to_string()),
            Self::Noise => Some(NOISE_KEY.to_owned()),
            Self::Unreached => None,
        }
    }
}

/// The name of noise in a scene.
const NOISE_KEY: &str = "noise";

/// The label of the cluster with this name in a scene.
pub(super) fn label_of(key: &str) -> Option<i32> {
    match key {
        NOISE_KEY => Some(NOISE),
        number => number.parse().ok().filter(|&n: &i32| n > 0).map(|n| n - 1),
    }
}

impl Clusters {
    /// Runs a method once, or once for each value of a sweep.
    ///
    /// # Errors
    /// The method is unknown, a setting is out of range, the data are unsuitable, or `progress` cancels the
    /// computation.
    pub(super) fn compute(
        spec: &Spec,
        sweep: Option<&ClusterSweep>,
        data: &Arc<Matrix>,
        progress: &mut Progress,
    ) -> Result<Self, ClusteringError> {
        let values = sweep.map(ClusterSweep::values).unwrap_or_default();
        let specs = match sweep {
            None => vec![spec.clone()],
            Some(sweep) => (values.iter())
                .map(|&value| spec.clone().with(&sweep.setting, value))
                .collect(),
        };
        let run = |(number, spec): (usize, &Spec)| -> Result<History, ClusteringError> {
            let mut progress = progress::piece_progress(progress, number, specs.len());
            Ok(cluster::CATALOGUE.build(spec)?.run(data, &mut progress)?)
        };
        let runs: Vec<History> = (specs.iter().enumerate())
            .map(run)
            .collect::<Result<_, _>>()?;
        let max_final_clusters = runs.iter().map(History::clusters).max().unwrap_or(0);
        let of_each_run = |number: &dyn Fn(&History) -> f64| match sweep {
            Some(_) => runs.iter().map(number).collect(),
            None => Vec::new(),
        };
        let final_values = of_each_run(&|run| run.curve().values[run.steps()]);
        let final_counts = of_each_run(&|run| run.clusters() as f64);
        let noise_counts = of_each_run(&|run| run.noise_count() as f64);
        Ok(Self {
            runs,
            swept_setting: sweep.map(|sweep| sweep.setting.clone()).unwrap_or_default(),
            swept_values: values,
            data: data.clone(),
            max_final_clusters,
            spec: spec.clone(),
            final_values,
            final_counts,
            noise_counts,
            count_metrics: OnceLock::new(),
            scores: OnceLock::new(),
        })
    }

    /// The number of updates of the run, or the number of runs of a sweep minus one.
    pub fn steps(&self) -> usize {
        match &self.runs[..] {
            [run] => run.steps(),
            runs => runs.len() - 1,
        }
    }

    /// The largest final number of clusters of any run.
    pub(super) fn max_final_clusters(&self) -> usize {
        self.max_final_clusters
    }

    /// The largest number of clusters at any step. Agglomerative methods begin with more clusters than they end with.
    pub fn max_clusters(&self) -> usize {
        self.max_final_clusters.max(self.count_at(0))
    }

    /// Whether the method can classify points as noise.
    pub fn leaves_noise(&self) -> bool {
        self.run_at(0).0.trace().leaves_noise()
    }

    /// Whether every point has a cluster from the first step on.
    pub fn reaches_every_point(&self) -> bool {
        self.run_at(0).0.trace().reaches_every_row()
    }

    /// Whether each point belongs to the nearest centre at every step.
    pub fn has_voronoi_regions(&self) -> bool {
        self.run_at(0).0.trace().has_voronoi_regions()
    }

    /// The swept setting with its first and last value; none without a sweep.
    pub fn swept(&self) -> Option<(&str, [f64; 2])> {
        Some((
            &self.swept_setting,
            [*self.swept_values.first()?, *self.swept_values.last()?],
        ))
    }

    /// The curve of the method at each step, such as the inertia; in a sweep, its final value in each run.
    pub fn curve_values(&self) -> &[f64] {
        match &self.runs[..] {
            [run] if self.swept_values.is_empty() => &run.curve().values,
            _ => &self.final_values,
        }
    }

    /// The quantity that [`curve_values`](Self::curve_values) measures.
    pub fn curve_of(&self) -> CurveQuantity {
        self.run_at(0).0.curve().quantity
    }

    /// The number of clusters at each step, if that is the curve of the method; in a sweep, the final number in each
    /// run.
    pub fn counts(&self) -> Option<&[f64]> {
        match &self.runs[..] {
            [run] if self.swept_values.is_empty() => {
                let curve = run.curve();
                (curve.quantity == CurveQuantity::Clusters).then_some(&curve.values[..])
            }
            _ => Some(&self.final_counts),
        }
    }

    /// The number of noise points of each run of a sweep, if there are any.
    pub fn noise(&self) -> Option<&[f64]> {
        let counts = &self.noise_counts;
        counts.iter().any(|count| *count > 0.0).then_some(counts)
    }

    /// The number of clusters at a step; for methods that do not merge clusters, the final number of the run.
    pub fn count_at(&self, step: usize) -> usize {
        let (run, step) = self.run_at(step);
        match run.trace().merges().len() {
            0 => run.clusters(),
            merges => merges + 1 - step,
        }
    }

    /// All merges of an agglomerative method, including those that the scene omits; empty for other methods and sweeps.
    pub fn merges(&self) -> &[Merge] {
        match &self.runs[..] {
            [run] if self.swept_values.is_empty() => run.trace().merges(),
            _ => &[],
        }
    }

    /// How well different numbers of clusters fit the data; computed on first use.
    pub fn count_metrics(&self) -> &ClusterCountMetrics {
        let compute = || {
            ClusterCountMetrics::compute(
                &self.spec,
                self.max_final_clusters,
                &self.data,
                &mut no_progress,
            )
        };
        self.count_metrics
            .get_or_init(|| compute().unwrap_or_default())
    }

    /// Whether [`count_metrics`](Self::count_metrics) and [`scores`](Self::scores) are already computed.
    pub(super) fn computed_metrics(&self) -> [bool; 2] {
        [
            self.count_metrics.get().is_some(),
            self.scores.get().is_some(),
        ]
    }

    /// Computes [`count_metrics`](Self::count_metrics) unless they are already known.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn compute_count_metrics(&self, progress: &mut Progress) -> Result<(), Cancelled> {
        if self.count_metrics.get().is_none() {
            let found = ClusterCountMetrics::compute(
                &self.spec,
                self.max_final_clusters,
                &self.data,
                progress,
            )?;
            self.count_metrics.get_or_init(|| found);
        }
        Ok(())
    }

    /// The metrics of the clusters at some steps, with agreement with the known `classes` if given; computed on first
    /// use.
    pub fn scores(&self, classes: Option<&[u32]>) -> &[Scores] {
        self.scores
            .get_or_init(|| self.measure(classes, &mut no_progress).unwrap_or_default())
    }

    /// Computes [`scores`](Self::scores) unless they are already known.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn compute_scores(
        &self,
        classes: Option<&[u32]>,
        progress: &mut Progress,
    ) -> Result<(), Cancelled> {
        if self.scores.get().is_none() {
            let found = self.measure(classes, progress)?;
            self.scores.get_or_init(|| found);
        }
        Ok(())
    }

    fn measure(
        &self,
        classes: Option<&[u32]>,
        progress: &mut Progress,
    ) -> Result<Vec<Scores>, Cancelled> {
        let labels_at = |step| self.labels_at(step);
        metrics::scores_of_steps(self.steps(), &self.data, classes, labels_at, progress)
    }

    /// The value of the swept setting at a step; none without a sweep.
    pub fn value_at(&self, step: usize) -> Option<f64> {
        self.swept_values
            .get(step.min(self.swept_values.len().saturating_sub(1)))
            .copied()
    }

    /// The number to show with a step, and what it measures.
    pub fn number_at(&self, step: usize) -> (StepNumber<'_>, f64) {
        if let Some(value) = self.value_at(step) {
            return (StepNumber::Setting(&self.swept_setting), value);
        }
        let (run, step) = self.run_at(step);
        let curve = run.curve();
        (StepNumber::Curve(curve.quantity), curve.values[step])
    }

    /// The run for a step, and the step within that run.
    fn run_at(&self, step: usize) -> (&History, usize) {
        match &self.runs[..] {
            [run] => (run, step.min(run.steps())),
            runs => {
                let run = &runs[step.min(runs.len() - 1)];
                (run, run.steps())
            }
        }
    }

    /// The cluster of each sample at a step; negative for noise and unvisited samples.
    pub fn labels_at(&self, step: usize) -> Vec<i32> {
        let (run, step) = self.run_at(step);
        let mut labels = Vec::new();
        run.labels_at(step, &self.data, &mut labels);
        labels
    }

    /// Whether each sample is a core point at a step; empty for methods without core points.
    pub fn core_at(&self, step: usize) -> &[bool] {
        self.trace_at(step).0.core_mask()
    }

    /// The centres of the clusters at a step, in the space of the scaled features; empty for methods without centres.
    pub fn centres_at(&self, step: usize) -> Vec<Vec<f64>> {
        let (trace, step) = self.trace_at(step);
        trace.centres(step, &self.data)
    }

    /// The trace of the method for a step, and the step within it.
    pub fn trace_at(&self, step: usize) -> (&dyn Trace, usize) {
        let (run, step) = self.run_at(step);
        (run.trace(), step)
    }

    /// The scaled features of a sample.
    pub fn sample(&self, row: usize) -> &[f64] {
        self.data.row(row)
    }

    /// The number of samples in each nonempty group: clusters, then noise, then unvisited samples.
    pub fn groups(labels: &[i32]) -> Vec<(Group, usize)> {
        let mut clusters: Vec<usize> = Vec::new();
        let (mut noise, mut unreached) = (0, 0);
        for &label in labels {
            match label {
                NOISE => noise += 1,
                UNREACHED => unreached += 1,
                label => {
                    let cluster = label as usize;
                    if cluster >= clusters.len() {
                        clusters.resize(cluster + 1, 0);
                    }
                    clusters[cluster] += 1;
                }
            }
        }
        let clusters = clusters.into_iter().enumerate();
        let clusters = clusters.map(|(number, count)| (Group::Cluster(number), count));
        let rest = [(Group::Noise, noise), (Group::Unreached, unreached)];
        clusters
            .chain(rest)
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}
