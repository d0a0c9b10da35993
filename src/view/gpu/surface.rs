//! Height grids and their contour lines on the floor.

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
    pipelines::{Depth, Pipelines, Recipe, ShaderText, settings_layout, shader_text},
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{Shared, Uploads},
};

/// Uniforms of a surface: `Surface` of `surface.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SurfaceUniform {
    /// Half extents of the box; w is the line count at the lowest height, where no line is drawn.
    pub half: [f32; 4],
    /// World heights of shown heights 0 and 1, opacity of the floor lines, 1 for bands of one colour.
    pub height: [f32; 4],
    /// Shown height of line 0, lines per unit of shown height, line width in pixels, lightness of lines relative to the
    /// colour beneath.
    pub contour: [f32; 4],
    /// Points along a side, interval of thick lines, 1 for lines at given levels, cells between mesh lines (0 for no
    /// mesh).
    pub counts: [u32; 4],
    /// The progress from the first shape to the second, 0 to 1.
    pub morph: [f32; 4],
}

/// A vertex of the surface.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SurfaceVertex {
    pub cell: [u16; 2],
    /// Shown height: 0 for the lowest value, 1 for the highest; far below 0 in holes.
    pub shown: f32,
    /// Derivative of the shown height along world x and z.
    pub slope: [f32; 2],
}

/// A height grid to draw, in a shape between two; without a morph these are the same.
#[derive(Clone)]
pub struct SurfaceDraw {
    pub uniform: SurfaceUniform,
    /// The vertices of the triangles in both shapes.
    pub vertices: [Shared<SurfaceVertex>; 2],
    /// Three indices of vertices per triangle, counter-clockwise seen from above.
    pub indices: Shared<u32>,
    /// The shown heights of the whole grid in both shapes, row by row.
    pub heights: [Shared<f32>; 2],
    /// A table of 1024 line counts for lines at given levels (see `surface.wgsl`), else a single 0.
    pub levels: Shared<f32>,
    /// The visible part of the floor in pixels of the target (left, top, width, height), if contour lines are drawn on
    /// it.
    pub floor: Option<UVec4>,
    pub kind: SurfaceKind,
}

/// The shader variant of a surface, from the cheapest to the most expensive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceKind {
    /// Evenly spaced lines on a surface without holes that stays below the top of the box.
    Whole,
    /// Evenly spaced lines, on any surface.
    Plain,
    /// Lines at given levels, bands of one colour, or a mesh.
    Rich,
}

pub(super) struct Surfaces {
    layout: BindGroupLayoutDescriptor,
    whole: CachedRenderPipelineId,
    plain: CachedRenderPipelineId,
    rich: CachedRenderPipelineId,
    floor: CachedRenderPipelineId,
    floor_rich: CachedRenderPipelineId,
}

impl Primitive for Surfaces {
    type Draw = SurfaceDraw;
    const SHADER: ShaderText = shader_text!("surface.wgsl");

    fn new(pipelines: &Pipelines) -> Self {
        let layout = settings_layout("picture_surface", ShaderStages::VERTEX_FRAGMENT, 3);
        let vertices = VertexBufferLayout::from_vertex_formats(
            VertexStepMode::Vertex,
            [
                VertexFormat::Uint16x2,
                VertexFormat::Float32,
                VertexFormat::Float32x2,
            ],
        );
        let locations = vertices.attributes.len() as u32;
        let buffers = vec![vertices.clone(), vertices.offset_locations_by(locations)];
        let surface = |label, fragment| {
            pipelines.render(Recipe {
                buffers: buffers.clone(),
                blend: false,
                ..Recipe::soft(label, "vertex_surface", fragment, &layout, Depth::Write)
            })
        };
        let floor = |label, fragment| {
            pipelines.render(Recipe {
                topology: PrimitiveTopology::TriangleStrip,
                ..Recipe::soft(label, "vertex_floor", fragment, &layout, Depth::Test)
            })
        };
        Self {
            whole: surface("surface_whole", "fragment_surface_whole"),
            plain: surface("surface", "fragment_surface"),
            rich: surface("surface_rich", "fragment_surface_rich"),
            floor: floor("floor", "fragment_floor"),
            floor_rich: floor("floor_rich", "fragment_floor_rich"),
            layout,
        }
    }

    fn prepare(&self, draws: &[SurfaceDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let settings = uploads.uniform(&draw.uniform);
            let [heights, later_heights] =
                (draw.heights.each_ref()).map(|heights| uploads.shared(heights));
            let levels = uploads.shared(&draw.levels);
            let buffers = [&settings, &heights, &levels, &later_heights];
            let bind_group = uploads.bind(&self.layout, &buffers);
            let vertices = (draw.vertices.each_ref()).map(|vertices| uploads.shared(vertices));
            let (surface, floor) = match draw.kind {
                SurfaceKind::Whole => (self.whole, self.floor),
                SurfaceKind::Plain => (self.plain, self.floor),
                SurfaceKind::Rich => (self.rich, self.floor_rich),
            };
            let indices = draw.indices.records().len() as u32;
            figure.calls.push(DrawCall {
                mesh: Some((vertices.into(), uploads.shared(&draw.indices))),
                ..DrawCall::new(Layer::Surface, surface, bind_group.clone(), indices)
            });
            // The floor is a single triangle larger than the floor, cut by the scissor rectangle.
            figure.calls.extend(draw.floor.map(|seen| DrawCall {
                scissor: Some(seen),
                ..DrawCall::new(Layer::Floor, floor, bind_group, 3)
            }));
        }
    }
}
