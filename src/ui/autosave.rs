//! Unsaved changes outlive the window: they are kept in a file while there are any, and offered at the next start unless the
//! user closed the window.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bevy::{platform::time::Instant, prelude::*};
use bevy_egui::egui::{Align2, Context, Id, Label, Vec2, Window};

use super::{
    Document, PanelContext, UiCommand,
    background::{BackgroundTask, Heard},
    widgets,
};
use crate::{
    files::{self, Session, WriteError},
    scene::{Source, Text},
    words::Word,
};

/// The least time between two writes.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest wait for the disk when the window closes.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// What is kept of unsaved changes, and what earlier sessions left behind.
#[derive(Resource, Default)]
pub struct Keeper {
    session: Option<Arc<Session>>,
    /// The revision of the document that is kept.
    kept: Option<u64>,
    writing: Option<BackgroundTask<Result<(), WriteError>>>,
    last: Option<Instant>,
    left: Vec<Left>,
    /// What was restored, until it is kept in this session.
    adopted: Option<PathBuf>,
}

/// Unsaved changes that an earlier session left behind.
struct Left {
    path: PathBuf,
    title: Text,
}

impl Keeper {
    /// Keeps changes in the files of a session, and finds those of earlier ones.
    pub fn new(session: Session) -> Self {
        let left = session.left_behind().into_iter().map(|path| Left {
            title: Source::title_of_unsaved(&path).unwrap_or_default(),
            path,
        });
        Self {
            left: left.collect(),
            session: Some(Arc::new(session)),
            ..Self::default()
        }
    }

    /// Whether unsaved changes of an earlier session are offered.
    pub fn is_asking(&self) -> bool {
        !self.left.is_empty()
    }

    /// Offers them at the next start again; whether there were any.
    pub fn postpone(&mut self) -> bool {
        !std::mem::take(&mut self.left).is_empty()
    }

    /// Takes the changes that are offered: they are to be restored or forgotten.
    pub fn take(&mut self) -> Option<PathBuf> {
        (!self.left.is_empty()).then(|| self.left.remove(0).path)
    }

    /// Forgets the file of restored changes as soon as this session keeps them itself.
    pub fn adopt(&mut self, path: PathBuf) {
        self.adopted = Some(path);
    }

    /// Whether there are changes that are not kept yet.
    pub fn is_behind(&self, document: &Document) -> bool {
        self.session.is_some()
            && (self.writing.is_some()
                || document.is_unsaved() && self.kept != Some(document.revision()))
    }

    /// Forgets what this session kept.
    pub fn forget(&mut self) {
        self.finish(LAST_WAIT);
        if let Some(session) = &self.session
            && self.kept.take().is_some()
        {
            session.forget();
        }
    }

    /// Keeps the changes, if there are any, before the window closes.
    pub fn keep_now(&mut self, document: &Document) {
        self.finish(LAST_WAIT);
        if self.is_behind(document) {
            self.write(document);
            self.finish(LAST_WAIT);
        }
    }

    fn write(&mut self, document: &Document) {
        let Some(session) = self.session.clone() else {
            return;
        };
        self.kept = Some(document.revision());
        self.last = Some(Instant::now());
        let text = document.to_unsaved(session.path());
        self.writing = text
            .map(|text| BackgroundTask::begin(move |tell| drop(tell.send(session.keep(&text)))));
    }

    /// Waits at most this long for a write; whether nothing is being written any more.
    fn finish(&mut self, at_most: Duration) -> bool {
        let Some(writing) = &mut self.writing else {
            return true;
        };
        match writing.wait(at_most) {
            Heard::Nothing => return false,
            Heard::Told(Ok(())) => {
                if let Some(adopted) = self.adopted.take() {
                    files::forget(&adopted);
                }
            }
            // They can still be saved by hand.
            Heard::Told(Err(error)) => warn_once!("{error}"),
            Heard::Ended => {}
        }
        self.writing = None;
        true
    }
}

/// Keeps unsaved changes soon after they were made.
pub fn keep(document: Res<Document>, mut keeper: ResMut<Keeper>) {
    let keeper = keeper.bypass_change_detection();
    if !keeper.finish(Duration::ZERO) {
        return;
    }
    if !document.is_unsaved() {
        keeper.forget();
    } else if keeper.is_behind(&document) && keeper.last.is_none_or(|last| last.elapsed() > PAUSE) {
        keeper.write(&document);
    }
}

/// Offers the unsaved changes of an earlier session.
pub fn show(context: &Context, keeper: &Keeper, panel: &PanelContext) {
    let Some(left) = keeper.left.first() else {
        return;
    };
    let language = panel.language;
    let mut stays = true;
    Window::new(language.say(Word::UnsavedChanges))
        .id(Id::new("unsaved"))
        .open(&mut stays)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(360.0);
            let title = match widgets::said(&left.title, language) {
                "" => language.say(Word::UntitledScene),
                title => title,
            };
            ui.add(Label::new(title).truncate());
            ui.label(language.say(Word::ExplainRestore));
            ui.add_space(ui.spacing().item_spacing.y);
            ui.horizontal(|ui| {
                for (word, ask) in [
                    (Word::Restore, UiCommand::Restore),
                    (Word::DiscardChanges, UiCommand::ForgetUnsaved),
                    (Word::Later, UiCommand::PostponeUnsaved),
                ] {
                    if ui.button(language.say(word)).clicked() {
                        panel.ask(ask);
                    }
                }
            });
        });
    if !stays {
        panel.ask(UiCommand::PostponeUnsaved);
    }
}
