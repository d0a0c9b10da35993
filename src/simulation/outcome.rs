//! What comes of a figure, behind one interface for every kind of subject. This file alone knows which kinds there are.

use std::{ops::Deref, sync::Arc};

use super::{
    CloudOutcome, HeightGrid, LandscapeOutcome, Runs, SweepOutcome, cloud, landscape, sweep,
};
use crate::{
    math::progress::Progress,
    scene::{Cost, SceneError, Source, Subject},
};

/// What every kind of subject can be asked once it is computed. What a kind does not have is none.
pub trait Outcome {
    /// Updates from the first step to the last; 0 for what does not move by itself.
    fn steps(&self) -> usize;

    /// The number that a placeholder of the scene's words stands for, such as `final`.
    fn result(&self, name: &str) -> Option<ResultNumber>;

    /// The runs of optimizers.
    fn runs(&self) -> Option<&Arc<Runs>> {
        None
    }

    /// The heights of the surface that is drawn.
    fn heights(&self) -> Option<&HeightGrid> {
        None
    }

    /// The landscape that the runs are drawn on.
    fn landscape(&self) -> Option<&LandscapeOutcome> {
        None
    }

    /// The heat map that the runs are drawn on.
    fn sweep(&self) -> Option<&SweepOutcome> {
        None
    }

    /// The points that can be looked for, chosen and hidden.
    fn points(&self) -> Option<&Arc<CloudOutcome>> {
        None
    }
}

/// A result, and how exactly it is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResultNumber {
    /// All of its digits.
    Count(usize),
    /// A few significant digits.
    Rounded(f64),
    /// One decimal.
    Percent(f64),
}

/// Everything that happens in a figure of a scene.
#[derive(Clone, Debug)]
pub enum Simulation {
    /// A surface and the runs on it.
    Landscape(Arc<LandscapeOutcome>),
    /// A point cloud.
    Cloud(Arc<CloudOutcome>),
    /// The loss over steps and a setting.
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

/// The subject of a figure that is to be computed, and what an earlier simulation already holds of it.
pub(super) enum Plan<'a> {
    Landscape(landscape::Plan<'a>),
    Cloud(cloud::Plan<'a>),
    Sweep(sweep::Plan<'a>),
}

impl<'a> Plan<'a> {
    /// Decides what is taken over from `previous`: nothing that is of another kind.
    pub fn new(
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
                Self::Landscape(landscape::Plan::new(subject, source, previous)?)
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

    /// What is left to compute.
    pub fn cost(&self) -> Cost {
        match self {
            Self::Landscape(plan) => plan.cost(),
            Self::Cloud(plan) => plan.cost(),
            Self::Sweep(plan) => plan.cost(),
        }
    }

    /// Computes the simulation, but for what is taken over.
    pub fn run(self, progress: &mut Progress) -> Result<Simulation, SceneError> {
        match self {
            Self::Landscape(plan) => landscape::simulate(plan, progress).map(Simulation::Landscape),
            Self::Cloud(plan) => cloud::simulate(plan, progress).map(Simulation::Cloud),
            Self::Sweep(plan) => plan.run(progress).map(Simulation::Sweep),
        }
    }
}
