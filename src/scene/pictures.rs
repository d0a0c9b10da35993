use serde::{Deserialize, Serialize};

use super::{SceneError, check::check_within, check::field_error};

/// Where the pictures of the rows of a table come from; they are drawn in place of points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Pictures {
    /// The features are pixels, row by row from the top, this many in a row, 1 to 1024.
    Pixels(u32),
    /// A column with the paths of PNG files, relative to the folder of the data.
    Files(String),
    /// One PNG file with all pictures side by side, row by row from the top left, as in the Embedding Projector.
    Sprite {
        /// The path of the file.
        file: String,
        /// Width and height of one picture in pixels, 1 to 1024.
        size: [u32; 2],
    },
}

impl Pictures {
    /// Checks everything that does not depend on data.
    pub(super) fn check(&self) -> Result<(), SceneError> {
        match self {
            Self::Pixels(width) => check_within("pictures: Pixels", *width, 1..=1024),
            Self::Files(column) if column.is_empty() => {
                Err(field_error("pictures: Files", "empty", "a column"))
            }
            Self::Files(_) => Ok(()),
            Self::Sprite { file, .. } if file.is_empty() => {
                Err(field_error("pictures: Sprite: file", "empty", "a PNG file"))
            }
            Self::Sprite { size, .. } => size
                .iter()
                .try_for_each(|&side| check_within("pictures: Sprite: size", side, 1..=1024)),
        }
    }
}
