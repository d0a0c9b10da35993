//! Discards stderr while graphics libraries run, because their messages are of no use to the user.

use std::{fs::OpenOptions, io};

use filedescriptor::{FileDescriptor, StdioDescriptor};

/// A guard that discards stderr while it is alive. It holds the original stderr; none if stderr is not redirected.
pub(super) struct StderrRedirect(Option<FileDescriptor>);

impl StderrRedirect {
    /// Redirects stderr unless `verbose`. If that fails, stderr stays as it is.
    pub(super) fn unless(verbose: bool) -> Self {
        Self((!verbose).then(discard_stderr).flatten())
    }

    /// The original stderr, even while it is redirected; `None` if it cannot be duplicated, for example because it is closed.
    pub(super) fn stderr(&self) -> Option<Box<dyn io::Write>> {
        let stderr = match &self.0 {
            Some(original) => original.try_clone(),
            None => FileDescriptor::dup(&io::stderr()),
        };
        Some(Box::new(stderr.ok()?))
    }
}

impl Drop for StderrRedirect {
    fn drop(&mut self) {
        if let Some(stderr) = &self.0 {
            // A failure cannot be reported, because stderr is still redirected.
            let _ = FileDescriptor::redirect_stdio(stderr, StdioDescriptor::Stderr);
        }
    }
}

/// Redirects stderr to the null device and returns the original.
fn discard_stderr() -> Option<FileDescriptor> {
    let null_device = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let file = OpenOptions::new().write(true).open(null_device).ok()?;
    FileDescriptor::redirect_stdio(&file, StdioDescriptor::Stderr).ok()
}
