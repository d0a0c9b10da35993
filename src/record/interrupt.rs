//! The wish to stop, seen by whatever makes a file.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::math::progress::Progress;

/// A flag that Ctrl-C or a button raises, and that is looked at between frames and while a file is written. Its copies
/// are one flag.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// A flag that is down.
    pub fn new() -> Self {
        Self::default()
    }

    /// A flag that Ctrl-C and the system's request to end (SIGINT, SIGTERM, SIGHUP) raise. Only the first call of a
    /// process can succeed.
    ///
    /// # Errors
    /// The system refuses, or it was called before.
    pub fn on_ctrl_c() -> Result<Self, ctrlc::Error> {
        Self::on_ctrl_c_then(|_| {})
    }

    /// The same; `then` is called each time, on a thread of its own, with whether the flag was raised before.
    ///
    /// # Errors
    /// As [`on_ctrl_c`](Self::on_ctrl_c).
    pub fn on_ctrl_c_then(then: impl Fn(bool) + Send + 'static) -> Result<Self, ctrlc::Error> {
        let interrupt = Self::new();
        let raised = interrupt.clone();
        ctrlc::set_handler(move || {
            let before = raised.0.swap(true, Ordering::Relaxed);
            then(before);
        })?;
        Ok(interrupt)
    }

    /// Asks for the end.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// A progress callback that passes on to `progress`, and cancels the work once the flag is raised.
    pub fn over<'a>(
        &'a self,
        progress: &'a mut Progress<'_>,
    ) -> impl FnMut(f64) -> ControlFlow<()> + Send + 'a {
        move |done| match self.is_raised() {
            true => ControlFlow::Break(()),
            false => progress(done),
        }
    }

    /// Whether the end was asked for.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
