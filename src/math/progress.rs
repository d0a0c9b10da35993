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

/// Maps the progress of the `piece`-th (from 0) of several equal pieces to progress of the whole.
pub fn piece_progress<'a>(
    progress: &'a mut Progress<'_>,
    piece: usize,
    of: usize,
) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
    let of = of.max(1) as f64;
    stage_progress(progress, [piece as f64 / of, (piece + 1) as f64 / of])
}

/// Maps the progress of a stage to progress of the whole, between two given fractions.
pub fn stage_progress<'a>(
    progress: &'a mut Progress<'_>,
    [from, to]: [f64; 2],
) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
    move |done| progress(from + (to - from) * done)
}

/// The fractions of the whole at which consecutive stages begin and end, from the amount of work in each.
pub fn stage_ranges<const N: usize>(work: [f64; N]) -> [[f64; 2]; N] {
    let all = work.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut done = 0.0;
    work.map(|some| {
        let from = done;
        done = (done + some / all).min(1.0);
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

/// Reports the progress of many pieces of work that run in parallel.
pub struct SharedProgress<'a, 'w> {
    /// With the number of finished pieces.
    progress: Mutex<(&'a mut Progress<'w>, f64)>,
    of: f64,
}

impl<'a, 'w> SharedProgress<'a, 'w> {
    /// A report over `of` pieces, none of which is finished.
    pub fn new(progress: &'a mut Progress<'w>, of: usize) -> Self {
        Self {
            progress: Mutex::new((progress, 0.0)),
            of: of.max(1) as f64,
        }
    }

    /// Reports that `more` pieces are finished.
    ///
    /// # Errors
    /// The computation was cancelled: the remaining pieces can be skipped.
    pub fn done(&self, more: usize) -> Result<(), Cancelled> {
        // Ignore poisoning: the callback can still be called after a panic in another thread.
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let (progress, done) = &mut *progress;
        *done += more as f64;
        report(*progress, (*done / self.of).min(1.0))
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
