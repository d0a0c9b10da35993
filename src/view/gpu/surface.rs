//! Height grids, and their contour lines on the floor.

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

/// A height grid to draw.
#[derive(Clone)]
pub struct SurfaceDraw {
    /// Size, heights and lines.
    pub uniform: SurfaceUniform,
    /// Its vertices.
    pub vertices: Shared<SurfaceVertex>,
    /// One strip of triangles through them.
    pub indices: Shared<u32>,
    /// Shown heights, row by row.
    pub heights: Shared<f32>,
    /// 1024 line counts for lines at given levels (see `surface.wgsl`), or one 0.
    pub levels: Shared<f32>,
    /// Where the floor is seen, in pixels of the target (left, top, width, height), if its lines are drawn there as well.
    pub floor: Option<UVec4>,
    /// How much its shader has to do.
    pub kind: SurfaceKind,
}

/// How much a surface's shader has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceKind {
    /// Even lines on a surface without holes that ends below the top of the box.
    Whole,
    /// Even lines.
    Plain,
    /// Lines at given levels, bands of one colour, or a mesh.
    Rich,
}

/// Draws surfaces.
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
        let layout = settings_layout("picture_surface", ShaderStages::VERTEX_FRAGMENT, 2);
        let surface = |label, fragment| {
            pipelines.render(Recipe {
                topology: PrimitiveTopology::TriangleStrip,
                buffers: vec![VertexBufferLayout::from_vertex_formats(
                    VertexStepMode::Vertex,
                    [
                        VertexFormat::Uint16x2,
                        VertexFormat::Float32,
                        VertexFormat::Float32x2,
                    ],
                )],
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
            let heights = uploads.shared(&draw.heights);
            let levels = uploads.shared(&draw.levels);
            let bind_group = uploads.bind(&self.layout, &[&settings, &heights, &levels]);
            let (surface, floor) = match draw.kind {
                SurfaceKind::Whole => (self.whole, self.floor),
                SurfaceKind::Plain => (self.plain, self.floor),
                SurfaceKind::Rich => (self.rich, self.floor_rich),
            };
            let indices = draw.indices.records().len() as u32;
            figure.calls.push(DrawCall {
                mesh: Some((
                    uploads.shared(&draw.vertices),
                    uploads.shared(&draw.indices),
                )),
                ..DrawCall::new(Layer::Surface, surface, bind_group.clone(), indices)
            });
            // One triangle holds the floor, and is larger than it.
            figure.calls.extend(draw.floor.map(|seen| DrawCall {
                scissor: Some(seen),
                ..DrawCall::new(Layer::Floor, floor, bind_group, 3)
            }));
        }
    }
}
