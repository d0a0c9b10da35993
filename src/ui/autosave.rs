//! Autosave: unsaved changes are written to a file, and offered at the next start unless the user closed the window.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bevy::{platform::time::Instant, prelude::*};
use bevy_egui::egui::{Align2, Context, Id, Label, Vec2, Window};

use super::{
    Document, PanelContext, UiCommand,
    background::{BackgroundTask, Received},
};
use crate::{
    files::{self, Session, WriteError},
    scene::{Source, Text},
    words::Word,
};

/// The minimum time between two writes.
const PAUSE: Duration = Duration::from_secs(1);
/// The maximum wait for the disk when the window closes.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// The autosave of this session, and unsaved changes of earlier sessions.
#[derive(Resource, Default)]
pub(crate) struct Autosave {
    session: Option<Arc<Session>>,
    /// The revision of the document that was written.
    written: Option<u64>,
    writing: Option<BackgroundTask<Result<(), WriteError>>>,
    last: Option<Instant>,
    recoverable: Vec<Recoverable>,
    /// The file of restored changes, until this session has written them.
    adopted: Option<PathBuf>,
}

/// Unsaved changes of an earlier session.
struct Recoverable {
    path: PathBuf,
    title: Text,
}

impl Autosave {
    /// Autosaves to the file of a session, and finds those of earlier sessions.
    pub(crate) fn new(session: Session) -> Self {
        let recoverable = session
            .recovery_files_of_ended_sessions()
            .into_iter()
            .map(|path| Recoverable {
                title: Source::title_of_recovery_file(&path).unwrap_or_default(),
                path,
            });
        Self {
            recoverable: recoverable.collect(),
            session: Some(Arc::new(session)),
            ..Self::default()
        }
    }

    /// Offers the changes again at the next start; returns whether there were any.
    pub(super) fn postpone(&mut self) -> bool {
        !std::mem::take(&mut self.recoverable).is_empty()
    }

    /// Takes the offered changes, to be restored or discarded.
    pub(super) fn take(&mut self) -> Option<PathBuf> {
        (!self.recoverable.is_empty()).then(|| self.recoverable.remove(0).path)
    }

    /// Deletes the file of restored changes once this session has written them.
    pub(super) fn adopt(&mut self, path: PathBuf) {
        self.adopted = Some(path);
    }

    /// Whether there are changes that are not written yet.
    pub(super) fn is_behind(&self, document: &Document) -> bool {
        self.session.is_some()
            && (self.writing.is_some()
                || document.is_unsaved() && self.written != Some(document.revision()))
    }

    /// Deletes the file of this session.
    pub(super) fn discard(&mut self) {
        self.finish(LAST_WAIT);
        if let Some(session) = &self.session
            && self.written.take().is_some()
        {
            session.remove_recovery_file();
        }
    }

    /// Writes unsaved changes, if any, before the window closes.
    pub(super) fn write_now(&mut self, document: &Document) {
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
        self.written = Some(document.revision());
        self.last = Some(Instant::now());
        let text = document.to_recovery_text(session.recovery_file());
        self.writing = text.map(|text| {
            BackgroundTask::begin(move |sender| drop(sender.send(session.save(&text))))
        });
    }

    /// Waits for at most this long for a write; returns whether none is running.
    fn finish(&mut self, timeout: Duration) -> bool {
        let Some(writing) = &mut self.writing else {
            return true;
        };
        match writing.wait(timeout) {
            Received::Nothing => return false,
            Received::Value(Ok(())) => {
                if let Some(adopted) = self.adopted.take() {
                    files::remove_recovery_file(&adopted);
                }
            }
            // The scene can still be saved by hand.
            Received::Value(Err(error)) => warn_once!("{error}"),
            Received::Ended => {}
        }
        self.writing = None;
        true
    }
}

/// Writes unsaved changes soon after they are made.
pub(super) fn write(document: Res<Document>, mut autosave: ResMut<Autosave>) {
    let autosave = autosave.bypass_change_detection();
    if !autosave.finish(Duration::ZERO) {
        return;
    }
    if !document.is_unsaved() {
        autosave.discard();
    } else if autosave.is_behind(&document)
        && autosave.last.is_none_or(|last| last.elapsed() > PAUSE)
    {
        autosave.write(&document);
    }
}

/// Offers the unsaved changes of an earlier session.
pub(super) fn show(context: &Context, autosave: &Autosave, panel: &PanelContext) {
    let Some(recoverable) = autosave.recoverable.first() else {
        return;
    };
    let language = panel.language;
    let mut is_open = true;
    Window::new(language.say(Word::UnsavedChanges))
        .id(Id::new("unsaved"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ui.set_width(360.0);
            let title = match language.text(&recoverable.title) {
                "" => language.say(Word::UntitledScene),
                title => title,
            };
            ui.add(Label::new(title).truncate());
            ui.label(language.say(Word::ExplainRestore));
            ui.add_space(ui.spacing().item_spacing.y);
            ui.horizontal(|ui| {
                for (word, command) in [
                    (Word::Restore, UiCommand::RestoreUnsaved),
                    (Word::DiscardChanges, UiCommand::DiscardUnsaved),
                    (Word::Later, UiCommand::PostponeUnsaved),
                ] {
                    if ui.button(language.say(word)).clicked() {
                        panel.send(command);
                    }
                }
            });
        });
    if !is_open {
        panel.send(UiCommand::PostponeUnsaved);
    }
}
