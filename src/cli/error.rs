//! Why a command did not do what was asked.

use std::{io, process::ExitCode};

use thiserror::Error;

#[cfg(feature = "app")]
use crate::ui::OpenError;
use crate::{
    files::FileError,
    math::{catalogue::BuildError, descent::StartError, excerpt::message, progress::Cancelled},
    record::JobError,
    scene::SceneError,
    view::request::TargetError,
};

/// Why a command did not do what was asked, in one line for people.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The input is to blame; exit code 2.
    #[error("{0}")]
    Input(String),
    /// Anything else; exit code 1.
    #[error("{0}")]
    Failure(String),
    /// The reader of the answer has closed the pipe, as `head` does; exit code 0, and no message.
    #[error("broken pipe")]
    BrokenPipe,
}

impl CommandError {
    /// What only the feature `app` can do.
    #[cfg(not(feature = "app"))]
    pub(super) fn no_drawing() -> Self {
        JobError::NoDrawing.into()
    }

    /// Writes one line on stderr and returns the exit code.
    pub fn report(&self) -> ExitCode {
        let code = match self {
            Self::Input(_) => 2,
            Self::Failure(_) => 1,
            Self::BrokenPipe => return ExitCode::SUCCESS,
        };
        let line = message(&self.to_string());
        // Where stderr is closed too, the exit code has to do.
        let _ = io::Write::write_all(&mut io::stderr(), format!("error: {line}\n").as_bytes());
        ExitCode::from(code)
    }
}

impl From<Cancelled> for CommandError {
    fn from(error: Cancelled) -> Self {
        Self::Failure(error.to_string())
    }
}

impl From<io::Error> for CommandError {
    /// An answer that could not be written.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Failure(format!("the answer could not be written: {error}")),
        }
    }
}

impl From<serde_json::Error> for CommandError {
    /// An answer that could not be written.
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

/// Errors that know whether the input or the machine is at fault.
macro_rules! ask_the_error {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                match error.is_input() {
                    true => Self::Input(error.to_string()),
                    false => Self::Failure(error.to_string()),
                }
            }
        })+
    };
}

ask_the_error!(FileError, JobError, SceneError);
#[cfg(feature = "app")]
ask_the_error!(OpenError);

/// What only the person who typed it can put right.
macro_rules! blame_the_input {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                Self::Input(error.to_string())
            }
        })+
    };
}

blame_the_input!(BuildError, StartError, TargetError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::WriteError;

    #[test]
    fn a_full_disk_is_no_fault_of_the_input() {
        let failed = |kind: io::ErrorKind| -> CommandError {
            let error = WriteError {
                path: "scene.ron".into(),
                source: kind.into(),
            };
            SceneError::from(FileError::from(error)).into()
        };
        let full = failed(io::ErrorKind::StorageFull);
        assert!(matches!(full, CommandError::Failure(_)), "{full}");
        let misnamed = failed(io::ErrorKind::NotFound);
        assert!(matches!(misnamed, CommandError::Input(_)), "{misnamed}");
        let cancelled = CommandError::from(SceneError::from(Cancelled));
        assert!(matches!(cancelled, CommandError::Failure(_)), "{cancelled}");
    }
}
