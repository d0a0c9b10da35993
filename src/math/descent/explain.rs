//! The updates of a run, written out one at a time.

use std::sync::Arc;

use glam::DVec2;

use super::{Evaluations, Trajectory, Watched};
use crate::math::{
    landscape::Landscape,
    optimizer::{Optimizer, Role, Term, Values, with_role},
    schedule::Schedule,
};

/// Updates from one kept state of the optimizer to the next: going through so many again takes no time that is felt.
const STRIDE: usize = 256;

/// The optimizer of a finished run at points of its way, from which every update can be made again.
#[derive(Debug)]
pub struct Explainer {
    landscape: Arc<dyn Landscape>,
    schedule: Schedule,
    path: Arc<Trajectory>,
    /// The optimizer before every [`STRIDE`]th update.
    kept: Vec<Box<dyn Optimizer>>,
}

/// One update, with what it was worked out from.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Which one, from 1.
    pub step: usize,
    /// The parameters before it.
    pub from: DVec2,
    /// The parameters after it.
    pub to: DVec2,
    /// How many parameters there are, 1 or 2.
    pub variables: usize,
    /// Its terms; see [`Optimizer::terms`].
    pub terms: Vec<Term>,
    /// The terms of the update before it; empty for the first.
    pub previous: Vec<Term>,
}

impl Explanation {
    /// The formula of a term with numbers in place of the names; see [`Values::written`].
    pub fn written(&self, term: usize, parameter: usize, number: impl Fn(f64) -> String) -> String {
        let theta = &self.from.to_array()[..self.variables];
        let values = Values {
            terms: &self.terms,
            previous: &self.previous,
            theta,
        };
        values.written(term, parameter, number)
    }
}

/// Explains one update of a finished run, the first being 1; nothing for 0 and beyond the last.
///
/// The optimizer, the schedule and the landscape are those of the run, the optimizer as it was before its first update.
pub fn explain(
    landscape: &dyn Landscape,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    path: &Trajectory,
    step: usize,
) -> Option<Explanation> {
    explain_from(0, landscape, optimizer, schedule, path, step)
}

/// The effective learning rates of a finished run, as (update from 1, one rate for each parameter): of every update,
/// or of `most` at equal distances where there are more. See [`Role::Rate`].
pub fn effective_rates(
    landscape: &dyn Landscape,
    mut optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    path: &Trajectory,
    most: usize,
) -> Vec<(usize, Vec<f64>)> {
    let updates = path.learning_rates.len();
    let stride = updates.div_ceil(most.max(1)).max(1);
    let mut rates = Vec::with_capacity(updates.div_ceil(stride));
    for update in 0..updates {
        repeat(landscape, optimizer.as_mut(), schedule, path, update);
        if (update + 1) % stride == 0 || update == 0 {
            let terms = optimizer.terms();
            let rate = with_role(&terms, Role::Rate).map(|term| &term.value);
            let of = |i| rate.and_then(|rate| rate.of(i)).unwrap_or_default();
            rates.push((update + 1, (0..landscape.variables()).map(of).collect()));
        }
    }
    rates
}

impl Explainer {
    /// Goes through a finished run once more; see [`explain`].
    pub fn new(
        landscape: Arc<dyn Landscape>,
        mut optimizer: Box<dyn Optimizer>,
        schedule: Schedule,
        path: Arc<Trajectory>,
    ) -> Self {
        let mut kept = Vec::new();
        for update in 0..path.learning_rates.len() {
            if update % STRIDE == 0 {
                kept.push(optimizer.duplicate());
            }
            repeat(
                landscape.as_ref(),
                optimizer.as_mut(),
                schedule,
                &path,
                update,
            );
        }
        Self {
            landscape,
            schedule,
            path,
            kept,
        }
    }

    /// The run.
    pub fn path(&self) -> &Arc<Trajectory> {
        &self.path
    }

    /// One update, the first being 1; nothing for 0 and beyond the last.
    pub fn explain(&self, step: usize) -> Option<Explanation> {
        // One update earlier, for the terms of the update before.
        let nearest = step.saturating_sub(2) / STRIDE;
        let optimizer = self.kept.get(nearest)?.duplicate();
        let first = nearest * STRIDE;
        explain_from(
            first,
            self.landscape.as_ref(),
            optimizer,
            self.schedule,
            &self.path,
            step,
        )
    }
}

/// Explains an update by an optimizer that has made `first` updates already.
fn explain_from(
    first: usize,
    landscape: &dyn Landscape,
    mut optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    path: &Trajectory,
    step: usize,
) -> Option<Explanation> {
    if step == 0 || step > path.learning_rates.len() {
        return None;
    }
    let last = step - 1;
    for update in first..last {
        repeat(landscape, optimizer.as_mut(), schedule, path, update);
    }
    let previous = match last {
        0 => Vec::new(),
        _ => optimizer.terms(),
    };
    repeat(landscape, optimizer.as_mut(), schedule, path, last);
    Some(Explanation {
        step,
        from: path.points[last],
        to: path.points[step],
        variables: landscape.variables(),
        terms: optimizer.terms(),
        previous,
    })
}

/// Makes an update of a finished run again.
fn repeat(
    landscape: &dyn Landscape,
    optimizer: &mut dyn Optimizer,
    schedule: Schedule,
    path: &Trajectory,
    update: usize,
) {
    let at = path.points[update];
    let mut objective = Watched {
        landscape,
        at,
        gradient: landscape.gradient(at),
        evaluations: &mut Evaluations::default(),
    };
    let rate = schedule.learning_rate(optimizer.learning_rate(), update);
    let mut theta = at.to_array();
    let theta = &mut theta[..landscape.variables()];
    optimizer.step(theta, &mut objective, rate);
}

#[cfg(test)]
mod tests;
