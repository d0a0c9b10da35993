//! The cancellation of an export, seen by whatever makes a file.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

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

    /// Raises it: what is being made is cancelled.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is raised.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
