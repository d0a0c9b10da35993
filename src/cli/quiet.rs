//! Silence for drivers: what graphics libraries say on stderr by themselves is of no use to whoever made a film.

use std::fs::OpenOptions;

use filedescriptor::{FileDescriptor, StdioDescriptor};

/// While this lives, what is written to stderr goes nowhere.
pub struct Quiet(Option<FileDescriptor>);

impl Quiet {
    /// Begins the silence, unless the person wants to hear everything. Where it cannot be had, there is none.
    pub fn unless(verbose: bool) -> Self {
        Self((!verbose).then(redirect).flatten())
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(stderr) = &self.0 {
            // It worked in one direction; there is nobody to tell if it does not in the other.
            let _ = FileDescriptor::redirect_stdio(stderr, StdioDescriptor::Stderr);
        }
    }
}

fn redirect() -> Option<FileDescriptor> {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let file = OpenOptions::new().write(true).open(nowhere).ok()?;
    FileDescriptor::redirect_stdio(&file, StdioDescriptor::Stderr).ok()
}
