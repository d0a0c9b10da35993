//! Opening and saving: the dialog with its path field, the system's own dialog, files dropped on the window.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bevy::{
    prelude::*,
    tasks::{IoTaskPool, Task, block_on, poll_once},
    window::FileDragAndDrop,
};
use bevy_egui::egui::{self, Align2, Key, Modifiers, TextEdit, Ui};

use super::{
    Document, Keeper, PanelContext, Panels, UiCommand,
    background::{BackgroundTask, Heard},
    simulate::PATIENCE,
};
use crate::{
    files::{DATA_ENDINGS, path_excerpt, path_to_text, text_to_path},
    math::excerpt::excerpt,
    scene::{Origin, Reading, SceneError, Source},
    view::SceneOutcome,
    words::Word,
};

/// The dialog that asks for a path. The path can always be typed; the system's own dialog is a button away, as not every
/// system has one, and none says whether it does.
#[derive(Resource, Default)]
pub struct Dialog {
    purpose: Option<Purpose>,
    path: String,
    browsing: Option<Task<Option<PathBuf>>>,
    came_back_empty: bool,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To read.
    Open,
    /// To write.
    Save,
    /// To write the rows of the selected points.
    Rows,
}

impl Dialog {
    /// Asks for a path.
    pub fn ask(&mut self, purpose: Purpose, suggestion: &str) {
        *self = Self {
            purpose: Some(purpose),
            path: suggestion.to_owned(),
            ..Self::default()
        };
    }

    /// Asks no more; whether it did.
    pub fn close(&mut self) -> bool {
        self.browsing = None;
        self.purpose.take().is_some()
    }

    /// Whether it asks.
    pub fn is_open(&self) -> bool {
        self.purpose.is_some()
    }

    fn answer(&mut self) -> Option<UiCommand> {
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

    /// The file that is there already and would be replaced.
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
        self.came_back_empty = false;
        self.browsing = Some(IoTaskPool::get().spawn(async move {
            let chosen = match purpose {
                Purpose::Open => {
                    let endings = [&["ron"], &DATA_ENDINGS[..]].concat();
                    dialog.add_filter("Fall Line", &endings).pick_file().await
                }
                Purpose::Save => dialog.add_filter("Fall Line", &["ron"]).save_file().await,
                Purpose::Rows => dialog.add_filter("CSV", &["csv"]).save_file().await,
            };
            chosen.map(|file| file.path().to_owned())
        }));
    }
}

