//! Errors of commands.

use std::{io, process::ExitCode};

use thiserror::Error;

#[cfg(feature = "app")]
use crate::ui::OpenError;
use crate::{
    files::FileError,
    math::{catalogue::BuildError, descent::StartError, excerpt::single_line, progress::Cancelled},
    record::JobError,
    scene::SceneError,
    view::request::TargetError,
};

/// The error of a command, as one line for the user.
#[derive(Debug, Error)]
pub(super) enum CommandError {
    /// The input is invalid; exit code 2.
    #[error("{0}")]
    Input(String),
    /// Anything else; exit code 1.
    #[error("{0}")]
    Failure(String),
    /// The reader of stdout has closed the pipe, as `head` does; exit code 0 and no message.
    #[error("broken pipe")]
    BrokenPipe,
}

impl CommandError {
    /// The error of a build without the feature `app`.
    #[cfg(not(feature = "app"))]
    pub(super) fn no_drawing() -> Self {
        JobError::NoDrawing.into()
    }

    /// Writes the error to stderr as one line and returns the exit code.
    pub(super) fn report(&self) -> ExitCode {
        let code = match self {
            Self::Input(_) => 2,
            Self::Failure(_) => 1,
            Self::BrokenPipe => return ExitCode::SUCCESS,
        };
        let line = single_line(&self.to_string());
        // If stderr is closed too, only the exit code is left.
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
    /// An error of writing the output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Failure(format!("cannot write the output: {error}")),
        }
    }
}

impl From<serde_json::Error> for CommandError {
    /// An error of writing JSON to the output.
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

/// Converts errors with a method `is_input_error` to [`CommandError`].
macro_rules! from_classified_errors {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                match error.is_input_error() {
                    true => Self::Input(error.to_string()),
                    false => Self::Failure(error.to_string()),
                }
            }
        })+
    };
}

from_classified_errors!(FileError, JobError, SceneError);
#[cfg(feature = "app")]
from_classified_errors!(OpenError);

/// Converts errors that are always caused by the input to [`CommandError`].
macro_rules! from_input_errors {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                Self::Input(error.to_string())
            }
        })+
    };
}

from_input_errors!(BuildError, StartError, TargetError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::WriteError;

    #[test]
    fn a_full_disk_is_not_an_input_error() {
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
