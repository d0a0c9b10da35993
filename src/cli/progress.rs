//! A bar on stderr while something long is worked out.

use std::{
    io::{IsTerminal, stderr},
    ops::ControlFlow,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::spawn,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Of what is quicker nothing is shown.
const QUICK: Duration = Duration::from_millis(500);
/// Between two looks of a bar that has nothing new to tell.
const TICK: Duration = Duration::from_millis(120);
/// Places of the bar.
const LENGTH: u64 = 1000;

/// The share of a command's work that is done; nothing where stderr is no terminal. Gone when it is dropped, which has to
/// be before the answer is printed.
pub struct Bar {
    bar: ProgressBar,
    /// Its end tells the thread that shows the bar that the work is done.
    _work: Option<Sender<()>>,
}

impl Bar {
    /// The work begins.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(LENGTH), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_bar} {percent} %") {
            bar.set_style(style);
        }
        let work = stderr().is_terminal().then(|| {
            let (work, done) = channel();
            let shown = bar.clone();
            // From beside, for not all that takes long tells how far it is.
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

    /// Looks on at the work, which is never stopped: Ctrl-C ends the program.
    pub fn watch(&self) -> impl FnMut(f64) -> ControlFlow<()> + Send + use<> {
        let bar = self.bar.clone();
        move |done| {
            bar.set_position((done * LENGTH as f64) as u64);
            ControlFlow::Continue(())
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::watch::{part, report};

    #[test]
    fn a_bar_stands_where_the_work_is() {
        let bar = Bar::new();
        let mut watch = bar.watch();
        report(&mut watch, 0.25).unwrap();
        assert_eq!(bar.bar.position(), 250);
        report(&mut part(&mut watch, 1, 2), 0.5).unwrap();
        assert_eq!(bar.bar.position(), 750);
    }
}
