//! One run and what became of it.

use std::sync::Arc;

use glam::DVec2;

use super::retrace::{Retrace, nothing_yet};
use crate::{
    math::{
        descent::{Mode, Trajectory},
        diagnosis::{Diagnosis, Verdicts},
        spec::Spec,
    },
    scene::Text,
};

/// What became of a run.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// Short, and different from the other runs' labels.
    pub label: Text,
    /// With its settings.
    pub optimizer: Spec,
    /// With its settings.
    pub schedule: Spec,
    /// How the optimizer sees the function.
    pub mode: Mode,
    /// From the start to the last update.
    pub path: Arc<Trajectory>,
    /// Whether it is drawn.
    pub shown: bool,
    /// Its place among the runs of the scene, which those of several starts share.
    pub index: usize,
    /// Index of its colour, the one that the scene gives it.
    pub color: usize,
    /// Whether it represents its run: always, but of several starts only the one that ends lowest.
    pub is_representative: bool,
    /// Where its points are drawn.
    pub(super) drawn: Drawn,
    pub(super) retrace: Arc<Retrace>,
    /// 2/λ, with λ the greatest curvature where the run settles; none where f does not curve upwards there.
    pub stable_rate: Option<f64>,
    pub(super) verdicts: Arc<Verdicts>,
    pub(super) limits: Limits,
}

/// Where the points of a run are drawn. Its path is always one of parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Drawn {
    /// In the plane of the parameters, shifted along y: runs of one variable are drawn side by side.
    InPlane {
        /// Added to y.
        lane: f64,
    },
    /// On a heat map: over the steps (x), all at one place of the setting (y).
    OverSteps {
        /// The place along the axis of the setting.
        place: f64,
    },
}

/// What a path depends on besides the landscape and the algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub start: DVec2,
    pub steps: usize,
    pub tolerance: Option<f64>,
}

impl Drawn {
    /// Where a point is drawn that is reached after `step` steps.
    fn at(self, step: f64, point: DVec2) -> DVec2 {
        match self {
            Self::InPlane { lane } => point + DVec2::new(0.0, lane),
            Self::OverSteps { place } => DVec2::new(step, place),
        }
    }
}

impl RunOutcome {
    /// Where the points of its path are drawn: in the plane of the parameters, or over the steps of a heat map.
    pub fn drawn_points(&self) -> impl Iterator<Item = DVec2> {
        let points = self.path.plane_points().enumerate();
        let drawn = self.drawn;
        points.map(move |(step, point)| drawn.at(step as f64, point))
    }

    /// Where it is drawn at a step, straight between one step and the next; steps after its last stay there.
    pub fn drawn_at(&self, step: f64) -> DVec2 {
        let last = self.last_step() as f64;
        self.drawn.at(step.clamp(0.0, last), self.at(step))
    }

    /// Where the run is in the plane of the parameters at a step, straight between one step and the next; steps after its last stay there.
    pub fn at(&self, step: f64) -> DVec2 {
        let step = step.clamp(0.0, self.last_step() as f64);
        let from = step as usize;
        let to = (from + 1).min(self.last_step());
        let [from, to] = [from, to].map(|step| self.path.plane_point(step));
        from.lerp(to, step.fract())
    }

    /// What is to be said of the run up to the last whole step shown.
    pub fn diagnosis(&self, step: f64) -> Diagnosis {
        self.verdicts.at(step.max(0.0) as usize)
    }

    /// A run that is drawn over its steps, at a place of a heat map's setting.
    pub(super) fn over_steps(
        label: Text,
        optimizer: Spec,
        schedule: Spec,
        path: Trajectory,
        verdicts: Verdicts,
        [index, color]: [usize; 2],
        place: f64,
    ) -> Self {
        let limits = Limits {
            start: path.plane_point(0),
            steps: path.steps(),
            tolerance: None,
        };
        Self {
            label,
            optimizer,
            schedule,
            mode: Mode::default(),
            verdicts: Arc::new(verdicts),
            stable_rate: None,
            path: Arc::new(path),
            retrace: nothing_yet(),
            shown: true,
            index,
            color,
            is_representative: true,
            drawn: Drawn::OverSteps { place },
            limits,
        }
    }

    /// The number of updates that were made.
    pub fn last_step(&self) -> usize {
        self.path.steps()
    }

    /// The value after the last update.
    pub fn final_value(&self) -> f64 {
        self.path.values[self.last_step()]
    }
}
