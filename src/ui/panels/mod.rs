//! The panels beside the picture: settings on the left, results on the right.

mod camera_keys;
mod classes;
mod cloud;
mod family;
mod insets;
pub(super) mod inspector;
mod kinds;
mod landscape;
mod look;
mod marks;
mod morph;
mod pictures;
mod playback;
mod points;
mod runs;
mod scene;
mod schedule;
mod sweep;

#[cfg(test)]
mod tests;

use bevy_egui::egui::{ScrollArea, Ui};

use super::{PanelContext, UiCommand, charts, widgets};
use crate::{
    scene::{LandscapeSubject, Scene, ShowAs, Subject},
    simulation::Simulation,
    words::Word,
};

/// The left panel, which edits the scene: its subjects, looks, playback and texts.
pub(super) fn left(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    scene::header(ui, scene, context);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        figure(ui, context);
        let subject = &scene.figures[context.focused_figure].subject;
        show_as_other_button(ui, subject, context);
        kinds::of(subject).sections(ui, scene, context);
        widgets::section(ui, Word::Look, language, false, |ui| {
            look::panel(ui, scene, context)
        });
        widgets::section(ui, Word::Playback, language, false, |ui| {
            playback::panel(ui, scene, context)
        });
        widgets::section(ui, Word::TitleAndCaption, language, false, |ui| {
            scene::words(ui, scene, context)
        });
    });
}

/// The choice of the focused figure, if there are several.
fn figure(ui: &mut Ui, context: &PanelContext) {
    let figures = context.figure_names.iter().enumerate();
    let options: Vec<_> = figures.map(|(index, name)| (index, &**name, "")).collect();
    if options.is_empty() {
        return;
    }
    let [name, meaning] =
        [Word::Figure, Word::ExplainFigure].map(|word| context.language.say(word));
    if let Some(index) = widgets::choice(ui, name, meaning, &context.focused_figure, options) {
        context.send(UiCommand::FocusFigure(index));
    }
}

/// A button that shows the data file of a scene as a landscape instead of a cloud, or the reverse.
fn show_as_other_button(ui: &mut Ui, subject: &Subject, context: &PanelContext) {
    let Some((file, show_as)) = subject.own_file() else {
        return;
    };
    let (word, other) = match show_as {
        ShowAs::Cloud => (Word::ShowAsLandscape, ShowAs::Landscape),
        ShowAs::Landscape => (Word::ShowAsCloud, ShowAs::Cloud),
    };
    if ui.button(context.language.say(word)).clicked() {
        context.send(UiCommand::ShowAs(file.to_owned(), other));
    }
}

/// The right panel: the charts and legend of the runs, or the points, charts and components of a cloud.
pub(super) fn right(ui: &mut Ui, context: &PanelContext) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if let Some(runs) = context.simulation.runs() {
            charts::panel(ui, runs, context);
        }
        if let Some(cloud) = context.simulation.cloud() {
            inspector::panel(ui, cloud, context);
            let inset_charts = &context.look().insets.charts;
            charts::cloud(ui, cloud, inset_charts, context);
            cloud::components(ui, cloud, context);
        }
    });
}

/// Edits a subject for a click on its surface at these x and y; returns whether playback should restart.
pub(super) fn click(subject: &mut Subject, simulation: &Simulation, at: [f64; 2]) -> bool {
    kinds::of(subject).click(subject, simulation, at)
}

/// The number of parameters of the displayed landscape, 1 or 2; 2 if there is none.
fn variables(context: &PanelContext) -> usize {
    let landscape = context.simulation.landscape();
    landscape.map_or(2, |landscape| landscape.runs.variables)
}

/// The landscape of the scene as it was opened, if it had one.
fn opened_landscape<'a>(context: &PanelContext<'a>) -> Option<&'a LandscapeSubject> {
    context.opened_subject()?.landscape()
}
