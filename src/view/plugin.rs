//! The plugin that draws the picture, with its resources and system sets.

use bevy::prelude::*;

use super::{Canvas, FigureTables, PlaybackTime, PointSelection, Viewpoint, gpu, picture};
use crate::words::Language;

/// Draws the current [`SceneOutcome`](super::SceneOutcome).
pub struct ViewPlugin;

impl Plugin for ViewPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins(gpu::GpuPlugin)
            .init_resource::<PlaybackTime>()
            .init_resource::<Viewpoint>()
            .init_resource::<Canvas>()
            .init_resource::<PointSelection>()
            .init_resource::<CurrentLanguage>()
            .init_resource::<OnlySubjects>()
            .init_resource::<Tables>()
            .configure_sets(
                Update,
                (
                    ViewSystems::Tables,
                    ViewSystems::Paint,
                    ViewSystems::Compose,
                )
                    .chain(),
            )
            .add_systems(
                Update,
                (
                    picture::update_tables.in_set(ViewSystems::Tables),
                    picture::compose.in_set(ViewSystems::Compose),
                ),
            );
    }
}

/// The stages of a frame, in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ViewSystems {
    /// Computes the tables of a new simulation, look or language.
    Tables,
    /// Paints panels and text, which determines the area that is left for the picture.
    Paint,
    /// Builds the drawing of the picture.
    Compose,
}

/// The language of the picture's text.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurrentLanguage(pub Language);

/// Whether a picture shows its subjects alone, without axes and text.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OnlySubjects(pub bool);

/// The tables of all figures, which depend only on simulation, look and language. Empty before a scene is shown.
#[derive(Resource, Default)]
pub struct Tables(pub Vec<FigureTables>);
