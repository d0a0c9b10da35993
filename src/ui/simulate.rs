//! Simulates the document when it changes: immediately if that is quick, otherwise in the background. Background
//! computations can be cancelled, and a preview of a newly opened scene is displayed meanwhile.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use bevy::prelude::*;

use super::{
    Document, Panels, Playback,
    background::{BackgroundTask, Received},
    opening::Opening,
};
use crate::{
    scene::{Cost, SceneError, Source},
    simulation,
    view::{CurrentLanguage, FigureTables, PlaybackTime, SceneOutcome, Tables, Viewpoint},
    words::Language,
};

/// The time after which a computation counts as long: its progress is displayed, and it is cancelled if the scene
/// changes again. Shorter computations are finished, so that the picture follows a dragged slider.
pub(crate) const PROGRESS_DELAY: Duration = Duration::from_secs(1);

/// Keeps track of which revision of the document is computed, in the background or not.
#[derive(Resource, Default)]
pub(crate) struct Simulator {
    /// The revision of the document whose computation was last started.
    started_revision: Option<u64>,
    /// [`Document::open_count`] of the displayed scene.
    open_count: u64,
    /// The running background computation, if any.
    running: Option<RunningTask>,
    /// Set while a preview is displayed instead of a computed scene.
    preview: Option<Preview>,
}

/// The background computation of a revision of the document.
struct RunningTask {
    /// [`Document::open_count`] of that revision.
    open_count: u64,
    revision: u64,
    /// Whether this is the first computation of a newly opened scene.
    is_first: bool,
    status: Arc<TaskStatus>,
    task: BackgroundTask<TaskMessage>,
}

/// The state that a displayed preview has replaced.
struct Preview {
    /// The scene that was displayed before the preview, if any.
    previous: Option<PreviousScene>,
}

/// The state of the window before a preview, which cancelling restores.
struct PreviousScene {
    outcome: SceneOutcome,
    time: PlaybackTime,
    viewpoint: Viewpoint,
    playing: bool,
}

/// The state that the main thread shares with the background task.
#[derive(Default)]
struct TaskStatus {
    /// Whether the task was cancelled and should stop.
    is_cancelled: AtomicBool,
    /// The percentage of the computation that is done.
    percent_done: AtomicU32,
}

/// The result of a computation.
type Outcome = Result<SceneOutcome, SceneError>;

/// A message of the background task.
enum TaskMessage {
    /// A preview of the scene.
    Preview(SceneOutcome),
    /// The simulated scene with its tables, or its error.
    Done(Result<Simulated, SceneError>),
}

/// A simulated scene.
struct Simulated {
    outcome: SceneOutcome,
    /// Tables that were computed in the background; those of the frame loop reuse what takes long.
    tables: Option<Vec<FigureTables>>,
}

impl From<SceneOutcome> for Simulated {
    fn from(outcome: SceneOutcome) -> Self {
        Self {
            outcome,
            tables: None,
        }
    }
}

impl Simulator {
    /// Whether a computation is running in the background.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The percentage of a long computation that is done; `None` while it reports 0.
    pub(super) fn percent_done(&self) -> Option<u32> {
        let running = self.running.as_ref()?;
        let done = running.status.percent_done.load(Ordering::Relaxed);
        (done > 0 && running.is_long()).then_some(done)
    }

    /// The time since the computation was started; `None` during the first [`PROGRESS_DELAY`].
    pub(super) fn elapsed_if_long(&self) -> Option<Duration> {
        let running = self.running.as_ref()?;
        running.is_long().then(|| running.task.elapsed())
    }

    /// Whether the document has changed since the last computation started.
    pub(super) fn is_behind(&self, document: &Document) -> bool {
        self.started_revision != Some(document.revision())
    }

    /// Whether a preview of the opened scene is displayed.
    pub(super) fn shows_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// Whether the computation of a newly opened scene takes long and there is no preview of it, so that nothing of it
    /// can be displayed yet.
    pub(super) fn is_loading(&self) -> bool {
        let running = self.running.as_ref();
        running.is_some_and(|running| running.is_first && running.is_long())
            && !self.shows_preview()
    }

