//! The window's panels, playback bar, keys and mouse.
//!
//! Once a frame, `root` runs egui: panels edit a copy of the scene, which is then committed to the [`Document`]; what a
//! panel cannot do by editing the scene it asks for ([`Ask`]). A changed document is worked out again (`simulate`)
//! before the next picture. Panels are plain functions of an egui `Ui`, a scene and a [`PanelContext`]: none touches Bevy.

mod attend;
mod camera;
mod charts;
mod context;
mod document;
mod files;
mod film;
mod gallery;
mod help;
mod input;
mod keys;
mod leave;
mod obey;
mod panels;
mod picture;
mod playback;
mod playback_bar;
mod report;
mod root;
mod shortcuts;
mod simulate;
mod state;
mod style;
mod top_bar;
mod widgets;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use bevy::{
    input::keyboard::{KeyboardFocusLost, KeyboardInput},
    prelude::*,
    window::{CursorLeft, WindowCloseRequested},
    winit::WinitSettings,
};
use bevy_egui::EguiContextSettings;

pub use attend::{Answers, Inquiry};
pub use camera::ReducedMotion;
pub use context::{Ask, DocumentState, FilmRequest, FilmStatus, PanelContext};
pub use document::Document;
pub use leave::Leave;
pub use playback::Playback;
pub use root::Panels;
pub use shortcuts::{Action, Chord, GESTURES, SHORTCUTS, Shortcut};
pub use simulate::Work;

use crate::{
    scene::Source,
    view::{Attention, Shown, ViewSystems},
};

/// Panels, keys and mouse of a window; or the same root without input for films.
pub struct UiPlugin {
    mode: Mode,
}

enum Mode {
    Window(Box<Source>),
    Film(FilmPanels),
}

/// Whether a film shows the panels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilmPanels(pub bool);

impl UiPlugin {
    /// For a window that opens with a scene.
    pub fn for_window(source: Source) -> Self {
        Self {
            mode: Mode::Window(Box::new(source)),
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
        app.add_message::<Ask>()
            .add_message::<KeyboardInput>()
            .add_message::<KeyboardFocusLost>()
            .add_message::<CursorLeft>()
            .init_resource::<FilmStatus>()
            .init_resource::<Playback>()
            .init_resource::<Work>()
            .init_resource::<Attention>()
            .init_resource::<Inquiry>()
            .init_resource::<Answers>()
            .add_observer(run_by_hand)
            .add_systems(Update, root::run.in_set(ViewSystems::Paint));
        match &self.mode {
            Mode::Film(FilmPanels(visible)) => {
                app.insert_resource(Panels::for_film(*visible));
            }
            Mode::Window(source) => {
                // Nothing is drawn while nothing moves.
                app.insert_resource(WinitSettings::desktop_app())
                    .insert_resource(Panels::default())
                    .insert_resource(Document::new(Source::clone(source)))
                    .init_resource::<files::Dialog>()
                    .init_resource::<files::Opening>()
                    .init_resource::<Leave>()
                    .init_resource::<camera::Flight>()
                    .init_resource::<ReducedMotion>()
                    .add_message::<WindowCloseRequested>()
                    .add_systems(
                        Update,
                        (
                            (files::dropped, files::chosen, files::opened),
                            (obey::obey, leave::leave).chain(),
                            simulate::simulate,
                            attend::attend,
                            camera::fly,
                            playback::advance.run_if(resource_exists::<Shown>),
                        )
                            .chain()
                            .before(ViewSystems::Tables),
                    );
                if let Some(path) = std::env::var_os(state::VARIABLE) {
                    app.insert_resource(state::StateFile::new(PathBuf::from(path)))
                        .init_resource::<state::Places>()
                        .add_systems(Last, state::write.run_if(resource_exists::<Shown>));
                }
            }
        }
    }
}

/// egui runs inside [`root`], not around it: only then does it know which places belong to panels.
fn run_by_hand(added: On<Add, EguiContextSettings>, mut settings: Query<&mut EguiContextSettings>) {
    if let Ok(mut settings) = settings.get_mut(added.entity) {
        settings.run_manually = true;
    }
}
