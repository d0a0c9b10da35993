//! One run of an optimizer down a landscape, stepped; the loop lives outside of the algorithm.
//!
//! A run holds finite numbers only and always ends with a reason:
//! - [`StopReason::Converged`] only where a tolerance was given: ‖∇f‖ is below it, at the start too.
//! - [`StopReason::Diverged`]: f, its gradient or a coordinate overflows, or a coordinate passes 1e150.
//! - [`StopReason::LeftDomain`]: f does not exist (NaN) at an ordinary point, or its gradient does not (NaN, or infinite where f
//!   is ordinary, as that of √x at 0).
//! - [`StopReason::StepLimit`]: every step that was asked for is made.
//!
//! The point at which a run diverges or leaves the domain is not kept.

use glam::DVec2;
use serde::{Deserialize, Serialize};

use super::{
    landscape::{Landscape, hessian_around},
    optimizer::{Objective, Optimizer},
    progress::{Cancelled, SharedProgress},
    schedule::Schedule,
};

mod explain;
mod mode;
mod start;

pub use explain::{Explainer, Explanation, effective_rates, explain};
pub use mode::{GradientBy, Mode};
pub use start::{Part, StartError, random_starts};

/// Updates between two reports.
const PER_REPORT: usize = 1024;
/// A coordinate beyond this has diverged.
const FARTHEST: f64 = 1e150;

/// Beyond this, NaN is taken for an overflow (∞ − ∞): polynomials up to degree 10 are finite closer in.
const ORDINARY: f64 = 1e30;

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
    /// The start and the point after each update.
    pub points: Vec<DVec2>,
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

/// A run under way.
#[derive(Debug)]
pub struct Descent<'a> {
    landscape: &'a dyn Landscape,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    tolerance: Option<f64>,
    gradient: DVec2,
    ended: Option<StopReason>,
    path: Trajectory,
}

/// Runs an optimizer from `start` for at most `steps` updates.
///
/// `tolerance` is the norm of the gradient below which the run ends as converged; without one it never does.
///
/// # Errors
/// The start is not a finite point at which the function and its gradient exist, or the optimizer takes samples and the
/// landscape has none.
pub fn descend(
    landscape: &dyn Landscape,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    start: DVec2,
    steps: usize,
    tolerance: Option<f64>,
) -> Result<Trajectory, StartError> {
    let mut descent = Descent::new(landscape, optimizer, schedule, start, tolerance)?;
    for _ in 0..steps {
        if descent.step().is_some() {
            break;
        }
    }
    Ok(descent.into_trajectory())
}

/// Which of several runs ends lowest; the first of equals, 0 where there is none.
pub fn best(paths: &[Trajectory]) -> usize {
    let ends = paths
        .iter()
        .map(|path| path.values.last().copied().unwrap_or(f64::INFINITY));
    let lowest = ends.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    lowest.map_or(0, |(index, _)| index)
}

impl<'a> Descent<'a> {
    /// A run at its start, of an optimizer that has made no update yet; see [`descend`].
    ///
    /// # Errors
    /// The start is not a finite point at which the function and its gradient exist, or the optimizer takes samples and
    /// the landscape has none.
    pub fn new(
        landscape: &'a dyn Landscape,
        optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        start: DVec2,
        tolerance: Option<f64>,
    ) -> Result<Self, StartError> {
        if optimizer.needs_samples() && landscape.samples() == 0 {
            return Err(StartError::NoSamples);
        }
        let start = if landscape.variables() == 1 {
            start.with_y(0.0)
        } else {
            start
        };
        if !is_near(start) {
            return Err(StartError::NotAPoint { at: start });
        }
        let look = Look::at(landscape, start).map_err(|missing| match missing.stop {
            StopReason::LeftDomain => StartError::Undefined {
                part: missing.part,
                at: start,
                domain: landscape.domain(),
            },
            _ => StartError::Overflow {
                part: missing.part,
                at: start,
            },
        })?;
        let mut descent = Self {
            landscape,
            optimizer,
            schedule,
            tolerance,
            gradient: look.gradient,
            ended: None,
            path: Trajectory {
                points: Vec::new(),
                values: Vec::new(),
                gradient_norms: Vec::new(),
                learning_rates: Vec::new(),
                stopped: StopReason::StepLimit,
                evaluations: Evaluations::default(),
            },
        };
        descent.keep(start, &look);
        Ok(descent)
    }

