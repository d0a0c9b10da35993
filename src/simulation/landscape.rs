use std::sync::Arc;

use glam::DVec2;
use rayon::prelude::*;

use super::{
    HeightGrid,
    labels::labels,
    retrace::{Retrace, nothing_yet},
};
use crate::{
    math::{
        call::Call,
        descent::{Path, descend},
        landscape::{CriticalPoint, Domain, Landscape, Ridge},
        optimizer, schedule,
        table::Table,
    },
    scene::{LandscapeSubject, LineFitData, ResolvedLandscape, Run, SceneError, Source, Text},
};

/// A surface and the runs on it.
#[derive(Debug)]
pub struct Descents {
    /// The function.
    pub landscape: Arc<dyn Landscape>,
    /// The rectangle that is drawn.
    pub domain: Domain,
    /// Names of the two parameters and of the value.
    pub axes: [String; 3],
    /// The surface.
    pub grid: Arc<HeightGrid>,
    /// Those inside the domain.
    pub critical_points: Vec<CriticalPoint>,
    /// 1 or 2 parameters.
    pub variables: usize,
    /// In the scene's order.
    pub runs: Vec<RunOutcome>,
    /// The scene's number of updates; a run that stops early has fewer.
    pub steps: usize,
    /// The data behind the surface, if it is the error of a fitted line.
    pub fit: Option<LineFitData>,
    call: Call,
    l2: f64,
    table: Option<Arc<Table>>,
}

/// What became of a run.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// Short, and different from the other runs' labels.
    pub label: Text,
    /// With its settings.
    pub optimizer: Call,
    /// With its settings.
    pub schedule: Call,
    /// From the start to the last update.
    pub path: Arc<Path>,
    /// Whether it is drawn.
    pub shown: bool,
    /// Index of its colour: its place among the runs.
    pub color: usize,
    /// Added to y where it is drawn: runs of one variable run side by side.
    pub lane: f64,
    pub(super) retrace: Arc<Retrace>,
    limits: Limits,
}

/// What a path depends on besides the landscape and the algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limits {
    start: DVec2,
    steps: usize,
    tolerance: Option<f64>,
}

impl Descents {
    /// The index of the run in focus: of the number that a look names, from 1, or else of the first that is shown.
    pub fn in_focus(&self, focus: Option<usize>) -> Option<usize> {
        let named = focus.and_then(|number| number.checked_sub(1));
        named
            .filter(|&index| self.runs.get(index).is_some_and(|run| run.shown))
            .or_else(|| self.runs.iter().position(|run| run.shown))
    }
}

impl RunOutcome {
    /// Where the points of its path are drawn.
    pub fn drawn_points(&self) -> impl Iterator<Item = DVec2> {
        let aside = DVec2::new(0.0, self.lane);
        self.path.points.iter().map(move |&point| point + aside)
    }

    /// Where the run is at a step, straight between one step and the next; steps after its last stay there.
    pub fn at(&self, step: f64) -> DVec2 {
        let step = step.clamp(0.0, self.last_step() as f64);
        let from = step as usize;
        let to = (from + 1).min(self.last_step());
        self.path.points[from].lerp(self.path.points[to], step.fract())
    }

    /// The number of updates that were made.
    pub fn last_step(&self) -> usize {
        self.path.points.len() - 1
    }

    /// The value after the last update.
    pub fn final_value(&self) -> f64 {
        self.path.values[self.last_step()]
    }
}

