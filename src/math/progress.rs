//! Progress reports and cancellation of long computations.

use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

use thiserror::Error;

/// A progress callback. It receives the fraction of the work done, from 0 to 1 and never decreasing, and can cancel the
/// work by returning `Break`.
pub type Progress<'a> = dyn FnMut(f64) -> ControlFlow<()> + Send + 'a;

/// The computation was cancelled by its progress callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("cancelled")]
pub struct Cancelled;

/// A progress callback that ignores reports and never cancels.
pub fn no_progress(_done: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A callback for one of several equal pieces of the work, by its index, that reports progress of the whole.
pub fn piece_progress<'a>(
    progress: &'a mut Progress<'_>,
    piece: usize,
    pieces: usize,
) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
    let pieces = pieces.max(1) as f64;
    stage_progress(
        progress,
        [piece as f64 / pieces, (piece + 1) as f64 / pieces],
    )
}

/// A callback for one stage of the work, which runs between two fractions of the whole, that reports progress of the
/// whole.
pub fn stage_progress<'a>(
    progress: &'a mut Progress<'_>,
    [from, to]: [f64; 2],
) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
    move |done| progress(from + (to - from) * done)
}

/// The fractions of the whole at which consecutive stages begin and end, from the amount of work in each, in any unit.
pub fn stage_ranges<const N: usize>(work: [f64; N]) -> [[f64; 2]; N] {
    let total = work.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut done = 0.0;
    work.map(|amount| {
        let from = done;
        done = (done + amount / total).min(1.0);
        [from, done]
    })
}

/// Reports the fraction of the work done.
///
/// # Errors
/// `progress` cancelled the computation.
pub fn report(progress: &mut Progress, done: f64) -> Result<(), Cancelled> {
    match progress(done) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}

/// Reports the progress of pieces of work that run in parallel.
pub struct SharedProgress<'a, 'w> {
    /// The callback and the number of finished pieces.
    progress: Mutex<(&'a mut Progress<'w>, f64)>,
    /// The number of all pieces, at least 1.
    pieces: f64,
}

impl<'a, 'w> SharedProgress<'a, 'w> {
    /// The progress of `pieces` pieces, none of which is finished.
    pub fn new(progress: &'a mut Progress<'w>, pieces: usize) -> Self {
        Self {
            progress: Mutex::new((progress, 0.0)),
            pieces: pieces.max(1) as f64,
        }
    }

    /// Adds `pieces` to the number of finished pieces and reports the progress.
    ///
    /// # Errors
    /// The callback cancelled the computation, so the remaining pieces can be skipped.
    pub fn done(&self, pieces: usize) -> Result<(), Cancelled> {
        // The callback can still be called after a panic in another thread, so poisoning is ignored.
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let (progress, done) = &mut *progress;
        *done += pieces as f64;
        report(*progress, (*done / self.pieces).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn parallel_pieces_are_reported_in_order_and_can_be_cancelled() {
        let mut reports = Vec::new();
        {
            let mut progress = |done: f64| {
                reports.push(done);
                match done < 0.5 {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            };
            let mut rest = stage_progress(&mut progress, [0.2, 1.0]);
            let pieces = SharedProgress::new(&mut rest, 1000);
            let end = (0..1000).into_par_iter().try_for_each(|_| pieces.done(1));
            assert_eq!(end, Err(Cancelled));
        }
        assert!(reports.is_sorted() && reports[0] > 0.2);
        // A thread may be in the middle of a piece when another one cancels.
        assert!(reports.len() < 500, "{}", reports.len());
    }
}
