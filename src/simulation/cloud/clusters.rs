//! The clusters of a cloud from step to step: one run of a method, or one run for each value of a setting.

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

/// Clusters from step to step.
#[derive(Debug)]
pub struct Clusters {
    /// One run, or the runs of a sweep.
    runs: Vec<History>,
    /// The setting that changes; empty without a sweep.
    setting: String,
    /// The value of the setting in each run of a sweep; empty without.
    values: Vec<f64>,
    /// What they were found in.
    data: Arc<Matrix>,
    /// The most clusters at any step that is a run's last.
    most: usize,
    /// The method, without the setting that changes.
    spec: Spec,
    /// Of a sweep: the last number of each run's curve, its clusters and its noise.
    ends: [Vec<f64>; 3],
    selection: OnceLock<Selection>,
    scores: OnceLock<Vec<Scores>>,
}

/// Clusters that cannot be found.
#[derive(Debug, Error)]
pub enum FindError {
    /// No such method, or a setting out of range.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Data that the method cannot be used on.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

/// What the number is that tells how far a method is.
#[derive(Clone, Debug, PartialEq)]
pub enum Number<'a> {
    /// A setting that takes one value after the other, by name.
    Setting(&'a str),
    /// A point of the method's own curve.
    Curve(CurveOf),
}

/// What points of a cloud belong to at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A cluster, from 0.
    Cluster(usize),
    /// No cluster.
    Noise,
    /// Nothing yet.
    Unreached,
}

impl Group {
    /// What it is called in a scene: its number from 1, or `noise`; nothing for what is not reached yet.
    pub fn key(self) -> Option<String> {
        match self {
            Self::Cluster(number) => Some((number + 1).to_string()),
            Self::Noise => Some(NOISE_KEY.to_owned()),
            Self::Unreached => None,
        }
    }
}

/// What the points of no cluster are called in a scene.
const NOISE_KEY: &str = "noise";

/// The cluster that is called so in a scene, as labels have it.
pub(super) fn label_of(key: &str) -> Option<i32> {
    match key {
        NOISE_KEY => Some(NOISE),
        number => number.parse().ok().filter(|&n: &i32| n > 0).map(|n| n - 1),
    }
}

