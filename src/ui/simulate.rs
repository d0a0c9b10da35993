//! Simulates the document when it changes: immediately if that is quick, otherwise in the background. Long computations
//! can be cancelled, and a scene that is opened shows a preview meanwhile.

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
    view::{PlaybackTime, SceneOutcome, Viewpoint},
};

/// The time after which a computation counts as long: it shows a progress bar, and is cancelled if the scene has
/// changed again. Shorter ones are finished, so that the picture follows a dragged slider.
pub(crate) const PROGRESS_DELAY: Duration = Duration::from_secs(1);

/// The computed revision of the document, and the computation of a newer one.
#[derive(Resource, Default)]
pub(crate) struct Work {
    tried: Option<u64>,
    opened: u64,
    running: Option<Running>,
    /// While a preview is shown: what was shown before it, if anything.
    preview: Option<Option<Before>>,
}

struct Running {
    opened: u64,
    revision: u64,
    /// Whether it is the first computation of a scene that was opened.
    is_first: bool,
    status: Arc<WorkerStatus>,
    task: BackgroundTask<WorkerMessage>,
}

/// The state to which a cancelled scene returns.
struct Before {
    shown: SceneOutcome,
    time: PlaybackTime,
    viewpoint: Viewpoint,
    playing: bool,
}

/// The state shared by the frame loop and the background task.
#[derive(Default)]
struct WorkerStatus {
    /// Whether the task should stop.
    stop: AtomicBool,
    /// The percentage that is done.
    done: AtomicU32,
}

type Outcome = Result<SceneOutcome, SceneError>;

/// A message of the background task.
enum WorkerMessage {
    /// A preview of the scene.
    Preview(SceneOutcome),
    /// The simulated scene, or its error.
    Done(Outcome),
}

impl Work {
    /// Whether a computation is running in the background.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The percentage that is done of a long computation, if it reports any.
    pub(super) fn done(&self) -> Option<u32> {
        let running = self.running.as_ref()?;
        let done = running.status.done.load(Ordering::Relaxed);
        (done > 0 && running.is_long()).then_some(done)
    }

    /// For how long the computation has been running; none during the first [`PROGRESS_DELAY`].
    pub(super) fn taking(&self) -> Option<Duration> {
        let running = self.running.as_ref()?;
        running.is_long().then(|| running.task.elapsed())
    }

    /// Whether the document has changed since the last computation started.
    pub(super) fn is_behind(&self, document: &Document) -> bool {
        self.tried != Some(document.revision())
    }

    /// Whether the opened scene is shown as a preview.
    pub(super) fn is_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// Whether an opened scene has nothing to show yet.
    pub(super) fn is_loading(&self) -> bool {
        let running = self.running.as_ref();
        running.is_some_and(|running| running.is_first && running.is_long()) && !self.is_preview()
    }

    /// The source of the shown scene, or of the scene whose preview is shown.
    pub(crate) fn source<'a>(
        &self,
        document: &'a Document,
        shown: &'a SceneOutcome,
    ) -> &'a Arc<Source> {
        match self.is_preview() {
            true => document.source(),
            false => &shown.source,
        }
    }

    /// Cancels the computation and returns to what was shown before. If nothing was, the document becomes the first
    /// scene; returns whether that happened.
    pub(super) fn cancel(
        &mut self,
        document: &mut Document,
        shown: Option<&mut SceneOutcome>,
        time: &mut PlaybackTime,
        viewpoint: &mut Viewpoint,
        playback: &mut Playback,
    ) -> bool {
        let Some(running) = self.running.take() else {
            return false;
        };
        running.stop();
        match (self.preview.take(), shown) {
            (None, Some(shown)) => document.return_to(&shown.source),
            (Some(Some(before)), Some(shown)) => {
                document.return_to(&before.shown.source);
                *shown = before.shown;
                (*time, *viewpoint) = (before.time, before.viewpoint);
                playback.playing = before.playing;
            }
            _ => {
                *document = Document::first();
                *self = Self::default();
                // Makes the shown scene count as another one.
                self.opened = u64::MAX;
                return true;
            }
        }
        (self.tried, self.opened) = (Some(document.revision()), document.opened());
        false
    }
}

impl Running {
    fn is_long(&self) -> bool {
        self.task.elapsed() > PROGRESS_DELAY
    }

    fn stop(&self) {
        self.status.stop.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.status.stop.load(Ordering::Relaxed)
    }
}

impl WorkerStatus {
    /// The progress callback of the task.
    fn progress(&self) -> impl FnMut(f64) -> ControlFlow<()> {
        |done| {
            self.done.store((100.0 * done) as u32, Ordering::Relaxed);
            match self.stop.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        }
    }
}

