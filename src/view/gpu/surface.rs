//! Surfaces, given as grids of heights, and their contour lines on the floor.

use bevy::{
    math::UVec4,
    mesh::VertexBufferLayout,
    render::render_resource::{
        BindGroupLayoutDescriptor, CachedRenderPipelineId, PrimitiveTopology, ShaderStages,
        VertexFormat, VertexStepMode,
    },
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, shader_source, uniform_layout,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{SharedRecords, Uploads},
};

/// Uniforms of a surface: `Surface` of `surface.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SurfaceUniform {
    /// Half extents of the box; w is the line count at the minimum of the surface, where no line is
    /// drawn.
    pub half_size: [f32; 4],
    /// World heights of normalized heights 0 and 1, opacity of the floor lines, 1 for bands of one colour.
    pub height: [f32; 4],
    /// Normalized height of line 0, lines per unit of normalized height, line width in pixels, lightness of lines
    /// relative to the colour beneath.
    pub contour: [f32; 4],
    /// Grid points along a side, every how many lines one is thick, 1 for lines at given levels, cells between mesh
    /// lines (0 for no mesh).
    pub counts: [u32; 4],
    /// The progress from the first shape to the second, 0 to 1.
    pub morph: [f32; 4],
    /// Unit direction to the key light, and the largest relative change of brightness by light and shadow.
    pub light: [f32; 4],
    /// Colour of the side walls in sRGB, and its opacity over the colours of the heights; 0 without side walls.
    pub walls: [f32; 4],
}

/// The visible fractions of the sky and of the key light at a point, 0 to 65,535 each.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct VisibleLight {
    sky: u16,
    light: u16,
}

impl VisibleLight {
    /// Nothing is hidden.
    pub(crate) const ALL: Self = Self {
        sky: u16::MAX,
        light: u16::MAX,
    };

    /// Visible fractions, 0 to 1 each.
    pub(crate) fn new(sky: f32, light: f32) -> Self {
        let [sky, light] = [sky, light].map(|part| (part * f32::from(u16::MAX)).round() as u16);
        Self { sky, light }
    }

    /// The visible fraction of the sky, 0 to 1.
    pub(crate) fn sky(self) -> f32 {
        f32::from(self.sky) / f32::from(u16::MAX)
    }

    /// The visible fraction of the light, 0 to 1.
    pub(crate) fn light(self) -> f32 {
        f32::from(self.light) / f32::from(u16::MAX)
    }

    /// Interpolates to another value; `fraction` from 0 to 1.
    pub(crate) fn mix(self, other: Self, fraction: f32) -> Self {
        let mix = |a: f32, b: f32| a + fraction * (b - a);
        Self::new(
            mix(self.sky(), other.sky()),
            mix(self.light(), other.light()),
        )
    }
}

/// A vertex of the surface.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SurfaceVertex {
    /// Column and row of the grid point.
    pub cell: [u16; 2],
    /// Normalized height: 0 at the bottom of the scale, 1 at its top; far below 0 in holes.
    pub height: f32,
    /// Derivatives of the normalized height along world x and z.
    pub slope: [f32; 2],
    /// What the vertex sees of sky and light.
    pub visible: VisibleLight,
}

/// A surface to draw, in a shape between two; without a morph these are the same.
#[derive(Clone)]
pub struct SurfaceDraw {
    pub uniform: SurfaceUniform,
    /// The vertices of the triangles in both shapes.
    pub vertices: [SharedRecords<SurfaceVertex>; 2],
    /// Three indices of vertices per triangle, counter-clockwise seen from above.
    pub indices: SharedRecords<u32>,
    /// The normalized heights of the whole grid in both shapes, row by row.
    pub heights: [SharedRecords<f32>; 2],
    /// The line counts at 1024 normalized heights for lines at given levels, else a single 0; see `surface.wgsl`.
    pub levels: SharedRecords<f32>,
    /// The visible part of the floor in pixels of the target (left, top, width, height), if contour lines are drawn on
    /// it.
    pub floor: Option<UVec4>,
    pub kind: SurfaceKind,
}

