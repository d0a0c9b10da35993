//! The exports of each kind of subject, behind one interface. This is the only file of the exports that distinguishes
//! the kinds.

use serde_json::Value;

use super::{
    model::{MeshKind, Part},
    tables::Rows,
};
use crate::{
    record::JobError,
    scene::Look,
    simulation::{Simulation, Timeline},
    view::{charts::source::ChartSource, style::theme::Style},
    words::Language,
};

/// An outcome that can be exported.
pub(super) trait Export {
    /// The parts of the 3-D model, and a description of the axes as JSON.
    ///
    /// # Errors
    /// [`JobError::NotExportable`] if it cannot be exported with this kind of mesh.
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError>;

    /// The rows of the table.
    fn rows(&self) -> Rows<'_>;

    /// The source of the charts.
    fn charts(&self) -> ChartSource<'_>;
}

/// The options of a model.
pub(super) struct ModelOptions<'a> {
    pub(super) look: &'a Look,
    pub(super) style: &'a Style,
    /// Maps steps to seconds, for the animation of balls.
    pub(super) timeline: &'a Timeline,
    pub(super) mesh_kind: MeshKind,
    /// The language of labels.
    pub(super) language: Language,
}

/// The interface of a simulation for exports.
pub(super) fn of(simulation: &Simulation) -> &dyn Export {
    match simulation {
        Simulation::Landscape(landscape) => landscape.as_ref(),
        Simulation::Cloud(cloud) => cloud.as_ref(),
        Simulation::Sweep(sweep) => sweep.as_ref(),
    }
}
