use std::sync::{Arc, OnceLock};

use super::{RunOutcome, Runs};
use crate::math::{
    descent::{Explainer, Explanation, effective_rates},
    optimizer::Optimizer,
    schedule::{self, Schedule},
};

/// More updates than this are gone through again with the simulation, beside the frame loop; fewer when they are asked
/// for: about 20 ms at 50 ns each.
const MANY_UPDATES: usize = 400_000;
/// Effective rates are known at this many steps at most, more than a chart has pixels.
const MOST_RATES: usize = 2000;

/// What takes going through a run once more, done once it is asked for and kept with the run.
#[derive(Debug, Default)]
pub(super) struct Retrace {
    explainer: OnceLock<Option<Explainer>>,
    rates: OnceLock<Vec<(f64, [f64; 2])>>,
}

impl Runs {
    /// The update of a run, by index, that is under way at a fractional step, or its last; none where no update was made.
    pub fn explain(&self, run: usize, step: f64) -> Option<Explanation> {
        let run = self.get(run)?;
        let update = (step.max(0.0) as usize + 1).min(run.last_step());
        self.explainer(run)?.explain(update)
    }

    /// What each parameter's gradient was multiplied by at some of the steps, ascending: the update made at step n leads
    /// to step n + 1.
    pub fn effective_rates<'a>(&self, run: &'a RunOutcome) -> &'a [(f64, [f64; 2])] {
        run.retrace.rates.get_or_init(|| {
            let Some((optimizer, schedule)) = algorithm(run) else {
                return Vec::new();
            };
            let landscape = self.landscape.as_ref();
            let rates = effective_rates(landscape, optimizer, schedule, &run.path, MOST_RATES);
            let of = |rates: Vec<f64>| [0, 1].map(|i| rates.get(i).copied().unwrap_or_default());
            let point = |(update, rates)| ((update - 1) as f64, of(rates));
            rates.into_iter().map(point).collect()
        })
    }

    fn explainer<'a>(&self, run: &'a RunOutcome) -> Option<&'a Explainer> {
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

    /// Goes through long runs once more now, so that nobody waits for it later.
    pub(super) fn retrace_long_runs(&self) {
        use rayon::prelude::*;
        self.par_iter()
            .filter(|run| run.last_step() > MANY_UPDATES)
            .for_each(|run| {
                self.explainer(run);
                self.effective_rates(run);
            });
    }
}

fn algorithm(run: &RunOutcome) -> Option<(Box<dyn Optimizer>, Schedule)> {
    let optimizer = run.mode.build(&run.optimizer).ok()?;
    Some((optimizer, schedule::build(&run.schedule).ok()?))
}

/// What is not asked for yet.
pub(super) fn nothing_yet() -> Arc<Retrace> {
    Arc::default()
}
