//! The updates of a run, written out one at a time.

use std::sync::Arc;

use super::{Counted, Evaluations, Trajectory};
use crate::math::{
    differentiable::Differentiable,
    optimizer::{Optimizer, Role, Term, Values, with_role},
    schedule::Schedule,
    table::Matrix,
};

/// Updates from one kept state of the optimizer to the next: replaying as many takes no time that a person notices.
const STRIDE: usize = 256;

/// The optimizer of a finished run at points of its way, from which every update can be made again.
#[derive(Debug)]
pub struct Explainer<F: ?Sized> {
    function: Arc<F>,
    schedule: Schedule,
    path: Arc<Trajectory>,
    /// The optimizer before every [`STRIDE`]th update.
    kept: Vec<Box<dyn Optimizer>>,
}

/// One update, with what it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Which one, from 1.
    pub step: usize,
    /// The parameters before it.
    pub from: Vec<f64>,
    /// The parameters after it.
    pub to: Vec<f64>,
    /// Its terms; see [`Optimizer::terms`].
    pub terms: Vec<Term>,
    /// The terms of the update before it; empty for the first.
    pub previous: Vec<Term>,
}

/// The effective learning rates of a run at some of its updates; see [`Role::Rate`].
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveRates {
    /// Which updates, from 1, ascending.
    pub updates: Vec<usize>,
    /// A row for each of these updates, a column per parameter.
    pub rates: Matrix,
}

impl Explanation {
    /// The formula of a term with numbers in place of the names; see [`Values::written`].
    pub fn written(&self, term: usize, parameter: usize, number: impl Fn(f64) -> String) -> String {
        let values = Values {
            terms: &self.terms,
            previous: &self.previous,
            theta: &self.from,
        };
        values.written(term, parameter, number)
    }
}

/// Explains one update of a finished run, the first being 1; nothing for 0 and beyond the last.
///
/// The optimizer, the schedule and the function are those of the run, the optimizer as it was before its first update.
pub fn explain<F: Differentiable + ?Sized>(
    function: &F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    path: &Trajectory,
    step: usize,
) -> Option<Explanation> {
    Replay::new(function, optimizer, schedule, path, 0).explain(step)
}

/// The effective learning rates of a finished run: of every update, or of `most` evenly spaced ones where there are more.
///
/// The arguments are those of [`explain`].
pub fn effective_rates<F: Differentiable + ?Sized>(
    function: &F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    path: &Trajectory,
    most: usize,
) -> EffectiveRates {
    let stride = path.steps().div_ceil(most.max(1)).max(1);
    let mut replay = Replay::new(function, optimizer, schedule, path, 0);
    let mut found = EffectiveRates {
        updates: Vec::new(),
        rates: Matrix::without_rows(path.dimensions()),
    };
    let mut row = vec![0.0; path.dimensions()];
    for update in 1..=path.steps() {
        replay.step();
        if update % stride == 0 || update == 1 {
            let terms = replay.optimizer.terms();
            let rate = with_role(&terms, Role::Rate).map(|term| &term.value);
            for (parameter, into) in row.iter_mut().enumerate() {
                *into = rate.and_then(|rate| rate.of(parameter)).unwrap_or_default();
            }
            found.updates.push(update);
            found.rates.push_row(&row);
        }
    }
    found
}

impl<F: Differentiable + ?Sized> Explainer<F> {
    /// Replays a finished run once; see [`explain`].
    pub fn new(
        function: Arc<F>,
        optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        path: Arc<Trajectory>,
    ) -> Self {
        let mut replay = Replay::new(function.as_ref(), optimizer, schedule, &path, 0);
        let mut kept = Vec::new();
        for update in 0..path.steps() {
            if update % STRIDE == 0 {
                kept.push(replay.optimizer.duplicate());
            }
            replay.step();
        }
        Self {
            function,
            schedule,
            path,
            kept,
        }
    }

    /// One update, the first being 1; nothing for 0 and beyond the last.
    pub fn explain(&self, step: usize) -> Option<Explanation> {
        // One update earlier, for the terms of the update before.
        let nearest = step.saturating_sub(2) / STRIDE;
        let optimizer = self.kept.get(nearest)?.duplicate();
        let function = self.function.as_ref();
        Replay::new(
            function,
            optimizer,
            self.schedule,
            &self.path,
            nearest * STRIDE,
        )
        .explain(step)
    }
}

/// Makes the updates of a finished run again.
struct Replay<'a, F: ?Sized> {
    function: &'a F,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    path: &'a Trajectory,
    /// The number of updates that the optimizer has made.
    made: usize,
    theta: Vec<f64>,
}

impl<'a, F: Differentiable + ?Sized> Replay<'a, F> {
    fn new(
        function: &'a F,
        optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        path: &'a Trajectory,
        made: usize,
    ) -> Self {
        Self {
            function,
            optimizer,
            schedule,
            path,
            made,
            theta: vec![0.0; path.dimensions()],
        }
    }

    /// Makes the next update.
    fn step(&mut self) {
        self.theta.copy_from_slice(self.path.point(self.made));
        let mut objective = Counted {
            function: self.function,
            known: None,
            evaluations: &mut Evaluations::default(),
        };
        let rate = self
            .schedule
            .learning_rate(self.optimizer.learning_rate(), self.made);
        self.optimizer.step(&mut self.theta, &mut objective, rate);
        self.made += 1;
    }

    /// Explains an update that is still to be made.
    fn explain(mut self, step: usize) -> Option<Explanation> {
        if step == 0 || step > self.path.steps() {
            return None;
        }
        while self.made + 1 < step {
            self.step();
        }
        let previous = match step {
            1 => Vec::new(),
            _ => self.optimizer.terms(),
        };
        self.step();
        Some(Explanation {
            step,
            from: self.path.point(step - 1).to_vec(),
            to: self.path.point(step).to_vec(),
            terms: self.optimizer.terms(),
            previous,
        })
    }
}

#[cfg(test)]
mod tests;
