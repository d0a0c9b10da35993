use std::{ops::Deref, sync::Arc};

use super::RunOutcome;
use crate::math::landscape::{Domain, Landscape};

/// The runs of optimizers on one function, in the order of the scene; derefs to a slice of [`RunOutcome`].
#[derive(Debug)]
pub struct Runs {
    /// The function that the optimizers minimize.
    pub landscape: Arc<dyn Landscape>,
    /// The drawn rectangle of parameters; on a heat map, which does not draw parameters, the function's own domain.
    pub domain: Domain,
    /// The names of the two parameters and of the value.
    pub axes: [String; 3],
    /// The number of parameters, 1 or 2.
    pub variables: usize,
    /// The maximum number of updates, as in the scene; a run that stops early has fewer.
    pub steps: usize,
    /// The value at the global minimum of the function, if known.
    pub minimum: Option<f64>,
    pub(crate) list: Vec<RunOutcome>,
}

impl Runs {
    pub(super) fn new(
        landscape: Arc<dyn Landscape>,
        domain: Domain,
        minimum: Option<f64>,
        steps: usize,
        list: Vec<RunOutcome>,
    ) -> Self {
        Self {
            domain,
            axes: landscape.axis_names(),
            variables: landscape.variables(),
            steps,
            minimum,
            list,
            landscape,
        }
    }

    /// The runs in the legend: those that are shown and represent their starts.
    pub fn legend(&self) -> impl Iterator<Item = &RunOutcome> {
        self.iter().filter(|run| run.shown && run.is_representative)
    }

    /// The index of the run in focus: the run with this number, from 1, if it is shown; otherwise the first run that is
    /// shown.
    pub fn in_focus(&self, number: Option<usize>) -> Option<usize> {
        let requested = number.and_then(|number| number.checked_sub(1));
        requested
            .filter(|&index| self.get(index).is_some_and(|run| run.shown))
            .or_else(|| self.iter().position(|run| run.shown))
    }

    /// The index of the run with this number, from 1, if it is to be emphasized: if it is shown, and others are too.
    pub fn emphasized(&self, number: Option<usize>) -> Option<usize> {
        let index = number?.checked_sub(1)?;
        let is_one_of_several = self.iter().filter(|run| run.shown).count() > 1;
        (is_one_of_several && self.get(index)?.shown).then_some(index)
    }
}

impl Deref for Runs {
    type Target = [RunOutcome];

    fn deref(&self) -> &Self::Target {
        &self.list
    }
}
