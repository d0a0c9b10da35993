//! Looking on while something long is worked out.

use std::ops::ControlFlow;

/// What looks on: it is told the share of the work that is done, from 0 to 1 and never less than before, and may stop the
/// work.
pub type Watch<'a> = dyn FnMut(f64) -> ControlFlow<()> + 'a;

/// Looks on without a word.
pub fn unwatched(_done: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Looks on at one of several pieces of work of about the same length, the first of which is 0, for whoever looks on at all.
pub fn part<'a>(
    watch: &'a mut Watch<'_>,
    piece: usize,
    of: usize,
) -> impl FnMut(f64) -> ControlFlow<()> + 'a {
    move |done| watch((piece as f64 + done) / of as f64)
}
