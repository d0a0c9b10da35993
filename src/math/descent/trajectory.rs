//! The result of a run.

use glam::DVec2;
use serde::{Deserialize, Serialize};

use crate::math::{landscape::plane_point, table::Matrix};

/// How often an optimizer evaluated the function. Evaluations for display, such as the value at each point, do not
/// count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluations {
    /// The number of evaluations of f.
    pub value: u64,
    /// The number of evaluations of ∇f.
    pub gradient: u64,
    /// The number of single-sample gradients; n of them cost as much as one ∇f of a loss on n samples. Omitted from
    /// files if 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sample_gradient: u64,
    /// The number of evaluations of the Hessian. Omitted from files if 0.
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
    /// All requested steps were made.
    StepLimit,
    /// ‖∇f‖ is below the tolerance.
    Converged,
    /// The function, its gradient or a coordinate overflowed.
    Diverged,
    /// The function or its gradient is undefined at a point.
    LeftDomain,
}

/// A complete run: N updates and N + 1 points. All numbers are finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The start and the point after each update: one row per point, one column per parameter.
    pub points: Matrix,
    /// f at each point.
    pub values: Vec<f64>,
    /// ‖∇f‖ at each point.
    pub gradient_norms: Vec<f64>,
    /// The learning rate of each update; one fewer than points.
    pub learning_rates: Vec<f64>,
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// How often the optimizer evaluated the function.
    pub evaluations: Evaluations,
}

impl Trajectory {
    /// A trajectory without points, of this number of parameters.
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            points: Matrix::without_rows(dimensions),
            values: Vec::new(),
            gradient_norms: Vec::new(),
            learning_rates: Vec::new(),
            stop_reason: StopReason::StepLimit,
            evaluations: Evaluations::default(),
        }
    }

    /// The number of parameters.
    pub fn dimensions(&self) -> usize {
        self.points.columns()
    }

    /// The number of updates.
    pub fn steps(&self) -> usize {
        // Every run has a start.
        self.points.rows().saturating_sub(1)
    }

    /// The parameters after `step` updates.
    ///
    /// # Panics
    /// If the run has fewer updates.
    pub fn point(&self, step: usize) -> &[f64] {
        self.points.row(step)
    }

    /// The same as a point of the plane: the first two parameters, with y = 0 if there is only one.
    ///
    /// # Panics
    /// If the run has fewer updates.
    pub fn plane_point(&self, step: usize) -> DVec2 {
        plane_point(self.point(step))
    }

    /// Every point as a point of the plane; see [`plane_point`](Self::plane_point).
    pub fn plane_points(&self) -> impl ExactSizeIterator<Item = DVec2> {
        self.points.iter_rows().map(plane_point)
    }

    /// The first `steps` updates, or all if there are fewer, as a run that ended with [`StopReason::StepLimit`]. Its
    /// `evaluations` are still those of the whole run.
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
            stop_reason: StopReason::StepLimit,
            evaluations: self.evaluations,
        }
    }
}

/// The index of the run that ends with the lowest value; ties go to the first. 0 if there are no runs.
pub fn best_run(trajectories: &[Trajectory]) -> usize {
    let ends = trajectories
        .iter()
        .map(|trajectory| trajectory.values.last().copied().unwrap_or(f64::INFINITY));
    let lowest = ends.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    lowest.map_or(0, |(index, _)| index)
}
