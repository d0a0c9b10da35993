//! The exports of each kind of subject, behind one interface. This is the only file of the exports that distinguishes
//! the kinds.

use serde_json::Value;

use super::{
    model::{Finish, Part},
    tables::Rows,
};
use crate::{
    record::JobError,
    scene::Look,
    simulation::{Simulation, Timeline},
    view::{charts::source::ChartSource, style::theme::Style},
    words::Language,
};

/// The exports of an outcome.
pub(super) trait Exports {
    /// The parts of its model, and the meaning of the axes.
    ///
    /// # Errors
    /// [`JobError::Impossible`] if it has no model with this finish.
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError>;

    /// Its rows of a table.
    fn rows(&self) -> Rows<'_>;

    /// The source of its charts.
    fn charts(&self) -> ChartSource<'_>;
}

/// The options of a model.
pub(super) struct ModelOptions<'a> {
    pub(super) look: &'a Look,
    pub(super) style: &'a Style,
    /// Maps steps to seconds, for the animation of balls.
    pub(super) timeline: &'a Timeline,
    pub(super) finish: Finish,
    /// The language of labels.
    pub(super) language: Language,
}

/// The exports of a simulation.
pub(super) fn of(simulation: &Simulation) -> &dyn Exports {
    match simulation {
        Simulation::Landscape(landscape) => landscape.as_ref(),
        Simulation::Cloud(cloud) => cloud.as_ref(),
        Simulation::Sweep(sweep) => sweep.as_ref(),
    }
}