/// Computes the latest scene. Only one computation runs at a time; scenes that were replaced meanwhile are skipped.
pub(super) fn simulate(
    mut commands: Commands,
    mut document: ResMut<Document>,
    mut work: ResMut<Work>,
    mut shown: Option<ResMut<SceneOutcome>>,
    mut time: ResMut<PlaybackTime>,
    mut viewpoint: ResMut<Viewpoint>,
    mut playback: ResMut<Playback>,
    mut panels: ResMut<Panels>,
    opening: Option<Res<Opening>>,
) {
    // The first scene is still being read.
    if shown.is_none() && opening.is_some_and(|opening| opening.is_running()) {
        return;
    }
    let outcome = match poll(&mut work, &document) {
        Step::Wait => return,
        Step::Begin if !work.is_behind(&document) => return,
        Step::Begin => match begin(&mut work, &document, shown.as_deref()) {
            Some(outcome) => outcome.map_err(|error| error.to_string()),
            None => return,
        },
        Step::Preview(new) => {
            let before = shown.as_deref().map(|shown| Before {
                shown: shown.clone(),
                time: *time,
                viewpoint: *viewpoint,
                playing: playback.playing,
            });
            // A preview is never restored.
            let before = work.preview.take().unwrap_or(before);
            (work.preview, work.opened) = (Some(before), document.opened());
            (*time, *viewpoint) = (PlaybackTime::default(), Viewpoint::default());
            playback.playing = false;
            return put(&mut commands, &mut shown, new);
        }
        Step::Done(outcome) => outcome.map_err(|error| error.to_string()),
        Step::Lost => {
            Err("the scene could not be computed: the task stopped unexpectedly".to_owned())
        }
    };
    match outcome {
        Ok(new) => {
            document.simulated(new.source.clone());
            let total = new.timeline.total_seconds();
            let is_new = shown.is_none() || work.opened != document.opened();
            if is_new {
                work.opened = document.opened();
                *viewpoint = Viewpoint::default();
            }
            if work.preview.take().is_some() || is_new {
                *time = PlaybackTime::default();
                playback.playing = true;
            }
            time.seconds = time.seconds.min(total);
            put(&mut commands, &mut shown, new);
        }
        // A window without any scene would be unusable.
        Err(error) if shown.is_none() => {
            *document = Document::first();
            *work = Work::default();
            panels.failure = Some(error);
            panels.gallery = true;
        }
        Err(error) => document.error = Some(error),
    }
}

fn put(commands: &mut Commands, shown: &mut Option<ResMut<SceneOutcome>>, new: SceneOutcome) {
    match shown {
        Some(shown) => **shown = new,
        None => commands.insert_resource(new),
    }
}

/// The next thing to do.
enum Step {
    Wait,
    Begin,
    Preview(SceneOutcome),
    Done(Outcome),
    Lost,
}

/// Polls the background task.
fn poll(work: &mut Work, document: &Document) -> Step {
    let Some(running) = &mut work.running else {
        return Step::Begin;
    };
    if running.opened != document.opened() {
        running.stop();
        work.running = None;
        return Step::Begin;
    }
    if running.revision != document.revision() && running.is_long() {
        running.stop();
    }
    let outcome = match running.task.try_receive() {
        Received::Nothing => return Step::Wait,
        Received::Value(WorkerMessage::Preview(new)) => return Step::Preview(new),
        Received::Value(WorkerMessage::Done(outcome)) => Some(outcome),
        Received::Ended => None,
    };
    let stopped = running.is_stopped();
    work.running = None;
    match outcome {
        // The error of a cancelled task is ignored.
        _ if stopped => Step::Begin,
        Some(outcome) => Step::Done(outcome),
        None => Step::Lost,
    }
}

/// Simulates the document immediately if that is quick, otherwise starts a background task.
fn begin(work: &mut Work, document: &Document, shown: Option<&SceneOutcome>) -> Option<Outcome> {
    work.tried = Some(document.revision());
    let (source, scene) = (document.source().clone(), document.scene().clone());
    // Reading new data may be slow.
    if source.holds_data_of(&scene) {
        let edited = source.edited(scene.clone());
        let quick = edited.and_then(|edited| {
            let is_quick = cost(&edited, shown)?.is_quick();
            Ok(is_quick.then_some(edited))
        });
        match quick {
            Ok(None) => {}
            Ok(Some(edited)) => return Some(SceneOutcome::new(Arc::new(edited), shown)),
            Err(error) => return Some(Err(error)),
        }
    }
    let previous = shown.cloned();
    let is_first = shown.is_none() || work.opened != document.opened();
    let status = Arc::new(WorkerStatus::default());
    let task_status = status.clone();
    let task = BackgroundTask::begin(move |sender| {
        // If the receiver was dropped, the task was cancelled.
        let send = |message| drop(sender.send(message));
        let show = |source: &Source| {
            let preview = is_first.then(|| source.preview()).flatten();
            let preview = preview.map(|preview| SceneOutcome::new(Arc::new(preview), None));
            // If the preview fails, so does the simulation, which reports the error.
            if let Some(Ok(preview)) = preview {
                send(WorkerMessage::Preview(preview));
            }
        };
        let outcome = source.with_scene(scene).and_then(|source| {
            show(&source);
            let progress = &mut task_status.progress();
            SceneOutcome::with_progress(Arc::new(source), previous.as_ref(), progress)
        });
        send(WorkerMessage::Done(outcome));
    });
    work.running = Some(Running {
        opened: document.opened(),
        revision: document.revision(),
        is_first,
        status,
        task,
    });
    None
}

/// The cost of computing all figures of a scene whose data has been read, reusing what is shown.
fn cost(source: &Source, shown: Option<&SceneOutcome>) -> Result<Cost, SceneError> {
    let before = |number: usize| Some(&shown?.figures.get(number)?.simulation);
    (0..source.scene.figures.len())
        .map(|number| simulation::cost(source, number, before(number)))
        .sum()
}

#[cfg(test)]
mod tests;
