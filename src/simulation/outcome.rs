//! The result of simulating a figure, with one interface for all kinds of subjects. This is the only file of the
//! simulation that matches on the kinds.

use std::{ops::Deref, sync::Arc};

use super::{
    CloudOutcome, HeightGrid, LandscapeOutcome, Runs, SweepOutcome, cloud, landscape, sweep,
};
use crate::{
    math::progress::Progress,
    scene::{Cost, SceneError, Source, Subject},
};

/// The common interface of simulated subjects. A method whose result does not apply to a kind of subject returns none.
pub trait Outcome {
    /// The index of the last step; 0 if nothing changes over time.
    fn steps(&self) -> usize;

    /// The result with this name, as used in placeholders of texts, such as `final`; none if there is no such result.
    fn result(&self, name: &str) -> Option<ResultNumber>;

    /// The optimizer runs.
    fn runs(&self) -> Option<&Arc<Runs>> {
        None
    }

    /// The heights of the drawn surface.
    fn heights(&self) -> Option<&HeightGrid> {
        None
    }

    /// The landscape, if the subject is one.
    fn landscape(&self) -> Option<&LandscapeOutcome> {
        None
    }

    /// The heat map, if the subject is one.
    fn sweep(&self) -> Option<&SweepOutcome> {
        None
    }

    /// The point cloud, if the subject is one.
    fn cloud(&self) -> Option<&Arc<CloudOutcome>> {
        None
    }
}

/// The value of a result, with the precision at which it is displayed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResultNumber {
    /// An exact integer.
    Count(usize),
    /// A number shown with a few significant digits.
    Rounded(f64),
    /// A percentage shown with one decimal.
    Percent(f64),
}

/// The simulation of one figure.
#[derive(Clone, Debug)]
pub enum Simulation {
    /// A surface with its runs.
    Landscape(Arc<LandscapeOutcome>),
    /// A point cloud with its steps.
    Cloud(Arc<CloudOutcome>),
    /// A heat map of the loss over steps and a setting.
    Sweep(Arc<SweepOutcome>),
}

impl Deref for Simulation {
    type Target = dyn Outcome;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Landscape(landscape) => landscape,
            Self::Cloud(cloud) => cloud,
            Self::Sweep(sweep) => sweep,
        }
    }
}

/// What to compute for a figure, and what to reuse from a previous simulation.
pub(super) enum Plan<'a> {
    Landscape(Box<landscape::Plan<'a>>),
    Cloud(cloud::Plan<'a>),
    Sweep(sweep::Plan<'a>),
}

impl<'a> Plan<'a> {
    /// Decides what to reuse from `previous`; nothing if it is of another kind.
    pub(super) fn new(
        source: &'a Source,
        figure: usize,
        previous: Option<&'a Simulation>,
    ) -> Result<Self, SceneError> {
        Ok(match &source.scene.figures[figure].subject {
            Subject::Landscape(subject) => {
                let previous = match previous {
                    Some(Simulation::Landscape(previous)) => Some(previous.as_ref()),
                    _ => None,
                };
                let plan = landscape::Plan::new(subject, source, previous)?;
                Self::Landscape(Box::new(plan))
            }
            Subject::Cloud(subject) => {
                let previous = match previous {
                    Some(Simulation::Cloud(previous)) => Some(previous),
                    _ => None,
                };
                let look = source.scene.look_of(figure);
                Self::Cloud(cloud::Plan::new(subject, source, look, previous)?)
            }
            Subject::Sweep(subject) => {
                let previous = match previous {
                    Some(Simulation::Sweep(previous)) => Some(previous),
                    _ => None,
                };
                Self::Sweep(sweep::Plan::new(subject, source, previous)?)
            }
        })
    }

    /// The cost of what is not reused.
    pub(super) fn cost(&self) -> Cost {
        match self {
            Self::Landscape(plan) => plan.cost(),
            Self::Cloud(plan) => plan.cost(),
            Self::Sweep(plan) => plan.cost(),
        }
    }

    /// Computes the simulation, except what is reused.
    pub(super) fn run(self, progress: &mut Progress) -> Result<Simulation, SceneError> {
        match self {
            Self::Landscape(plan) => {
                landscape::simulate(*plan, progress).map(Simulation::Landscape)
            }
            Self::Cloud(plan) => cloud::simulate(plan, progress).map(Simulation::Cloud),
            Self::Sweep(plan) => plan.run(progress).map(Simulation::Sweep),
        }
    }
}
