//! When and where a picture is drawn: the playback time and the canvas.

use bevy::prelude::Resource;
use glam::Vec2;

use super::{area::Area, layout::LayoutScale};

/// The playback position, which determines every frame.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct PlaybackTime {
    /// Seconds since the start of the playback.
    pub seconds: f64,
}

/// The area that the picture is drawn on.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Canvas {
    /// The area in points, each `pixels_per_point` pixels wide.
    pub area: Area,
    /// Physical pixels per point.
    pub pixels_per_point: f32,
    /// The pointer position in points, if the pointer is over the picture.
    pub pointer: Option<Vec2>,
    /// The scale shared by several figures; `None` for a whole picture.
    pub layout_scale: Option<LayoutScale>,
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
            layout_scale: None,
        }
    }
}
