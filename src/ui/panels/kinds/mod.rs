//! The panels of each kind of subject, behind the trait [`SubjectPanel`]. This is the only file of the user interface
//! that matches on the kinds.

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

/// The panels of a kind of subject, and the effect of a click on its surface.
pub(super) trait SubjectPanel {
    /// Shows the sections of the left panel that edit the subject.
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext);

    /// Shows the settings of the look that only this kind has: of the surface or the points.
    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext);

    /// Shows the marks that need more than a checkbox; none by default.
    fn marks(&self, _ui: &mut Ui, _look: &mut Look, _context: &PanelContext) {}

    /// The marks that have a checkbox.
    fn mark_toggles<'a>(&self, marks: &'a mut Marks, context: &PanelContext) -> MarkToggles<'a>;

    /// The insets that can be added; `None` if the kind has none.
    fn insets(&self, _context: &PanelContext) -> Option<InsetChoices> {
        None
    }

    /// Edits the subject for a click on its surface at these x and y; returns whether playback should restart.
    fn click(&self, _subject: &mut Subject, _simulation: &Simulation, _at: [f64; 2]) -> bool {
        false
    }
}

/// Whether each mark is drawn, with its name, in the order of the panel.
pub(super) type MarkToggles<'a> = Vec<(&'a mut bool, Word)>;

/// The insets that can be added to a picture.
pub(super) struct InsetChoices {
    /// The quantities that have a chart.
    pub(super) charts: Vec<Quantity>,
    /// Whether the explained step of a run is available.
    pub(super) can_explain_steps: bool,
}

/// The panels of a subject.
pub(super) fn of(subject: &Subject) -> &'static dyn SubjectPanel {
    match subject {
        Subject::Landscape(_) => &landscape::LandscapePanel,
        Subject::Cloud(_) => &cloud::CloudPanel,
        Subject::Sweep(_) => &sweep::SweepPanel,
    }
}
