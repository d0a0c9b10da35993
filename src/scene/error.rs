use std::{error::Error, path::PathBuf};

use super::Origin;
use crate::{
    files::{FileError, path_excerpt},
    math::{excerpt::excerpt, names::UnknownName, progress::Cancelled},
};

/// Why a scene cannot be shown; one line that says what is wrong, where, and what is allowed.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// No scene of the gallery has this name.
    #[error("{0} (a scene of your own is a file that ends in .ron)")]
    Unknown(UnknownName),
    /// The text is no scene.
    #[error("{}, line {line}, column {column}: {problem}", excerpt(.origin))]
    Syntax {
        /// The file, or what else the text came from.
        origin: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A field holds what it must not.
    #[error("{field} is {}; it has to be {allowed}", excerpt(.value))]
    Field {
        /// Where, such as `look.text_size`.
        field: String,
        /// The value.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// It asks for too much to be computed.
    #[error("{count} {what} are more than {most}; {lower}")]
    TooMuch {
        /// How many.
        count: u64,
        /// Of what.
        what: &'static str,
        /// The most that there may be.
        most: u64,
        /// What to lower.
        lower: String,
    },
    /// The landscape is unknown, or cannot be built from its settings.
    #[error("landscape: {0}")]
    Landscape(Cause),
    /// A run has an unknown algorithm, settings out of range or an impossible start.
    #[error("run {run}: {cause}")]
    Run {
        /// From 1.
        run: usize,
        /// What is wrong.
        cause: Cause,
    },
    /// A data set cannot be shown as it is.
    #[error("{}: {cause}", excerpt(.data))]
    Data {
        /// Its name or path, as the scene has it.
        data: String,
        /// What is wrong.
        cause: Cause,
    },
    /// Something is wrong in the scene of a file.
    #[error("{}: {cause}", excerpt(.origin))]
    In {
        /// The file.
        origin: String,
        /// What is wrong.
        cause: Box<Self>,
    },
    /// Nothing can be saved in place of the scene's data.
    #[error(
        "'{}' holds data of the scene, which would be lost; choose another name",
        path_excerpt(.0)
    )]
    Overwrites(PathBuf),
    /// A file cannot be read or is no table.
    #[error(transparent)]
    File(#[from] FileError),
    /// It was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The cause of a [`SceneError`].
pub type Cause = Box<dyn Error + Send + Sync>;

impl SceneError {
    /// Whether the scene is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input(&self) -> bool {
        match self {
            Self::File(error) => error.is_input(),
            Self::In { cause, .. } => cause.is_input(),
            Self::Cancelled(_) => false,
            _ => true,
        }
    }

    /// The same with the file that the scene comes from, where that is not said yet. What was cancelled stays so.
    #[must_use]
    pub fn of(self, origin: &Origin) -> Self {
        match (origin, self) {
            (
                Origin::File(_),
                known @ (Self::Syntax { .. } | Self::In { .. } | Self::Cancelled(_)),
            ) => known,
            (Origin::File(_), error) => Self::In {
                origin: origin.to_string(),
                cause: Box::new(error),
            },
            (Origin::Gallery(_) | Origin::Text, error) => error,
        }
    }
}
