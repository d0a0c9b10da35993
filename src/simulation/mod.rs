//! Computes the contents of scenes: all trajectories and projected points, from the first step to the last, in f64 and
//! deterministically.
//! [`simulate`] is the entry point; a [`Timeline`] maps seconds to steps.

mod cloud;
mod critical;
mod grid;
mod labels;
mod landscape;
mod morph;
mod outcome;
mod replay;
mod run;
mod runs;
mod series;
mod sweep;
mod timeline;

pub use cloud::{
    Act, AxisMap, CloudOutcome, ClusterCountMetrics, Clusters, Distance, Group, Neighbour,
    PcaStory, PointDetails, PointPictures, ScalingSteps, Scores, StepNumber,
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

use crate::{
    math::progress::{Progress, no_progress},
    scene::{Cost, SceneError, Source},
};

/// Simulates a figure of a scene, by index from 0; see [`simulate_with_progress`].
///
/// # Errors
/// Names are unknown, settings are out of range, or data cannot be used; the message says what to change.
///
/// # Panics
/// Panics if there is no such figure.
///
/// # Examples
/// ```
/// use fallline::{scene::Source, simulation::simulate};
///
/// let source = Source::open("bowl")?;
/// let simulation = simulate(&source, 0, None)?;
/// let runs = simulation.runs().expect("a landscape has runs");
/// assert!(runs[0].final_value() < 0.01);
/// # Ok::<(), fallline::scene::SceneError>(())
/// ```
pub fn simulate(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
) -> Result<Simulation, SceneError> {
    simulate_with_progress(source, figure, previous, &mut no_progress)
}

/// Simulates a figure of a scene, by index from 0. Reuses from `previous` whatever the scene did not change: the grid
/// of the surface, the projected cloud, the trajectories of unchanged runs.
///
/// # Errors
/// See [`simulate`]; also if `progress` cancels the computation.
///
/// # Panics
/// Panics if there is no such figure.
pub fn simulate_with_progress(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
    progress: &mut Progress,
) -> Result<Simulation, SceneError> {
    let outcome = Plan::new(source, figure, previous).and_then(|plan| plan.run(progress));
    outcome.map_err(|error| error.with_origin(&source.origin))
}

/// The cost of [`simulate`] for a figure whose data are loaded, given `previous`.
///
/// # Errors
/// Names are unknown, or data were not loaded.
///
/// # Panics
/// Panics if there is no such figure.
pub fn cost(
    source: &Source,
    figure: usize,
    previous: Option<&Simulation>,
) -> Result<Cost, SceneError> {
    let plan = Plan::new(source, figure, previous);
    (plan.map(|plan| plan.cost())).map_err(|error| error.with_origin(&source.origin))
}

#[cfg(test)]
mod tests;
