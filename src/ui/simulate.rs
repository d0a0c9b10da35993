//! Simulates the document whenever it changed: at once where that is quick, in the background where it is not. What
//! takes long can be cancelled, and a scene that is opened shows a preview meanwhile.

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
    background::{BackgroundTask, Heard},
    opening::Opening,
};
use crate::{
    scene::{Cost, SceneError, Source},
    simulation,
    view::{PlaybackTime, SceneOutcome, Viewpoint},
};

/// Work on a scene that has changed again still goes on for this time, so that there is something to see while a slider
/// moves. What takes longer has a progress bar.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// Which revision of the document is shown, and the work on a newer one.
#[derive(Resource, Default)]
pub struct Work {
    tried: Option<u64>,
    opened: u64,
    running: Option<Running>,
    /// While a preview is shown: what was shown before it.
    preview: Option<Option<Before>>,
}

struct Running {
    opened: u64,
    revision: u64,
    /// Whether it is the first work on a scene that was opened.
    is_first: bool,
    seen: Arc<WorkerStatus>,
    beside: BackgroundTask<Told>,
}

/// What was shown before, and how.
struct Before {
    shown: SceneOutcome,
    moment: PlaybackTime,
    viewpoint: Viewpoint,
    playing: bool,
}

/// What the frame loop and the work know of each other.
#[derive(Default)]
struct WorkerStatus {
    /// Whether the work is of no use any more.
    stop: AtomicBool,
    /// The hundredths that are done.
    done: AtomicU32,
}

type Outcome = Result<SceneOutcome, SceneError>;

/// The results of the work.
enum Told {
    /// What can be shown until it is done.
    Preview(SceneOutcome),
    /// The simulated scene, or why there is none.
    Done(Outcome),
}

impl Work {
    /// Whether something is computed beside the frame loop.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The hundredths that are done of work that takes a while and tells.
    pub fn done(&self) -> Option<u32> {
        let running = self.running.as_ref()?;
        let done = running.seen.done.load(Ordering::Relaxed);
        (done > 0 && running.is_long()).then_some(done)
    }

    /// The time since the work began; none before [`PATIENCE`] is over.
    pub fn taking(&self) -> Option<Duration> {
        let running = self.running.as_ref()?;
        running.is_long().then(|| running.beside.elapsed())
    }

    /// Whether the document has changed since work on it began last.
    pub fn is_behind(&self, document: &Document) -> bool {
        self.tried != Some(document.revision())
    }

    /// Whether only a preview is shown of the scene that was opened.
    pub fn is_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// Whether a scene was opened of which there is nothing to show yet.
    pub fn is_loading(&self) -> bool {
        let running = self.running.as_ref();
        running.is_some_and(|running| running.is_first && running.is_long()) && !self.is_preview()
    }

    /// The source of what is shown, or of what will be where that is a preview.
    pub fn source<'a>(&self, document: &'a Document, shown: &'a SceneOutcome) -> &'a Arc<Source> {
        match self.is_preview() {
            true => document.source(),
            false => &shown.source,
        }
    }

    /// Cancels the work, and goes back to what was shown before. Where nothing was, the document is the first scene again;
    /// whether that is so.
    pub fn cancel(
        &mut self,
        document: &mut Document,
        shown: Option<&mut SceneOutcome>,
        moment: &mut PlaybackTime,
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
                (*moment, *viewpoint) = (before.moment, before.viewpoint);
                playback.playing = before.playing;
            }
            _ => {
                *document = Document::first();
                *self = Self::default();
                // Whatever is shown is no part of it.
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
        self.beside.elapsed() > PATIENCE
    }

    fn stop(&self) {
        self.seen.stop.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.seen.stop.load(Ordering::Relaxed)
    }
}

