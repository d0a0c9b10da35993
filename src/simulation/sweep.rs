//! Heat maps: the loss at each step of one run per value of a setting.

use std::{cmp::Ordering, sync::Arc};

use glam::{DMat2, DVec2};
use rayon::prelude::*;

use super::{
    HeightGrid, Outcome, ResultNumber, RunOutcome, Runs,
    morph::penalized,
    run::{self, RunConditions},
};
use crate::{
    math::{
        descent::{Mode, Trajectory},
        diagnosis::Verdicts,
        landscape::{Domain, Landscape},
        progress::{Progress, SharedProgress, no_progress},
        spec::{Spec, Value},
    },
    scene::{Cost, LoadedData, ResolvedLandscape, SceneError, Source, SweepSubject, Text},
};

/// A heat map of the loss over the steps and the values of a setting.
#[derive(Debug)]
pub struct SweepOutcome {
    /// The loss as a surface over the step and the setting.
    pub surface: Arc<LossSurface>,
    /// The runs drawn as curves on the surface: those requested by the scene and the best one. Their trajectories hold
    /// parameters of the function.
    pub curves: Arc<Runs>,
    /// The loss of every run at every step.
    pub losses: Arc<Losses>,
    loaded: Option<LoadedData>,
    subject: SweepSubject,
}

/// The loss of one run for each value of a setting.
#[derive(Debug)]
pub struct Losses {
    /// The values of the setting, ascending.
    pub settings: Vec<f64>,
    /// The number of updates of each run.
    pub steps: usize,
    /// Row-major: a row per run with the loss at the start and after each update; NaN after a run has diverged or left
    /// the domain.
    values: Vec<f64>,
}

impl Losses {
    /// The loss of the run with `settings[index]` after `step` steps; NaN if it has diverged or left the domain by
    /// then.
    ///
    /// # Panics
    /// Panics if there is no such run or step.
    pub fn at(&self, index: usize, step: usize) -> f64 {
        self.run(index)[step]
    }

    /// Whether any run diverged or left the domain.
    pub fn has_ended_runs(&self) -> bool {
        self.values.iter().any(|loss| loss.is_nan())
    }

    /// The index of the setting with the lowest loss after `step` steps. Among equal losses, the run that was lower in
    /// the steps before wins. None if all runs have ended.
    pub fn best(&self, step: usize) -> Option<usize> {
        let compare = |a: usize, b: usize| {
            let (a, b) = (&self.run(a)[..=step], &self.run(b)[..=step]);
            let pairs = a.iter().rev().zip(b.iter().rev());
            let mut orders = pairs.map(|(a, b)| a.total_cmp(b));
            orders
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        let running = (0..self.settings.len()).filter(|&index| !self.at(index, step).is_nan());
        running.min_by(|&a, &b| compare(a, b))
    }

    /// The losses of the run with `settings[index]`.
    fn run(&self, index: usize) -> &[f64] {
        &self.values[index * (self.steps + 1)..][..=self.steps]
    }

    /// The loss a fraction `part` after a step: interpolated geometrically if both losses are positive, as for a
    /// converging run, otherwise linearly.
    fn interpolated(&self, index: usize, step: usize, part: f64) -> f64 {
        let from = self.at(index, step);
        if part == 0.0 {
            return from;
        }
        let to = self.at(index, step + 1);
        if from > 0.0 && to > 0.0 {
            (from.ln() * (1.0 - part) + to.ln() * part).exp()
        } else {
            from + part * (to - from)
        }
    }
}

impl Outcome for Arc<SweepOutcome> {
    fn steps(&self) -> usize {
        self.losses.steps
    }

    fn result(&self, name: &str) -> Option<ResultNumber> {
        let losses = &self.losses;
        let best = losses.best(losses.steps)?;
        match name {
            "best" => Some(ResultNumber::Rounded(self.shown(losses.settings[best]))),
            "final" => Some(ResultNumber::Rounded(losses.at(best, losses.steps))),
            _ => None,
        }
    }

    fn runs(&self) -> Option<&Arc<Runs>> {
        Some(&self.curves)
    }

    fn heights(&self) -> Option<&HeightGrid> {
        Some(&self.surface.grid)
    }

    fn sweep(&self) -> Option<&SweepOutcome> {
        Some(self)
    }
}

impl SweepOutcome {
    /// The name of the swept setting.
    pub fn setting_name(&self) -> &str {
        &self.subject.key
    }

