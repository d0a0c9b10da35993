//! The window's panels, playback bar, keys and mouse.
//!
//! Once per frame, `root` runs egui. Panels edit a copy of the scene, which is then committed to the `Document`;
//! everything else they do by commands (`UiCommand`). A changed document is simulated (`simulate`) before the next
//! picture, and unsaved changes are stored (`autosave`). Panels are plain functions of an egui `Ui`, a scene and a
//! `PanelContext`, without Bevy.

mod autosave;
mod background;
mod camera;
mod charts;
mod closing;
mod commands;
mod context;
mod document;
mod files;
mod film;
mod gallery;
mod help;
mod input;
mod keys;
mod opening;
mod panels;
mod picture;
mod playback;
mod playback_bar;
mod report;
mod root;
mod selection;
mod shortcuts;
mod simulate;
mod state;
mod style;
mod top_bar;
mod waiting;
mod widgets;

#[cfg(test)]
mod tests;

use std::time::Duration;

use bevy::{
    input::keyboard::{KeyboardFocusLost, KeyboardInput},
    prelude::*,
    window::{CursorLeft, WindowCloseRequested},
    winit::{UpdateMode, WinitSettings},
};
use bevy_egui::EguiContextSettings;

pub(crate) use autosave::Autosave;
pub(crate) use camera::ReducedMotion;
pub(crate) use closing::Closing;
use context::{DocumentState, PanelContext};
pub(crate) use context::{FilmStatus, UiCommand};
pub(crate) use document::{Document, FIRST_SCENE};
pub(crate) use opening::{OpenError, Opening};
use playback::Playback;
use root::Panels;
use selection::{PointQuery, PointQueryResult};
use shortcuts::GESTURES;
pub use shortcuts::{Action, Chord, SHORTCUTS, Shortcut};
pub(crate) use simulate::{PROGRESS_DELAY, Work};
pub(crate) use state::StateFilePlugin;

use crate::{
    scene::Source,
    view::{PointSelection, SceneOutcome, ViewSystems},
};

/// The time between two polls of background tasks.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// The panels, keys and mouse of a window, or the panels in a film, without input.
pub(crate) struct UiPlugin {
    mode: Mode,
}

enum Mode {
    Window(Option<Box<Source>>),
    Film(FilmPanels),
}

/// Whether a film shows the panels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FilmPanels(pub(crate) bool);

impl UiPlugin {
    /// The plugin of a window with a scene; without one, with the first scene or the one that is being opened.
    pub(crate) fn for_window(source: impl Into<Option<Source>>) -> Self {
        Self {
            mode: Mode::Window(source.into().map(Box::new)),
        }
    }

    /// The plugin of films; the caller sets the scene and the time.
    pub(crate) fn for_films(panels: FilmPanels) -> Self {
        Self {
            mode: Mode::Film(panels),
        }
    }
}

impl Plugin for UiPlugin {
    fn build(&self, app: &mut App) {
        app.add_message::<UiCommand>()
            .add_message::<KeyboardInput>()
            .add_message::<KeyboardFocusLost>()
            .add_message::<CursorLeft>()
            .init_resource::<FilmStatus>()
            .init_resource::<Playback>()
            .init_resource::<Work>()
            .init_resource::<PointSelection>()
            .init_resource::<PointQuery>()
            .init_resource::<PointQueryResult>()
            .add_observer(run_manually)
            .add_systems(Update, root::run.in_set(ViewSystems::Paint));
        match &self.mode {
            Mode::Film(FilmPanels(visible)) => {
                app.insert_resource(Panels::for_film(*visible));
            }
            Mode::Window(source) => {
                let source = source.as_deref().cloned();
                // Draws only when something changes.
                app.insert_resource(WinitSettings::desktop_app())
                    .insert_resource(Panels::default())
                    .insert_resource(source.map_or_else(Document::first, Document::new))
                    .init_resource::<files::Dialog>()
                    .init_resource::<Opening>()
                    .init_resource::<Autosave>()
                    .init_resource::<Closing>()
                    .init_resource::<camera::Flight>()
                    .init_resource::<ReducedMotion>()
                    .add_message::<WindowCloseRequested>()
                    .add_systems(
                        Update,
                        (
                            (files::dropped, files::chosen, opening::opened),
                            (commands::handle_commands, autosave::write, closing::close).chain(),
                            (simulate::simulate, set_update_mode).chain(),
                            selection::update_selection,
                            camera::fly,
                            playback::advance.run_if(resource_exists::<SceneOutcome>),
                        )
                            .chain()
                            .before(ViewSystems::Tables),
                    );
            }
        }
    }
}

/// Polls background tasks a few times per second: drawing continuously would take CPU time from them.
fn set_update_mode(
    work: Res<Work>,
    opening: Res<Opening>,
    film: Res<FilmStatus>,
    autosave: Res<Autosave>,
    document: Res<Document>,
    mut settings: ResMut<WinitSettings>,
) {
    let is_working = work.is_running() || opening.is_running() || film.is_working();
    let wanted = match is_working || autosave.is_behind(&document) {
        true => [UpdateMode::reactive(POLL_INTERVAL); 2],
        false => {
            let idle = WinitSettings::desktop_app();
            [idle.focused_mode, idle.unfocused_mode]
        }
    };
    if [settings.focused_mode, settings.unfocused_mode] != wanted {
        [settings.focused_mode, settings.unfocused_mode] = wanted;
    }
}

/// egui runs inside `root` instead of around the schedule; otherwise it would not know which areas belong to panels.
fn run_manually(
    added: On<Add, EguiContextSettings>,
    mut settings: Query<&mut EguiContextSettings>,
) {
    if let Ok(mut settings) = settings.get_mut(added.entity) {
        settings.run_manually = true;
    }
}
