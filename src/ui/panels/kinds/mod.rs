//! The panels of each kind of subject, behind one interface. This is the only file of the panels that distinguishes the
//! kinds.

mod cloud;
mod landscape;
mod sweep;

use bevy_egui::egui::Ui;

use super::super::PanelContext;
use crate::{
    scene::{Look, Marks, Quantity, Scene, Subject},
    simulation::Simulation,
    words::Word,
};

/// The panels of a kind of subject, and the effect of a click on its picture.
pub(super) trait Panel {
    /// The sections about the subject itself.
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext);

    /// The look of the surface or the points.
    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext);

    /// Marks that need more than a checkbox.
    fn marks(&self, _ui: &mut Ui, _look: &mut Look, _context: &PanelContext) {}

    /// The marks that can be toggled.
    fn switches<'a>(&self, marks: &'a mut Marks, context: &PanelContext) -> Switches<'a>;

    /// The possible insets; none if the kind has no insets.
    fn insets(&self, _context: &PanelContext) -> Option<InsetChoices> {
        None
    }

    /// Edits the subject for a click on the surface; returns whether playback should restart.
    fn click(&self, _subject: &mut Subject, _shown: &Simulation, _at: [f64; 2]) -> bool {
        false
    }
}

/// Marks with their names, in the order of the panel.
pub(super) type Switches<'a> = Vec<(&'a mut bool, Word)>;

/// The possible insets of a picture.
pub(super) struct InsetChoices {
    /// The available charts.
    pub(super) charts: Vec<Quantity>,
    /// Whether a step of a run can be explained.
    pub(super) steps: bool,
}

/// The panels of a subject.
pub(super) fn of(subject: &Subject) -> &'static dyn Panel {
    match subject {
        Subject::Landscape(_) => &landscape::LandscapePanel,
        Subject::Cloud(_) => &cloud::CloudPanel,
        Subject::Sweep(_) => &sweep::SweepPanel,
    }
}
