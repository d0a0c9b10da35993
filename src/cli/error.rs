//! Why a command did not do what was asked.

use std::{io, process::ExitCode};

use thiserror::Error;

#[cfg(feature = "app")]
use crate::record::JobError;
use crate::{
    files::{FileError, WriteError},
    math::{catalogue::BuildError, descent::StartError, excerpt::message, progress::Cancelled},
    record::{
        export::ExportError, format::TargetError, outputs::OutputError, settings::SettingsError,
    },
    scene::SceneError,
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
    /// Whoever read the answer has read enough and is gone; exit code 0, and nobody to tell.
    #[error("the reader is gone")]
    ReaderGone,
}

impl CommandError {
    /// What only the feature `app` can do.
    #[cfg(not(feature = "app"))]
    pub(super) fn no_drawing() -> Self {
        Self::Failure("this build has no drawing: build it again with the feature `app`".to_owned())
    }

    /// Writes one line on stderr and returns the exit code.
    pub fn report(&self) -> ExitCode {
        let code = match self {
            Self::Input(_) => 2,
            Self::Failure(_) => 1,
            Self::ReaderGone => return ExitCode::SUCCESS,
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
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
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

ask_the_error!(ExportError, OutputError, WriteError);
#[cfg(feature = "app")]
ask_the_error!(JobError);

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

blame_the_input!(
    FileError,
    SceneError,
    BuildError,
    StartError,
    TargetError,
    SettingsError
);
