//! The file dialog with its path field and the system's own dialog, and files dropped on the window.

use std::path::{Path, PathBuf};

use bevy::{
    prelude::*,
    tasks::{IoTaskPool, Task, block_on, poll_once},
    window::FileDragAndDrop,
};
use bevy_egui::egui::{self, Align2, Key, Modifiers, TextEdit, Ui};

use super::{PanelContext, UiCommand};
use crate::{
    files::{DATA_EXTENSIONS, path_excerpt, path_to_text, text_to_path},
    scene::{Origin, Source},
    words::Word,
};

/// The file dialog. A path can always be typed. The system's own dialog is optional, as not every system has one, and
/// there is no way to tell.
#[derive(Resource, Default)]
pub(super) struct Dialog {
    purpose: Option<Purpose>,
    path: String,
    browsing: Option<Task<Option<PathBuf>>>,
    returned_nothing: bool,
}

/// The purpose of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To open a scene or data.
    Open,
    /// To save the scene.
    Save,
    /// To save the rows of the selected points.
    Rows,
}

impl Dialog {
    /// Opens the dialog with a suggested path.
    pub(super) fn open(&mut self, purpose: Purpose, suggestion: &str) {
        *self = Self {
            purpose: Some(purpose),
            path: suggestion.to_owned(),
            ..Self::default()
        };
    }

    /// Closes the dialog; returns whether it was open.
    pub(super) fn close(&mut self) -> bool {
        self.browsing = None;
        self.purpose.take().is_some()
    }

    /// Whether the dialog is open.
    pub(super) fn is_open(&self) -> bool {
        self.purpose.is_some()
    }

    fn submit(&mut self) -> Option<UiCommand> {
        let purpose = self.purpose?;
        let path = self.path.trim().to_owned();
        if path.is_empty() {
            return None;
        }
        self.close();
        Some(match purpose {
            Purpose::Open => UiCommand::Open(path),
            Purpose::Save => UiCommand::Save(with_ending(path, "ron")),
            Purpose::Rows => UiCommand::SaveRows(with_ending(path, "csv")),
        })
    }

    /// The existing file that would be replaced.
    fn replaces(&self) -> Option<PathBuf> {
        let path = match self.purpose? {
            Purpose::Open => return None,
            Purpose::Save => with_ending(self.path.trim().to_owned(), "ron"),
            Purpose::Rows => with_ending(self.path.trim().to_owned(), "csv"),
        };
        path.is_file().then_some(path)
    }

    fn browse(&mut self, title: &str) {
        let Some(purpose) = self.purpose else {
            return;
        };
        let dialog = rfd::AsyncFileDialog::new().set_title(title);
        self.returned_nothing = false;
        self.browsing = Some(IoTaskPool::get().spawn(async move {
            let chosen = match purpose {
                Purpose::Open => {
                    let endings = [&["ron"], &DATA_EXTENSIONS[..]].concat();
                    dialog.add_filter("Fall Line", &endings).pick_file().await
                }
                Purpose::Save => dialog.add_filter("Fall Line", &["ron"]).save_file().await,
                Purpose::Rows => dialog.add_filter("CSV", &["csv"]).save_file().await,
            };
            chosen.map(|file| file.path().to_owned())
        }));
    }
}

