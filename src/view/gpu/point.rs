//! Points of a cloud and their shadows on a plane.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, settings_layout, shader_text},
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{Shared, Uploads},
};

/// The number of class colours. The last one is for points without a class, or is mixed into shadows.
pub(crate) const POINT_COLORS: usize = 32;

/// Uniforms of points: `Points` of `point.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct PointsUniform {
    /// Radius in pixels (at clip w 1 if it is in world units), 1 for a radius in world units, rim width in pixels,
    /// opacity.
    pub style: [f32; 4],
    /// Fog: distances of the nearest and farthest points, strength, and the interpolation fraction between the
    /// positions.
    pub fog: [f32; 4],
    /// 0 along the axes that points are projected along, else 1; w is 1 for spheres.
    pub keep: [f32; 4],
    /// The plane that points are projected onto.
    pub plane: [f32; 4],
    /// Top left pixel of the figure, and the distances from the eye that the quantized depth covers.
    pub place: [f32; 4],
    /// Size factors of the nearest and the farthest points, for a radius in pixels.
    pub sizes: [f32; 4],
    /// Colours of the classes in sRGB.
    pub colors: [[f32; 4]; POINT_COLORS],
}

/// Colour and size of a point, packed as `point.wgsl` expects.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub(crate) struct PointMark(u32);

impl PointMark {
    /// A point in the colour of a class; colours repeat.
    pub(crate) fn class(class: usize) -> Self {
        Self((class % (POINT_COLORS - 1)) as u32 | 64 << 16)
    }

    /// A point without a class.
    pub(crate) fn outside() -> Self {
        Self((POINT_COLORS - 1) as u32 | 64 << 16)
    }

    /// A point coloured by the colormap, 0 to 1.
    pub(crate) fn value(part: f32) -> Self {
        Self((part.clamp(0.0, 1.0) * 1023.0).round() as u32 | 1 << 10 | 64 << 16)
    }

    /// Dims the point: its colour is mixed with the background.
    #[must_use]
    pub(crate) fn dimmed(self) -> Self {
        let number = self.0 & 1023;
        let ghost = match self.0 & 1 << 10 {
            0 => number + POINT_COLORS as u32,
            _ => 2 * POINT_COLORS as u32 + number / 2,
        };
        Self(self.0 & !2047 | ghost)
    }

    /// Hides the point by setting its size to 0.
    #[must_use]
    pub(crate) fn hidden(self) -> Self {
        Self(self.0 & 0xFFFF)
    }

    /// Draws the point as a ring.
    #[must_use]
    pub(crate) fn ring(self) -> Self {
        Self(self.0 | 1 << 11)
    }

    /// Size factor; 0 for a hidden point.
    pub(crate) fn size(self) -> f32 {
        (self.0 >> 16 & 255) as f32 / 64.0
    }

    /// Sets the size factor, at most 3.98.
    #[must_use]
    pub(crate) fn sized(self, factor: f32) -> Self {
        let size = (64.0 * factor).round().clamp(1.0, 255.0) as u32;
        Self(self.0 & 0xFFFF | size << 16)
    }
}

/// Points to draw, few enough for one buffer.
#[derive(Clone)]
pub(crate) struct PointsDraw {
    pub uniform: PointsUniform,
    pub kind: PointKind,
    /// Positions at the earlier stage.
    pub before: Shared<[f32; 3]>,
    /// Positions at the later stage; the same buffer if the points do not move.
    pub after: Shared<[f32; 3]>,
    /// Colour and size of each point.
    pub marks: Shared<PointMark>,
}

/// How points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PointKind {
    /// Round with soft edges, in the given order.
    Soft,
    /// Of one colour with hard edges, in any order; for clouds so large that edges are not visible.
    Marked,
    /// Soft spots on a plane.
    Shadow,
}

pub(super) const SHADER: ShaderText = shader_text!("point.wgsl");

/// Draws points and their shadows, one triangle each.
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
