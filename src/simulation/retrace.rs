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

/// The limit of updates with effective rates, more than a chart has pixels.
const MAX_RATES: usize = 2000;

/// Results that require a replay of the run; computed on first use and cached with the run.
#[derive(Debug, Default)]
pub(super) struct Retrace {
    explainer: OnceLock<Option<Explainer<dyn Landscape>>>,
    rates: OnceLock<Option<EffectiveRates>>,
}

impl Runs {
    /// Explains the update of a run (by index) in progress at a fractional step, or the last one; none if there was no
    /// update.
    pub fn explain(&self, run: usize, step: f64) -> Option<Explanation> {
        let run = self.get(run)?;
        let update = (step.max(0.0) as usize + 1).min(run.last_step());
        self.explainer(run)?.explain(update)
    }

    /// The effective learning rate of each parameter at some of the updates; none if the run cannot be replayed.
    pub fn effective_rates<'a>(&self, run: &'a RunOutcome) -> Option<&'a EffectiveRates> {
        let made = run.retrace.rates.get_or_init(|| {
            let (optimizer, schedule) = algorithm(run)?;
            let landscape = self.landscape.as_ref();
            Some(effective_rates(
                landscape,
                optimizer,
                schedule,
                &run.trajectory,
                MAX_RATES,
            ))
        });
        made.as_ref()
    }

    fn explainer<'a>(&self, run: &'a RunOutcome) -> Option<&'a Explainer<dyn Landscape>> {
        let made = run.retrace.explainer.get_or_init(|| {
            let (optimizer, schedule) = algorithm(run)?;
            let landscape = self.landscape.clone();
            Some(Explainer::new(
                landscape,
                optimizer,
                schedule,
                run.trajectory.clone(),
            ))
        });
        made.as_ref()
    }

    /// Replays long runs in advance; short ones are replayed on first use.
    pub(super) fn retrace_long_runs(&self) {
        use rayon::prelude::*;
        self.par_iter()
            .filter(|run| run.last_step() as u64 > MAX_UPDATES_PER_FRAME)
            .for_each(|run| {
                self.explainer(run);
                self.effective_rates(run);
            });
    }
}

fn algorithm(run: &RunOutcome) -> Option<(Box<dyn Optimizer>, Schedule)> {
    let optimizer = run.mode.build(&run.optimizer).ok()?;
    Some((optimizer, schedule::CATALOGUE.build(&run.schedule).ok()?))
}
