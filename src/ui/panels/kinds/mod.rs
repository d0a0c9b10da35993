//! What the panels have for each kind of subject, behind one interface. This file alone tells the kinds apart.

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

/// The panels of a kind of subject, and what a click on its picture does.
pub trait Panel {
    /// The sections about the subject itself.
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext);

    /// The look of what is in the box.
    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext);

    /// The look of marks that are more than a switch.
    fn marks(&self, _ui: &mut Ui, _look: &mut Look, _context: &PanelContext) {}

    /// The marks that can be switched on.
    fn switches<'a>(&self, marks: &'a mut Marks, context: &PanelContext) -> Switches<'a>;

    /// What can be beside its picture; none where there is no room for anything.
    fn insets(&self, _context: &PanelContext) -> Option<InsetChoices> {
        None
    }

    /// Edits the subject as a click on a place of the surface asks for; whether playback then begins anew.
    fn click(&self, _subject: &mut Subject, _shown: &Simulation, _at: [f64; 2]) -> bool {
        false
    }
}

/// Marks with what they are called, in the order of the panel.
pub type Switches<'a> = Vec<(&'a mut bool, Word)>;

/// What can be beside a picture.
pub struct InsetChoices {
    /// The charts that there are.
    pub charts: Vec<Quantity>,
    /// Whether a step of a run can be written out.
    pub steps: bool,
}

/// The panels of a subject.
pub fn of(subject: &Subject) -> &'static dyn Panel {
    match subject {
        Subject::Landscape(_) => &landscape::LandscapePanel,
        Subject::Cloud(_) => &cloud::CloudPanel,
        Subject::Sweep(_) => &sweep::SweepPanel,
    }
}