    /// Makes one update, unless the run has ended; returns why it has ended once it has.
    pub fn step(&mut self) -> Option<StopReason> {
        if self.ended.is_some() {
            return self.ended;
        }
        let update = self.path.learning_rates.len();
        let learning_rate = self
            .schedule
            .learning_rate(self.optimizer.learning_rate(), update);
        let at = self.path.points[update];
        let mut theta = at.to_array();
        let theta = &mut theta[..self.landscape.variables()];
        let mut objective = Watched {
            landscape: self.landscape,
            at,
            gradient: self.gradient,
            evaluations: &mut self.path.evaluations,
        };
        self.optimizer.step(theta, &mut objective, learning_rate);
        let next = point(theta);
        match Look::at(self.landscape, next) {
            Ok(look) => {
                self.path.learning_rates.push(learning_rate);
                self.keep(next, &look);
            }
            Err(missing) => self.ended = Some(missing.stop),
        }
        self.ended
    }

    /// Makes up to `steps` updates. Each counts as a piece of the work whose progress is reported; so do those that are left
    /// out because the run has ended.
    ///
    /// # Errors
    /// The work was cancelled.
    pub fn run(&mut self, steps: usize, updates: &SharedProgress) -> Result<(), Cancelled> {
        let mut left = steps;
        while left > 0 {
            let some = left.min(PER_REPORT);
            if (0..some).any(|_| self.step().is_some()) {
                return updates.done(left);
            }
            updates.done(some)?;
            left -= some;
        }
        Ok(())
    }

    /// The run so far; `stopped` is [`StopReason::StepLimit`] unless it has ended by itself.
    pub fn into_trajectory(self) -> Trajectory {
        Trajectory {
            stopped: self.ended.unwrap_or(StopReason::StepLimit),
            ..self.path
        }
    }

    fn keep(&mut self, at: DVec2, look: &Look) {
        self.path.points.push(at);
        self.path.values.push(look.value);
        self.path.gradient_norms.push(look.norm);
        self.gradient = look.gradient;
        if self
            .tolerance
            .is_some_and(|tolerance| look.norm < tolerance)
        {
            self.ended = Some(StopReason::Converged);
        }
    }
}

/// The function at a point, all of it finite.
struct Look {
    value: f64,
    gradient: DVec2,
    norm: f64,
}

/// Why there is no [`Look`] at a point.
struct Missing {
    part: Part,
    stop: StopReason,
}

impl Look {
    fn at(landscape: &dyn Landscape, at: DVec2) -> Result<Self, Missing> {
        if !is_near(at) {
            return Err(Missing {
                part: Part::Value,
                stop: StopReason::Diverged,
            });
        }
        let value = landscape.value(at);
        let gradient = landscape.gradient(at);
        // The square of a large component would overflow before the norm does.
        let norm = gradient.x.hypot(gradient.y);
        if value.is_finite() && norm.is_finite() {
            return Ok(Self {
                value,
                gradient,
                norm,
            });
        }
        let part = match value.is_finite() {
            true => Part::Gradient,
            false => Part::Value,
        };
        let undefined = match part {
            Part::Value => value.is_nan(),
            // Infinite where f is ordinary, it is no overflow.
            Part::Gradient => gradient.is_nan() || value.abs() <= ORDINARY,
        };
        let ordinary = at.abs().max_element() <= ORDINARY;
        let stop = match undefined && ordinary {
            true => StopReason::LeftDomain,
            false => StopReason::Diverged,
        };
        Err(Missing { part, stop })
    }
}

/// One parameter or two as a point of the plane.
fn point(theta: &[f64]) -> DVec2 {
    DVec2::new(theta[0], theta.get(1).copied().unwrap_or(0.0))
}

fn is_near(at: DVec2) -> bool {
    at.is_finite() && at.abs().max_element() <= FARTHEST
}

/// The landscape as the optimizer sees it: what it asks for is counted, and the gradient known already is not worked
/// out twice.
struct Watched<'a> {
    landscape: &'a dyn Landscape,
    at: DVec2,
    gradient: DVec2,
    evaluations: &'a mut Evaluations,
}

impl Objective for Watched<'_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        self.evaluations.value += 1;
        self.landscape.value(point(at))
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        self.evaluations.gradient += 1;
        let at = point(at);
        let gradient = if at == self.at {
            self.gradient
        } else {
            self.landscape.gradient(at)
        };
        into.copy_from_slice(&gradient.to_array()[..into.len()]);
    }

    fn samples(&self) -> usize {
        self.landscape.samples()
    }

    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.evaluations.sample_gradient += samples.len() as u64;
        let gradient = self.landscape.gradient_on(samples, point(at));
        into.copy_from_slice(&gradient.to_array()[..into.len()]);
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        let domain = self.landscape.domain();
        [domain.x, domain.y][parameter]
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        self.evaluations.hessian += 1;
        let Some(hessian) = hessian_around(self.landscape, point(at)) else {
            return false;
        };
        for (row, into) in into.chunks_mut(at.len()).enumerate() {
            into.copy_from_slice(&hessian.row(row).to_array()[..at.len()]);
        }
        true
    }
}

#[cfg(test)]
mod tests;
