use std::{error::Error, path::PathBuf};

use super::Origin;
use crate::{
    files::{FileError, path_excerpt},
    math::{excerpt::excerpt, names::UnknownName, progress::Cancelled},
};

/// Why a scene is invalid; one line that says what is wrong, where, and what is allowed.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// There is no gallery scene of this name.
    #[error("{0} (a scene of your own is a file that ends in .ron)")]
    UnknownScene(UnknownName),
    /// The text is not a scene.
    #[error("{}, line {line}, column {column}: {problem}", excerpt(.origin))]
    Syntax {
        /// The path of the file, or a name for other text.
        origin: String,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The message of the parser.
        problem: String,
    },
    /// The value of a field is out of range.
    #[error("{field} is {}; it must be {allowed}", excerpt(.value))]
    Field {
        /// The path of the field, such as `look.points.size`.
        field: String,
        /// The value as written.
        value: String,
        /// The allowed values, as the end of "it must be …".
        allowed: String,
    },
    /// The scene exceeds a limit of the cost.
    #[error("{count} {counted} are more than {limit}; {advice}")]
    TooCostly {
        /// The requested amount.
        count: u64,
        /// What is counted, such as `updates of all runs together`.
        counted: &'static str,
        /// The limit of that amount.
        limit: u64,
        /// What to change, as an instruction.
        advice: String,
    },
    /// The landscape is unknown, or its settings are invalid.
    #[error("landscape: {0}")]
    Landscape(Cause),
    /// A run has an unknown optimizer or schedule, invalid settings or an unusable start.
    #[error("run {run}: {cause}")]
    Run {
        /// The number of the run, from 1.
        run: usize,
        /// The reason, without the number of the run.
        cause: Cause,
    },
    /// The data cannot be shown with these settings.
    #[error("{}: {cause}", excerpt(.data))]
    Data {
        /// The name or the path as in the scene.
        data: String,
        /// The reason, without the name of the data.
        cause: Cause,
    },
    /// An error in a scene file.
    #[error("{}: {cause}", excerpt(.origin))]
    InFile {
        /// The path of the scene file.
        origin: String,
        /// The error in the scene.
        cause: Box<Self>,
    },
    /// Saving the scene here would overwrite its data.
    #[error(
        "'{}' holds data of the scene, which would be lost; choose another name",
        path_excerpt(.0)
    )]
    Overwrites(PathBuf),
    /// A file cannot be read or parsed.
    #[error(transparent)]
    File(#[from] FileError),
    /// The computation was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The cause of a [`SceneError`].
pub type Cause = Box<dyn Error + Send + Sync>;

impl SceneError {
    /// Whether the scene is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input_error(&self) -> bool {
        match self {
            Self::File(error) => error.is_input_error(),
            Self::InFile { cause, .. } => cause.is_input_error(),
            Self::Cancelled(_) => false,
            _ => true,
        }
    }

    /// Adds the file of the scene to the error, unless the error names it already or is a cancellation.
    #[must_use]
    pub fn with_origin(self, origin: &Origin) -> Self {
        match (origin, self) {
            (
                Origin::File(_),
                known @ (Self::Syntax { .. } | Self::InFile { .. } | Self::Cancelled(_)),
            ) => known,
            (Origin::File(_), error) => Self::InFile {
                origin: origin.to_string(),
                cause: Box::new(error),
            },
            (Origin::Gallery(_) | Origin::Text, error) => error,
        }
    }
}