/// The dialog, while it asks.
pub fn show(ui: &mut Ui, dialog: &mut Dialog, context: &PanelContext) {
    let Some(purpose) = dialog.purpose else {
        return;
    };
    let language = context.language;
    let (title, verb) = match purpose {
        Purpose::Open => (Word::OpenScene, Word::Open),
        Purpose::Save => (Word::SaveAs, Word::Save),
        Purpose::Rows => (Word::SaveRows, Word::Save),
    };
    // The field always has the keyboard, so this key never comes to the others.
    let mut stays = !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    egui::Window::new(language.say(title))
        .id(egui::Id::new("file dialog"))
        .open(&mut stays)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(ui.ctx(), |ui| {
            ui.set_width(440.0);
            let field = TextEdit::singleline(&mut dialog.path)
                .hint_text(language.say(Word::FilePath))
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            let answered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if !field.has_focus() && ui.memory(|memory| memory.focused().is_none()) && !answered {
                field.request_focus();
            }
            let hint = match (purpose, dialog.came_back_empty) {
                (_, true) => Word::NoDialog,
                (Purpose::Open, false) => Word::DropHere,
                (Purpose::Save | Purpose::Rows, false) => Word::FilePath,
            };
            let hint = match dialog.replaces() {
                Some(path) if !dialog.came_back_empty => {
                    let path = path_excerpt(&path);
                    language.say_with(Word::WillReplace, &[("path", &path)])
                }
                _ => language.say(hint).to_owned(),
            };
            ui.label(egui::RichText::new(hint).weak().small());
            ui.horizontal(|ui| {
                if ui.button(language.say(verb)).clicked() || answered {
                    dialog.answer().into_iter().for_each(|ask| context.ask(ask));
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
    if !stays {
        dialog.close();
    }
}

/// Takes what was chosen in the system's dialog.
pub fn chosen(mut dialog: ResMut<Dialog>, mut asks: MessageWriter<UiCommand>) {
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
            asks.write_batch(dialog.answer());
        }
        None => dialog.came_back_empty = true,
    }
}

/// A scene that is being opened: files may be large, or on a slow disk.
#[derive(Resource, Default)]
pub struct Opening(Option<Coming>);

struct Coming {
    name: String,
    /// The file that it is restored from, if it holds unsaved changes.
    kept: Option<PathBuf>,
    beside: BackgroundTask<Result<Source, SceneError>>,
}

impl Opening {
    /// A scene that is being opened already.
    pub fn coming(name: &str, beside: BackgroundTask<Result<Source, SceneError>>) -> Self {
        Self(Some(Coming {
            name: name.to_owned(),
            kept: None,
            beside,
        }))
    }

    fn start(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<Source, SceneError> + Send + 'static,
    ) {
        let beside = BackgroundTask::begin(move |tell| drop(tell.send(work())));
        *self = Self::coming(name, beside);
    }

    /// Begins to open a scene; one that was still on its way is given up.
    pub fn begin(&mut self, name_or_path: &str, reading: Option<Reading>, current: &Arc<Source>) {
        let (name, current) = (name_or_path.to_owned(), current.clone());
        self.start(name_or_path, move || open(&name, reading, &current));
    }

    /// Begins to open a scene from pasted text; paths in it start from the current folder.
    pub fn begin_text(&mut self, text: String) {
        self.start("", move || Source::parse(&text, Path::new("")));
    }

    /// Begins to restore a scene with unsaved changes.
    pub fn begin_kept(&mut self, path: &Path) {
        let file = path.to_owned();
        self.start("", move || Source::open_unsaved(&file));
        if let Some(coming) = &mut self.0 {
            coming.kept = Some(path.to_owned());
        }
    }

    /// Whether a scene is on its way.
    pub fn is_running(&self) -> bool {
        self.0.is_some()
    }

    /// The name or the path of what is being opened; empty where it has none.
    pub fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|coming| coming.name.as_str())
    }

    /// For how long a scene has been loading; none before [`PATIENCE`] is over.
    pub fn taking(&self) -> Option<Duration> {
        let elapsed = self.0.as_ref()?.beside.elapsed();
        (elapsed > PATIENCE).then_some(elapsed)
    }

    /// Cancels what is being opened; whether there was anything.
    pub fn cancel(&mut self) -> bool {
        self.0.take().is_some()
    }
}

/// Puts a scene that was read into the window.
pub fn opened(
    mut opening: ResMut<Opening>,
    mut document: ResMut<Document>,
    mut panels: ResMut<Panels>,
    mut keeper: ResMut<Keeper>,
    shown: Option<Res<SceneOutcome>>,
) {
    let Some(coming) = &mut opening.bypass_change_detection().0 else {
        return;
    };
    let outcome = match coming.beside.hear() {
        Heard::Nothing => return,
        Heard::Told(outcome) => outcome.map_err(|error| error.to_string()),
        Heard::Ended => Err(match excerpt(&coming.name).as_str() {
            "" => "the scene could not be read: the work stopped unexpectedly".to_owned(),
            name => format!("{name} could not be read: the work stopped unexpectedly"),
        }),
    };
    let kept = coming.kept.take();
    opening.0 = None;
    match (outcome, kept) {
        (Ok(source), Some(kept)) => {
            document.restore(source);
            keeper.adopt(kept);
        }
        (Ok(source), None) if shown.is_none() => *document = Document::new(source),
        (Ok(source), None) => document.open(source),
        (Err(error), _) => {
            panels.failure = Some(error);
            panels.gallery |= shown.is_none();
        }
    }
}

/// Opens files that are dropped on the window.
pub fn dropped(mut drops: MessageReader<FileDragAndDrop>, mut asks: MessageWriter<UiCommand>) {
    for drop in drops.read() {
        if let FileDragAndDrop::DroppedFile { path_buf, .. } = drop {
            asks.write(UiCommand::Open(path_to_text(path_buf)));
        }
    }
}

/// Opens a scene by name or path, or data, in the look of the scene before.
///
/// # Errors
/// All that [`Source::open_as`] refuses.
pub fn open(
    name_or_path: &str,
    reading: Option<Reading>,
    current: &Source,
) -> Result<Source, SceneError> {
    let mut source = Source::open_as(name_or_path, reading)?;
    if source.origin == Origin::Text {
        // Levels, insets and limits were those of another surface.
        let (scene, before) = (&mut source.scene, &current.scene);
        (scene.theme, scene.text_size) = (before.theme, before.text_size);
        scene.look.colormap = before.look.colormap;
    }
    Ok(source)
}

/// What the save dialog suggests.
pub fn suggestion(source: &Source) -> String {
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
    use crate::scene::{Subject, Theme};

    fn bowl() -> Source {
        Source::open("bowl").expect("a scene of the gallery")
    }

    #[test]
    fn data_open_in_the_look_of_the_scene_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("measures.csv");
        std::fs::write(&path, "a,b,c\n1,2,3\n4,5,7\n7,9,9\n").expect("written");
        let mut before = bowl();
        before.scene.theme = Theme::Projector;
        let source = open(&path.to_string_lossy(), None, &before).expect("a cloud");
        assert!(matches!(source.scene.figures[0].subject, Subject::Cloud(_)));
        assert_eq!(source.scene.theme, Theme::Projector);
        let (path, reading) = (path.to_string_lossy(), Some(Reading::Landscape));
        let heights = open(&path, reading, &before);
        assert!(heights.is_err_and(|error| error.to_string().contains("measures.csv")));
    }

    #[test]
    fn scenes_are_saved_with_their_ending() {
        assert_eq!(with_ending("a/b".into(), "ron"), PathBuf::from("a/b.ron"));
        assert_eq!(
            with_ending("a/b.RON".into(), "ron"),
            PathBuf::from("a/b.RON")
        );
        assert_eq!(suggestion(&bowl()), "bowl.ron");
    }

    #[test]
    fn a_file_that_would_be_replaced_is_named_before_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.ron");
        std::fs::write(&path, "mine").expect("written");
        let mut dialog = Dialog::default();
        let typed = path_to_text(folder.path().join("mine"));
        dialog.ask(Purpose::Save, &typed);
        assert_eq!(dialog.replaces(), Some(path));
        dialog.ask(Purpose::Rows, &typed);
        assert_eq!(dialog.replaces(), None);
        dialog.ask(Purpose::Open, &typed);
        assert_eq!(dialog.replaces(), None);
    }

    #[test]
    fn an_answer_closes_the_dialog() {
        let mut dialog = Dialog::default();
        dialog.ask(Purpose::Save, "");
        assert_eq!(dialog.answer(), None);
        assert!(dialog.is_open());
        dialog.path = " here ".into();
        assert_eq!(dialog.answer(), Some(UiCommand::Save("here.ron".into())));
        assert!(!dialog.is_open());
    }
}