/// The shader variant of a surface, from the cheapest to the most expensive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceKind {
    /// Evenly spaced lines on a surface without holes that stays below the top of the box.
    Unclipped,
    /// Evenly spaced lines, on a surface with holes or with parts above the top of the box, which are cut off.
    Clipped,
    /// Any surface, also with lines at given levels, bands of one colour, or a mesh.
    Full,
}

pub(super) struct Surfaces {
    layout: BindGroupLayoutDescriptor,
    unclipped: CachedRenderPipelineId,
    clipped: CachedRenderPipelineId,
    full: CachedRenderPipelineId,
    floor: CachedRenderPipelineId,
    floor_full: CachedRenderPipelineId,
    walls: CachedRenderPipelineId,
}

impl Primitive for Surfaces {
    type Draw = SurfaceDraw;
    const SHADER: ShaderSource = shader_source!("surface.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = uniform_layout("picture_surface", ShaderStages::VERTEX_FRAGMENT, 3);
        let vertices = VertexBufferLayout::from_vertex_formats(
            VertexStepMode::Vertex,
            [
                VertexFormat::Uint16x2,
                VertexFormat::Float32,
                VertexFormat::Float32x2,
                VertexFormat::Unorm16x2,
            ],
        );
        let locations = vertices.attributes.len() as u32;
        let buffers = vec![vertices.clone(), vertices.offset_locations_by(locations)];
        let surface = |label, fragment| {
            pipelines.queue_render(PipelineOptions {
                buffers: buffers.clone(),
                blend: false,
                ..PipelineOptions::blended(label, "vertex_surface", fragment, &layout, Depth::Write)
            })
        };
        let floor = |label, fragment| {
            pipelines.queue_render(PipelineOptions {
                topology: PrimitiveTopology::TriangleStrip,
                ..PipelineOptions::blended(label, "vertex_floor", fragment, &layout, Depth::Test)
            })
        };
        let walls = PipelineOptions {
            blend: false,
            ..PipelineOptions::blended(
                "walls",
                "vertex_wall",
                "fragment_wall",
                &layout,
                Depth::Write,
            )
        };
        Self {
            walls: pipelines.queue_render(walls),
            unclipped: surface("surface_unclipped", "fragment_surface_unclipped"),
            clipped: surface("surface", "fragment_surface"),
            full: surface("surface_full", "fragment_surface_full"),
            floor: floor("floor", "fragment_floor"),
            floor_full: floor("floor_full", "fragment_floor_full"),
            layout,
        }
    }

    fn prepare(&self, draws: &[SurfaceDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let uniform = uploads.uniform(&draw.uniform);
            let [heights, later_heights] =
                (draw.heights.each_ref()).map(|heights| uploads.shared(heights));
            let levels = uploads.shared(&draw.levels);
            let buffers = [&uniform, &heights, &levels, &later_heights];
            let bind_group = uploads.bind(&self.layout, &buffers);
            let vertices = (draw.vertices.each_ref()).map(|vertices| uploads.shared(vertices));
            let (surface, floor) = match draw.kind {
                SurfaceKind::Unclipped => (self.unclipped, self.floor),
                SurfaceKind::Clipped => (self.clipped, self.floor),
                SurfaceKind::Full => (self.full, self.floor_full),
            };
            let indices = draw.indices.records().len() as u32;
            figure.calls.push(DrawCall {
                mesh: Some((vertices.into(), uploads.shared(&draw.indices))),
                ..DrawCall::new(Layer::Surface, surface, bind_group.clone(), indices)
            });
            if draw.uniform.walls[3] > 0.0 {
                // Two triangles per border cell, and two for the bottom.
                let quads = 4 * (draw.uniform.counts[0] - 1) + 1;
                let bind_group = bind_group.clone();
                let walls = DrawCall::new(Layer::Surface, self.walls, bind_group, 6 * quads);
                figure.calls.push(walls);
            }
            // A single triangle larger than the floor, cut by the scissor rectangle and the shader.
            figure.calls.extend(draw.floor.map(|scissor| DrawCall {
                scissor: Some(scissor),
                ..DrawCall::new(Layer::Floor, floor, bind_group, 3)
            }));
        }
    }
}
