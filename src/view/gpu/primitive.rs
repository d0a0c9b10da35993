//! The interface of a primitive: a kind of mark that the GPU draws, such as lines or balls. Each is one file with its
//! records, its pipelines and how they become draw calls; its shader is one file of `shaders`.

use bevy::{
    math::UVec4,
    render::render_resource::{BindGroup, Buffer, CachedComputePipelineId, CachedRenderPipelineId},
};

use super::{
    pipelines::{Pipelines, ShaderText},
    shared::Uploads,
};

/// A kind of mark that the GPU draws.
pub trait Primitive: Send + Sync + Sized + 'static {
    /// What a figure holds of it.
    type Draw: 'static;
    /// Its shader.
    const SHADER: ShaderText;

    /// Queues its pipelines.
    fn new(pipelines: &Pipelines) -> Self;

    /// Uploads what a figure holds of it and adds the calls that draw it.
    fn prepare(&self, draws: &[Self::Draw], uploads: &mut Uploads, figure: &mut PreparedFigure);
}

/// The order in which a figure is drawn, from the back to the front; calls of one layer are drawn in the order in which
/// they were added. All but the surface soften their own edges, so what is behind them has to be there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The surface, which hides what is behind it.
    Surface,
    /// The surface's lines on the floor.
    Floor,
    /// Soft spots on a surface.
    Shadows,
    /// Translucent squares.
    Patches,
    /// Translucent triangles under lines and points.
    FacesUnder,
    /// Lines that are behind every point: grids and edges.
    Grids,
    /// Points of a large cloud.
    MarkedPoints,
    /// Points of a cloud, and their shadows.
    Points,
    /// Translucent triangles over lines and points.
    FacesOver,
    /// Lines where something hides them.
    HiddenLines,
    /// Lines that may be in front of some points.
    Lines,
    /// Glyphs where something hides them.
    HiddenGlyphs,
    /// Glyphs.
    Glyphs,
    /// Balls.
    Balls,
}

/// A figure ready to be drawn.
pub struct PreparedFigure {
    /// The part of the target that it fills, in pixels: left, top, width, height.
    pub viewport: UVec4,
    /// Group 0.
    pub globals: BindGroup,
    /// What is computed before anything is drawn.
    pub dispatches: Vec<Dispatch>,
    /// What is drawn.
    pub calls: Vec<DrawCall>,
}

/// One call of a compute shader.
pub struct Dispatch {
    /// Its pipeline.
    pub pipeline: CachedComputePipelineId,
    /// Group 1.
    pub bind_group: BindGroup,
    /// Groups of threads.
    pub groups: u32,
}

/// One draw call.
pub struct DrawCall {
    /// When it is drawn.
    pub layer: Layer,
    /// Its pipeline.
    pub pipeline: CachedRenderPipelineId,
    /// Group 1.
    pub bind_group: BindGroup,
    /// Number of vertices, or of indices where there is a mesh.
    pub vertices: u32,
    /// Vertices and indices, where they are not pulled from group 1.
    pub mesh: Option<(Buffer, Buffer)>,
    /// The part of the target that it is confined to, if it is less than the figure's.
    pub scissor: Option<UVec4>,
}

impl DrawCall {
    /// A call that pulls its vertices from group 1.
    pub fn new(
        layer: Layer,
        pipeline: CachedRenderPipelineId,
        bind_group: BindGroup,
        vertices: u32,
    ) -> Self {
        Self {
            layer,
            pipeline,
            bind_group,
            vertices,
            mesh: None,
            scissor: None,
        }
    }
}
