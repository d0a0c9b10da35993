//! The frames of a film or a still, drawn one after another while earlier ones are encoded.

use std::sync::Arc;

use bevy::math::UVec2;

use super::{
    encoder::EncoderThread,
    interrupt::Interrupt,
    job::{ExportProgress, Job, JobError, Tell, computing},
    stats::{Stage, Stats},
    studio::{Studio, StudioConfig},
};
use crate::view::{
    SceneOutcome,
    request::{FilmPlan, FilmSettings},
};

/// Frames that are being drawn while an earlier one is fetched.
const UNDER_WAY: usize = 1;

/// Computes the scene of a job, then draws and writes its frames.
///
/// # Errors
/// See [`JobError`]; nothing is left behind.
pub(super) fn make(
    job: &Job,
    film: &FilmPlan,
    stats: &mut Stats,
    interrupt: &Interrupt,
    tell: &mut Tell,
) -> Result<(), JobError> {
    let source = Arc::new(job.source.clone());
    let shown = stats.timed(Stage::Simulate, || {
        SceneOutcome::with_progress(source, None, &mut computing(interrupt, tell))
    });
    if interrupt.is_raised() {
        return Err(JobError::Interrupted);
    }
    let shown = shown?;
    let timeline = shown.timeline.fitted_to(film.length);
    let shown = shown.with_timeline(timeline);
    let FilmSettings {
        width,
        height,
        frames: total,
        ..
    } = film.settings;
    tell(ExportProgress::Frames { drawn: 0, total });
    let mut encoder = EncoderThread::start(&job.request.target, film.settings)?;
    let mut studio = stats.timed(Stage::Start, || {
        Studio::open(StudioConfig {
            shown,
            size: UVec2::new(width, height),
            language: job.request.language(),
            panels: job.request.panels,
            verbose: job.verbose,
        })
    })?;
    stats.loop_begins();
    let (mut begun, mut drawn) = (0, 0);
    while drawn < total {
        if interrupt.is_raised() {
            return Err(JobError::Interrupted);
        }
        if begun < total {
            stats.timed(Stage::Draw, || studio.draw(film.seconds_of(begun)))?;
            begun += 1;
        }
        let under_way = if begun < total { UNDER_WAY } else { 0 };
        if let Some(pixels) = stats.timed(Stage::ReadBack, || studio.fetch(under_way))? {
            encoder.push(pixels)?;
            drawn += 1;
            stats.frame_done();
            tell(ExportProgress::Frames { drawn, total });
        }
    }
    let encoded = encoder.finish()?;
    stats.add(Stage::Encode, encoded.time);
    Ok(())
}
