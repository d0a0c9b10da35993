//! The window's panels, playback bar, keys and mouse.
//!
//! Once per frame, `root` runs egui. Panels edit a copy of the scene, which is then committed to the `Document`, and
//! send commands (`UiCommand`) for everything else. In the next frame, a changed document is simulated (`simulate`)
//! before the picture is drawn, and unsaved changes are written (`autosave`). Panels are plain functions of an egui
//! `Ui`, a scene and a `PanelContext`, so they can be tested without a Bevy app.

mod autosave;
mod background;
mod camera;
mod charts;
mod closing;
mod commands;
mod context;
mod document;
mod export;
mod file_dialog;
mod gallery;
mod help;
mod input;
mod keys;
mod opening;
mod panels;
mod picture;
mod playback;
mod playback_bar;
mod progress;
mod report;
mod root;
mod selection;
mod shortcuts;
mod simulate;
mod state;
mod style;
mod top_bar;
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
pub(crate) use context::{ExportStatus, UiCommand};
pub(crate) use document::{Document, FIRST_SCENE};
pub(crate) use opening::{OpenError, Opening};
use playback::Playback;
use root::Panels;
use selection::{PointQuery, PointQueryResult};
use shortcuts::GESTURES;
pub use shortcuts::{Action, Chord, SHORTCUTS, Shortcut};
pub(crate) use simulate::{PROGRESS_DELAY, Simulator};
pub(crate) use state::StateFilePlugin;

use crate::{
    scene::Source,
    view::{PointSelection, SceneOutcome, ViewSystems},
};

/// The time between two polls of the background tasks.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// The panels, keys and mouse of a window, or the panels of a film, which has no input.
pub(crate) struct UiPlugin {
    mode: Mode,
}

enum Mode {
    Window(Option<Box<Source>>),
    Film(FilmPanels),
}

/// Whether the panels are drawn in a film; false by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FilmPanels(pub(crate) bool);

impl UiPlugin {
    /// The plugin for a window that shows `source`. Without it, the window shows the scene that [`Opening`] is reading,
    /// or else [`FIRST_SCENE`].
    pub(crate) fn for_window(source: impl Into<Option<Source>>) -> Self {
        Self {
            mode: Mode::Window(source.into().map(Box::new)),
        }
    }

    /// The plugin for films; the caller inserts the scene and sets the playback time.
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
            .init_resource::<ExportStatus>()
            .init_resource::<Playback>()
            .init_resource::<Simulator>()
            .init_resource::<PointSelection>()
            .init_resource::<PointQuery>()
            .init_resource::<PointQueryResult>()
            .add_observer(set_run_manually)
            .add_systems(Update, root::run.in_set(ViewSystems::Paint));
        match &self.mode {
            Mode::Film(FilmPanels(visible)) => {
                app.insert_resource(Panels::for_film(*visible));
            }
            Mode::Window(source) => {
                let source = source.as_deref().cloned();
                // Draws a frame only on input or on request.
                app.insert_resource(WinitSettings::desktop_app())
                    .insert_resource(Panels::default())
                    .insert_resource(source.map_or_else(Document::first, Document::new))
                    .init_resource::<file_dialog::FileDialog>()
                    .init_resource::<Opening>()
                    .init_resource::<Autosave>()
                    .init_resource::<Closing>()
                    .init_resource::<camera::Flight>()
                    .init_resource::<ReducedMotion>()
                    .add_message::<WindowCloseRequested>()
                    .add_systems(
                        Update,
                        (
                            (
                                file_dialog::open_dropped_files,
                                file_dialog::receive_chosen_file,
                                opening::show_opened_scene,
                            ),
                            (
                                commands::handle_commands,
                                autosave::write_changes,
                                closing::close,
                            )
                                .chain(),
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

/// While background tasks run, draws a frame every [`POLL_INTERVAL`] to poll them. Drawing continuously would take CPU
/// time from them.
fn set_update_mode(
    simulator: Res<Simulator>,
    opening: Res<Opening>,
    export: Res<ExportStatus>,
    autosave: Res<Autosave>,
    document: Res<Document>,
    mut settings: ResMut<WinitSettings>,
) {
    let is_working = simulator.is_running() || opening.is_running() || export.is_running();
    let update_modes = match is_working || autosave.is_behind(&document) {
        true => [UpdateMode::reactive(POLL_INTERVAL); 2],
        false => {
            let idle = WinitSettings::desktop_app();
            [idle.focused_mode, idle.unfocused_mode]
        }
    };
    if [settings.focused_mode, settings.unfocused_mode] != update_modes {
        [settings.focused_mode, settings.unfocused_mode] = update_modes;
    }
}

/// Makes bevy_egui leave it to `root::run` to run egui, so that the panels and the picture share one root `Ui`.
fn set_run_manually(
    added: On<Add, EguiContextSettings>,
    mut settings: Query<&mut EguiContextSettings>,
) {
    if let Ok(mut settings) = settings.get_mut(added.entity) {
        settings.run_manually = true;
    }
}
