//! `fallline [SCENE]`: a window.

use clap::Args;

use super::{CommandError, DrawingArguments};
use crate::scene::Source;

/// What the window is opened with.
#[derive(Debug, Args)]
pub struct WindowArguments {
    /// A scene of the gallery (`fallline list scenes`) or a .ron file
    pub scene: Option<String>,
    /// How it is drawn.
    #[command(flatten)]
    pub drawing: DrawingArguments,
}

/// Opens the scene, then a window on it.
///
/// # Errors
/// An unknown or unreadable scene; nothing to draw on or with.
pub fn run(arguments: WindowArguments) -> Result<(), CommandError> {
    let source = arguments.scene.as_deref().map(Source::open).transpose()?;
    open(source, &arguments.drawing)
}

#[cfg(feature = "app")]
fn open(_source: Option<Source>, _drawing: &DrawingArguments) -> Result<(), CommandError> {
    Err(CommandError::Failure(
        "the window cannot be opened yet".to_owned(),
    ))
}

#[cfg(not(feature = "app"))]
fn open(_source: Option<Source>, _drawing: &DrawingArguments) -> Result<(), CommandError> {
    Err(CommandError::no_drawing())
}
