//! Films and other exports from the window. They are made on a separate thread, and films in a separate app, so that
//! the window stays responsive.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{Builder, JoinHandle},
    time::Instant,
};

use bevy::prelude::*;

use super::{ExportProgress, Job, JobError, interrupt::Interrupt};
use crate::{
    scene::Source,
    ui::{Document, ExportStatus, Simulator, UiCommand},
    view::{SceneOutcome, request::ExportRequest},
};

/// Handles [`UiCommand::Export`] and [`UiCommand::CancelExport`], one export at a time, and updates [`ExportStatus`].
pub(crate) struct FilmingPlugin;

impl Plugin for FilmingPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Filming>()
            .add_systems(Update, (begin_or_cancel, update_status).chain());
    }
}

/// The running export, if any.
#[derive(Resource, Default)]
struct Filming(Option<RunningExport>);

struct RunningExport {
    request: ExportRequest,
    interrupt: Interrupt,
    began: Instant,
    progress: Arc<Mutex<ExportProgress>>,
    thread: JoinHandle<Result<(), JobError>>,
}

fn begin_or_cancel(
    mut commands: MessageReader<UiCommand>,
    shown: Option<Res<SceneOutcome>>,
    document: Res<Document>,
    simulator: Res<Simulator>,
    mut filming: ResMut<Filming>,
    mut status: ResMut<ExportStatus>,
) {
    for command in commands.read() {
        match (command, &filming.0, &shown) {
            (UiCommand::CancelExport, Some(running), _) => running.interrupt.raise(),
            (UiCommand::Export(request), None, Some(shown)) => {
                match begin(request, simulator.source(&document, shown)) {
                    Ok(running) => {
                        filming.0 = Some(running);
                        *status = ExportStatus::Computing { fraction: 0.0 };
                    }
                    Err(error) => *status = ExportStatus::Failed(error.to_string()),
                }
            }
            _ => {}
        }
    }
}

fn begin(request: &ExportRequest, source: &Arc<Source>) -> std::io::Result<RunningExport> {
    let (began, interrupt) = (Instant::now(), Interrupt::new());
    let progress = Arc::new(Mutex::new(ExportProgress::Computing(0.0)));
    let thread = {
        let (interrupt, progress) = (interrupt.clone(), progress.clone());
        let (request, source) = (request.clone(), source.clone());
        Builder::new().name("film".to_owned()).spawn(move || {
            let job = Job::new(Source::clone(&source), request)?;
            job.run(began, &interrupt, |latest| {
                *progress.lock().unwrap_or_else(PoisonError::into_inner) = latest;
            })
        })?
    };
    Ok(RunningExport {
        request: request.clone(),
        interrupt,
        began,
        progress,
        thread,
    })
}

impl RunningExport {
    fn status(&self) -> ExportStatus {
        match *self.progress.lock().unwrap_or_else(PoisonError::into_inner) {
            ExportProgress::Computing(fraction) => ExportStatus::Computing { fraction },
            ExportProgress::Bytes(bytes) => ExportStatus::Writing { bytes },
            ExportProgress::Frames { drawn, total } => {
                let frames_per_second = drawn as f64 / self.began.elapsed().as_secs_f64();
                ExportStatus::Drawing {
                    frames: drawn,
                    total,
                    frames_per_second,
                    seconds_left: (drawn > 0).then(|| (total - drawn) as f64 / frames_per_second),
                }
            }
        }
    }
}

fn update_status(mut filming: ResMut<Filming>, mut status: ResMut<ExportStatus>) {
    let Some(running) = filming.0.take_if(|running| running.thread.is_finished()) else {
        if let Some(running) = &filming.0 {
            status.set_if_neq(running.status());
        }
        return;
    };
    *status = match running.thread.join() {
        Ok(Ok(())) => {
            // A relative path is reported as an absolute one.
            let path = running.request.target;
            ExportStatus::Saved(std::path::absolute(&path).unwrap_or(path))
        }
        Ok(Err(JobError::Interrupted)) => ExportStatus::Cancelled,
        Ok(Err(error)) => ExportStatus::Failed(error.to_string()),
        Err(_) => ExportStatus::Failed("the film's thread stopped unexpectedly".to_owned()),
    };
}