impl WorkerStatus {
    /// The progress callback of the work.
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

/// Computes the newest scene. Only one piece of work runs at a time; scenes that were replaced meanwhile are skipped.
pub fn simulate(
    mut commands: Commands,
    mut document: ResMut<Document>,
    mut work: ResMut<Work>,
    mut shown: Option<ResMut<SceneOutcome>>,
    mut moment: ResMut<PlaybackTime>,
    mut viewpoint: ResMut<Viewpoint>,
    mut playback: ResMut<Playback>,
    mut panels: ResMut<Panels>,
    opening: Option<Res<Opening>>,
) {
    // The first scene of the window is still being read.
    if shown.is_none() && opening.is_some_and(|opening| opening.is_running()) {
        return;
    }
    let outcome = match hear(&mut work, &document) {
        Step::Wait => return,
        Step::Begin if !work.is_behind(&document) => return,
        Step::Begin => match begin(&mut work, &document, shown.as_deref()) {
            Some(outcome) => outcome.map_err(|error| error.to_string()),
            None => return,
        },
        Step::Preview(new) => {
            let before = shown.as_deref().map(|shown| Before {
                shown: shown.clone(),
                moment: *moment,
                viewpoint: *viewpoint,
                playing: playback.playing,
            });
            // A preview is never what is gone back to.
            let before = work.preview.take().unwrap_or(before);
            (work.preview, work.opened) = (Some(before), document.opened());
            (*moment, *viewpoint) = (PlaybackTime::default(), Viewpoint::default());
            playback.playing = false;
            return put(&mut commands, &mut shown, new);
        }
        Step::Done(outcome) => outcome.map_err(|error| error.to_string()),
        Step::Lost => {
            Err("the scene could not be computed: the work stopped unexpectedly".to_owned())
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
                *moment = PlaybackTime::default();
                playback.playing = true;
            }
            moment.seconds = moment.seconds.min(total);
            put(&mut commands, &mut shown, new);
        }
        // A window with nothing to show could not be used.
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

/// What is to be done next.
enum Step {
    Wait,
    Begin,
    Preview(SceneOutcome),
    Done(Outcome),
    Lost,
}

/// Receives the results of the work.
fn hear(work: &mut Work, document: &Document) -> Step {
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
    let told = match running.beside.hear() {
        Heard::Nothing => return Step::Wait,
        Heard::Told(Told::Preview(new)) => return Step::Preview(new),
        Heard::Told(Told::Done(outcome)) => Some(outcome),
        Heard::Ended => None,
    };
    let stopped = running.is_stopped();
    work.running = None;
    match told {
        // The error of cancelled work is no news.
        _ if stopped => Step::Begin,
        Some(outcome) => Step::Done(outcome),
        None => Step::Lost,
    }
}

/// Simulates the document at once where that is quick, else begins to.
fn begin(work: &mut Work, document: &Document, shown: Option<&SceneOutcome>) -> Option<Outcome> {
    work.tried = Some(document.revision());
    let (source, scene) = (document.source().clone(), document.scene().clone());
    // Files may be large, or on a slow disk.
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
    let seen = Arc::new(WorkerStatus::default());
    let looks_on = seen.clone();
    let beside = BackgroundTask::begin(move |tell| {
        // Where nobody receives it, the work was cancelled.
        let say = |told| drop(tell.send(told));
        let show = |source: &Source| {
            let preview = is_first.then(|| source.preview()).flatten();
            let preview = preview.map(|preview| SceneOutcome::new(Arc::new(preview), None));
            // Where it fails, so does the whole, and says why.
            if let Some(Ok(preview)) = preview {
                say(Told::Preview(preview));
            }
        };
        let outcome = source.with_scene(scene).and_then(|source| {
            show(&source);
            let progress = &mut looks_on.progress();
            SceneOutcome::with_progress(Arc::new(source), previous.as_ref(), progress)
        });
        say(Told::Done(outcome));
    });
    work.running = Some(Running {
        opened: document.opened(),
        revision: document.revision(),
        is_first,
        seen,
        beside,
    });
    None
}

/// What there is to compute of all figures of a scene whose data has been read, once what is shown is known.
fn cost(source: &Source, shown: Option<&SceneOutcome>) -> Result<Cost, SceneError> {
    let before = |number: usize| Some(&shown?.figures.get(number)?.simulation);
    (0..source.scene.figures.len())
        .map(|number| simulation::cost(source, number, before(number)))
        .sum()
}

#[cfg(test)]
mod tests;
