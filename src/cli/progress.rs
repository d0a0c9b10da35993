//! A progress bar on stderr for long computations.

use std::{
    io::{IsTerminal, stderr},
    ops::ControlFlow,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::spawn,
    time::Duration,
};

#[cfg(feature = "app")]
use indicatif::ProgressState;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

#[cfg(feature = "app")]
use super::quiet::Quiet;

/// Nothing is shown of what takes less.
const QUICK: Duration = Duration::from_millis(500);
/// Between two frames of the spinner.
const TICK: Duration = Duration::from_millis(120);
/// Positions of the bar.
const LENGTH: u64 = 1000;

/// The share of a command's work that is done; nothing where stderr is no terminal. It is cleared when it is dropped, which
/// has to be before the answer is printed.
pub struct Bar {
    bar: ProgressBar,
    /// Dropped, it tells the thread that shows the bar that the work is done.
    _work: Option<Sender<()>>,
}

impl Bar {
    /// A bar for work that begins now.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(LENGTH), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_bar} {percent} %") {
            bar.set_style(style);
        }
        let work = stderr().is_terminal().then(|| {
            let (work, done) = channel();
            let shown = bar.clone();
            // On a thread of its own, since not all that takes long reports its progress.
            spawn(move || {
                if done.recv_timeout(QUICK) == Err(RecvTimeoutError::Timeout) {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(TICK);
                }
            });
            work
        });
        Self { bar, _work: work }
    }

    /// A progress callback for the work, which it never cancels: Ctrl-C ends the program.
    pub fn progress(&self) -> impl FnMut(f64) -> ControlFlow<()> + Send + use<> {
        let bar = self.bar.clone();
        move |done| {
            set(&bar, done);
            ControlFlow::Continue(())
        }
    }

    /// Shows that a share of the work is done, from 0 to 1.
    pub fn set(&self, done: f64) {
        set(&self.bar, done);
    }
}

fn set(bar: &ProgressBar, done: f64) {
    bar.set_position((done * LENGTH as f64) as u64);
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Frames drawn, frames a second and the time left; nothing where stderr is no terminal. Cleared when it is dropped.
#[cfg(feature = "app")]
pub struct DrawnFrames {
    verbose: bool,
    /// Drivers write to stderr until the first frame is there.
    quiet: Option<Quiet>,
    bar: Option<ProgressBar>,
}

#[cfg(feature = "app")]
impl DrawnFrames {
    /// Nothing is drawn yet. With `verbose`, drivers may write to stderr.
    pub fn new(verbose: bool) -> Self {
        Self {
            verbose,
            quiet: None,
            bar: None,
        }
    }

    /// Shows that so many frames are drawn; 0 before the first.
    pub fn show(&mut self, drawn: u64, total: u64) {
        if drawn == 0 {
            self.quiet = Some(Quiet::unless(self.verbose));
            return;
        }
        self.quiet = None;
        let bar = self.bar.get_or_insert_with(|| frames_bar(total));
        bar.set_position(drawn);
    }
}

#[cfg(feature = "app")]
impl Drop for DrawnFrames {
    fn drop(&mut self) {
        self.quiet = None;
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(feature = "app")]
fn frames_bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let template = "{wide_bar} {pos}/{len}  {per_sec}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.with_key(
            "per_sec",
            |state: &ProgressState, text: &mut dyn std::fmt::Write| {
                // A bar that cannot be written is not worth stopping a film for.
                let _ = write!(text, "{:.1} frames/s", state.per_sec());
            },
        ));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::progress::{part, report};

    #[test]
    fn a_bar_shows_the_share_of_the_work_that_is_done() {
        let bar = Bar::new();
        let mut progress = bar.progress();
        report(&mut progress, 0.25).unwrap();
        assert_eq!(bar.bar.position(), 250);
        report(&mut part(&mut progress, 1, 2), 0.5).unwrap();
        assert_eq!(bar.bar.position(), 750);
    }
}
