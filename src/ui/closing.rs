//! Closing the window: asks about unsaved changes first, and cancels a running export.

use bevy::{prelude::*, window::WindowCloseRequested};
use bevy_egui::egui::{Align2, Context, Id, Label, Vec2, Window};

use super::{Autosave, Document, FilmStatus, PanelContext, UiCommand, files::Dialog};
use crate::words::Word;

/// The state of closing the window.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The window stays open.
    #[default]
    No,
    /// The user is asked about unsaved changes.
    Asking,
    /// The window closes once the scene is saved.
    AfterSaving,
    /// The window closes; unsaved changes are discarded.
    Confirmed,
    /// The window closes without asking, and unsaved changes are kept for the next start: the system requested it.
    Immediately,
}

impl Closing {
    /// The next state if the user wants to close the window.
    pub(super) fn requested(document: &Document) -> Self {
        if document.is_unsaved() {
            Self::Asking
        } else {
            Self::Confirmed
        }
    }
}

/// Asks about the unsaved changes.
pub(super) fn show(context: &Context, panel: &PanelContext) {
    let language = panel.language;
    let mut is_open = true;
    Window::new(language.say(Word::UnsavedChanges))
        .id(Id::new("closing"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(320.0);
            let scene = &panel.source.scene;
            let title = scene.fill_settings(&scene.title);
            let title = language.text(&title);
            ui.add(Label::new(title).truncate());
            ui.add_space(ui.spacing().item_spacing.y);
            ui.horizontal(|ui| {
                for (word, command) in [
                    (Word::Save, UiCommand::Close(Closing::AfterSaving)),
                    (Word::DiscardChanges, UiCommand::Close(Closing::Confirmed)),
                    (Word::Cancel, UiCommand::Close(Closing::No)),
                ] {
                    if ui.button(language.say(word)).clicked() {
                        panel.send(command);
                    }
                }
            });
        });
    if !is_open {
        panel.send(UiCommand::Close(Closing::No));
    }
}

/// Handles the window's close button, and closes the window once no export is running.
pub(super) fn close(
    mut requests: MessageReader<WindowCloseRequested>,
    mut closing: ResMut<Closing>,
    mut autosave: ResMut<Autosave>,
    document: Res<Document>,
    dialog: Res<Dialog>,
    film: Res<FilmStatus>,
    mut commands: MessageWriter<UiCommand>,
    mut exit: MessageWriter<AppExit>,
) {
    if requests.read().count() > 0 && *closing != Closing::Immediately {
        *closing = Closing::requested(&document);
    }
    match *closing {
        // The dialog was closed, or saving failed.
        Closing::AfterSaving if !dialog.is_open() => *closing = Closing::No,
        Closing::Confirmed | Closing::Immediately if film.is_working() => {
            commands.write(UiCommand::CancelFilm);
        }
        Closing::Confirmed => {
            autosave.discard();
            exit.write(AppExit::Success);
        }
        Closing::Immediately => {
            autosave.write_now(&document);
            exit.write(AppExit::Success);
        }
        _ => {}
    }
}
