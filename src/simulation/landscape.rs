use std::sync::Arc;

use rayon::prelude::*;

use super::{
    HeightGrid, Morphing, Outcome, ResultNumber, Runs, critical,
    labels::labels,
    run::{Drawn, Limits, RunOutcome, trajectory},
};
use crate::{
    math::{
        descent::Trajectory,
        diagnosis::{Verdicts, stable_rate_of},
        landscape::{CriticalKind, CriticalPoint, Domain, Landscape},
        progress::{self, Progress, SharedProgress, stage_progress},
        spec::Spec,
    },
    scene::{LandscapeSubject, LineFitData, Loaded, Morph, Run, SceneError, of_run},
};

mod plan;

use plan::Member;
pub(super) use plan::Plan;

/// A surface with its runs.
#[derive(Debug)]
pub struct LandscapeOutcome {
    /// The runs; their domain is the rectangle that is drawn.
    pub runs: Arc<Runs>,
    /// The heights of the surface.
    pub grid: Arc<HeightGrid>,
    /// The critical points inside the domain.
    pub critical_points: Vec<CriticalPoint>,
    /// The initial shapes, if the surface morphs.
    pub morph: Option<Arc<Morphing>>,
    /// The points of the fitted line, if the surface is the error of a fit.
    pub fit: Option<LineFitData>,
    spec: Spec,
    l2: f64,
    loaded: Option<Loaded>,
}

impl Outcome for Arc<LandscapeOutcome> {
    fn steps(&self) -> usize {
        self.runs.steps
    }

    fn result(&self, name: &str) -> Option<ResultNumber> {
        let (index, name) = of_run(name);
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
        members,
    } = plan;
    let landscape = function.landscape.as_ref();
    let [filling, changing, searching, running] = progress::stage_ranges(work(subject));
    let grid = match grid {
        Some(grid) => grid.clone(),
        None => {
            let size = subject.resolution as usize;
            let progress = &mut stage_progress(progress, filling);
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
        .map(|shapes| shapes.run(source, &mut stage_progress(progress, changing)))
        .transpose()?;
    let critical_points = match critical_points {
        Some(known) => known.to_vec(),
        None => critical::points(landscape, domain, &mut stage_progress(progress, searching))?,
    };
    let runs = runs(
        subject,
        landscape,
        &members?,
        &mut stage_progress(progress, running),
    )?;
    let runs = Runs::new(
        function.landscape,
        domain,
        lowest(&critical_points),
        subject.steps,
        runs,
    );
    runs.retrace_long_runs();
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

/// The value of the global minimum, if known.
fn lowest(points: &[CriticalPoint]) -> Option<f64> {
    let minima = points
        .iter()
        .filter(|point| point.kind == CriticalKind::Minimum);
    minima.map(|point| point.value).reduce(f64::min)
}

/// The approximate numbers of evaluations for the surface, its morph, its critical points and the runs.
fn work(subject: &LandscapeSubject) -> [f64; 4] {
    let points = f64::from(subject.resolution).powi(2);
    let shapes = subject.morph.as_ref().map_or(0, |_| Morph::SHAPES) as f64;
    let updates = subject.start_count() as f64 * subject.steps as f64;
    [points, shapes * points, critical::VALUES, 4.0 * updates]
}

fn runs(
    subject: &LandscapeSubject,
    landscape: &dyn Landscape,
    members: &[Member],
    progress: &mut Progress,
) -> Result<Vec<RunOutcome>, SceneError> {
    let labels = labels(subject);
    let updates = SharedProgress::new(progress, members.len().saturating_mul(subject.steps));
    let mut runs: Vec<RunOutcome> = members
        .par_iter()
        .enumerate()
        .map(|(place, member)| {
            let &Member {
                run,
                index,
                limits,
                reused,
            } = member;
            let (computed, retrace) = match reused {
                Some(old) => (
                    Computed {
                        trajectory: old.trajectory.clone(),
                        verdicts: old.verdicts.clone(),
                        stable_rate: old.stable_rate,
                    },
                    old.retrace.clone(),
                ),
                None => (
                    compute(run, index + 1, limits, landscape, &updates)?,
                    Arc::default(),
                ),
            };
            Ok(RunOutcome {
                label: labels[index].clone(),
                optimizer: run.optimizer.clone(),
                schedule: run.schedule.clone(),
                mode: run.mode(),
                trajectory: computed.trajectory,
                retrace,
                stable_rate: computed.stable_rate,
                verdicts: computed.verdicts,
                shown: run.shown,
                index,
                color: run.color_at(index),
                is_representative: true,
                drawn: Drawn::InPlane {
                    lane: match landscape.variables() {
                        1 => lane(place, members.len()),
                        _ => 0.0,
                    },
                },
                limits,
            })
        })
        .collect::<Result<_, SceneError>>()?;
    for together in runs.chunk_by_mut(|a, b| a.index == b.index) {
        let lowest = together
            .iter()
            .map(RunOutcome::final_value)
            .fold(f64::INFINITY, f64::min);
        let best = together
            .iter()
            .position(|run| run.final_value() == lowest)
            .unwrap_or_default();
        for (place, run) in together.iter_mut().enumerate() {
            run.is_representative = place == best;
        }
    }
    Ok(runs)
}

/// The y offset of one of `count` runs of one variable, symmetric about 0.
fn lane(index: usize, count: usize) -> f64 {
    let apart = (1.6 / count as f64).min(0.5);
    (index as f64 - (count as f64 - 1.0) / 2.0) * apart
}

/// A trajectory with its diagnosis.
struct Computed {
    trajectory: Arc<Trajectory>,
    verdicts: Arc<Verdicts>,
    stable_rate: Option<f64>,
}

fn compute(
    run: &Run,
    number: usize,
    limits: Limits,
    landscape: &dyn Landscape,
    updates: &SharedProgress,
) -> Result<Computed, SceneError> {
    let methods = [&run.optimizer, &run.schedule];
    let trajectory = trajectory(number, run.mode(), methods, landscape, limits, updates)?;
    let verdicts = Verdicts::of(&trajectory, landscape);
    let verdict = verdicts.at(limits.steps).verdict;
    Ok(Computed {
        stable_rate: stable_rate_of(&trajectory, verdict, landscape),
        trajectory: Arc::new(trajectory),
        verdicts: Arc::new(verdicts),
    })
}

#[cfg(test)]
mod tests;
