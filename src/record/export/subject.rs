//! What each kind of subject gives to an export. This file alone tells the kinds apart.

use serde_json::Value;

use super::{
    ExportError,
    model::{Finish, Part},
    tables::Rows,
};
use crate::{
    scene::Look,
    simulation::{Simulation, Timeline},
    view::{chart_source::ChartSource, theme::Style},
    words::Language,
};

/// What an outcome gives to an export.
pub trait Exports {
    /// Its model: the parts, and what the axes mean.
    ///
    /// # Errors
    /// It has no model of this finish.
    fn model(&self, setting: &ModelSetting) -> Result<(Vec<Part>, Value), ExportError>;

    /// Its part of a table.
    fn rows(&self) -> Rows<'_>;

    /// Whose charts it has.
    fn charts(&self) -> ChartSource<'_>;
}

/// What a model of an outcome is made for.
pub struct ModelSetting<'a> {
    /// Its look.
    pub look: &'a Look,
    /// Colours.
    pub style: &'a Style,
    /// When balls are where.
    pub timeline: &'a Timeline,
    /// How surfaces are made.
    pub finish: Finish,
    /// Of labels.
    pub language: Language,
}

/// The exports of a simulation.
pub fn of(simulation: &Simulation) -> &dyn Exports {
    match simulation {
        Simulation::Landscape(landscape) => landscape.as_ref(),
        Simulation::Cloud(cloud) => cloud.as_ref(),
        Simulation::Sweep(sweep) => sweep.as_ref(),
    }
}
