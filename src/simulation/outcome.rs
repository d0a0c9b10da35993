//! What comes of a scene, behind one interface for every kind of subject. This file alone knows which kinds there are.

use std::{ops::Deref, sync::Arc};

use super::{
    CloudOutcome, HeightGrid, LandscapeOutcome, Runs, SweepOutcome, cloud, landscape, sweep,
};
use crate::{
    math::progress::Progress,
    scene::{SceneError, Source, Subject},
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

/// Everything that happens in a scene.
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

/// Computes the outcome of a scene's subject; what `previous` holds is taken over if it is of the same kind.
pub(super) fn of_subject(
    source: &Source,
    previous: Option<&Simulation>,
    progress: &mut Progress,
) -> Result<Simulation, SceneError> {
    match &source.scene.subject {
        Subject::Landscape(subject) => {
            let previous = match previous {
                Some(Simulation::Landscape(previous)) => Some(previous.as_ref()),
                _ => None,
            };
            landscape::simulate(subject, source, previous, progress).map(Simulation::Landscape)
        }
        Subject::Cloud(subject) => {
            let previous = match previous {
                Some(Simulation::Cloud(previous)) => Some(previous),
                _ => None,
            };
            cloud::checked(subject, source, previous, progress).map(Simulation::Cloud)
        }
        Subject::Sweep(subject) => {
            let previous = match previous {
                Some(Simulation::Sweep(previous)) => Some(previous),
                _ => None,
            };
            sweep::simulate(subject, source, previous, progress).map(Simulation::Sweep)
        }
    }
}
