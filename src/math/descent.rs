//! Runs of an optimizer on a function of any number of parameters. The caller drives the loop.
//!
//! All numbers of a run are finite, and a run ends with one of these reasons:
//! - [`StopReason::Converged`]: ‖∇f‖ is below the tolerance, if one was given; checked at the start too.
//! - [`StopReason::Diverged`]: f or its gradient overflows, or a coordinate is NaN or beyond ±1e150.
//! - [`StopReason::LeftDomain`]: f or its gradient is undefined, i.e. NaN, or the gradient is infinite where |f| ≤
//!   1e30, as for √x at 0. Where a coordinate is beyond ±1e30, this counts as an overflow.
//! - [`StopReason::StepLimit`]: the requested number of steps was made.
//!
//! The point at which a run diverges or leaves the domain is not stored.

use super::{
    differentiable::Differentiable,
    optimizer::Optimizer,
    progress::{Cancelled, SharedProgress},
    schedule::Schedule,
};

mod evaluation;
mod explain;
mod mode;
mod start;
mod trajectory;

pub use explain::{EffectiveRates, Explainer, Explanation, effective_rates, explain};
pub use mode::{GradientSource, Mode};
pub use start::{FunctionPart, StartError, random_starts};
pub use trajectory::{Evaluations, StopReason, Trajectory, best_run};

use evaluation::{CountingObjective, Evaluation, evaluate};

/// Updates between two progress reports.
const UPDATES_PER_REPORT: usize = 1024;

/// A run in progress.
#[derive(Debug)]
pub struct Descent<'a, F: ?Sized> {
    function: &'a F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    tolerance: Option<f64>,
    /// The current point, updated in place.
    theta: Vec<f64>,
    /// ∇f at the last stored point.
    gradient: Vec<f64>,
    /// Why the run ended; `None` while it can continue.
    stop_reason: Option<StopReason>,
    trajectory: Trajectory,
}

/// Runs an optimizer from `start`, which has one coordinate per parameter, for at most `steps` updates.
///
/// The run ends as converged when the norm of the gradient falls below `tolerance`; without one it never does.
///
/// # Examples
/// On x² + y², gradient descent with a learning rate of 0.25 halves both coordinates at each step:
/// ```
/// use fallline::math::{descent::descend, formula::Formula, optimizer, schedule::Schedule};
///
/// let bowl = Formula::parse("x^2 + y^2")?;
/// let gd = optimizer::CATALOGUE.build(&"gd(lr=0.25)".parse()?)?;
/// let trajectory = descend(&bowl, gd, Schedule::Constant, &[1.0, -2.0], 2, None)?;
/// assert_eq!(trajectory.point(2), [0.25, -0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The number of coordinates is wrong, a coordinate is not finite, the function or its gradient is undefined at the
/// start, or the optimizer needs samples and the function has none.
pub fn descend<F: Differentiable + ?Sized>(
    function: &F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    start: &[f64],
    steps: usize,
    tolerance: Option<f64>,
) -> Result<Trajectory, StartError> {
    let mut descent = Descent::new(function, optimizer, schedule, start, tolerance)?;
    for _ in 0..steps {
        if descent.step().is_some() {
            break;
        }
    }
    Ok(descent.into_trajectory())
}

impl<'a, F: Differentiable + ?Sized> Descent<'a, F> {
    /// A run at its start, with an optimizer that has not been used yet; see [`descend`].
    ///
    /// # Errors
    /// As [`descend`].
    pub fn new(
        function: &'a F,
        optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        start: &[f64],
        tolerance: Option<f64>,
    ) -> Result<Self, StartError> {
        if optimizer.needs_samples() && function.samples() == 0 {
            return Err(StartError::NoSamples);
        }
        let mut gradient = vec![0.0; start.len()];
        let evaluation = start::evaluate_start(function, start, &mut gradient)?;
        let mut descent = Self {
            function,
            optimizer,
            schedule,
            tolerance,
            theta: start.to_vec(),
            gradient,
            stop_reason: None,
            trajectory: Trajectory::new(start.len()),
        };
        descent.store_point(&evaluation);
        Ok(descent)
    }

    /// Makes one update unless the run has ended; returns the reason once it has.
    pub fn step(&mut self) -> Option<StopReason> {
        if self.stop_reason.is_some() {
            return self.stop_reason;
        }
        let update = self.trajectory.steps();
        let learning_rate = self
            .schedule
            .learning_rate(self.optimizer.learning_rate(), update);
        let mut objective = CountingObjective {
            function: self.function,
            known_gradient: Some([self.trajectory.points.row(update), &self.gradient]),
            evaluations: &mut self.trajectory.evaluations,
        };
        self.optimizer
            .step(&mut self.theta, &mut objective, learning_rate);
        match evaluate(self.function, &self.theta, &mut self.gradient) {
            Ok(evaluation) => {
                self.trajectory.learning_rates.push(learning_rate);
                self.store_point(&evaluation);
            }
            Err(error) => self.stop_reason = Some(error.stop_reason),
        }
        self.stop_reason
    }

    /// Makes up to `steps` updates. Each counts as one unit of the shared progress, and so do those that are skipped
    /// because the run has ended.
    ///
    /// # Errors
    /// The computation was cancelled.
    pub fn run(&mut self, steps: usize, progress: &SharedProgress) -> Result<(), Cancelled> {
        let mut remaining = steps;
        while remaining > 0 {
            let chunk = remaining.min(UPDATES_PER_REPORT);
            if (0..chunk).any(|_| self.step().is_some()) {
                return progress.done(remaining);
            }
            progress.done(chunk)?;
            remaining -= chunk;
        }
        Ok(())
    }

    /// The trajectory so far; its `stop_reason` is [`StopReason::StepLimit`] if the run has not ended by itself.
    pub fn into_trajectory(self) -> Trajectory {
        Trajectory {
            stop_reason: self.stop_reason.unwrap_or(StopReason::StepLimit),
            ..self.trajectory
        }
    }

    /// Stores the current point, and ends the run if it has converged.
    fn store_point(&mut self, evaluation: &Evaluation) {
        let &Evaluation {
            value,
            gradient_norm,
        } = evaluation;
        self.trajectory.points.push_row(&self.theta);
        self.trajectory.values.push(value);
        self.trajectory.gradient_norms.push(gradient_norm);
        if self
            .tolerance
            .is_some_and(|tolerance| gradient_norm < tolerance)
        {
            self.stop_reason = Some(StopReason::Converged);
        }
    }
}

#[cfg(test)]
mod tests;
