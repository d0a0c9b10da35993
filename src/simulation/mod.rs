//! A scene computed: every trajectory and every projected point, known from the first step to the last, in f64, the same
//! each time. [`simulate`] is the only way in; [`Timeline`] says which step is shown at which second.

mod cloud;
mod critical;
mod grid;
mod labels;
mod landscape;
mod morph;
mod outcome;
mod retrace;
mod run;
mod runs;
mod series;
mod sweep;
mod timeline;

pub use cloud::{
    Act, CloudOutcome, Clusters, Distance, Facts, Group, MEASURED_ROWS, Neighbour, Number, Scores,
    Selection, Story,
};
pub use grid::HeightGrid;
pub use landscape::LandscapeOutcome;
pub use morph::Morphing;
pub use outcome::{Outcome, ResultNumber, Simulation};
pub use run::RunOutcome;
pub use runs::Runs;
pub use series::Series;
pub use sweep::{LossSurface, Losses, SweepOutcome};
pub use timeline::Timeline;

pub use crate::{files::Class, scene::LineFitData};
use crate::{
    math::progress::{Progress, no_progress},
    scene::{SceneError, Source},
};

/// Computes a scene, see [`simulate_with_progress`].
///
/// # Errors
/// Unknown names, settings out of range, data that cannot be used; each names what to change.
pub fn simulate(source: &Source, previous: Option<&Simulation>) -> Result<Simulation, SceneError> {
    simulate_with_progress(source, previous, &mut no_progress)
}

/// Computes a scene. What `previous` already holds and the scene leaves alone (the grid of the surface, the projected
/// cloud, paths of unchanged runs) is taken over rather than computed again.
///
/// # Errors
/// As [`simulate`]; or `progress` cancelled it.
pub fn simulate_with_progress(
    source: &Source,
    previous: Option<&Simulation>,
    progress: &mut Progress,
) -> Result<Simulation, SceneError> {
    outcome::of_subject(source, previous, progress).map_err(|error| error.of(&source.origin))
}

#[cfg(test)]
mod tests;
