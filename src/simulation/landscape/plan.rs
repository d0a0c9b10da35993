use std::sync::Arc;

use glam::DVec2;

use super::LandscapeOutcome;
use crate::{
    math::{
        descent::random_starts,
        landscape::{CriticalPoint, Domain, Landscape, plane_point},
    },
    scene::{
        Cost, LandscapeSubject, LineFitData, LoadedData, ResolvedLandscape, Run, SceneError,
        Source, Starts,
    },
    simulation::{
        HeightGrid, RunOutcome,
        morph::{self, penalized},
        run::RunConditions,
    },
};

/// A landscape to compute, with what can be reused from a previous outcome.
pub(in crate::simulation) struct Plan<'a> {
    pub(super) subject: &'a LandscapeSubject,
    pub(super) source: &'a Source,
    pub(super) function: Function,
    pub(super) domain: Domain,
    pub(super) grid: Option<&'a Arc<HeightGrid>>,
    pub(super) shapes: Option<morph::Plan<'a>>,
    pub(super) critical_points: Option<&'a [CriticalPoint]>,
    /// One per run and start; an unusable start is reported only when the plan is carried out.
    pub(super) planned_runs: Result<Vec<PlannedRun<'a>>, SceneError>,
}

/// The function of a landscape, including its penalty, and the data that it was made from.
pub(super) struct Function {
    pub landscape: Arc<dyn Landscape>,
    pub loaded: Option<LoadedData>,
    pub fit: Option<LineFitData>,
}

/// A run from one start, to compute or to reuse.
pub(super) struct PlannedRun<'a> {
    pub run: &'a Run,
    /// The index of the run in the scene.
    pub index: usize,
    pub conditions: RunConditions,
    /// The same run from the same start in the previous outcome.
    pub reused: Option<&'a RunOutcome>,
}

impl<'a> Plan<'a> {
    /// Decides what to reuse from `previous`.
    ///
    /// # Errors
    /// The landscape is unknown, or its settings or data are invalid.
    pub(crate) fn new(
        subject: &'a LandscapeSubject,
        source: &'a Source,
        previous: Option<&'a LandscapeOutcome>,
    ) -> Result<Self, SceneError> {
        let shapes_before = previous.and_then(|previous| previous.morph.as_ref());
        let loaded = source.loaded_for(&subject.landscape)?;
        let previous = previous.filter(|previous| {
            previous.spec == subject.landscape
                && previous.l2 == subject.l2
                && LoadedData::are_same(previous.loaded.as_ref(), loaded.as_ref())
        });
        let function = Function::of(subject, source, previous)?;
        let landscape = function.landscape.as_ref();
        let mut domain = subject.domain.unwrap_or_else(|| landscape.domain());
        if landscape.variables() == 1 {
            domain.y = Domain::LINE;
        }
        let size = subject.resolution as usize;
        let same_domain = previous.filter(|previous| previous.runs.domain == domain);
        Ok(Self {
            grid: same_domain
                .map(|previous| &previous.grid)
                .filter(|grid| grid.size == size),
            shapes: morph::Plan::new(subject, source, domain, shapes_before)?,
            critical_points: same_domain.map(|previous| previous.critical_points.as_slice()),
            planned_runs: planned_runs(subject, landscape, domain, previous),
            subject,
            source,
            domain,
            function,
        })
    }

    /// The cost of what is not reused.
    pub(crate) fn cost(&self) -> Cost {
        let planned_runs = self.planned_runs.as_deref().unwrap_or_default();
        let new = planned_runs
            .iter()
            .filter(|planned| planned.reused.is_none());
        let new = new.count() as u64;
        let surfaces = u64::from(self.grid.is_none());
        let shapes = self.shapes.as_ref().map_or(0, morph::Plan::new_shapes) as u64;
        Cost {
            updates: new.saturating_mul(self.subject.steps as u64),
            trajectories: new,
            heights: (surfaces + shapes) * u64::from(self.subject.resolution).pow(2),
            ..Cost::default()
        }
    }
}

impl Function {
    fn of(
        subject: &LandscapeSubject,
        source: &Source,
        same: Option<&LandscapeOutcome>,
    ) -> Result<Self, SceneError> {
        if let Some(same) = same {
            return Ok(Self {
                landscape: same.runs.landscape.clone(),
                loaded: same.loaded.clone(),
                fit: same.fit.clone(),
            });
        }
        let ResolvedLandscape {
            landscape,
            loaded,
            fit,
        } = source.landscape(&subject.landscape)?;
        Ok(Self {
            landscape: penalized(landscape, subject.l2),
            loaded,
            fit,
        })
    }
}

/// All runs, each as often as it has starts.
fn planned_runs<'a>(
    subject: &'a LandscapeSubject,
    landscape: &dyn Landscape,
    domain: Domain,
    previous: Option<&'a LandscapeOutcome>,
) -> Result<Vec<PlannedRun<'a>>, SceneError> {
    let previous_runs = previous.map_or(&[][..], |previous| &previous.runs[..]);
    let ranges = [domain.x, domain.y];
    let starts_of = |run: &Run| match run.starts {
        Some(Starts { count, seed }) => random_starts(landscape, &ranges, count as usize, seed)
            .map(|starts| starts.iter().map(|start| plane_point(start)).collect()),
        None => Ok(vec![run.start.unwrap_or(subject.start).into()]),
    };
    let mut planned_runs = Vec::new();
    for (index, run) in subject.runs.iter().enumerate() {
        let starts: Vec<DVec2> = starts_of(run).map_err(|error| SceneError::Run {
            run: index + 1,
            cause: error.into(),
        })?;
        planned_runs.extend(starts.into_iter().map(|start| {
            let conditions = RunConditions {
                start,
                steps: subject.steps,
                tolerance: subject.tolerance,
            };
            PlannedRun {
                run,
                index,
                conditions,
                reused: previous_runs
                    .iter()
                    .find(|old| is_unchanged(old, run, conditions)),
            }
        }));
    }
    Ok(planned_runs)
}

/// Whether the trajectory of a previous run is that of `run` too.
fn is_unchanged(old: &RunOutcome, run: &Run, conditions: RunConditions) -> bool {
    let same = old.optimizer == run.optimizer && old.schedule == run.schedule;
    same && old.mode == run.mode() && old.conditions == conditions
}
