//! The file dialog, which has a path field and can open the system's dialog, and files dropped on the window.

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

/// The file dialog. A path can always be typed. The system's dialog is opened by a button only, since some systems have
/// none and there is no way to tell.
#[derive(Resource, Default)]
pub(super) struct FileDialog {
    /// `None` while the dialog is closed.
    purpose: Option<Purpose>,
    /// The contents of the path field.
    path: String,
    /// The system's dialog while it is open; its result is the chosen file.
    system_dialog: Option<Task<Option<PathBuf>>>,
    /// Whether the system's dialog returned no file: it was cancelled, or the system has none.
    no_file_chosen: bool,
}

/// The purpose of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To open a scene or data.
    OpenScene,
    /// To save the scene.
    SaveScene,
    /// To save the rows of the selected points.
    SaveRows,
}

impl FileDialog {
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
        self.system_dialog = None;
        self.purpose.take().is_some()
    }

    /// Whether the dialog is open.
    pub(super) fn is_open(&self) -> bool {
        self.purpose.is_some()
    }

    /// Closes the dialog and returns its command; does nothing if no path was entered.
    fn submit(&mut self) -> Option<UiCommand> {
        let purpose = self.purpose?;
        let path = self.path.trim().to_owned();
        if path.is_empty() {
            return None;
        }
        self.close();
        Some(match purpose {
            Purpose::OpenScene => UiCommand::Open(path),
            Purpose::SaveScene => UiCommand::Save(with_extension(path, "ron")),
            Purpose::SaveRows => UiCommand::SaveRows(with_extension(path, "csv")),
        })
    }

    /// The existing file that saving would replace, if any.
    fn replaced_file(&self) -> Option<PathBuf> {
        let path = match self.purpose? {
            Purpose::OpenScene => return None,
            Purpose::SaveScene => with_extension(self.path.trim().to_owned(), "ron"),
            Purpose::SaveRows => with_extension(self.path.trim().to_owned(), "csv"),
        };
        path.is_file().then_some(path)
    }

    /// Opens the system's dialog.
    fn browse(&mut self, title: &str) {
        let Some(purpose) = self.purpose else {
            return;
        };
        let dialog = rfd::AsyncFileDialog::new().set_title(title);
        self.no_file_chosen = false;
        self.system_dialog = Some(IoTaskPool::get().spawn(async move {
            let chosen = match purpose {
                Purpose::OpenScene => {
                    let extensions = [&["ron"], &DATA_EXTENSIONS[..]].concat();
                    dialog
                        .add_filter("Fall Line", &extensions)
                        .pick_file()
                        .await
                }
                Purpose::SaveScene => dialog.add_filter("Fall Line", &["ron"]).save_file().await,
                Purpose::SaveRows => dialog.add_filter("CSV", &["csv"]).save_file().await,
            };
            chosen.map(|file| file.path().to_owned())
        }));
    }
}

/// Shows the dialog while it is open.
pub(super) fn show(ui: &mut Ui, dialog: &mut FileDialog, context: &PanelContext) {
    let Some(purpose) = dialog.purpose else {
        return;
    };
    let language = context.language;
    let (title, verb) = match purpose {
        Purpose::OpenScene => (Word::OpenScene, Word::Open),
        Purpose::SaveScene => (Word::SaveAs, Word::Save),
        Purpose::SaveRows => (Word::SaveRows, Word::Save),
    };
    // Consumed, so that the shortcut for Escape does nothing else.
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
            let hint = match (purpose, dialog.no_file_chosen) {
                (_, true) => Word::NoDialog,
                (Purpose::OpenScene, false) => Word::DropHere,
                (Purpose::SaveScene | Purpose::SaveRows, false) => Word::FilePath,
            };
            let hint = match dialog.replaced_file() {
                Some(path) if !dialog.no_file_chosen => {
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

/// Submits the file that was chosen in the system's dialog.
pub(super) fn receive_chosen_file(
    mut dialog: ResMut<FileDialog>,
    mut commands: MessageWriter<UiCommand>,
) {
    let Some(task) = &mut dialog.system_dialog else {
        return;
    };
    let Some(path) = block_on(poll_once(task)) else {
        return;
    };
    dialog.system_dialog = None;
    match path {
        Some(path) => {
            dialog.path = path_to_text(path);
            commands.write_batch(dialog.submit());
        }
        None => dialog.no_file_chosen = true,
    }
}

/// Opens files that are dropped on the window.
pub(super) fn open_dropped_files(
    mut drops: MessageReader<FileDragAndDrop>,
    mut commands: MessageWriter<UiCommand>,
) {
    for drop in drops.read() {
        if let FileDragAndDrop::DroppedFile { path_buf, .. } = drop {
            commands.write(UiCommand::Open(path_to_text(path_buf)));
        }
    }
}

/// The path that the dialog suggests for saving a scene.
pub(super) fn suggested_path(source: &Source) -> String {
    match &source.origin {
        Origin::File(path) => path_to_text(path),
        Origin::Gallery(name) => format!("{name}.ron"),
        Origin::Text => "scene.ron".to_owned(),
    }
}

fn with_extension(path: String, extension: &str) -> PathBuf {
    if has_extension(&path, extension) {
        text_to_path(&path)
    } else {
        text_to_path(&format!("{path}.{extension}"))
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    let path_extension = Path::new(path).extension();
    path_extension.is_some_and(|path_extension| path_extension.eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bowl() -> Source {
        Source::open("bowl").expect("a scene of the gallery")
    }

    #[test]
    fn saved_scenes_have_the_extension_ron() {
        assert_eq!(
            with_extension("a/b".into(), "ron"),
            PathBuf::from("a/b.ron")
        );
        assert_eq!(
            with_extension("a/b.RON".into(), "ron"),
            PathBuf::from("a/b.RON")
        );
        assert_eq!(suggested_path(&bowl()), "bowl.ron");
    }

    #[test]
    fn a_file_that_would_be_replaced_is_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.ron");
        std::fs::write(&path, "mine").expect("written");
        let mut dialog = FileDialog::default();
        let typed = path_to_text(folder.path().join("mine"));
        dialog.open(Purpose::SaveScene, &typed);
        assert_eq!(dialog.replaced_file(), Some(path));
        dialog.open(Purpose::SaveRows, &typed);
        assert_eq!(dialog.replaced_file(), None);
        dialog.open(Purpose::OpenScene, &typed);
        assert_eq!(dialog.replaced_file(), None);
    }

    #[test]
    fn submitting_closes_the_dialog() {
        let mut dialog = FileDialog::default();
        dialog.open(Purpose::SaveScene, "");
        assert_eq!(dialog.submit(), None);
        assert!(dialog.is_open());
        dialog.path = " here ".into();
        assert_eq!(dialog.submit(), Some(UiCommand::Save("here.ron".into())));
        assert!(!dialog.is_open());
    }
}
