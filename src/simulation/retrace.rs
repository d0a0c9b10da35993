use std::sync::{Arc, OnceLock};

use super::{RunOutcome, Runs};
use crate::{
    math::{
        descent::{EffectiveRates, Explainer, Explanation, effective_rates},
        landscape::Landscape,
        optimizer::Optimizer,
        schedule::{self, Schedule},
    },
    scene::QUICK_UPDATES,
};

/// Effective rates are known at this many steps at most, more than a chart has pixels.
const MOST_RATES: usize = 2000;

/// What takes a replay of the run, made once it is asked for and kept with the run.
#[derive(Debug, Default)]
pub(super) struct Retrace {
    explainer: OnceLock<Option<Explainer<dyn Landscape>>>,
    rates: OnceLock<Option<EffectiveRates>>,
}

impl Runs {
    /// The update of a run, by index, that is under way at a fractional step, or its last; none where no update was made.
    pub fn explain(&self, run: usize, step: f64) -> Option<Explanation> {
        let run = self.get(run)?;
        let update = (step.max(0.0) as usize + 1).min(run.last_step());
        self.explainer(run)?.explain(update)
    }

    /// What each parameter's gradient was multiplied by at some of the updates; none of a run that cannot be replayed.
    pub fn effective_rates<'a>(&self, run: &'a RunOutcome) -> Option<&'a EffectiveRates> {
        let made = run.retrace.rates.get_or_init(|| {
            let (optimizer, schedule) = algorithm(run)?;
            let landscape = self.landscape.as_ref();
            Some(effective_rates(
                landscape, optimizer, schedule, &run.path, MOST_RATES,
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
                run.path.clone(),
            ))
        });
        made.as_ref()
    }

    /// Replays long runs now, so that nobody waits for it later; shorter ones are replayed when that is asked for.
    pub(super) fn retrace_long_runs(&self) {
        use rayon::prelude::*;
        self.par_iter()
            .filter(|run| run.last_step() as u64 > QUICK_UPDATES)
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

/// What is not asked for yet.
pub(super) fn nothing_yet() -> Arc<Retrace> {
    Arc::default()
}
