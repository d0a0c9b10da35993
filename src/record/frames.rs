//! Draws the frames of a film or a still, while earlier frames are encoded.

use std::sync::Arc;

use bevy::math::UVec2;

use super::{
    encoder::EncoderThread,
    interrupt::Interrupt,
    job::{ExportProgress, Job, JobError, OnProgress, computing_progress},
    stats::{Stage, Stats},
    studio::{Studio, StudioConfig},
};
use crate::view::{
    SceneOutcome,
    request::{FilmPlan, FilmSettings},
};

/// The number of later frames that the GPU draws while a frame is read back.
const FRAMES_IN_FLIGHT: usize = 1;

/// Computes the scene of a job, then draws and writes its frames.
///
/// # Errors
/// See [`JobError`]; no partial file is left.
pub(super) fn write_film(
    job: &Job,
    film: &FilmPlan,
    stats: &mut Stats,
    interrupt: &Interrupt,
    on_progress: &mut OnProgress,
) -> Result<(), JobError> {
    let source = Arc::new(job.source.clone());
    let outcome = stats.timed(Stage::Simulate, || {
        SceneOutcome::with_progress(
            source,
            None,
            &mut computing_progress(interrupt, on_progress),
        )
    });
    if interrupt.is_raised() {
        return Err(JobError::Interrupted);
    }
    let outcome = outcome?;
    let timeline = outcome.timeline.fitted_to(film.length);
    let outcome = outcome.with_timeline(timeline);
    let FilmSettings {
        width,
        height,
        frames: total,
        ..
    } = film.settings;
    on_progress(ExportProgress::Frames { drawn: 0, total });
    let mut encoder = EncoderThread::start(&job.request.target, film.settings)?;
    let mut studio = stats.timed(Stage::Start, || {
        Studio::open(StudioConfig {
            outcome,
            size: UVec2::new(width, height),
            language: job.request.language(),
            panels: job.request.panels,
            verbose: job.verbose,
        })
    })?;
    stats.begin_loop();
    let (mut started, mut drawn) = (0, 0);
    while drawn < total {
        if interrupt.is_raised() {
            return Err(JobError::Interrupted);
        }
        if started < total {
            stats.timed(Stage::Draw, || studio.draw(film.seconds_of(started)))?;
            started += 1;
        }
        let in_flight = if started < total { FRAMES_IN_FLIGHT } else { 0 };
        if let Some(pixels) = stats.timed(Stage::ReadBack, || studio.fetch(in_flight))? {
            encoder.push(pixels)?;
            drawn += 1;
            stats.count_frame();
            on_progress(ExportProgress::Frames { drawn, total });
        }
    }
    if job.request.stats.is_some() {
        // The first, the middle and the last frame.
        let times = [0, (total - 1) / 2, total - 1].map(|frame| film.seconds_of(frame));
        stats.picture = studio.composition(&times)?;
    }
    let encoding_time = encoder.finish()?;
    stats.add(Stage::Encode, encoding_time);
    Ok(())
}
