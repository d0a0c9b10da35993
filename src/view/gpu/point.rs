//! Points of a cloud and their shadows on a plane.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, shader_source, uniform_layout,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{SharedRecords, Uploads},
};

/// The number of class colours. The last one is for points without a class, or is mixed into shadows.
pub(crate) const POINT_COLORS: usize = 32;

/// Uniforms of points: `Points` of `point.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct PointsUniform {
    /// Radius in pixels (at clip w 1 if it is in world units), 1 for a radius in world units, rim width in pixels,
    /// opacity. The radius of shadows is in world units.
    pub style: [f32; 4],
    /// View distances between which fog and size change, strength of the fog at the farther one, interpolation fraction
    /// between the two positions.
    pub fog: [f32; 4],
    /// 0 for the world axis that shadows are projected along, else 1; w is 1 for spheres.
    pub axis_mask: [f32; 4],
    /// The coordinate of the plane of shadows along the projected axis, else 0.
    pub plane: [f32; 4],
    /// Top left pixel of the figure, nearest and farthest view distance in the visibility buffer of compute points.
    pub figure: [f32; 4],
    /// Size factors of the nearest and the farthest points, for a radius in pixels.
    pub sizes: [f32; 4],
    /// Colours of the classes in sRGB; see [`POINT_COLORS`].
    pub colors: [[f32; 4]; POINT_COLORS],
}

/// How much the colour of a dimmed point is mixed with the background, as in `point.wgsl`.
const DIMMING: f32 = 0.8;

/// Colour and size of a point, packed as `point.wgsl` expects.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub(crate) struct PointMark(u32);

impl PointMark {
    /// A point in the colour of a class.
    pub(crate) fn class(class: usize) -> Self {
        Self((class % (POINT_COLORS - 1)) as u32 | 64 << 16)
    }

    /// A point without a class.
    pub(crate) fn without_class() -> Self {
        Self((POINT_COLORS - 1) as u32 | 64 << 16)
    }

    /// A point in a colour of the colormap, 0 for the lowest value and 1 for the highest.
    pub(crate) fn value(fraction: f32) -> Self {
        Self((fraction.clamp(0.0, 1.0) * 1023.0).round() as u32 | 1 << 10 | 64 << 16)
    }

    /// Dims the point: its colour is mixed with the background.
    #[must_use]
    pub(crate) fn dimmed(self) -> Self {
        let number = self.0 & 1023;
        let dimmed_color = match self.0 & 1 << 10 {
            0 => number + POINT_COLORS as u32,
            _ => 2 * POINT_COLORS as u32 + number / 2,
        };
        Self(self.0 & !2047 | dimmed_color)
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

    /// The colour of the point in sRGB and how much it is dimmed, 0 to 1; see `base_color` of `point.wgsl`.
    pub(crate) fn color(
        self,
        classes: &[[f32; 4]; POINT_COLORS],
        colormap: &[[f32; 4]],
    ) -> ([f32; 4], f32) {
        let number = (self.0 & 1023) as usize;
        if self.0 & 1 << 10 != 0 {
            return (colormap[number], 0.0);
        }
        match number.checked_sub(2 * POINT_COLORS) {
            Some(half) => (colormap[(2 * half).min(1023)], DIMMING),
            None if number < POINT_COLORS => (classes[number], 0.0),
            None => (classes[number - POINT_COLORS], DIMMING),
        }
    }

    /// Size factor; 0 for a hidden point.
    pub(crate) fn size(self) -> f32 {
        (self.0 >> 16 & 255) as f32 / 64.0
    }

    /// Sets the size factor, from 1/64 to 255/64.
    #[must_use]
    pub(crate) fn sized(self, factor: f32) -> Self {
        let size = (64.0 * factor).round().clamp(1.0, 255.0) as u32;
        Self(self.0 & 0xFFFF | size << 16)
    }
}

/// Points of a cloud, or their shadows, few enough for one buffer.
#[derive(Clone)]
pub(crate) struct PointsDraw {
    pub uniform: PointsUniform,
    pub kind: PointKind,
    /// Positions at the earlier stage.
    pub before: SharedRecords<[f32; 3]>,
    /// Positions at the later stage; the same buffer if the points do not move.
    pub after: SharedRecords<[f32; 3]>,
    /// Colour and size of each point.
    pub marks: SharedRecords<PointMark>,
}

/// How points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PointKind {
    /// Round with soft edges, in the given order.
    Soft,
    /// By a compute shader, in any order, each of one colour with hard edges: for clouds so large that single points
    /// are not distinguished.
    Compute,
    /// As their shadows on a plane.
    Shadow,
}

pub(super) const SHADER: ShaderSource = shader_source!("point.wgsl");

/// Draws the points of small clouds, and shadows of points, one triangle each.
pub(super) struct Points {
    layout: BindGroupLayoutDescriptor,
    soft: CachedRenderPipelineId,
    shadow: CachedRenderPipelineId,
}

impl Primitive for Points {
    type Draw = PointsDraw;
    const SHADER: ShaderSource = SHADER;

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = uniform_layout("picture_points", ShaderStages::VERTEX_FRAGMENT, 3);
        let points = |label, vertex, fragment, depth| {
            pipelines.queue_render(PipelineOptions::blended(
                label, vertex, fragment, &layout, depth,
            ))
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
                // See `compute_point`.
                PointKind::Compute => continue,
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
