use std::sync::OnceLock;

use super::{RunOutcome, Runs};
use crate::{
    math::{
        descent::{EffectiveRates, Explainer, Explanation, effective_rates},
        landscape::Landscape,
        optimizer::Optimizer,
        schedule::{self, Schedule},
    },
    scene::MAX_UPDATES_PER_FRAME,
};

/// The maximum number of updates with effective rates, more than a chart has pixels.
const MAX_RATE_UPDATES: usize = 2000;

/// Results for which the optimizer is run again along the trajectory; computed on first use and cached with the run.
#[derive(Debug, Default)]
pub(super) struct Replay {
    /// None if the optimizer cannot be built.
    explainer: OnceLock<Option<Explainer<dyn Landscape>>>,
    /// None if the optimizer cannot be built.
    rates: OnceLock<Option<EffectiveRates>>,
}

impl Runs {
    /// Explains one update of the run with this index: the one in progress at a fractional step, or the last one. None
    /// if there is no such run or it made no update.
    pub fn explain(&self, run: usize, step: f64) -> Option<Explanation> {
        let run = self.get(run)?;
        let update = (step.max(0.0) as usize + 1).min(run.last_step());
        self.explainer(run)?.explain(update)
    }

    /// The effective learning rate of each parameter at some of the updates; none if the optimizer cannot be built.
    pub fn effective_rates<'a>(&self, run: &'a RunOutcome) -> Option<&'a EffectiveRates> {
        let result = run.replay.rates.get_or_init(|| {
            let (optimizer, schedule) = algorithm(run)?;
            let landscape = self.landscape.as_ref();
            Some(effective_rates(
                landscape,
                optimizer,
                schedule,
                &run.trajectory,
                MAX_RATE_UPDATES,
            ))
        });
        result.as_ref()
    }

    fn explainer<'a>(&self, run: &'a RunOutcome) -> Option<&'a Explainer<dyn Landscape>> {
        let result = run.replay.explainer.get_or_init(|| {
            let (optimizer, schedule) = algorithm(run)?;
            let landscape = self.landscape.clone();
            Some(Explainer::new(
                landscape,
                optimizer,
                schedule,
                run.trajectory.clone(),
            ))
        });
        result.as_ref()
    }

    /// Replays long runs in advance; short ones are replayed on first use.
    pub(super) fn replay_long_runs(&self) {
        use rayon::prelude::*;
        self.par_iter()
            .filter(|run| run.last_step() as u64 > MAX_UPDATES_PER_FRAME)
            .for_each(|run| {
                self.explainer(run);
                self.effective_rates(run);
            });
    }
}

/// The optimizer and the schedule of a run, in their initial states.
fn algorithm(run: &RunOutcome) -> Option<(Box<dyn Optimizer>, Schedule)> {
    let optimizer = run.mode.build(&run.optimizer).ok()?;
    Some((optimizer, schedule::CATALOGUE.build(&run.schedule).ok()?))
}