/// Shows the dialog while it is open.
pub(super) fn show(ui: &mut Ui, dialog: &mut Dialog, context: &PanelContext) {
    let Some(purpose) = dialog.purpose else {
        return;
    };
    let language = context.language;
    let (title, verb) = match purpose {
        Purpose::Open => (Word::OpenScene, Word::Open),
        Purpose::Save => (Word::SaveAs, Word::Save),
        Purpose::Rows => (Word::SaveRows, Word::Save),
    };
    // The field always has the focus, so this key never reaches other shortcuts.
    let mut is_open = !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    egui::Window::new(language.say(title))
        .id(egui::Id::new("file dialog"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(ui.ctx(), |ui| {
            ui.set_width(440.0);
            let field = TextEdit::singleline(&mut dialog.path)
                .hint_text(language.say(Word::FilePath))
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if !field.has_focus() && ui.memory(|memory| memory.focused().is_none()) && !entered {
                field.request_focus();
            }
            let hint = match (purpose, dialog.returned_nothing) {
                (_, true) => Word::NoDialog,
                (Purpose::Open, false) => Word::DropHere,
                (Purpose::Save | Purpose::Rows, false) => Word::FilePath,
            };
            let hint = match dialog.replaces() {
                Some(path) if !dialog.returned_nothing => {
                    let path = path_excerpt(&path);
                    language.say_with(Word::WillReplace, &[("path", &path)])
                }
                _ => language.say(hint).to_owned(),
            };
            ui.label(egui::RichText::new(hint).weak().small());
            ui.horizontal(|ui| {
                if ui.button(language.say(verb)).clicked() || entered {
                    dialog
                        .submit()
                        .into_iter()
                        .for_each(|command| context.send(command));
                }
                if ui
                    .button(format!("{}…", language.say(Word::Browse)))
                    .clicked()
                {
                    dialog.browse(language.say(title));
                }
                if ui.button(language.say(Word::Cancel)).clicked() {
                    dialog.close();
                }
            });
        });
    if !is_open {
        dialog.close();
    }
}

/// Receives the choice from the system's dialog.
pub(super) fn chosen(mut dialog: ResMut<Dialog>, mut commands: MessageWriter<UiCommand>) {
    let Some(task) = &mut dialog.browsing else {
        return;
    };
    let Some(path) = block_on(poll_once(task)) else {
        return;
    };
    dialog.browsing = None;
    match path {
        Some(path) => {
            dialog.path = path_to_text(path);
            commands.write_batch(dialog.submit());
        }
        None => dialog.returned_nothing = true,
    }
}

/// Opens files that are dropped on the window.
pub(super) fn dropped(
    mut drops: MessageReader<FileDragAndDrop>,
    mut commands: MessageWriter<UiCommand>,
) {
    for drop in drops.read() {
        if let FileDragAndDrop::DroppedFile { path_buf, .. } = drop {
            commands.write(UiCommand::Open(path_to_text(path_buf)));
        }
    }
}

/// The path that the save dialog suggests.
pub(super) fn suggestion(source: &Source) -> String {
    match &source.origin {
        Origin::File(path) => path_to_text(path),
        Origin::Gallery(name) => format!("{name}.ron"),
        Origin::Text => "scene.ron".to_owned(),
    }
}

fn with_ending(path: String, ending: &str) -> PathBuf {
    if has_ending(&path, ending) {
        text_to_path(&path)
    } else {
        text_to_path(&format!("{path}.{ending}"))
    }
}

fn has_ending(path: &str, ending: &str) -> bool {
    let found = Path::new(path).extension();
    found.is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bowl() -> Source {
        Source::open("bowl").expect("a scene of the gallery")
    }

    #[test]
    fn saved_scenes_have_their_ending() {
        assert_eq!(with_ending("a/b".into(), "ron"), PathBuf::from("a/b.ron"));
        assert_eq!(
            with_ending("a/b.RON".into(), "ron"),
            PathBuf::from("a/b.RON")
        );
        assert_eq!(suggestion(&bowl()), "bowl.ron");
    }

    #[test]
    fn a_file_that_would_be_replaced_is_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.ron");
        std::fs::write(&path, "mine").expect("written");
        let mut dialog = Dialog::default();
        let typed = path_to_text(folder.path().join("mine"));
        dialog.open(Purpose::Save, &typed);
        assert_eq!(dialog.replaces(), Some(path));
        dialog.open(Purpose::Rows, &typed);
        assert_eq!(dialog.replaces(), None);
        dialog.open(Purpose::Open, &typed);
        assert_eq!(dialog.replaces(), None);
    }

    #[test]
    fn submitting_closes_the_dialog() {
        let mut dialog = Dialog::default();
        dialog.open(Purpose::Save, "");
        assert_eq!(dialog.submit(), None);
        assert!(dialog.is_open());
        dialog.path = " here ".into();
        assert_eq!(dialog.submit(), Some(UiCommand::Save("here.ron".into())));
        assert!(!dialog.is_open());
    }
}
