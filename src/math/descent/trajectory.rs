//! What becomes of a run.

use glam::DVec2;
use serde::{Deserialize, Serialize};

use crate::math::{landscape::plane_point, table::Matrix};

/// How often an algorithm asked for the function. What is shown besides (the value at each point) does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluations {
    /// Evaluations of f.
    pub value: u64,
    /// Evaluations of ∇f.
    pub gradient: u64,
    /// Evaluations of the gradient of one sample, as many of which as there are samples cost as much as one of ∇f; left
    /// out of files where there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sample_gradient: u64,
    /// Evaluations of the Hessian, left out of files where there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hessian: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Every step that was asked for is made.
    StepLimit,
    /// ‖∇f‖ is below the tolerance.
    Converged,
    /// The function or a coordinate overflows.
    Diverged,
    /// The function is undefined at an ordinary point.
    LeftDomain,
}

/// A run from its start to its end: N updates, N + 1 points. Every number is finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The start and the point after each update: a row per point, a column per parameter.
    pub points: Matrix,
    /// f at each point.
    pub values: Vec<f64>,
    /// ‖∇f‖ at each point.
    pub gradient_norms: Vec<f64>,
    /// The learning rate of each update; one fewer than points.
    pub learning_rates: Vec<f64>,
    /// Why it ended.
    pub stopped: StopReason,
    /// What the optimizer asked for.
    pub evaluations: Evaluations,
}

impl Trajectory {
    /// A run without points yet, of so many parameters.
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            points: Matrix::without_rows(dimensions),
            values: Vec::new(),
            gradient_norms: Vec::new(),
            learning_rates: Vec::new(),
            stopped: StopReason::StepLimit,
            evaluations: Evaluations::default(),
        }
    }

    /// The number of parameters.
    pub fn dimensions(&self) -> usize {
        self.points.columns()
    }

    /// The number of updates.
    pub fn steps(&self) -> usize {
        // A run has its start at least.
        self.points.rows().saturating_sub(1)
    }

    /// The parameters after `step` updates.
    ///
    /// # Panics
    /// The run made fewer updates.
    pub fn point(&self, step: usize) -> &[f64] {
        self.points.row(step)
    }

    /// The same as a point of the plane: its first two parameters, y being 0 where there is only one.
    ///
    /// # Panics
    /// The run made fewer updates.
    pub fn plane_point(&self, step: usize) -> DVec2 {
        plane_point(self.point(step))
    }

    /// Every point as one of the plane; see [`plane_point`](Self::plane_point).
    pub fn plane_points(&self) -> impl ExactSizeIterator<Item = DVec2> {
        self.points.iter_rows().map(plane_point)
    }

    /// The first `steps` updates of the run, or all where there are no more, as if no others had been asked for: `stopped`
    /// is [`StopReason::StepLimit`]. What the optimizer asked for is that of the whole run.
    #[must_use]
    pub fn first_steps(&self, steps: usize) -> Self {
        let steps = steps.min(self.steps());
        Self {
            points: Matrix::from_fn(steps + 1, self.dimensions(), |step, parameter| {
                self.point(step)[parameter]
            }),
            values: self.values[..=steps].to_vec(),
            gradient_norms: self.gradient_norms[..=steps].to_vec(),
            learning_rates: self.learning_rates[..steps].to_vec(),
            stopped: StopReason::StepLimit,
            evaluations: self.evaluations,
        }
    }
}

/// Which of several runs ends lowest; the first of equals, 0 where there is none.
pub fn best(paths: &[Trajectory]) -> usize {
    let ends = paths
        .iter()
        .map(|path| path.values.last().copied().unwrap_or(f64::INFINITY));
    let lowest = ends.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    lowest.map_or(0, |(index, _)| index)
}