impl Clusters {
    /// Runs a method, or for a sweep once for each value.
    ///
    /// # Errors
    /// No such method, a setting out of range, data that do not go with it; or `progress` cancelled it.
    pub fn find(
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
            let mut progress = progress::part(progress, number, specs.len());
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

    /// Steps from first to last.
    pub fn steps(&self) -> usize {
        match &self.runs[..] {
            [run] => run.steps(),
            runs => runs.len() - 1,
        }
    }

    /// The most clusters that any run ends with.
    pub fn most(&self) -> usize {
        self.most
    }

    /// The most clusters at any step: a method that joins them begins with more than it ends with.
    pub fn most_ever(&self) -> usize {
        self.most.max(self.count_at(0))
    }

    /// Whether the method may leave points in no cluster.
    pub fn leaves_noise(&self) -> bool {
        self.run_at(0).0.trace().leaves_noise()
    }

    /// Whether every point is in a cluster from the first step on.
    pub fn reaches_every_point(&self) -> bool {
        self.run_at(0).0.trace().reaches_every_row()
    }

    /// Whether each point belongs to the nearest of the centres, at every step.
    pub fn has_voronoi_regions(&self) -> bool {
        self.run_at(0).0.trace().has_voronoi_regions()
    }

    /// The setting of a sweep, with its first and its last value.
    pub fn swept(&self) -> Option<(&str, [f64; 2])> {
        Some((&self.setting, [*self.values.first()?, *self.values.last()?]))
    }

    /// The number that tells how far the method is, for each step; for each run of a sweep, where it ends.
    pub fn progress(&self) -> &[f64] {
        match &self.runs[..] {
            [run] if self.values.is_empty() => &run.curve().values,
            _ => &self.ends[0],
        }
    }

    /// What that number is.
    pub fn curve_of(&self) -> CurveOf {
        self.run_at(0).0.curve().of
    }

    /// How many clusters there are at each step, where that changes.
    pub fn counts(&self) -> Option<&[f64]> {
        match &self.runs[..] {
            [run] if self.values.is_empty() => {
                let curve = run.curve();
                (curve.of == CurveOf::Clusters).then_some(&curve.values[..])
            }
            _ => Some(&self.ends[1]),
        }
    }

    /// How many samples of each run of a sweep are noise, where any are.
    pub fn noise(&self) -> Option<&[f64]> {
        let noise = &self.ends[2];
        noise.iter().any(|count| *count > 0.0).then_some(noise)
    }

    /// How many clusters there are at a step: of a method that joins them, those that are left; else those in the end.
    pub fn count_at(&self, step: usize) -> usize {
        let (run, step) = self.run_at(step);
        match run.trace().merges().len() {
            0 => run.clusters(),
            merges => merges + 1 - step,
        }
    }

    /// Every merge of a method that joins clusters one after the other, those that the scene leaves out too; none of a
    /// sweep.
    pub fn merges(&self) -> &[Merge] {
        match &self.runs[..] {
            [run] if self.values.is_empty() => run.trace().merges(),
            _ => &[],
        }
    }

    /// How well other numbers of clusters would fit; computed when it is first asked for.
    pub fn selection(&self) -> &Selection {
        let new = || Selection::new(&self.spec, self.most, &self.data, &mut no_progress);
        self.selection.get_or_init(|| new().unwrap_or_default())
    }

    /// Whether the selection and the scores are known.
    pub(super) fn is_measured(&self) -> [bool; 2] {
        [self.selection.get().is_some(), self.scores.get().is_some()]
    }

    /// Computes it now.
    ///
    /// # Errors
    /// `progress` cancelled it.
    pub fn select(&self, progress: &mut Progress) -> Result<(), Cancelled> {
        if self.selection.get().is_none() {
            let found = Selection::new(&self.spec, self.most, &self.data, progress)?;
            self.selection.get_or_init(|| found);
        }
        Ok(())
    }

    /// How good the clusters of some steps are, against these classes; computed when first asked for.
    pub fn scores(&self, classes: Option<&[u32]>) -> &[Scores] {
        self.scores
            .get_or_init(|| self.scored(classes, &mut no_progress).unwrap_or_default())
    }

    /// Computes them now.
    ///
    /// # Errors
    /// `progress` cancelled it.
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

    /// What the method is called in its list.
    pub fn method(&self) -> &str {
        &self.spec.name
    }

    /// The value of the setting that changes, at a step of a sweep.
    pub fn value_at(&self, step: usize) -> Option<f64> {
        self.values
            .get(step.min(self.values.len().saturating_sub(1)))
            .copied()
    }

    /// The number that tells how far things are at a step.
    pub fn number_at(&self, step: usize) -> (Number<'_>, f64) {
        if let Some(value) = self.value_at(step) {
            return (Number::Setting(&self.setting), value);
        }
        let (run, step) = self.run_at(step);
        let curve = run.curve();
        (Number::Curve(curve.of), curve.values[step])
    }

    /// The run that is shown at a step, and the step of it.
    fn run_at(&self, step: usize) -> (&History, usize) {
        match &self.runs[..] {
            [run] => (run, step.min(run.steps())),
            runs => {
                let run = &runs[step.min(runs.len() - 1)];
                (run, run.steps())
            }
        }
    }

    /// The cluster of each sample at a step; below 0 for none.
    pub fn labels_at(&self, step: usize) -> Vec<i32> {
        let (run, step) = self.run_at(step);
        let mut labels = Vec::new();
        run.labels_at(step, &self.data, &mut labels);
        labels
    }

    /// Whether each sample is a core point in the run shown at a step; empty for methods without.
    pub fn core_at(&self, step: usize) -> &[bool] {
        self.course_at(step).0.core()
    }

    /// The centres of the clusters at a step, as scaled measurements; empty for methods without.
    pub fn centres_at(&self, step: usize) -> Vec<Vec<f64>> {
        let (course, step) = self.course_at(step);
        course.centres(step, &self.data)
    }

    /// What the method tells of the step shown.
    pub fn course_at(&self, step: usize) -> (&dyn Trace, usize) {
        let (run, step) = self.run_at(step);
        (run.trace(), step)
    }

    /// The scaled measurements of a sample.
    pub fn sample(&self, row: usize) -> &[f64] {
        self.data.row(row)
    }

    /// How many samples belong to what at a step: clusters that have some, then noise, then those not reached.
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
