//! Closes the window, after asking about unsaved changes and cancelling a running export.

use bevy::{prelude::*, window::WindowCloseRequested};
use bevy_egui::egui::{Align2, Context, Id, Label, Vec2, Window};

use super::{Autosave, Document, ExportStatus, PanelContext, UiCommand, file_dialog::FileDialog};
use crate::words::Word;

/// Whether and how the window is being closed.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The window stays open.
    #[default]
    No,
    /// The user is asked about unsaved changes.
    Asking,
    /// The window closes once the scene is saved.
    AfterSaving,
    /// The window closes without saving; autosaved changes are deleted.
    Confirmed,
    /// The window closes without asking, because of a signal. Unsaved changes are offered at the next start.
    Immediately,
}

impl Closing {
    /// The state after the user has asked to close the window.
    pub(super) fn requested(document: &Document) -> Self {
        if document.is_unsaved() {
            Self::Asking
        } else {
            Self::Confirmed
        }
    }
}

/// Shows the question about unsaved changes.
pub(super) fn show(context: &Context, panel_context: &PanelContext) {
    let language = panel_context.language;
    let mut is_open = true;
    Window::new(language.say(Word::UnsavedChanges))
        .id(Id::new("closing"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(320.0);
            let scene = &panel_context.source.scene;
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
                        panel_context.send(command);
                    }
                }
            });
        });
    if !is_open {
        panel_context.send(UiCommand::Close(Closing::No));
    }
}

/// Handles the window's close button, and closes the window once no export is running.
pub(super) fn close(
    mut requests: MessageReader<WindowCloseRequested>,
    mut closing: ResMut<Closing>,
    mut autosave: ResMut<Autosave>,
    document: Res<Document>,
    dialog: Res<FileDialog>,
    export: Res<ExportStatus>,
    mut commands: MessageWriter<UiCommand>,
    mut exit: MessageWriter<AppExit>,
) {
    if requests.read().count() > 0 && *closing != Closing::Immediately {
        *closing = Closing::requested(&document);
    }
    match *closing {
        // The file dialog was cancelled, or saving failed.
        Closing::AfterSaving if !dialog.is_open() => *closing = Closing::No,
        Closing::Confirmed | Closing::Immediately if export.is_running() => {
            commands.write(UiCommand::CancelExport);
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
