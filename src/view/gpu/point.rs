//! Points of a cloud, and their shadows on a plane.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, settings_layout, shader_text},
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{Shared, Uploads},
};

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
    /// The plane that points are pressed onto.
    pub plane: [f32; 4],
    /// The left top pixel of the figure, and the distances from the eye between which depths are told apart.
    pub place: [f32; 4],
    /// Factors on a radius in pixels of the nearest and the farthest points.
    pub sizes: [f32; 4],
    /// The colours of the classes, in sRGB.
    pub colors: [[f32; 4]; POINT_COLORS],
}

/// How one point of a cloud is drawn: colour and size in the bits that `point.wgsl` reads.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct PointMark(u32);

impl PointMark {
    /// A point in the colour of a class; the colours repeat.
    pub fn class(class: usize) -> Self {
        Self((class % (POINT_COLORS - 1)) as u32 | 64 << 16)
    }

    /// A point of no class.
    pub fn outside() -> Self {
        Self((POINT_COLORS - 1) as u32 | 64 << 16)
    }

    /// A point in a colour of the colormap, 0 to 1.
    pub fn value(part: f32) -> Self {
        Self((part.clamp(0.0, 1.0) * 1023.0).round() as u32 | 1 << 10 | 64 << 16)
    }

    /// The same point, drawn as a ghost of its colour.
    #[must_use]
    pub fn dimmed(self) -> Self {
        let number = self.0 & 1023;
        let ghost = match self.0 & 1 << 10 {
            0 => number + POINT_COLORS as u32,
            _ => 2 * POINT_COLORS as u32 + number / 2,
        };
        Self(self.0 & !2047 | ghost)
    }

    /// The same point, not drawn at all.
    #[must_use]
    pub fn hidden(self) -> Self {
        Self(self.0 & 0xFFFF)
    }

    /// The same point, drawn as a ring.
    #[must_use]
    pub fn ring(self) -> Self {
        Self(self.0 | 1 << 11)
    }

    /// Its size as a multiple of that of others; 0 for a point that is not drawn.
    pub fn size(self) -> f32 {
        (self.0 >> 16 & 255) as f32 / 64.0
    }

    /// The same point, larger by a factor, up to 3.98.
    #[must_use]
    pub fn sized(self, factor: f32) -> Self {
        let size = (64.0 * factor).round().clamp(1.0, 255.0) as u32;
        Self(self.0 & 0xFFFF | size << 16)
    }
}

/// Points of a cloud to draw, few enough for one buffer.
#[derive(Clone)]
pub struct PointsDraw {
    /// Size, fog and colours.
    pub uniform: PointsUniform,
    /// How much is done at each pixel.
    pub kind: PointKind,
    /// Their first positions.
    pub before: Shared<[f32; 3]>,
    /// Their second positions; the same buffer where they do not move.
    pub after: Shared<[f32; 3]>,
    /// Colour and size of each.
    pub marks: Shared<PointMark>,
}

/// How points of a cloud are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// Round and with soft edges, in the order in which they are drawn.
    Soft,
    /// Of one colour and cut out, in any order: for clouds of so many points that an edge is not seen.
    Marked,
    /// Soft spots on a plane.
    Shadow,
}

pub(super) const SHADER: ShaderText = shader_text!("point.wgsl");

/// Draws points one triangle each, and their shadows.
pub(super) struct Points {
    layout: BindGroupLayoutDescriptor,
    soft: CachedRenderPipelineId,
    shadow: CachedRenderPipelineId,
}

impl Primitive for Points {
    type Draw = PointsDraw;
    const SHADER: ShaderText = SHADER;

    fn new(pipelines: &Pipelines) -> Self {
        let layout = settings_layout("picture_points", ShaderStages::VERTEX_FRAGMENT, 3);
        let points = |label, vertex, fragment, depth| {
            pipelines.render(Recipe::soft(label, vertex, fragment, &layout, depth))
        };
        Self {
            soft: points("point", "vertex_point", "fragment_point", Depth::Write),
            shadow: points(
                "point_shadow",
                "vertex_point_shadow",
                "fragment_point_shadow",
                Depth::Test,
            ),
            layout,
        }
    }

    fn prepare(&self, draws: &[PointsDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let pipeline = match draw.kind {
                PointKind::Soft => self.soft,
                PointKind::Shadow => self.shadow,
                // See `marked_point`.
                PointKind::Marked => continue,
            };
            let count = draw.marks.records().len() as u32;
            if count == 0 {
                continue;
            }
            let buffers = [
                uploads.uniform(&draw.uniform),
                uploads.shared(&draw.before),
                uploads.shared(&draw.after),
                uploads.shared(&draw.marks),
            ];
            let bind_group = uploads.bind(&self.layout, &buffers.each_ref());
            let call = DrawCall::new(Layer::Points, pipeline, bind_group, 3 * count);
            figure.calls.push(call);
        }
    }
}
