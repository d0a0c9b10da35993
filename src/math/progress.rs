//! Progress of long computations, and their cancellation.

use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

use thiserror::Error;

/// A progress callback: it receives the share of the work that is done, from 0 to 1 and never less than before, and may
/// cancel the work.
pub type Progress<'a> = dyn FnMut(f64) -> ControlFlow<()> + Send + 'a;

/// The computation was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("cancelled")]
pub struct Cancelled;

/// No progress callback.
pub fn no_progress(_done: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Reports the progress of one of several pieces of work of about the same length, the first of which is 0, as progress
/// of the whole.
pub fn part<'a>(
    progress: &'a mut Progress<'_>,
    piece: usize,
    of: usize,
) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
    let of = of.max(1) as f64;
    stretch(progress, [piece as f64 / of, (piece + 1) as f64 / of])
}

/// Reports the progress of a part of the work, that between two shares of the whole, as progress of the whole.
pub fn stretch<'a>(
    progress: &'a mut Progress<'_>,
    [from, to]: [f64; 2],
) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
    move |done| progress(from + (to - from) * done)
}

/// The shares of the whole between which several kinds of work are done one after the other, by the amount of each.
pub fn shares<const N: usize>(work: [f64; N]) -> [[f64; 2]; N] {
    let all = work.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut done = 0.0;
    work.map(|some| {
        let from = done;
        done = (done + some / all).min(1.0);
        [from, done]
    })
}

/// Reports that a share of the work is done.
///
/// # Errors
/// `progress` cancelled the work.
pub fn report(progress: &mut Progress, done: f64) -> Result<(), Cancelled> {
    match progress(done) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}

/// Reports the progress of many pieces of work that are done in parallel.
pub struct SharedProgress<'a, 'w> {
    /// With the number of pieces that are done.
    progress: Mutex<(&'a mut Progress<'w>, f64)>,
    of: f64,
}

impl<'a, 'w> SharedProgress<'a, 'w> {
    /// `of` pieces, none of which is done.
    pub fn new(progress: &'a mut Progress<'w>, of: usize) -> Self {
        Self {
            progress: Mutex::new((progress, 0.0)),
            of: of.max(1) as f64,
        }
    }

    /// Reports that more pieces are done.
    ///
    /// # Errors
    /// The work was cancelled: the pieces that are left need not be done.
    pub fn done(&self, more: usize) -> Result<(), Cancelled> {
        // A callback that panicked in another thread can still be asked.
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
    fn pieces_done_beside_each_other_are_told_in_order_and_can_be_stopped() {
        let mut told = Vec::new();
        {
            let mut progress = |done: f64| {
                told.push(done);
                match done < 0.5 {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            };
            let mut rest = stretch(&mut progress, [0.2, 1.0]);
            let pieces = SharedProgress::new(&mut rest, 1000);
            let end = (0..1000).into_par_iter().try_for_each(|_| pieces.done(1));
            assert_eq!(end, Err(Cancelled));
        }
        assert!(told.is_sorted() && told[0] > 0.2);
        // Each thread may be in the middle of a piece when another is stopped.
        assert!(told.len() < 500, "{}", told.len());
    }
}
