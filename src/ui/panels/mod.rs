//! The panels at both sides of the picture: on the left what is shown, on the right what can be read off it.

mod cloud;
mod family;
mod insets;
mod landscape;
mod look;
mod marks;
mod morph;
mod playback;
mod runs;
mod scene;
mod schedule;
mod sweep;

#[cfg(test)]
mod tests;

use bevy_egui::egui::{ScrollArea, Ui};

use super::{PanelContext, charts, widgets};
use crate::{
    scene::{Scene, Subject},
    simulation::{Descents, Simulation},
    words::Word,
};

/// The left panel: the scene, its subject, its look and its playback, all of which it edits.
pub fn left(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    scene::header(ui, scene, context);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        match &scene.subject {
            Subject::Landscape(_) => {
                widgets::section(ui, language.say(Word::Landscape), true, |ui| {
                    landscape::panel(ui, scene, context)
                });
            }
            Subject::Cloud(_) | Subject::Sweep(_) => {}
        }
        match &mut scene.subject {
            Subject::Landscape(subject) => {
                widgets::section(ui, language.say(Word::Runs), true, |ui| {
                    runs::panel(ui, subject, context)
                });
            }
            Subject::Cloud(subject) => {
                widgets::section(ui, language.say(Word::Cloud), true, |ui| {
                    cloud::panel(ui, subject, context)
                });
            }
            Subject::Sweep(subject) => {
                widgets::section(ui, language.say(Word::Sweep), true, |ui| {
                    sweep::panel(ui, subject, context)
                });
            }
        }
        widgets::section(ui, language.say(Word::Look), false, |ui| {
            look::panel(ui, scene, context)
        });
        widgets::section(ui, language.say(Word::Playback), false, |ui| {
            playback::panel(ui, scene, context)
        });
        widgets::section(ui, language.say(Word::SceneWords), false, |ui| {
            scene::words(ui, scene, context)
        });
    });
}

/// The right panel: charts and legend of the runs, or what the components of a cloud are made of.
pub fn right(ui: &mut Ui, context: &PanelContext) {
    ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| match context.simulation {
            Simulation::Landscape(descents) => charts::panel(ui, descents, context),
            Simulation::Cloud(cloud) => cloud::components(ui, cloud, context),
            Simulation::Sweep(sweep) => charts::panel(ui, &sweep.surface, context),
        });
}

/// The surface and runs on screen, if it is not a cloud.
fn descents<'a>(context: &PanelContext<'a>) -> Option<&'a Descents> {
    match context.simulation {
        Simulation::Landscape(descents) => Some(descents),
        Simulation::Cloud(_) | Simulation::Sweep(_) => None,
    }
}
