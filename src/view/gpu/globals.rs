//! Uniforms shared by all shaders of a picture: camera, light and colours.

use bytemuck::{Pod, Zeroable};

/// `Globals` of `common.wgsl`. Colours are in sRGB.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(crate) struct Globals {
    /// World to clip space, column by column.
    pub clip_from_world: [[f32; 4]; 4],
    /// Position of the eye; w is 1 for a perspective and 0 for an orthographic projection.
    pub eye: [f32; 4],
    /// Right axis of the camera, a unit vector.
    pub right: [f32; 4],
    /// Up axis of the camera, a unit vector.
    pub up: [f32; 4],
    /// Viewing direction of the camera, a unit vector.
    pub forward: [f32; 4],
    /// Width and height in pixels, pixels per pixel of the 1080-line picture times the square root of the theme's
    /// stroke scale, opacity of occluded marks.
    pub viewport: [f32; 4],
    /// Unit direction to the light, and strength of the shading from 0 to 1.
    pub light: [f32; 4],
    /// Background colour at the top.
    pub background_top: [f32; 4],
    /// Background colour at the bottom.
    pub background_bottom: [f32; 4],
    /// Colour of the inner ring of halos and of the rim of balls.
    pub halo_dark: [f32; 4],
    /// Colour of the outer ring of halos.
    pub halo_light: [f32; 4],
}
