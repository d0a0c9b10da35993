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
use outcome::Plan;
pub use outcome::{Outcome, ResultNumber, Simulation};
pub use run::RunOutcome;
pub use runs::Runs;
pub use series::Series;
pub use sweep::{LossSurface, Losses, SweepOutcome};
pub use timeline::Timeline;

pub use crate::{files::Class, scene::LineFitData};
use crate::{
    math::progress::{Progress, no_progress},
    scene::{Cost, SceneError, Source},
};

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
    let outcome = Plan::new(source, figure, previous).and_then(|plan| plan.run(progress));
    outcome.map_err(|error| error.of(&source.origin))
}

/// What [`simulate`] has to compute of a figure whose data has been read, once `previous` is known.
///
/// # Errors
/// Unknown names, data that was not read.
///
/// # Panics
/// There is no such figure.
pub fn cost(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
) -> Result<Cost, SceneError> {
    let plan = Plan::new(source, figure, previous);
    (plan.map(|plan| plan.cost())).map_err(|error| error.of(&source.origin))
}

#[cfg(test)]
mod tests;