pub(super) fn simulate(
    subject: &LandscapeSubject,
    source: &Source,
    previous: Option<&Descents>,
) -> Result<Descents, SceneError> {
    let resolved = source.landscape(&subject.landscape)?;
    let previous = previous
        .filter(|previous| previous.call == subject.landscape && previous.l2 == subject.l2)
        .filter(|previous| same_table(previous, &resolved));
    let ResolvedLandscape {
        landscape,
        table,
        fit,
    } = resolved;
    let landscape: Arc<dyn Landscape> = match subject.l2 {
        0.0 => landscape,
        lambda => Arc::new(Ridge::new(landscape, lambda)),
    };
    let mut domain = subject.domain.unwrap_or_else(|| landscape.domain());
    let variables = landscape.variables();
    if variables == 1 {
        domain.y = Domain::LINE;
    }
    let grid = grid(
        landscape.as_ref(),
        domain,
        subject.resolution as usize,
        previous,
    );
    let critical_points = landscape
        .critical_points()
        .into_iter()
        .filter(|point| domain.contains(point.at))
        .collect();
    let runs = runs(subject, landscape.as_ref(), previous)?;
    let descents = Descents {
        domain,
        axes: landscape.axes(),
        grid,
        critical_points,
        variables,
        runs,
        steps: subject.steps,
        fit,
        call: subject.landscape.clone(),
        l2: subject.l2,
        table,
        landscape,
    };
    descents.retrace_long_runs();
    Ok(descents)
}

fn same_table(previous: &Descents, resolved: &ResolvedLandscape) -> bool {
    match (&previous.table, &resolved.table) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new),
        (old, new) => old.is_none() && new.is_none(),
    }
}

fn grid(
    landscape: &dyn Landscape,
    domain: Domain,
    size: usize,
    previous: Option<&Descents>,
) -> Arc<HeightGrid> {
    let same = |grid: &&Arc<HeightGrid>| grid.domain == domain && grid.size == size;
    match previous.map(|previous| &previous.grid).filter(same) {
        Some(grid) => grid.clone(),
        None => Arc::new(HeightGrid::new(landscape, domain, size)),
    }
}

fn runs(
    subject: &LandscapeSubject,
    landscape: &dyn Landscape,
    previous: Option<&Descents>,
) -> Result<Vec<RunOutcome>, SceneError> {
    let known = previous.map_or(&[][..], |previous| &previous.runs);
    let labels = labels(subject);
    let runs: Vec<(usize, (&Run, Text))> = subject.runs.iter().zip(labels).enumerate().collect();
    runs.into_par_iter()
        .map(|(index, (run, label))| {
            let limits = Limits {
                start: run.start.unwrap_or(subject.start).into(),
                steps: subject.steps,
                tolerance: subject.tolerance,
            };
            let (path, retrace) = match known.iter().find(|old| is_same(old, run, limits)) {
                Some(old) => (old.path.clone(), old.retrace.clone()),
                None => (path(run, index + 1, limits, landscape)?, nothing_yet()),
            };
            Ok(RunOutcome {
                label,
                optimizer: run.optimizer.clone(),
                schedule: run.schedule.clone(),
                path,
                retrace,
                shown: run.shown,
                color: index,
                lane: match landscape.variables() {
                    1 => lane(index, subject.runs.len()),
                    _ => 0.0,
                },
                limits,
            })
        })
        .collect()
}

/// The y of one of so many runs of one variable, symmetric about 0.
fn lane(index: usize, count: usize) -> f64 {
    let apart = (1.6 / count as f64).min(0.5);
    (index as f64 - (count as f64 - 1.0) / 2.0) * apart
}

fn is_same(old: &RunOutcome, run: &Run, limits: Limits) -> bool {
    old.optimizer == run.optimizer && old.schedule == run.schedule && old.limits == limits
}

fn path(
    run: &Run,
    number: usize,
    limits: Limits,
    landscape: &dyn Landscape,
) -> Result<Arc<Path>, SceneError> {
    let wrong = |cause| SceneError::Run { run: number, cause };
    let optimizer = optimizer::build(&run.optimizer).map_err(|error| wrong(error.into()))?;
    let schedule = schedule::build(&run.schedule).map_err(|error| wrong(error.into()))?;
    let Limits {
        start,
        steps,
        tolerance,
    } = limits;
    descend(landscape, optimizer, schedule, start, steps, tolerance)
        .map(Arc::new)
        .map_err(|error| wrong(error.into()))
}

#[cfg(test)]
mod tests;
