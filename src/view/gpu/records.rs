//! Records as the shaders read them; each keeps step with the WGSL struct of the same name.

use bytemuck::{Pod, Zeroable};

/// `Globals` of `common.wgsl`.
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
    /// Width and height in pixels, pixels to a pixel of the 1080-line picture, opacity of what lies behind.
    pub viewport: [f32; 4],
    /// Unit direction to the light, and its strength from 0 to 1.
    pub light: [f32; 4],
    /// In sRGB, as all colours here.
    pub background_top: [f32; 4],
    /// Its other end.
    pub background_bottom: [f32; 4],
    /// Inner ring around trails, rim of balls.
    pub halo_dark: [f32; 4],
    /// Outer ring around trails.
    pub halo_light: [f32; 4],
}

/// `Surface` of `surface.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SurfaceUniform {
    /// Half extents of the box, and the count of lines at the lowest height, where none is drawn.
    pub half: [f32; 4],
    /// World heights of shown height 0 and 1, opacity of the floor's lines, 1 for bands of one colour.
    pub height: [f32; 4],
    /// Shown height of line 0, lines to a unit of shown height, width in pixels, lightness of a line
    /// against the colour beneath.
    pub contour: [f32; 4],
    /// Points along a side, thick line every so many, lines at given levels, mesh line every so many cells (0 none).
    pub counts: [u32; 4],
}

/// A vertex of the surface.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SurfaceVertex {
    /// Column and row.
    pub cell: [u16; 2],
    /// Shown height.
    pub shown: f32,
    /// Shown height gained along world x and z.
    pub slope: [f32; 2],
}

/// `Ribbon` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct RibbonUniform {
    /// Colour in sRGB and opacity.
    pub color: [f32; 4],
    /// Width in pixels, 1 for a double halo and 2 for a dark one, how much nearer to the eye than it lies, opacity.
    pub style: [f32; 4],
    /// Step it is drawn up to, opacity of its oldest part, steps back to where that is reached.
    pub time: [f32; 4],
    /// First point, number of points, 1 where every two points are a line of their own, 1 for the points' own colours.
    pub range: [u32; 4],
}

/// `Point` of `ribbon.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct RibbonPoint {
    /// In the world.
    pub position: [f32; 3],
    /// The step at which the line gets here.
    pub step: f32,
    /// Colour in sRGB, where the points have their own.
    pub color: [f32; 3],
    /// Multiplies the width here.
    pub width: f32,
}

impl RibbonPoint {
    /// A point of full width.
    pub fn new(position: glam::Vec3, step: f32) -> Self {
        Self {
            position: position.to_array(),
            step,
            color: [0.0; 3],
            width: 1.0,
        }
    }
}

/// `Ball` of `ball.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct BallRecord {
    /// Centre and radius in the world.
    pub sphere: [f32; 4],
    /// Rotation of the world from the ball, a quaternion.
    pub orientation: [f32; 4],
    /// Linear colour.
    pub color: [f32; 4],
    /// Linear colour of the band that shows the rolling.
    pub band: [f32; 4],
}

/// `Discs` of `disc.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct DiscsUniform {
    /// Radius in the world, opacity, and twice nothing.
    pub style: [f32; 4],
    /// In sRGB.
    pub color: [f32; 4],
}

/// `Disc` of `disc.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct DiscRecord {
    /// In the world, and nothing.
    pub position: [f32; 4],
    /// What the disc is perpendicular to, and nothing.
    pub normal: [f32; 4],
}

impl DiscRecord {
    /// A disc around a place of the world.
    pub fn new(position: glam::Vec3, normal: glam::Vec3) -> Self {
        Self {
            position: position.extend(0.0).to_array(),
            normal: normal.extend(0.0).to_array(),
        }
    }
}

/// `Faces` of `face.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct FacesUniform {
    /// Colour in sRGB and opacity.
    pub color: [f32; 4],
    /// 0 for both sides of a triangle, 1 for those that face away, 2 for those that face the viewer; and thrice nothing.
    pub style: [f32; 4],
}

/// The colours that the classes of a cloud may have; the last is what shadows are mixed with.
pub const POINT_COLORS: usize = 32;

/// `Points` of `point.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct PointsUniform {
    /// Radius in pixels (in those of the world at clip w 1), 1 for the world's, width of the rim in pixels, opacity.
    pub style: [f32; 4],
    /// Distances at which points are full and faded, how much they fade, the way from the first positions to the second.
    pub fog: [f32; 4],
    /// 0 along the axes that points are pressed flat along, else 1; last 1 for spheres.
    pub keep: [f32; 4],
    /// Where pressed points lie.
    pub plane: [f32; 4],
    /// The left top pixel of the figure, and the distances from the eye between which depths are told apart.
    pub place: [f32; 4],
    /// How large the nearest and the farthest points are against a radius in pixels.
    pub sizes: [f32; 4],
    /// In sRGB.
    pub colors: [[f32; 4]; POINT_COLORS],
}

/// How one point of a cloud is drawn: colour and size in the bits that `point.wgsl` reads.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct PointMark(u32);

impl PointMark {
    /// In the colour of a class.
    pub fn class(class: usize) -> Self {
        Self((class % (POINT_COLORS - 1)) as u32 | 64 << 16)
    }

    /// Of no class.
    pub fn outside() -> Self {
        Self((POINT_COLORS - 1) as u32 | 64 << 16)
    }

    /// In a colour of the colormap, 0 to 1.
    pub fn value(part: f32) -> Self {
        Self((part.clamp(0.0, 1.0) * 1023.0).round() as u32 | 1 << 10 | 64 << 16)
    }

    /// As a ghost of its colour.
    #[must_use]
    pub fn dimmed(self) -> Self {
        let number = self.0 & 1023;
        let ghost = match self.0 & 1 << 10 {
            0 => number + POINT_COLORS as u32,
            _ => 2 * POINT_COLORS as u32 + number / 2,
        };
        Self(self.0 & !2047 | ghost)
    }

    /// Not drawn at all.
    #[must_use]
    pub fn hidden(self) -> Self {
        Self(self.0 & 0xFFFF)
    }

    /// As a ring.
    #[must_use]
    pub fn ring(self) -> Self {
        Self(self.0 | 1 << 11)
    }

    /// How many times as large as others it is; 0 for a point that is not drawn.
    pub fn size(self) -> f32 {
        (self.0 >> 16 & 255) as f32 / 64.0
    }

    /// So many times as large, up to 3.98.
    #[must_use]
    pub fn sized(self, factor: f32) -> Self {
        let size = (64.0 * factor).round().clamp(1.0, 255.0) as u32;
        Self(self.0 & 0xFFFF | size << 16)
    }
}

/// The shapes of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum GlyphKind {
    /// An open ring.
    Ring = 0,
    /// A filled circle.
    Disc = 1,
    /// A five-pointed star.
    Star = 2,
    /// A diagonal cross.
    Cross = 3,
    /// A ring with a filled middle.
    FilledRing = 4,
    /// An open arrow along +x before rotation.
    Arrow = 5,
}

/// `Glyph` of `glyph.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct GlyphRecord {
    /// In the world.
    pub position: [f32; 3],
    /// Half its size in pixels.
    pub radius: f32,
    /// Colour in sRGB.
    pub color: [f32; 4],
    /// Colour in sRGB of the line around it.
    pub outline: [f32; 4],
    /// A [`GlyphKind`].
    pub kind: u32,
    /// Counter-clockwise, radians.
    pub rotation: f32,
    /// Width of its strokes in pixels.
    pub stroke: f32,
    /// How much nearer to the eye than it lies.
    pub nearer: f32,
}
