//! The picture: a pure function of a simulation and a moment, drawn on the GPU.
//!
//! [`SceneOutcome`] says what, [`PlaybackTime`] when, [`Viewpoint`] from where, [`Canvas`] on which pixels; where a scene has several
//! figures, [`figures`] gives each its own of these four. From these four,
//! [`picture`] makes a [`gpu::Drawing`] and [`overlay`] paints the text; nothing is remembered from frame to frame but
//! tables that depend on the simulation and the look alone ([`Tables`]).

pub mod arrows;
pub mod attention;
pub mod axes;
pub mod chart_source;
pub mod charts;
pub mod contents;
pub mod contour_labels;
pub mod depiction;
pub mod explain;
pub mod figures;
pub mod frame;
pub mod gpu;
pub mod insets;
pub mod labels;
pub mod layout;
pub mod legend;
pub mod marks;
pub mod morph;
pub mod outcome;
pub mod outline;
pub mod overlay;
pub mod picture;
pub mod request;
pub mod scale;
pub mod stage;
pub mod surface;
pub mod surface_mesh;
pub mod tags;
pub mod texts;
pub mod theme;
pub mod trail;
pub mod verdict;
pub mod viewpoint;

pub use attention::Attention;
use bevy::prelude::*;
pub use depiction::FigureTables;
pub use outcome::{FigureOutcome, SceneOutcome};
pub use viewpoint::{Viewpoint, pose};

use crate::{
    view::{layout::Measure, stage::Area},
    words::Language,
};

/// Draws what [`SceneOutcome`] holds.
pub struct ViewPlugin;

impl Plugin for ViewPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins(gpu::GpuPlugin)
            .init_resource::<PlaybackTime>()
            .init_resource::<Viewpoint>()
            .init_resource::<Canvas>()
            .init_resource::<Attention>()
            .init_resource::<CurrentLanguage>()
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
                    picture::make_tables.in_set(ViewSystems::Tables),
                    picture::compose.in_set(ViewSystems::Compose),
                ),
            );
    }
}

/// What happens in a frame, in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ViewSystems {
    /// Tables are computed for a new simulation or look.
    Tables,
    /// Panels and text are painted, which says what is left of the window for the picture.
    Paint,
    /// The picture is composed.
    Compose,
}

/// The moment that is shown.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct PlaybackTime {
    /// Seconds of playback.
    pub seconds: f64,
}

/// The pixels that the picture is drawn on.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Canvas {
    /// In points, which are `pixels_per_point` pixels wide.
    pub area: Area,
    /// Pixels in a point.
    pub pixels_per_point: f32,
    /// Where the pointer rests, if it is over the picture.
    pub pointer: Option<Vec2>,
    /// The measure of the picture that this is a figure of.
    pub measure: Option<Measure>,
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            area: Area {
                min: Vec2::ZERO,
                size: Vec2::ONE,
            },
            pixels_per_point: 1.0,
            pointer: None,
            measure: None,
        }
    }
}

/// The language of the picture's words.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurrentLanguage(pub Language);

/// What depends on the simulation and the look alone, worked out once for both: one for each figure, none before
/// anything is shown.
#[derive(Resource, Default)]
pub struct Tables(pub Vec<FigureTables>);