    /// Whether the axis of the setting is logarithmic.
    pub fn is_log(&self) -> bool {
        self.subject.log
    }

    /// The value of the setting at a position on its axis.
    pub fn setting_at(&self, position: f64) -> f64 {
        self.subject.setting_at(position)
    }

    /// A value of the setting as displayed, see [`SweepSubject::rounded_for_display`].
    pub fn shown(&self, setting: f64) -> f64 {
        self.subject.rounded_for_display(setting)
    }

    /// The position of a value on the axis of the setting: its base-10 logarithm, or the value itself.
    pub fn axis_position(&self, setting: f64) -> f64 {
        self.subject.axis_position(setting)
    }
}

/// A heat map to compute, with what can be reused from a previous outcome.
pub(super) struct Plan<'a> {
    subject: &'a SweepSubject,
    source: &'a Source,
    /// The previous outcome, if its data and losses are the same.
    reused: Option<&'a Arc<SweepOutcome>>,
}

impl<'a> Plan<'a> {
    /// Decides what to reuse from `previous`.
    ///
    /// # Errors
    /// The landscape is unknown.
    pub(super) fn new(
        subject: &'a SweepSubject,
        source: &'a Source,
        previous: Option<&'a Arc<SweepOutcome>>,
    ) -> Result<Self, SceneError> {
        let loaded = source.loaded_for(&subject.landscape)?;
        let reused = previous.filter(|previous| {
            previous.subject.has_same_losses_as(subject)
                && LoadedData::are_same(previous.loaded.as_ref(), loaded.as_ref())
        });
        Ok(Self {
            subject,
            source,
            reused,
        })
    }

    /// The previous outcome, if its curves are the same too.
    fn unchanged(&self) -> Option<&'a Arc<SweepOutcome>> {
        self.reused.filter(|reused| reused.subject == *self.subject)
    }

    /// The cost of what is not reused.
    pub(super) fn cost(&self) -> Cost {
        match (self.unchanged(), self.reused) {
            (Some(_), _) => Cost::default(),
            (None, Some(_)) => self.subject.cost_of_curves(),
            (None, None) => self.subject.cost(),
        }
    }

    /// Computes the heat map, except what is reused.
    pub(super) fn run(self, progress: &mut Progress) -> Result<Arc<SweepOutcome>, SceneError> {
        if let Some(unchanged) = self.unchanged() {
            return Ok(unchanged.clone());
        }
        let subject = self.subject;
        let ResolvedLandscape {
            landscape, loaded, ..
        } = self.source.landscape(&subject.landscape)?;
        let landscape = penalized(landscape, subject.l2);
        let (losses, grid) = match self.reused {
            Some(reused) => (reused.losses.clone(), reused.surface.grid.clone()),
            None => {
                let losses = compute_losses(subject, landscape.as_ref(), progress)?;
                let grid = Arc::new(grid(subject, &losses));
                (Arc::new(losses), grid)
            }
        };
        let runs = compute_curves(subject, &losses, landscape.as_ref())?;
        let [_, _, loss] = landscape.axis_names();
        let surface = LossSurface {
            grid,
            axes: ["t".to_owned(), subject.key.clone(), loss],
        };
        let domain = landscape.domain();
        let curves = Runs::new(landscape, domain, None, subject.steps, runs);
        Ok(Arc::new(SweepOutcome {
            surface: Arc::new(surface),
            curves: Arc::new(curves),
            losses,
            loaded,
            subject: subject.clone(),
        }))
    }
}

/// Computes the losses of all runs.
fn compute_losses(
    subject: &SweepSubject,
    landscape: &dyn Landscape,
    progress: &mut Progress,
) -> Result<Losses, SceneError> {
    let (last, _) = subject.cells();
    let [low, high] = [subject.from, subject.to].map(|end| subject.axis_position(end));
    let position = |k: usize| (low * (last - k) as f64 + high * k as f64) / last as f64;
    let settings: Vec<f64> = (0..=last)
        .map(|k| match k {
            0 => subject.from,
            k if k == last => subject.to,
            k => subject.setting_at(position(k)),
        })
        .collect();
    let updates = SharedProgress::new(progress, settings.len().saturating_mul(subject.steps));
    let runs: Vec<Vec<f64>> = settings
        .par_iter()
        .map(|&setting| {
            let mut values = compute_trajectory(subject, landscape, setting, &updates)?.values;
            values.resize(subject.steps + 1, f64::NAN);
            Ok(values)
        })
        .collect::<Result<_, SceneError>>()?;
    Ok(Losses {
        settings,
        steps: subject.steps,
        values: runs.concat(),
    })
}

