//! The clusters of a cloud at each step: of one run of a method, or of one run per value of a setting.

use std::sync::{Arc, OnceLock};

use thiserror::Error;

use super::measures::{self, Scores, Selection};
use crate::{
    math::{
        catalogue::BuildError,
        cluster::{self, ClusterError, CurveOf, History, Merge, NOISE, Trace, UNREACHED},
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
    /// The swept setting; empty without a sweep.
    setting: String,
    /// The value of the swept setting in each run; empty without a sweep.
    values: Vec<f64>,
    /// The scaled data that are clustered.
    data: Arc<Matrix>,
    /// The largest final number of clusters of any run.
    most: usize,
    /// The method, without the swept setting.
    spec: Spec,
    /// For each run of a sweep: the final value of its objective, its number of clusters and its noise points.
    ends: [Vec<f64>; 3],
    selection: OnceLock<Selection>,
    scores: OnceLock<Vec<Scores>>,
}

/// Why clusters cannot be computed.
#[derive(Debug, Error)]
pub(super) enum FindError {
    /// The method is unknown, or a setting is out of range.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The method cannot be used on these data.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

/// The meaning of the number shown with a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Number<'a> {
    /// The value of a swept setting, with the name of the setting.
    Setting(&'a str),
    /// The objective of the method.
    Curve(CurveOf),
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
    /// The name of the group in a scene: the number of the cluster from 1, or `noise`; none for unvisited points.
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
    pub(super) fn find(
        spec: &Spec,
        sweep: Option<&ClusterSweep>,
        data: &Arc<Matrix>,
        progress: &mut Progress,
    ) -> Result<Self, FindError> {
        let values = sweep.map(ClusterSweep::values).unwrap_or_default();
        let specs = match sweep {
            None => vec![spec.clone()],
            Some(sweep) => (values.iter())
                .map(|&value| spec.clone().with(&sweep.setting, value))
                .collect(),
        };
        let run = |(number, spec): (usize, &Spec)| -> Result<History, FindError> {
            let mut progress = progress::piece_progress(progress, number, specs.len());
            Ok(cluster::CATALOGUE.build(spec)?.run(data, &mut progress)?)
        };
        let runs: Vec<History> = (specs.iter().enumerate())
            .map(run)
            .collect::<Result<_, _>>()?;
        let most = runs.iter().map(History::clusters).max().unwrap_or(0);
        let ends = |number: &dyn Fn(&History) -> f64| match sweep {
            Some(_) => runs.iter().map(number).collect(),
            None => Vec::new(),
        };
        let ends = [
            ends(&|run| run.curve().values[run.steps()]),
            ends(&|run| run.clusters() as f64),
            ends(&|run| run.noise() as f64),
        ];
        Ok(Self {
            runs,
            setting: sweep.map(|sweep| sweep.setting.clone()).unwrap_or_default(),
            values,
            data: data.clone(),
            most,
            spec: spec.clone(),
            ends,
            selection: OnceLock::new(),
            scores: OnceLock::new(),
        })
    }

    /// The number of steps after the first.
    pub fn steps(&self) -> usize {
        match &self.runs[..] {
            [run] => run.steps(),
            runs => runs.len() - 1,
        }
    }

    /// The largest final number of clusters of any run.
    pub(super) fn max_final_clusters(&self) -> usize {
        self.most
    }

    /// The largest number of clusters at any step; agglomerative methods begin with more than they end with.
    pub fn max_clusters(&self) -> usize {
        self.most.max(self.count_at(0))
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
        Some((&self.setting, [*self.values.first()?, *self.values.last()?]))
    }

    /// The objective of the method at each step; in a sweep, its final value in each run.
    pub fn progress(&self) -> &[f64] {
        match &self.runs[..] {
            [run] if self.values.is_empty() => &run.curve().values,
            _ => &self.ends[0],
        }
    }

    /// The kind of objective that [`progress`](Self::progress) returns.
    pub fn curve_of(&self) -> CurveOf {
        self.run_at(0).0.curve().of
    }

    /// The number of clusters at each step, if it changes.
    pub fn counts(&self) -> Option<&[f64]> {
        match &self.runs[..] {
            [run] if self.values.is_empty() => {
                let curve = run.curve();
                (curve.of == CurveOf::Clusters).then_some(&curve.values[..])
            }
            _ => Some(&self.ends[1]),
        }
    }

    /// The number of noise points of each run of a sweep, if there are any.
    pub fn noise(&self) -> Option<&[f64]> {
        let noise = &self.ends[2];
        noise.iter().any(|count| *count > 0.0).then_some(noise)
    }

    /// The number of clusters at a step; for methods that do not merge clusters, the final number.
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
            [run] if self.values.is_empty() => run.trace().merges(),
            _ => &[],
        }
    }

    /// How well other numbers of clusters fit; computed on first use.
    pub fn selection(&self) -> &Selection {
        let new = || Selection::new(&self.spec, self.most, &self.data, &mut no_progress);
        self.selection.get_or_init(|| new().unwrap_or_default())
    }

    /// Whether [`selection`](Self::selection) and [`scores`](Self::scores) are computed.
    pub(super) fn is_measured(&self) -> [bool; 2] {
        [self.selection.get().is_some(), self.scores.get().is_some()]
    }

    /// Computes the selection now.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn select(&self, progress: &mut Progress) -> Result<(), Cancelled> {
        if self.selection.get().is_none() {
            let found = Selection::new(&self.spec, self.most, &self.data, progress)?;
            self.selection.get_or_init(|| found);
        }
        Ok(())
    }

    /// The metrics of the clusters at some steps, compared with these classes; computed on first use.
    pub fn scores(&self, classes: Option<&[u32]>) -> &[Scores] {
        self.scores
            .get_or_init(|| self.scored(classes, &mut no_progress).unwrap_or_default())
    }

    /// Computes the scores now.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn score(&self, classes: Option<&[u32]>, progress: &mut Progress) -> Result<(), Cancelled> {
        if self.scores.get().is_none() {
            let found = self.scored(classes, progress)?;
            self.scores.get_or_init(|| found);
        }
        Ok(())
    }

    fn scored(
        &self,
        classes: Option<&[u32]>,
        progress: &mut Progress,
    ) -> Result<Vec<Scores>, Cancelled> {
        let labels_at = |step| self.labels_at(step);
        measures::scored(self.steps(), &self.data, classes, labels_at, progress)
    }

    /// The value of the swept setting at a step; none without a sweep.
    pub fn value_at(&self, step: usize) -> Option<f64> {
        self.values
            .get(step.min(self.values.len().saturating_sub(1)))
            .copied()
    }

    /// The number to show with a step, and its meaning.
    pub fn number_at(&self, step: usize) -> (Number<'_>, f64) {
        if let Some(value) = self.value_at(step) {
            return (Number::Setting(&self.setting), value);
        }
        let (run, step) = self.run_at(step);
        let curve = run.curve();
        (Number::Curve(curve.of), curve.values[step])
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
        self.trace_at(step).0.core()
    }

    /// The centres of the clusters at a step in scaled columns; empty for methods without centres.
    pub fn centres_at(&self, step: usize) -> Vec<Vec<f64>> {
        let (trace, step) = self.trace_at(step);
        trace.centres(step, &self.data)
    }

    /// The trace of the method for a step, and the step within it.
    pub fn trace_at(&self, step: usize) -> (&dyn Trace, usize) {
        let (run, step) = self.run_at(step);
        (run.trace(), step)
    }

    /// A row of the scaled data.
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
