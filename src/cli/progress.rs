//! Progress bars on stderr for long computations and for films.

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
use super::redirect::StderrRedirect;

/// The time before the bar is shown; shorter computations show none.
const BAR_DELAY: Duration = Duration::from_millis(500);
/// The time between two frames of the spinner.
const SPINNER_INTERVAL: Duration = Duration::from_millis(120);
/// The number of positions of the bar; its resolution.
const BAR_LENGTH: u64 = 1000;

/// The progress bar of a command; hidden if stderr is no terminal. It is cleared when it is dropped, which has to
/// happen before the result is printed.
pub(super) struct Bar {
    bar: ProgressBar,
    /// Dropping it tells the thread that shows the bar that the command is done.
    _running: Option<Sender<()>>,
}

impl Bar {
    /// Starts a bar.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(BAR_LENGTH), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_bar} {percent} %") {
            bar.set_style(style);
        }
        let running = stderr().is_terminal().then(|| {
            let (running, done) = channel();
            let shown = bar.clone();
            // On a separate thread, since not every long computation reports progress.
            spawn(move || {
                if done.recv_timeout(BAR_DELAY) == Err(RecvTimeoutError::Timeout) {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(SPINNER_INTERVAL);
                }
            });
            running
        });
        Self {
            bar,
            _running: running,
        }
    }

    /// A progress callback, which never cancels: Ctrl-C ends the program.
    pub(super) fn progress(&self) -> impl FnMut(f64) -> ControlFlow<()> + Send + use<> {
        let bar = self.bar.clone();
        move |done| {
            set_position(&bar, done);
            ControlFlow::Continue(())
        }
    }

    /// Sets the share that is done, from 0 to 1.
    pub(super) fn set_position(&self, done: f64) {
        set_position(&self.bar, done);
    }
}

fn set_position(bar: &ProgressBar, done: f64) {
    bar.set_position((done * BAR_LENGTH as f64) as u64);
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A progress bar of frames, with frames per second and the time left; hidden if stderr is no terminal. It is cleared
/// when it is dropped.
#[cfg(feature = "app")]
pub(super) struct FrameBar {
    verbose: bool,
    /// Suppresses the output of drivers until the first frame is drawn.
    redirect: Option<StderrRedirect>,
    bar: Option<ProgressBar>,
}

#[cfg(feature = "app")]
impl FrameBar {
    /// Starts before the first frame. With `verbose`, drivers may write to stderr.
    pub(super) fn new(verbose: bool) -> Self {
        Self {
            verbose,
            redirect: None,
            bar: None,
        }
    }

    /// Sets the number of frames drawn; 0 before the first.
    pub(super) fn show(&mut self, drawn: u64, total: u64) {
        if drawn == 0 {
            self.redirect = Some(StderrRedirect::unless(self.verbose));
            return;
        }
        self.redirect = None;
        let bar = self.bar.get_or_insert_with(|| frames_bar(total));
        bar.set_position(drawn);
    }
}

#[cfg(feature = "app")]
impl Drop for FrameBar {
    fn drop(&mut self) {
        self.redirect = None;
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
                // A bar that cannot be written must not stop a film.
                let _ = write!(text, "{:.1} frames/s", state.per_sec());
            },
        ));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::progress::{piece_progress, report};

    #[test]
    fn a_bar_shows_the_share_that_is_done() {
        let bar = Bar::new();
        let mut progress = bar.progress();
        report(&mut progress, 0.25).unwrap();
        assert_eq!(bar.bar.position(), 250);
        report(&mut piece_progress(&mut progress, 1, 2), 0.5).unwrap();
        assert_eq!(bar.bar.position(), 750);
    }
}
