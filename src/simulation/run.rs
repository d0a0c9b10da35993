//! The result of a run.

use std::sync::Arc;

use glam::DVec2;

use super::retrace::Retrace;
use crate::{
    math::{
        descent::{Descent, Mode, Trajectory},
        diagnosis::{Diagnosis, Verdicts},
        landscape::Landscape,
        progress::SharedProgress,
        schedule,
        spec::Spec,
    },
    scene::{SceneError, Text},
};

/// The result of a run from one start.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// A short name that differs from those of the other runs.
    pub label: Text,
    /// The optimizer with its settings.
    pub optimizer: Spec,
    /// The learning-rate schedule with its settings.
    pub schedule: Spec,
    /// How the run uses the function: gradient, sign and order of updates.
    pub mode: Mode,
    /// The parameters, values and gradient norms from the start to the last update.
    pub trajectory: Arc<Trajectory>,
    /// Whether the run is drawn.
    pub shown: bool,
    /// The index of the run in the scene; shared by all starts of the run.
    pub index: usize,
    /// The index of the run's colour.
    pub color: usize,
    /// Whether it represents its run in legends: among several starts, the one with the lowest final value.
    pub is_representative: bool,
    /// How its points are mapped to the picture.
    pub(super) drawn: Drawn,
    pub(super) retrace: Arc<Retrace>,
    /// The largest stable learning rate, 2/λ with the largest curvature λ where the run settles; none if λ is not
    /// positive.
    pub stable_rate: Option<f64>,
    pub(super) verdicts: Arc<Verdicts>,
    pub(super) limits: Limits,
}

/// How the points of a run are mapped to the picture. The trajectory itself always holds parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Drawn {
    /// In the parameter plane, with an offset in y: runs of one variable are drawn side by side.
    InPlane {
        /// The offset added to y.
        lane: f64,
    },
    /// On a heat map: x is the step, and y the position of the run's setting.
    OverSteps {
        /// The position on the axis of the setting.
        place: f64,
    },
}

/// What a trajectory depends on in addition to the landscape and the algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub start: DVec2,
    pub steps: usize,
    pub tolerance: Option<f64>,
}

/// Computes the trajectory of the run with this number, from 1, given its optimizer and schedule.
pub(super) fn trajectory(
    number: usize,
    mode: Mode,
    [optimizer, schedule]: [&Spec; 2],
    landscape: &dyn Landscape,
    limits: Limits,
    updates: &SharedProgress,
) -> Result<Trajectory, SceneError> {
    let wrong = |cause| SceneError::Run { run: number, cause };
    let optimizer = mode.build(optimizer).map_err(|error| wrong(error.into()))?;
    let schedule = schedule::CATALOGUE
        .build(schedule)
        .map_err(|error| wrong(error.into()))?;
    let start = landscape.parameters(&limits.start);
    let mut descent = Descent::new(landscape, optimizer, schedule, start, limits.tolerance)
        .map_err(|error| wrong(error.into()))?;
    descent.run(limits.steps, updates)?;
    Ok(descent.into_trajectory())
}

impl Drawn {
    /// The drawn position of a point reached after `step` steps.
    fn at(self, step: f64, point: DVec2) -> DVec2 {
        match self {
            Self::InPlane { lane } => point + DVec2::new(0.0, lane),
            Self::OverSteps { place } => DVec2::new(step, place),
        }
    }
}

impl RunOutcome {
    /// The drawn positions of all points.
    pub fn drawn_points(&self) -> impl Iterator<Item = DVec2> {
        let points = self.trajectory.plane_points().enumerate();
        let drawn = self.drawn;
        points.map(move |(step, point)| drawn.at(step as f64, point))
    }

    /// The drawn position at a fractional step, interpolated linearly; constant after the last step.
    pub fn drawn_at(&self, step: f64) -> DVec2 {
        let last = self.last_step() as f64;
        self.drawn.at(step.clamp(0.0, last), self.at(step))
    }

    /// The position in the parameter plane at a fractional step, interpolated linearly; constant after the last step.
    pub fn at(&self, step: f64) -> DVec2 {
        let step = step.clamp(0.0, self.last_step() as f64);
        let from = step as usize;
        let to = (from + 1).min(self.last_step());
        let [from, to] = [from, to].map(|step| self.trajectory.plane_point(step));
        from.lerp(to, step.fract())
    }

    /// The diagnosis of the run up to the last whole step before `step`.
    pub fn diagnosis(&self, step: f64) -> Diagnosis {
        self.verdicts.at(step.max(0.0) as usize)
    }

    /// A run on a heat map, at `place` on the axis of the setting.
    pub(super) fn over_steps(
        label: Text,
        optimizer: Spec,
        schedule: Spec,
        trajectory: Trajectory,
        verdicts: Verdicts,
        [index, color]: [usize; 2],
        place: f64,
    ) -> Self {
        let limits = Limits {
            start: trajectory.plane_point(0),
            steps: trajectory.steps(),
            tolerance: None,
        };
        Self {
            label,
            optimizer,
            schedule,
            mode: Mode::default(),
            verdicts: Arc::new(verdicts),
            stable_rate: None,
            trajectory: Arc::new(trajectory),
            retrace: Arc::default(),
            shown: true,
            index,
            color,
            is_representative: true,
            drawn: Drawn::OverSteps { place },
            limits,
        }
    }

    /// The number of updates made.
    pub fn last_step(&self) -> usize {
        self.trajectory.steps()
    }

    /// The value of the function after the last update.
    pub fn final_value(&self) -> f64 {
        self.trajectory.values[self.last_step()]
    }
}
