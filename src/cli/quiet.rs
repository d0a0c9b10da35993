//! Silence for drivers: what graphics libraries say on stderr by themselves is of no use to whoever made a film.

use std::{fs::OpenOptions, io};

use filedescriptor::{FileDescriptor, StdioDescriptor};

/// While this lives, what is written to stderr goes nowhere.
pub struct Quiet(Option<FileDescriptor>);

impl Quiet {
    /// Begins the silence, unless the person wants to hear everything. Where it cannot be had, there is none.
    pub fn unless(verbose: bool) -> Self {
        Self((!verbose).then(redirect).flatten())
    }

    /// The real stderr, redirected or not; none where it is closed.
    pub fn voice(&self) -> Option<Box<dyn io::Write>> {
        let voice = match &self.0 {
            Some(stderr) => stderr.try_clone(),
            None => FileDescriptor::dup(&io::stderr()),
        };
        Some(Box::new(voice.ok()?))
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
