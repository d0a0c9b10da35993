//! Closing the window: unsaved changes are asked about first, and a film under way is given up cleanly.

use bevy::{prelude::*, window::WindowCloseRequested};
use bevy_egui::egui::{Align2, Context, Id, Label, Vec2, Window};

use super::{Document, FilmStatus, Keeper, PanelContext, UiCommand, files::Dialog, widgets};
use crate::words::Word;

/// How far the window is on its way to being closed.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leave {
    /// It stays.
    #[default]
    Stay,
    /// The person is asked what becomes of the changes.
    Asking,
    /// It is closed once the scene is saved.
    OnceSaved,
    /// It is closed.
    Go,
    /// It is closed without a question, and unsaved changes are kept for the next start: the system asks for it.
    AtOnce,
}

impl Leave {
    /// What the wish to close the window leads to.
    pub fn wanted(document: &Document) -> Self {
        if document.is_unsaved() {
            Self::Asking
        } else {
            Self::Go
        }
    }
}

/// Asks what becomes of the changes.
pub fn show(context: &Context, panel: &PanelContext) {
    let language = panel.language;
    let mut stays = true;
    Window::new(language.say(Word::UnsavedChanges))
        .id(Id::new("leave"))
        .open(&mut stays)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(320.0);
            let scene = &panel.source.scene;
            let title = scene.settled(&scene.title);
            let title = widgets::said(&title, language);
            ui.add(Label::new(title).truncate());
            ui.add_space(ui.spacing().item_spacing.y);
            ui.horizontal(|ui| {
                for (word, ask) in [
                    (Word::Save, UiCommand::Leave(Leave::OnceSaved)),
                    (Word::DiscardChanges, UiCommand::Leave(Leave::Go)),
                    (Word::Cancel, UiCommand::Leave(Leave::Stay)),
                ] {
                    if ui.button(language.say(word)).clicked() {
                        panel.ask(ask);
                    }
                }
            });
        });
    if !stays {
        panel.ask(UiCommand::Leave(Leave::Stay));
    }
}

/// Hears the window's own button, and closes the window when nothing holds it any more.
pub fn leave(
    mut requests: MessageReader<WindowCloseRequested>,
    mut leave: ResMut<Leave>,
    mut keeper: ResMut<Keeper>,
    document: Res<Document>,
    dialog: Res<Dialog>,
    film: Res<FilmStatus>,
    mut asks: MessageWriter<UiCommand>,
    mut exit: MessageWriter<AppExit>,
) {
    if requests.read().count() > 0 && *leave != Leave::AtOnce {
        *leave = Leave::wanted(&document);
    }
    match *leave {
        // The dialog was closed, or the file could not be written.
        Leave::OnceSaved if !dialog.is_open() => *leave = Leave::Stay,
        Leave::Go | Leave::AtOnce if film.is_working() => {
            asks.write(UiCommand::CancelFilm);
        }
        Leave::Go => {
            keeper.forget();
            exit.write(AppExit::Success);
        }
        Leave::AtOnce => {
            keeper.keep_now(&document);
            exit.write(AppExit::Success);
        }
        _ => {}
    }
}