    /// The source of the displayed scene; that of the whole scene if a preview of it is displayed.
    pub(crate) fn source<'a>(
        &self,
        document: &'a Document,
        displayed: &'a SceneOutcome,
    ) -> &'a Arc<Source> {
        match self.shows_preview() {
            true => document.source(),
            false => &displayed.source,
        }
    }

    /// Cancels the computation and returns to the scene that was displayed before. If there was none, the document
    /// becomes [`Document::first`]; returns whether it did.
    pub(super) fn cancel(
        &mut self,
        document: &mut Document,
        displayed: Option<&mut SceneOutcome>,
        time: &mut PlaybackTime,
        viewpoint: &mut Viewpoint,
        playback: &mut Playback,
    ) -> bool {
        let Some(running) = self.running.take() else {
            return false;
        };
        running.cancel();
        match (self.preview.take(), displayed) {
            (None, Some(displayed)) => document.return_to(&displayed.source),
            (
                Some(Preview {
                    previous: Some(previous),
                }),
                Some(displayed),
            ) => {
                document.return_to(&previous.outcome.source);
                *displayed = previous.outcome;
                (*time, *viewpoint) = (previous.time, previous.viewpoint);
                playback.playing = previous.playing;
            }
            _ => {
                *document = Document::first();
                *self = Self::default();
                // Differs from that of every document, so that the next scene counts as newly opened.
                self.open_count = u64::MAX;
                return true;
            }
        }
        (self.started_revision, self.open_count) =
            (Some(document.revision()), document.open_count());
        false
    }
}

impl RunningTask {
    fn is_long(&self) -> bool {
        self.task.elapsed() > PROGRESS_DELAY
    }

