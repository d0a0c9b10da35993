//! The window's panels, playback bar, keys and mouse.
//!
//! Once a frame, `root` runs egui: panels edit a copy of the scene, which is then committed to the [`Document`]; what a
//! panel cannot do by editing the scene it asks for ([`UiCommand`]). A changed document is simulated again (`simulate`)
//! before the next picture, and unsaved changes are kept (`unsaved`). Panels are plain functions of an egui `Ui`, a scene
//! and a [`PanelContext`]: none touches Bevy.

mod background;
mod camera;
mod charts;
mod commands;
mod context;
mod document;
mod files;
mod film;
mod gallery;
mod help;
mod input;
mod keys;
mod leave;
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
mod unsaved;
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

pub use camera::ReducedMotion;
pub use context::{DocumentState, FilmStatus, PanelContext, UiCommand};
pub use document::{Document, FIRST_SCENE};
pub use leave::Leave;
pub use opening::{OpenError, Opening};
pub use playback::Playback;
pub use root::Panels;
pub use selection::{PointQuery, PointQueryResult};
pub use shortcuts::{Action, Chord, GESTURES, SHORTCUTS, Shortcut};
pub use simulate::{PATIENCE, Work};
pub use state::StateFilePlugin;
pub use unsaved::Keeper;

use crate::{
    scene::Source,
    view::{Attention, SceneOutcome, ViewSystems},
};

/// Between two polls of background work.
const GLANCE: Duration = Duration::from_millis(100);

/// Panels, keys and mouse of a window; or the same root without input for films.
pub struct UiPlugin {
    mode: Mode,
}

enum Mode {
    Window(Option<Box<Source>>),
    Film(FilmPanels),
}

/// Whether a film shows the panels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilmPanels(pub bool);

impl UiPlugin {
    /// For a window that opens with a scene; without one, with the first of all or with what is [`Opening`].
    pub fn for_window(source: impl Into<Option<Source>>) -> Self {
        Self {
            mode: Mode::Window(source.into().map(Box::new)),
        }
    }

    /// For frames without a window: whoever draws them sets what is shown and when.
    pub fn for_films(panels: FilmPanels) -> Self {
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
            .init_resource::<Attention>()
            .init_resource::<PointQuery>()
            .init_resource::<PointQueryResult>()
            .add_observer(run_by_hand)
            .add_systems(Update, root::run.in_set(ViewSystems::Paint));
        match &self.mode {
            Mode::Film(FilmPanels(visible)) => {
                app.insert_resource(Panels::for_film(*visible));
            }
            Mode::Window(source) => {
                let source = source.as_deref().cloned();
                // Nothing is drawn while nothing moves.
                app.insert_resource(WinitSettings::desktop_app())
                    .insert_resource(Panels::default())
                    .insert_resource(source.map_or_else(Document::first, Document::new))
                    .init_resource::<files::Dialog>()
                    .init_resource::<Opening>()
                    .init_resource::<Keeper>()
                    .init_resource::<Leave>()
                    .init_resource::<camera::Flight>()
                    .init_resource::<ReducedMotion>()
                    .add_message::<WindowCloseRequested>()
                    .add_systems(
                        Update,
                        (
                            (files::dropped, files::chosen, opening::opened),
                            (commands::handle_commands, unsaved::keep, leave::leave).chain(),
                            (simulate::simulate, pace).chain(),
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

/// Polls background work a few times a second: drawing all the time would take the processor from it.
fn pace(
    work: Res<Work>,
    opening: Res<Opening>,
    film: Res<FilmStatus>,
    keeper: Res<Keeper>,
    document: Res<Document>,
    mut settings: ResMut<WinitSettings>,
) {
    let works = work.is_running() || opening.is_running() || film.is_working();
    let wanted = match works || keeper.is_behind(&document) {
        true => [UpdateMode::reactive(GLANCE); 2],
        false => {
            let at_rest = WinitSettings::desktop_app();
            [at_rest.focused_mode, at_rest.unfocused_mode]
        }
    };
    if [settings.focused_mode, settings.unfocused_mode] != wanted {
        [settings.focused_mode, settings.unfocused_mode] = wanted;
    }
}

/// egui runs inside [`root`], not around it: only then does it know which places belong to panels.
fn run_by_hand(added: On<Add, EguiContextSettings>, mut settings: Query<&mut EguiContextSettings>) {
    if let Ok(mut settings) = settings.get_mut(added.entity) {
        settings.run_manually = true;
    }
}
