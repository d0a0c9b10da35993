use std::sync::Arc;

use rayon::prelude::*;

use super::{
    HeightGrid, Morphing, Outcome, ResultNumber, Runs, critical,
    labels::labels,
    run::{Placement, RunConditions, RunOutcome, trajectory},
};
use crate::{
    math::{
        descent::Trajectory,
        diagnosis::{Verdicts, stable_rate_for_run},
        landscape::{CriticalKind, CriticalPoint, Domain, Landscape},
        progress::{self, Progress, SharedProgress, stage_progress},
        spec::Spec,
    },
    scene::{LandscapeSubject, LineFitData, LoadedData, Morph, Run, SceneError, split_run_index},
};

mod plan;

pub(super) use plan::Plan;
use plan::PlannedRun;

/// A surface with the runs of optimizers on it.
#[derive(Debug)]
pub struct LandscapeOutcome {
    /// The runs; their `domain` is the rectangle that is drawn.
    pub runs: Arc<Runs>,
    /// The heights of the surface.
    pub grid: Arc<HeightGrid>,
    /// The critical points inside the domain.
    pub critical_points: Vec<CriticalPoint>,
    /// The shapes before the final one, if the surface morphs.
    pub morph: Option<Arc<Morphing>>,
    /// The data points, if the landscape is the error of a line fit.
    pub fit: Option<LineFitData>,
    spec: Spec,
    l2: f64,
    loaded: Option<LoadedData>,
}

impl Outcome for Arc<LandscapeOutcome> {
    fn steps(&self) -> usize {
        self.runs.steps
    }

    fn result(&self, name: &str) -> Option<ResultNumber> {
        let (index, name) = split_run_index(name);
        let index = index.unwrap_or(0);
        let mut runs = self.runs.iter();
        let run = runs.find(|run| run.index == index && run.is_representative)?;
        match name {
            "first" => run
                .trajectory
                .values
                .first()
                .copied()
                .map(ResultNumber::Rounded),
            "final" => Some(ResultNumber::Rounded(run.final_value())),
            "last" => Some(ResultNumber::Count(run.last_step())),
            _ => None,
        }
    }

    fn runs(&self) -> Option<&Arc<Runs>> {
        Some(&self.runs)
    }

    fn heights(&self) -> Option<&HeightGrid> {
        Some(&self.grid)
    }

    fn landscape(&self) -> Option<&LandscapeOutcome> {
        Some(self)
    }
}

/// Computes a landscape, except what the plan reuses.
pub(super) fn simulate(
    plan: Plan,
    progress: &mut Progress,
) -> Result<Arc<LandscapeOutcome>, SceneError> {
    let Plan {
        subject,
        source,
        function,
        domain,
        grid,
        shapes,
        critical_points,
        planned_runs,
    } = plan;
    let landscape = function.landscape.as_ref();
    let [grid_share, morph_share, search_share, runs_share] =
        progress::stage_ranges(evaluation_counts(subject));
    let grid = match grid {
        Some(grid) => grid.clone(),
        None => {
            let size = subject.resolution as usize;
            let progress = &mut stage_progress(progress, grid_share);
            Arc::new(HeightGrid::with_progress(
                landscape, domain, size, progress,
            )?)
        }
    };
    if !grid.has_values() {
        let Domain { x, y } = domain;
        let cause = format!(
            "it has no finite value for x from {} to {} and y from {} to {}; choose another domain",
            x[0], x[1], y[0], y[1]
        );
        return Err(SceneError::Landscape(cause.into()));
    }
    let morph = shapes
        .map(|shapes| shapes.run(source, &mut stage_progress(progress, morph_share)))
        .transpose()?;
    let critical_points = match critical_points {
        Some(known) => known.to_vec(),
        None => critical::points(
            landscape,
            domain,
            &mut stage_progress(progress, search_share),
        )?,
    };
    let runs = compute_runs(
        subject,
        landscape,
        &planned_runs?,
        &mut stage_progress(progress, runs_share),
    )?;
    let runs = Runs::new(
        function.landscape,
        domain,
        global_minimum(&critical_points),
        subject.steps,
        runs,
    );
    runs.replay_long_runs();
    Ok(Arc::new(LandscapeOutcome {
        runs: Arc::new(runs),
        grid,
        critical_points,
        morph,
        fit: function.fit,
        spec: subject.landscape.clone(),
        l2: subject.l2,
        loaded: function.loaded,
    }))
}