    fn cancel(&self) {
        self.status.is_cancelled.store(true, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.status.is_cancelled.load(Ordering::Relaxed)
    }
}

impl TaskStatus {
    /// The progress callback of the task.
    fn progress(&self) -> impl FnMut(f64) -> ControlFlow<()> {
        |done| {
            self.percent_done
                .store((100.0 * done) as u32, Ordering::Relaxed);
            match self.is_cancelled.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        }
    }
}

/// Computes the latest revision of the document. Only one computation runs at a time; revisions that were replaced
/// meanwhile are skipped.
pub(super) fn simulate(
    mut commands: Commands,
    mut document: ResMut<Document>,
    mut simulator: ResMut<Simulator>,
    mut displayed: Option<ResMut<SceneOutcome>>,
    mut time: ResMut<PlaybackTime>,
    mut viewpoint: ResMut<Viewpoint>,
    mut playback: ResMut<Playback>,
    mut panels: ResMut<Panels>,
    mut tables: ResMut<Tables>,
    language: Res<CurrentLanguage>,
    opening: Option<Res<Opening>>,
) {
    // The first scene is still being read.
    if displayed.is_none() && opening.is_some_and(|opening| opening.is_running()) {
        return;
    }
    let outcome = match poll(&mut simulator, &document) {
        PollResult::Pending => return,
        PollResult::Idle if !simulator.is_behind(&document) => return,
        PollResult::Idle => {
            match start_simulation(&mut simulator, &document, displayed.as_deref(), language.0) {
                Some(outcome) => outcome
                    .map(Simulated::from)
                    .map_err(|error| error.to_string()),
                None => return,
            }
        }
        PollResult::Preview(new) => {
            let previous = displayed.as_deref().map(|displayed| PreviousScene {
                outcome: displayed.clone(),
                time: *time,
                viewpoint: viewpoint.clone(),
                playing: playback.playing,
            });
            // If another preview is displayed, cancelling restores the scene before that one.
            let preview = simulator.preview.take().unwrap_or(Preview { previous });
            (simulator.preview, simulator.open_count) = (Some(preview), document.open_count());
            (*time, *viewpoint) = (PlaybackTime::default(), Viewpoint::default());
            playback.playing = false;
            return set_outcome(&mut commands, &mut displayed, new);
        }
        PollResult::Done(outcome) => outcome.map_err(|error| error.to_string()),
        PollResult::Panicked => {
            Err("the scene could not be computed: the task stopped unexpectedly".to_owned())
        }
    };
    match outcome {
        Ok(Simulated {
            outcome: new,
            tables: computed,
        }) => {
            if let Some(computed) = computed {
                tables.0 = computed;
            }
            document.record_simulated(new.source.clone());
            let total = new.timeline.total_seconds();
            let is_new = displayed.is_none() || simulator.open_count != document.open_count();
            if is_new {
                simulator.open_count = document.open_count();
                *viewpoint = Viewpoint::default();
            }
            if simulator.preview.take().is_some() || is_new {
                *time = PlaybackTime::default();
                playback.playing = true;
            }
            time.seconds = time.seconds.min(total);
            set_outcome(&mut commands, &mut displayed, new);
        }
        // The first scene of the window has an error: opens another, since a window without a scene would be unusable.
        Err(error) if displayed.is_none() => {
            *document = Document::first();
            *simulator = Simulator::default();
            panels.command_error = Some(error);
            panels.gallery_open = true;
        }
        Err(error) => document.error = Some(error),
    }
}

/// Displays a scene.
fn set_outcome(
    commands: &mut Commands,
    displayed: &mut Option<ResMut<SceneOutcome>>,
    new: SceneOutcome,
) {
    match displayed {
        Some(displayed) => **displayed = new,
        None => commands.insert_resource(new),
    }
}

/// The result of polling the background task.
enum PollResult {
    /// The task is still computing.
    Pending,
    /// No task is running any more, so another computation can start.
    Idle,
    /// The task has sent a preview, and is still computing.
    Preview(SceneOutcome),
    /// The task has ended with the scene or its error.
    Done(Result<Simulated, SceneError>),
    /// The task has ended without a result.
    Panicked,
}

/// Polls the background task. Cancels it if the scene was replaced by another, or changed while the task takes long.
fn poll(simulator: &mut Simulator, document: &Document) -> PollResult {
    let Some(running) = &mut simulator.running else {
        return PollResult::Idle;
    };
    if running.open_count != document.open_count() {
        running.cancel();
        simulator.running = None;
        return PollResult::Idle;
    }
    if running.revision != document.revision() && running.is_long() {
        running.cancel();
    }
    let outcome = match running.task.try_receive() {
        Received::Nothing => return PollResult::Pending,
        Received::Value(TaskMessage::Preview(new)) => return PollResult::Preview(new),
        Received::Value(TaskMessage::Done(outcome)) => Some(outcome),
        Received::Ended => None,
    };
    let is_cancelled = running.is_cancelled();
    simulator.running = None;
    match outcome {
        // The result of a cancelled task is ignored.
        _ if is_cancelled => PollResult::Idle,
        Some(outcome) => PollResult::Done(outcome),
        None => PollResult::Panicked,
    }
}

/// Simulates the document and returns the outcome if that is quick; otherwise starts a background task and returns
/// `None`.
fn start_simulation(
    simulator: &mut Simulator,
    document: &Document,
    displayed: Option<&SceneOutcome>,
    language: Language,
) -> Option<Outcome> {
    simulator.started_revision = Some(document.revision());
    let (source, scene) = (document.source().clone(), document.scene().clone());
    // Data that have to be read first are read in the background.
    if source.holds_data_of(&scene) {
        let edited = source.edited(scene.clone());
        let quick = edited.and_then(|edited| {
            let is_quick = cost(&edited, displayed)?.is_quick();
            Ok(is_quick.then_some(edited))
        });
        match quick {
            Ok(None) => {}
            Ok(Some(edited)) => return Some(SceneOutcome::new(Arc::new(edited), displayed)),
            Err(error) => return Some(Err(error)),
        }
    }
    let previous = displayed.cloned();
    let is_first = displayed.is_none() || simulator.open_count != document.open_count();
    let status = Arc::new(TaskStatus::default());
    let task_status = status.clone();
    let task = BackgroundTask::begin(move |sender| {
        // If the receiver was dropped, the task was cancelled.
        let send = |message| drop(sender.send(message));
        let send_preview = |source: &Source| {
            let preview = is_first.then(|| source.preview()).flatten();
            let preview = preview.map(|preview| SceneOutcome::new(Arc::new(preview), None));
            // If the preview fails, so does the simulation, which reports the error.
            if let Some(Ok(preview)) = preview {
                send(TaskMessage::Preview(preview));
            }
        };
        let outcome = source.with_scene(scene).and_then(|source| {
            send_preview(&source);
            let progress = &mut task_status.progress();
            SceneOutcome::with_progress(Arc::new(source), previous.as_ref(), progress)
        });
        let simulated = outcome.map(|outcome| Simulated {
            tables: Some(outcome.tables(&[], language)),
            outcome,
        });
        send(TaskMessage::Done(simulated));
    });
    simulator.running = Some(RunningTask {
        open_count: document.open_count(),
        revision: document.revision(),
        is_first,
        status,
        task,
    });
    None
}

/// The cost of computing all figures of a scene, given the displayed one, of which unchanged parts are reused.
fn cost(source: &Source, displayed: Option<&SceneOutcome>) -> Result<Cost, SceneError> {
    let previous = |figure: usize| Some(&displayed?.figures.get(figure)?.simulation);
    (0..source.scene.figures.len())
        .map(|figure| simulation::cost(source, figure, previous(figure)))
        .sum()
}

#[cfg(test)]
mod tests;
