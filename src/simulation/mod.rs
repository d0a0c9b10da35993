//! A scene worked out: every path and every projected point, known from the first step to the last, in f64, the same
//! each time. [`simulate`] is the only way in; [`Timeline`] says which step is shown at which second.

mod cloud;
mod critical;
mod grid;
mod labels;
mod landscape;
mod morph;
mod retrace;
mod run;
mod series;
mod sweep;
mod timeline;

use std::sync::Arc;

pub use cloud::{
    Act, Clusters, Distance, Facts, Group, MEASURED_ROWS, Neighbour, Number, ProjectedCloud,
    Scores, Selection, Story,
};
pub use grid::HeightGrid;
pub use landscape::LandscapeOutcome;
pub use morph::Morphing;
pub use run::RunOutcome;
pub use series::Series;
pub use sweep::{LossSurface, Losses, Sweep};
pub use timeline::Timeline;

pub use crate::{files::Class, scene::LineFitData};
use crate::{
    math::progress::{Progress, no_progress},
    scene::{SceneError, Source, Subject},
};

/// Everything that happens in a figure of a scene.
#[derive(Clone, Debug)]
pub enum Simulation {
    /// A surface and the runs on it.
    Landscape(Arc<LandscapeOutcome>),
    /// A point cloud.
    Cloud(Arc<ProjectedCloud>),
    /// The loss over steps and a setting.
    Sweep(Arc<Sweep>),
}

impl Simulation {
    /// Updates from the first step to the last; 0 for what does not move by itself.
    pub fn steps(&self) -> usize {
        match self {
            Self::Landscape(descents) => descents.steps,
            Self::Cloud(cloud) => cloud.steps(),
            Self::Sweep(sweep) => sweep.losses.steps,
        }
    }

    /// The runs on a landscape, or those that are drawn as curves on a heat map: both are in the parameters that the
    /// optimizers change.
    pub fn runs(&self) -> Option<&Arc<LandscapeOutcome>> {
        match self {
            Self::Landscape(descents) => Some(descents),
            Self::Sweep(sweep) => Some(&sweep.curves),
            Self::Cloud(_) => None,
        }
    }

    /// The heights of the surface that is drawn, if there is one.
    pub fn heights(&self) -> Option<&HeightGrid> {
        match self {
            Self::Landscape(descents) => Some(&descents.grid),
            Self::Sweep(sweep) => Some(&sweep.surface.grid),
            Self::Cloud(_) => None,
        }
    }
}

/// Simulates a figure of a scene, see [`simulate_with_progress`].
///
/// # Errors
/// Unknown names, settings out of range, data that cannot be used; each names what to change.
///
/// # Panics
/// There is no such figure.
pub fn simulate(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
) -> Result<Simulation, SceneError> {
    simulate_with_progress(source, figure, previous, &mut no_progress)
}

/// Simulates a figure of a scene (the first is 0). What `previous` already holds and the scene leaves alone (the grid of the
/// surface, the projected cloud, paths of unchanged runs) is taken over rather than computed again.
///
/// # Errors
/// As [`simulate`]; or `progress` cancelled it.
///
/// # Panics
/// There is no such figure.
pub fn simulate_with_progress(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
    progress: &mut Progress,
) -> Result<Simulation, SceneError> {
    of_figure(source, figure, previous, progress).map_err(|error| error.of(&source.origin))
}

fn of_figure(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
    progress: &mut Progress,
) -> Result<Simulation, SceneError> {
    let look = source.scene.look_of(figure);
    match &source.scene.figures[figure].subject {
        Subject::Landscape(subject) => {
            let previous = match previous {
                Some(Simulation::Landscape(descents)) => Some(descents.as_ref()),
                _ => None,
            };
            landscape::simulate(subject, source, previous, progress)
                .map(|descents| Simulation::Landscape(Arc::new(descents)))
        }
        Subject::Cloud(subject) => {
            let previous = match previous {
                Some(Simulation::Cloud(cloud)) => Some(cloud),
                _ => None,
            };
            let cloud = cloud::simulate(subject, source, &look.insets, previous, progress)?;
            cloud
                .check(&look.points)
                .map_err(|cause| SceneError::Data {
                    data: subject.data.clone(),
                    cause: cause.into(),
                })?;
            Ok(Simulation::Cloud(cloud))
        }
        Subject::Sweep(subject) => {
            let previous = match previous {
                Some(Simulation::Sweep(sweep)) => Some(sweep),
                _ => None,
            };
            sweep::simulate(subject, source, previous, progress).map(Simulation::Sweep)
        }
    }
}

#[cfg(test)]
mod tests;
