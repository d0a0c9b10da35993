//! The cancellation flag of an export.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A flag that Ctrl-C or a button raises. It is checked while a scene is computed, between frames, and while a file is
/// written. Clones share the flag.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// A flag that is not raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// A flag that is raised by Ctrl-C or, on Unix, by SIGINT, SIGTERM and SIGHUP. Only one call in a process can
    /// succeed.
    ///
    /// # Errors
    /// The handler cannot be installed, or was installed before.
    pub fn on_ctrl_c() -> Result<Self, ctrlc::Error> {
        Self::on_ctrl_c_then(|_| {})
    }

    /// Like [`on_ctrl_c`](Self::on_ctrl_c); each signal also calls `then` on a separate thread. Its argument is whether
    /// the flag was already raised.
    ///
    /// # Errors
    /// As [`on_ctrl_c`](Self::on_ctrl_c).
    pub fn on_ctrl_c_then(then: impl Fn(bool) + Send + 'static) -> Result<Self, ctrlc::Error> {
        let interrupt = Self::new();
        let raised = interrupt.clone();
        ctrlc::set_handler(move || {
            let was_raised = raised.0.swap(true, Ordering::Relaxed);
            then(was_raised);
        })?;
        Ok(interrupt)
    }

    /// Raises the flag, which cancels the export.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the flag is raised.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