fn optimizer_with(subject: &SweepSubject, setting: f64) -> Spec {
    subject.optimizer.clone().with(&subject.key, setting)
}

fn compute_trajectory(
    subject: &SweepSubject,
    landscape: &dyn Landscape,
    setting: f64,
    updates: &SharedProgress,
) -> Result<Trajectory, SceneError> {
    let conditions = RunConditions {
        start: subject.start.into(),
        steps: subject.steps,
        tolerance: None,
    };
    let methods = [&optimizer_with(subject, setting), &subject.schedule];
    run::trajectory(1, Mode::default(), methods, landscape, conditions, updates)
}

/// Computes the runs drawn as curves: the requested ones, then the best. The best has the first colour, so that adding
/// a curve does not change any colours.
fn compute_curves(
    subject: &SweepSubject,
    losses: &Losses,
    landscape: &dyn Landscape,
) -> Result<Vec<RunOutcome>, SceneError> {
    let best = losses.best(subject.steps).filter(|_| subject.best);
    let best = best.map(|index| (losses.settings[index], 0, " ★"));
    let requested = (1..).zip(&subject.curves);
    let requested = requested.map(|(color, &setting)| (setting, color, ""));
    // A few runs after thousands need no progress reports.
    let mut no_progress = no_progress;
    let updates = SharedProgress::new(&mut no_progress, 1);
    (requested.chain(best).enumerate())
        .map(|(index, (setting, color, suffix))| {
            let trajectory = compute_trajectory(subject, landscape, setting, &updates)?;
            let verdicts = Verdicts::of(&trajectory, landscape);
            let value = Value::Number(subject.rounded_for_display(setting));
            let label = format!("{} {value}{suffix}", subject.key);
            Ok(RunOutcome::on_heat_map(
                Text::from(label.as_str()),
                optimizer_with(subject, setting),
                subject.schedule.clone(),
                trajectory,
                verdicts,
                [index, color],
                subject.axis_position(setting),
            ))
        })
        .collect()
}

/// The rectangle of the heat map: steps, and positions on the axis of the setting.
fn domain(subject: &SweepSubject) -> Domain {
    Domain {
        x: [0.0, subject.steps as f64],
        y: [subject.from, subject.to].map(|end| subject.axis_position(end)),
    }
}

/// The heights of the heat map.
fn grid(subject: &SweepSubject, losses: &Losses) -> HeightGrid {
    let (last, columns_per_step) = subject.cells();
    let values = (0..=last)
        .flat_map(|index| {
            (0..=last).map(move |column| match columns_per_step {
                // The nearest step.
                1 => losses.at(index, (column * subject.steps + last / 2) / last),
                columns => {
                    let part = (column % columns) as f64 / columns as f64;
                    losses.interpolated(index, column / columns, part)
                }
            })
        })
        .collect();
    HeightGrid::from_values(domain(subject), last + 1, values)
}

/// The loss as a function of the step (x) and of the position on the axis of the setting (y, see
/// [`SweepOutcome::axis_position`]), for drawing only.
#[derive(Debug)]
pub struct LossSurface {
    /// The heights of the surface.
    pub grid: Arc<HeightGrid>,
    /// The names of the step, the setting and the loss.
    pub axes: [String; 3],
}

impl Landscape for LossSurface {
    fn value(&self, at: DVec2) -> f64 {
        self.grid.interpolate(at).unwrap_or(f64::NAN)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let cell = self.grid.domain.size() / (self.grid.size - 1) as f64;
        let slope_along = |step: DVec2| {
            let low = self.grid.domain.at(DVec2::ZERO);
            let high = self.grid.domain.at(DVec2::ONE);
            let (before, after) = ((at - step).clamp(low, high), (at + step).clamp(low, high));
            (self.value(after) - self.value(before)) / (after - before).length()
        };
        DVec2::new(slope_along(cell.with_y(0.0)), slope_along(cell.with_x(0.0)))
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        None
    }

    fn domain(&self) -> Domain {
        self.grid.domain
    }

    fn axis_names(&self) -> [String; 3] {
        self.axes.clone()
    }
}

#[cfg(test)]
mod tests;