/// The value at the global minimum among these points, if there is one.
fn global_minimum(points: &[CriticalPoint]) -> Option<f64> {
    let minima = points
        .iter()
        .filter(|point| point.kind == CriticalKind::Minimum);
    minima.map(|point| point.value).reduce(f64::min)
}

/// The approximate numbers of evaluations for the surface, its morph, its critical points and the runs.
fn evaluation_counts(subject: &LandscapeSubject) -> [f64; 4] {
    let points = f64::from(subject.resolution).powi(2);
    let shapes = subject.morph.as_ref().map_or(0, |_| Morph::SHAPES) as f64;
    let updates = subject.start_count() as f64 * subject.steps as f64;
    [
        points,
        shapes * points,
        critical::SEARCH_EVALUATIONS,
        4.0 * updates,
    ]
}

fn compute_runs(
    subject: &LandscapeSubject,
    landscape: &dyn Landscape,
    planned_runs: &[PlannedRun],
    progress: &mut Progress,
) -> Result<Vec<RunOutcome>, SceneError> {
    let labels = labels(subject);
    let updates = SharedProgress::new(progress, planned_runs.len().saturating_mul(subject.steps));
    let mut runs: Vec<RunOutcome> = planned_runs
        .par_iter()
        .enumerate()
        .map(|(place, planned)| {
            let &PlannedRun {
                run,
                index,
                conditions,
                reused,
            } = planned;
            let (computed, replay) = match reused {
                Some(old) => (
                    DiagnosedTrajectory {
                        trajectory: old.trajectory.clone(),
                        verdicts: old.verdicts.clone(),
                        stable_rate: old.stable_rate,
                    },
                    old.replay.clone(),
                ),
                None => (
                    compute_run(run, index + 1, conditions, landscape, &updates)?,
                    Arc::default(),
                ),
            };
            Ok(RunOutcome {
                label: labels[index].clone(),
                optimizer: run.optimizer.clone(),
                schedule: run.schedule.clone(),
                mode: run.mode(),
                trajectory: computed.trajectory,
                replay,
                stable_rate: computed.stable_rate,
                verdicts: computed.verdicts,
                shown: run.shown,
                index,
                color: run.color_at(index),
                is_representative: true,
                placement: Placement::InPlane {
                    y_offset: match landscape.variables() {
                        1 => lane_offset(place, planned_runs.len()),
                        _ => 0.0,
                    },
                },
                conditions,
            })
        })
        .collect::<Result<_, SceneError>>()?;
    for starts_of_run in runs.chunk_by_mut(|a, b| a.index == b.index) {
        let lowest = starts_of_run
            .iter()
            .map(RunOutcome::final_value)
            .fold(f64::INFINITY, f64::min);
        let best = starts_of_run
            .iter()
            .position(|run| run.final_value() == lowest)
            .unwrap_or_default();
        for (place, run) in starts_of_run.iter_mut().enumerate() {
            run.is_representative = place == best;
        }
    }
    Ok(runs)
}

/// The y offset of one of `count` runs on a landscape of one variable, so that they are drawn side by side; symmetric
/// about 0.
fn lane_offset(index: usize, count: usize) -> f64 {
    let spacing = (1.6 / count as f64).min(0.5);
    (index as f64 - (count as f64 - 1.0) / 2.0) * spacing
}

/// A trajectory with its diagnosis.
struct DiagnosedTrajectory {
    trajectory: Arc<Trajectory>,
    verdicts: Arc<Verdicts>,
    stable_rate: Option<f64>,
}

fn compute_run(
    run: &Run,
    number: usize,
    conditions: RunConditions,
    landscape: &dyn Landscape,
    updates: &SharedProgress,
) -> Result<DiagnosedTrajectory, SceneError> {
    let methods = [&run.optimizer, &run.schedule];
    let trajectory = trajectory(number, run.mode(), methods, landscape, conditions, updates)?;
    let verdicts = Verdicts::of(&trajectory, landscape);
    let verdict = verdicts.at(conditions.steps).verdict;
    Ok(DiagnosedTrajectory {
        stable_rate: stable_rate_for_run(&trajectory, verdict, landscape),
        trajectory: Arc::new(trajectory),
        verdicts: Arc::new(verdicts),
    })
}

#[cfg(test)]
mod tests;
