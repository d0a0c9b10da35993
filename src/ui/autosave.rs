//! Autosave: unsaved changes are written to a file, which is deleted when they are saved or the user closes the window.
//! A file that remains, after a crash or a signal, is offered at the next start.

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
const MIN_WRITE_INTERVAL: Duration = Duration::from_secs(1);
/// The maximum wait for the disk when the window closes.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// The autosave of this session, and the unsaved changes of earlier sessions that are offered.
#[derive(Resource, Default)]
pub(crate) struct Autosave {
    session: Option<Arc<Session>>,
    /// The revision of the document that was written last; `None` if this session has no file.
    written_revision: Option<u64>,
    /// The running write, if any.
    writing: Option<BackgroundTask<Result<(), WriteError>>>,
    /// When the last write was started.
    last_write: Option<Instant>,
    /// The changes that are offered, one at a time.
    recoverable: Vec<Recoverable>,
    /// The file of the restored changes; deleted once this session has written them to its own file.
    restored_from: Option<PathBuf>,
}

/// Unsaved changes of an earlier session.
struct Recoverable {
    path: PathBuf,
    title: Text,
}

impl Autosave {
    /// Autosaves to the file of this session, and offers the changes that earlier sessions left.
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

    /// Stops offering changes until the next start; returns whether any were offered.
    pub(super) fn postpone(&mut self) -> bool {
        !std::mem::take(&mut self.recoverable).is_empty()
    }

    /// Removes and returns the file that is being offered, to be restored or deleted.
    pub(super) fn take_recoverable(&mut self) -> Option<PathBuf> {
        (!self.recoverable.is_empty()).then(|| self.recoverable.remove(0).path)
    }

    /// Sets the file from which the current changes were restored.
    pub(super) fn set_restored_from(&mut self, path: PathBuf) {
        self.restored_from = Some(path);
    }

    /// Whether there are changes that have not been written yet.
    pub(super) fn is_behind(&self, document: &Document) -> bool {
        self.session.is_some()
            && (self.writing.is_some()
                || document.is_unsaved() && self.written_revision != Some(document.revision()))
    }

    /// Deletes the file of this session, if it was written.
    pub(super) fn discard(&mut self) {
        self.wait_for_write(CLOSE_TIMEOUT);
        if let Some(session) = &self.session
            && self.written_revision.take().is_some()
        {
            session.remove_recovery_file();
        }
    }

    /// Writes the changes that have not been written yet, and waits until they are, before the window closes.
    pub(super) fn write_now(&mut self, document: &Document) {
        self.wait_for_write(CLOSE_TIMEOUT);
        if self.is_behind(document) {
            self.start_writing(document);
            self.wait_for_write(CLOSE_TIMEOUT);
        }
    }

    /// Starts writing the scene in the background.
    fn start_writing(&mut self, document: &Document) {
        let Some(session) = self.session.clone() else {
            return;
        };
        self.written_revision = Some(document.revision());
        self.last_write = Some(Instant::now());
        let text = document.recovery_text(session.recovery_file());
        self.writing = text.map(|text| {
            BackgroundTask::begin(move |sender| drop(sender.send(session.save(&text))))
        });
    }

    /// Waits for the running write for at most `timeout`; returns whether none is running any more.
    fn wait_for_write(&mut self, timeout: Duration) -> bool {
        let Some(writing) = &mut self.writing else {
            return true;
        };
        match writing.wait(timeout) {
            Received::Nothing => return false,
            Received::Value(Ok(())) => {
                if let Some(restored_from) = self.restored_from.take() {
                    files::remove_recovery_file(&restored_from);
                }
            }
            // Only a warning: the user can still save the scene.
            Received::Value(Err(error)) => warn_once!("{error}"),
            Received::Ended => {}
        }
        self.writing = None;
        true
    }
}

/// Writes unsaved changes at most every [`MIN_WRITE_INTERVAL`], and deletes the file once there are none.
pub(super) fn write_changes(document: Res<Document>, mut autosave: ResMut<Autosave>) {
    let autosave = autosave.bypass_change_detection();
    if !autosave.wait_for_write(Duration::ZERO) {
        return;
    }
    if !document.is_unsaved() {
        autosave.discard();
    } else if autosave.is_behind(&document)
        && autosave
            .last_write
            .is_none_or(|last| last.elapsed() > MIN_WRITE_INTERVAL)
    {
        autosave.start_writing(&document);
    }
}

/// Offers the unsaved changes of an earlier session.
pub(super) fn show(context: &Context, autosave: &Autosave, panel_context: &PanelContext) {
    let Some(recoverable) = autosave.recoverable.first() else {
        return;
    };
    let language = panel_context.language;
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
                        panel_context.send(command);
                    }
                }
            });
        });
    if !is_open {
        panel_context.send(UiCommand::PostponeUnsaved);
    }
}
