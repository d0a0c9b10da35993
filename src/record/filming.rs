//! Films, and what else is taken away of a scene, made from the window: beside it, on a thread and with an app of their
//! own, so that nothing freezes.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{Builder, JoinHandle},
    time::Instant,
};

use bevy::prelude::*;

use super::{
    FilmProgress, Job, JobError,
    export::{Export, ExportError},
    format::Output,
    interrupt::Interrupt,
};
use crate::{
    math::progress::no_progress,
    scene::Source,
    ui::{Document, FilmRequest, FilmStatus, UiCommand, Work},
    view::{CurrentLanguage, SceneOutcome},
};

/// Answers [`UiCommand::Film`] and [`UiCommand::CancelFilm`], one film at a time, and keeps [`FilmStatus`].
pub struct FilmingPlugin;

impl Plugin for FilmingPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Filming>()
            .add_systems(Update, (begin_or_cancel, update_status).chain());
    }
}

/// The film under way.
#[derive(Resource, Default)]
struct Filming(Option<RunningExport>);

struct RunningExport {
    request: FilmRequest,
    interrupt: Interrupt,
    began: Instant,
    progress: Arc<Mutex<ExportProgress>>,
    thread: JoinHandle<Result<(), TakeError>>,
}

/// How much is made.
#[derive(Clone, Copy)]
enum ExportProgress {
    Frames(FilmProgress),
    Bytes(u64),
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
enum TakeError {
    #[error(transparent)]
    Film(#[from] JobError),
    #[error(transparent)]
    Export(#[from] ExportError),
}

fn begin_or_cancel(
    mut asks: MessageReader<UiCommand>,
    shown: Option<Res<SceneOutcome>>,
    document: Res<Document>,
    work: Res<Work>,
    spoken: Res<CurrentLanguage>,
    mut filming: ResMut<Filming>,
    mut status: ResMut<FilmStatus>,
) {
    for ask in asks.read() {
        match (ask, &filming.0, &shown) {
            (UiCommand::CancelFilm, Some(take), _) => take.interrupt.raise(),
            (UiCommand::Film(request), None, Some(shown)) => {
                match begin(request, work.source(&document, shown), *spoken) {
                    Ok(take) => {
                        filming.0 = Some(take);
                        *status = FilmStatus::Writing { bytes: 0 };
                    }
                    Err(error) => *status = FilmStatus::Failed(error.to_string()),
                }
            }
            _ => {}
        }
    }
}

fn begin(
    request: &FilmRequest,
    source: &Source,
    CurrentLanguage(language): CurrentLanguage,
) -> std::io::Result<RunningExport> {
    let export = match Output::of(&request.path, request.charts) {
        Ok(Output::Export(kind)) => Some(Export {
            source: source.clone(),
            target: request.path.clone(),
            kind,
            size: None,
            language,
        }),
        // What is wrong with a film's name is said by the film.
        _ => None,
    };
    let job = Job {
        source: source.clone(),
        target: request.path.clone(),
        size: request.size,
        fps: request.fps,
        seconds: request.seconds,
        at: request.at,
        panels: request.panels,
        language,
        verbose: false,
    };
    let interrupt = Interrupt::new();
    let progress = Arc::new(Mutex::new(ExportProgress::Bytes(0)));
    let thread = {
        let (interrupt, progress) = (interrupt.clone(), progress.clone());
        Builder::new().name("film".to_owned()).spawn(move || {
            let say = |made| *progress.lock().unwrap_or_else(PoisonError::into_inner) = made;
            if let Some(export) = export {
                return Ok(export.make(&interrupt, &mut no_progress, |bytes| {
                    say(ExportProgress::Bytes(bytes));
                })?);
            }
            let report = job.make(Instant::now(), &interrupt, &mut no_progress, |made| {
                say(ExportProgress::Frames(made));
            });
            Ok(report.map(drop)?)
        })?
    };
    Ok(RunningExport {
        request: request.clone(),
        interrupt,
        began: Instant::now(),
        progress,
        thread,
    })
}

fn update_status(mut filming: ResMut<Filming>, mut status: ResMut<FilmStatus>) {
    let Some(take) = &filming.0 else { return };
    if !take.thread.is_finished() {
        let made = *take.progress.lock().unwrap_or_else(PoisonError::into_inner);
        status.set_if_neq(match made {
            ExportProgress::Bytes(bytes) => FilmStatus::Writing { bytes },
            ExportProgress::Frames(FilmProgress { frames, total }) => {
                let rate = frames as f64 / take.began.elapsed().as_secs_f64();
                let left = (frames > 0).then(|| (total - frames) as f64 / rate);
                FilmStatus::Working {
                    frames,
                    total,
                    frames_per_second: rate,
                    seconds_left: left,
                }
            }
        });
        return;
    }
    let Some(take) = filming.0.take() else { return };
    *status = match take.thread.join() {
        Ok(Ok(())) => {
            // Who has typed a bare name wants to know where that is.
            let path = take.request.path;
            FilmStatus::Saved(std::path::absolute(&path).unwrap_or(path))
        }
        Ok(Err(
            TakeError::Film(JobError::Interrupted) | TakeError::Export(ExportError::Interrupted),
        )) => FilmStatus::Cancelled,
        Ok(Err(error)) => FilmStatus::Failed(error.to_string()),
        Err(_) => FilmStatus::Failed("the film's thread stopped unexpectedly".to_owned()),
    };
}
