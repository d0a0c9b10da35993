use std::{ops::Deref, sync::Arc};

use super::RunOutcome;
use crate::math::landscape::{Domain, Landscape};

/// Runs of optimizers on one function, in the order of the scene; a slice of [`RunOutcome`].
#[derive(Debug)]
pub struct Runs {
    /// The function that they minimize.
    pub landscape: Arc<dyn Landscape>,
    /// The parameters that matter: the rectangle that is drawn, or else the function's own.
    pub domain: Domain,
    /// Names of the two parameters and of the value.
    pub axes: [String; 3],
    /// 1 or 2 parameters.
    pub variables: usize,
    /// The scene's number of updates; a run that stops early has fewer.
    pub steps: usize,
    /// The value at the function's lowest known minimum.
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
            axes: landscape.axes(),
            variables: landscape.variables(),
            steps,
            minimum,
            list,
            landscape,
        }
    }

    /// The runs that a legend names: those that are drawn, and of several starts the one that ends lowest.
    pub fn legend(&self) -> impl Iterator<Item = &RunOutcome> {
        self.iter().filter(|run| run.shown && run.is_representative)
    }

    /// The index of the run in focus: of the number that a look names, from 1, or else of the first that is shown.
    pub fn in_focus(&self, focus: Option<usize>) -> Option<usize> {
        let named = focus.and_then(|number| number.checked_sub(1));
        named
            .filter(|&index| self.get(index).is_some_and(|run| run.shown))
            .or_else(|| self.iter().position(|run| run.shown))
    }
}

impl Deref for Runs {
    type Target = [RunOutcome];

    fn deref(&self) -> &Self::Target {
        &self.list
    }
}
