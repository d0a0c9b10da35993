//! One run of an optimizer down a function of any number of parameters, stepped; the loop is outside the algorithm.
//!
//! A run holds finite numbers only and always ends with a reason:
//! - [`StopReason::Converged`] only where a tolerance was given: ‖∇f‖ is below it, at the start too.
//! - [`StopReason::Diverged`]: f, its gradient or a coordinate overflows, or a coordinate passes 1e150.
//! - [`StopReason::LeftDomain`]: f does not exist (NaN) at an ordinary point, or its gradient does not (NaN, or infinite where f
//!   is ordinary, as that of √x at 0).
//! - [`StopReason::StepLimit`]: every step that was asked for is made.
//!
//! The point at which a run diverges or leaves the domain is not kept.

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
pub use mode::{GradientBy, Mode};
pub use start::{Part, StartError, random_starts};
pub use trajectory::{Evaluations, StopReason, Trajectory, best};

use evaluation::{Counted, Evaluation, evaluate};

/// Updates between two reports.
const PER_REPORT: usize = 1024;

/// A run under way.
#[derive(Debug)]
pub struct Descent<'a, F: ?Sized> {
    function: &'a F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    tolerance: Option<f64>,
    /// The point of the update under way.
    theta: Vec<f64>,
    /// ∇f at the last point that is kept.
    gradient: Vec<f64>,
    ended: Option<StopReason>,
    path: Trajectory,
}

/// Runs an optimizer from `start`, one number per parameter, for at most `steps` updates.
///
/// `tolerance` is the norm of the gradient below which the run ends as converged; without one it never does.
///
/// # Errors
/// The start has another number of parameters than the function or is not a finite point at which the function and its
/// gradient exist, or the optimizer takes samples and the function has none.
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
    /// A run at its start, of an optimizer that has made no update yet; see [`descend`].
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
        let evaluation = start::check(function, start, &mut gradient)?;
        let mut descent = Self {
            function,
            optimizer,
            schedule,
            tolerance,
            theta: start.to_vec(),
            gradient,
            ended: None,
            path: Trajectory::new(start.len()),
        };
        descent.keep(&evaluation);
        Ok(descent)
    }

    /// Makes one update, unless the run has ended; returns why it has ended once it has.
    pub fn step(&mut self) -> Option<StopReason> {
        if self.ended.is_some() {
            return self.ended;
        }
        let update = self.path.steps();
        let learning_rate = self
            .schedule
            .learning_rate(self.optimizer.learning_rate(), update);
        let mut objective = Counted {
            function: self.function,
            known: Some([self.path.points.row(update), &self.gradient]),
            evaluations: &mut self.path.evaluations,
        };
        self.optimizer
            .step(&mut self.theta, &mut objective, learning_rate);
        match evaluate(self.function, &self.theta, &mut self.gradient) {
            Ok(evaluation) => {
                self.path.learning_rates.push(learning_rate);
                self.keep(&evaluation);
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

    /// Keeps the point of the last update.
    fn keep(&mut self, evaluation: &Evaluation) {
        let &Evaluation {
            value,
            gradient_norm,
        } = evaluation;
        self.path.points.push_row(&self.theta);
        self.path.values.push(value);
        self.path.gradient_norms.push(gradient_norm);
        if self
            .tolerance
            .is_some_and(|tolerance| gradient_norm < tolerance)
        {
            self.ended = Some(StopReason::Converged);
        }
    }
}

#[cfg(test)]
mod tests;
