//! The result of a run from one start.

use std::sync::Arc;

use glam::DVec2;

use super::replay::Replay;
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
    /// A short name that shows how the run differs from the others; the starts of a run share it.
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
    /// The index of the run in the scene, or of the curve on a heat map; shared by all starts of the run.
    pub index: usize,
    /// The index of the run's colour.
    pub color: usize,
    /// Whether it represents its run in legends: among several starts, the one with the lowest final value.
    pub is_representative: bool,
    /// How its points are mapped to the picture.
    pub(super) placement: Placement,
    pub(super) replay: Arc<Replay>,
    /// The largest stable learning rate, 2/λ with the largest curvature λ at the end of the run; none if λ is not
    /// positive, and on heat maps.
    pub stable_rate: Option<f64>,
    pub(super) verdicts: Arc<Verdicts>,
    pub(super) conditions: RunConditions,
}

/// How the points of a run are mapped to the picture. The trajectory itself always holds parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Placement {
    /// In the parameter plane, with an offset in y: runs of one variable are drawn side by side.
    InPlane {
        /// The offset added to y.
        y_offset: f64,
    },
    /// On a heat map: x is the step, y the position of the run's setting.
    OnHeatMap {
        /// The position of the run's setting on its axis.
        setting_position: f64,
    },
}

/// The start and the stopping rules of a run: all that its trajectory depends on besides the landscape and the
/// algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RunConditions {
    pub start: DVec2,
    pub steps: usize,
    pub tolerance: Option<f64>,
}

/// Computes the trajectory of a run. `number`, from 1, identifies the run in errors; `updates` reports each update.
pub(super) fn trajectory(
    number: usize,
    mode: Mode,
    [optimizer, schedule]: [&Spec; 2],
    landscape: &dyn Landscape,
    conditions: RunConditions,
    updates: &SharedProgress,
) -> Result<Trajectory, SceneError> {
    let run_error = |cause| SceneError::Run { run: number, cause };
    let optimizer = mode
        .build(optimizer)
        .map_err(|error| run_error(error.into()))?;
    let schedule = schedule::CATALOGUE
        .build(schedule)
        .map_err(|error| run_error(error.into()))?;
    let start = landscape.parameters(&conditions.start);
    let mut descent = Descent::new(landscape, optimizer, schedule, start, conditions.tolerance)
        .map_err(|error| run_error(error.into()))?;
    descent.run(conditions.steps, updates)?;
    Ok(descent.into_trajectory())
}

impl Placement {
    /// The drawn position of a point reached after `step` steps.
    fn at(self, step: f64, point: DVec2) -> DVec2 {
        match self {
            Self::InPlane { y_offset } => point + DVec2::new(0.0, y_offset),
            Self::OnHeatMap { setting_position } => DVec2::new(step, setting_position),
        }
    }
}

impl RunOutcome {
    /// The drawn positions of all points.
    pub fn drawn_points(&self) -> impl Iterator<Item = DVec2> {
        let points = self.trajectory.plane_points().enumerate();
        let placement = self.placement;
        points.map(move |(step, point)| placement.at(step as f64, point))
    }

    /// The drawn position at a fractional step, interpolated linearly; constant after the last step.
    pub fn drawn_at(&self, step: f64) -> DVec2 {
        let last = self.last_step() as f64;
        self.placement.at(step.clamp(0.0, last), self.at(step))
    }

    /// The position in the parameter plane at a fractional step, interpolated linearly; constant after the last step.
    pub fn at(&self, step: f64) -> DVec2 {
        let step = step.clamp(0.0, self.last_step() as f64);
        let from = step as usize;
        let to = (from + 1).min(self.last_step());
        let [from, to] = [from, to].map(|step| self.trajectory.plane_point(step));
        from.lerp(to, step.fract())
    }

    /// The diagnosis of the run up to the whole step at or before `step`.
    pub fn diagnosis(&self, step: f64) -> Diagnosis {
        self.verdicts.at(step.max(0.0) as usize)
    }

    /// A run on a heat map, drawn at `setting_position` on the axis of the setting.
    pub(super) fn on_heat_map(
        label: Text,
        optimizer: Spec,
        schedule: Spec,
        trajectory: Trajectory,
        verdicts: Verdicts,
        [index, color]: [usize; 2],
        setting_position: f64,
    ) -> Self {
        let conditions = RunConditions {
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
            replay: Arc::default(),
            shown: true,
            index,
            color,
            is_representative: true,
            placement: Placement::OnHeatMap { setting_position },
            conditions,
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
