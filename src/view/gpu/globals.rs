//! What every shader of a picture reads: camera, light and colours.

use bytemuck::{Pod, Zeroable};

/// `Globals` of `common.wgsl`. Colours are in sRGB.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Globals {
    /// Clip space from the world, column by column.
    pub clip_from_world: [[f32; 4]; 4],
    /// Position of the eye; last 1 in perspective, 0 in an orthographic picture.
    pub eye: [f32; 4],
    /// Unit axis of the camera to the right.
    pub right: [f32; 4],
    /// Unit axis of the camera upwards.
    pub up: [f32; 4],
    /// Unit axis of the camera into the picture.
    pub forward: [f32; 4],
    /// Width and height in pixels, pixels to a pixel of the 1080-line picture, opacity of what is hidden.
    pub viewport: [f32; 4],
    /// Unit direction to the light, and its strength from 0 to 1.
    pub light: [f32; 4],
    /// Colour at the top of the background.
    pub background_top: [f32; 4],
    /// Colour at the bottom of the background.
    pub background_bottom: [f32; 4],
    /// Inner ring around trails, rim of balls.
    pub halo_dark: [f32; 4],
    /// Outer ring around trails.
    pub halo_light: [f32; 4],
}
