//! The updates of a run in detail, one at a time.

use std::sync::Arc;

use super::{CountingObjective, Evaluations, Trajectory};
use crate::math::{
    differentiable::Differentiable,
    optimizer::{Bindings, Optimizer, Role, Term, term_with_role},
    schedule::Schedule,
    table::Matrix,
};

/// Updates between two stored optimizer states; replaying this many takes no noticeable time.
const STRIDE: usize = 256;

/// A finished run with stored optimizer states, from which any update can be replayed.
#[derive(Debug)]
pub struct Explainer<F: ?Sized> {
    function: Arc<F>,
    schedule: Schedule,
    trajectory: Arc<Trajectory>,
    /// The optimizer before its first update and after every [`STRIDE`] updates.
    states: Vec<Box<dyn Optimizer>>,
}

/// One update with the terms it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The number of the update, from 1.
    pub step: usize,
    /// The parameters before it.
    pub from: Vec<f64>,
    /// The parameters after it.
    pub to: Vec<f64>,
    /// The terms of the update; see [`Optimizer::terms`].
    pub terms: Vec<Term>,
    /// The terms of the previous update; empty for the first.
    pub previous: Vec<Term>,
}

/// The effective learning rates of a run at some of its updates; see [`Role::Rate`].
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveRates {
    /// The numbers of the updates, from 1, ascending.
    pub updates: Vec<usize>,
    /// One row per update, one column per parameter.
    pub rates: Matrix,
}

impl Explanation {
    /// The formula of a term with values in place of names; see [`Bindings::substitute`].
    pub fn formula_with_values(
        &self,
        term: usize,
        parameter: usize,
        format: impl Fn(f64) -> String,
    ) -> String {
        let bindings = Bindings {
            terms: &self.terms,
            previous: &self.previous,
            theta: &self.from,
        };
        bindings.substitute(term, parameter, format)
    }
}

/// Explains one update of a finished run, counted from 1; `None` for 0 and beyond the last.
///
/// The function and the schedule must be those of the run, and the optimizer in its state before the first update.
pub fn explain<F: Differentiable + ?Sized>(
    function: &F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    trajectory: &Trajectory,
    step: usize,
) -> Option<Explanation> {
    Replay::new(function, optimizer, schedule, trajectory, 0).explain(step)
}

/// The effective learning rates of a finished run, at its first update and at every n-th, where n is the smallest
/// number that gives at most `max_updates` besides the first.
///
/// The other arguments are those of [`explain`].
pub fn effective_rates<F: Differentiable + ?Sized>(
    function: &F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    trajectory: &Trajectory,
    max_updates: usize,
) -> EffectiveRates {
    let stride = trajectory.steps().div_ceil(max_updates.max(1)).max(1);
    let mut replay = Replay::new(function, optimizer, schedule, trajectory, 0);
    let mut effective = EffectiveRates {
        updates: Vec::new(),
        rates: Matrix::without_rows(trajectory.dimensions()),
    };
    let mut row = vec![0.0; trajectory.dimensions()];
    for update in 1..=trajectory.steps() {
        replay.step();
        if update % stride == 0 || update == 1 {
            let terms = replay.optimizer.terms();
            let rate = term_with_role(&terms, Role::Rate).map(|term| &term.value);
            for (parameter, into) in row.iter_mut().enumerate() {
                *into = rate
                    .and_then(|rate| rate.get(parameter))
                    .unwrap_or_default();
            }
            effective.updates.push(update);
            effective.rates.push_row(&row);
        }
    }
    effective
}

impl<F: Differentiable + ?Sized> Explainer<F> {
    /// Replays a finished run to store the optimizer states. The arguments are those of [`explain`].
    pub fn new(
        function: Arc<F>,
        optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        trajectory: Arc<Trajectory>,
    ) -> Self {
        let mut replay = Replay::new(function.as_ref(), optimizer, schedule, &trajectory, 0);
        let mut states = Vec::new();
        for update in 0..trajectory.steps() {
            if update % STRIDE == 0 {
                states.push(replay.optimizer.duplicate());
            }
            replay.step();
        }
        Self {
            function,
            schedule,
            trajectory,
            states,
        }
    }

    /// Explains one update, counted from 1; `None` for 0 and beyond the last.
    pub fn explain(&self, step: usize) -> Option<Explanation> {
        // Start one update earlier to get the terms of the previous update.
        let state = step.saturating_sub(2) / STRIDE;
        let optimizer = self.states.get(state)?.duplicate();
        let function = self.function.as_ref();
        Replay::new(
            function,
            optimizer,
            self.schedule,
            &self.trajectory,
            state * STRIDE,
        )
        .explain(step)
    }
}

/// Repeats the updates of a finished run.
struct Replay<'a, F: ?Sized> {
    function: &'a F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    trajectory: &'a Trajectory,
    /// The number of updates that `optimizer` has made.
    updates: usize,
    theta: Vec<f64>,
}

impl<'a, F: Differentiable + ?Sized> Replay<'a, F> {
    fn new(
        function: &'a F,
        optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        trajectory: &'a Trajectory,
        updates: usize,
    ) -> Self {
        Self {
            function,
            optimizer,
            schedule,
            trajectory,
            updates,
            theta: vec![0.0; trajectory.dimensions()],
        }
    }

    /// Makes the next update.
    fn step(&mut self) {
        self.theta
            .copy_from_slice(self.trajectory.point(self.updates));
        let mut objective = CountingObjective {
            function: self.function,
            known_gradient: None,
            evaluations: &mut Evaluations::default(),
        };
        let rate = self
            .schedule
            .learning_rate(self.optimizer.learning_rate(), self.updates);
        self.optimizer.step(&mut self.theta, &mut objective, rate);
        self.updates += 1;
    }

    /// Explains an update that has not been made yet.
    fn explain(mut self, step: usize) -> Option<Explanation> {
        if step == 0 || step > self.trajectory.steps() {
            return None;
        }
        while self.updates + 1 < step {
            self.step();
        }
        let previous = match step {
            1 => Vec::new(),
            _ => self.optimizer.terms(),
        };
        self.step();
        Some(Explanation {
            step,
            from: self.trajectory.point(step - 1).to_vec(),
            to: self.trajectory.point(step).to_vec(),
            terms: self.optimizer.terms(),
            previous,
        })
    }
}

#[cfg(test)]
mod tests;
