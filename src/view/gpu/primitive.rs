//! The interface of a primitive: a kind of mark that the GPU draws, such as lines or balls. Each primitive has one file
//! with its records, pipelines and draw calls, and one shader file in `shaders`.

use bevy::{
    math::UVec4,
    render::render_resource::{BindGroup, Buffer, CachedComputePipelineId, CachedRenderPipelineId},
};

use super::{
    pipelines::{Pipelines, ShaderText},
    shared::Uploads,
};

/// A kind of mark that the GPU draws.
pub(super) trait Primitive: Send + Sync + Sized + 'static {
    /// A draw of this primitive, as stored in a figure.
    type Draw: 'static;
    const SHADER: ShaderText;

    fn new(pipelines: &Pipelines) -> Self;

    /// Uploads the draws of a figure and appends their draw calls.
    fn prepare(&self, draws: &[Self::Draw], uploads: &mut Uploads, figure: &mut PreparedFigure);
}

/// The drawing order in a figure, back to front; calls of one layer are drawn in the order in which they were added.
/// All marks but the surface are blended, so the marks behind them must be drawn first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// The surface, which occludes everything behind it.
    Surface,
    /// The shadow of the subject on the floor.
    Ground,
    /// Contour lines on the floor.
    Floor,
    /// Soft spots on a surface.
    Shadows,
    Patches,
    /// Translucent triangles under lines and points.
    FacesUnder,
    /// Grid lines and edges, behind every point.
    Grids,
    MarkedPoints,
    /// Points of a cloud and their shadows.
    Points,
    /// Translucent triangles over lines and points.
    FacesOver,
    /// Lines where they are occluded.
    OccludedLines,
    /// Lines, possibly in front of points.
    Lines,
    /// Glyphs where they are occluded.
    OccludedGlyphs,
    Glyphs,
    Balls,
}

/// A figure ready to be drawn.
pub(super) struct PreparedFigure {
    /// The part of the target that the figure fills, in pixels: left, top, width, height.
    pub viewport: UVec4,
    pub globals: BindGroup,
    /// Compute shader dispatches that run before the draw calls.
    pub dispatches: Vec<Dispatch>,
    pub calls: Vec<DrawCall>,
}

/// A dispatch of a compute shader.
pub(super) struct Dispatch {
    pub pipeline: CachedComputePipelineId,
    pub bind_group: BindGroup,
    pub groups: u32,
}

pub(super) struct DrawCall {
    pub layer: Layer,
    pub pipeline: CachedRenderPipelineId,
    pub bind_group: BindGroup,
    /// Number of vertices, or of indices if there is a mesh.
    pub vertices: u32,
    /// Vertex and index buffers, if vertices are not pulled from group 1.
    pub mesh: Option<(Buffer, Buffer)>,
    /// Scissor rectangle in the target, if smaller than the figure: left, top, width, height.
    pub scissor: Option<UVec4>,
}

impl DrawCall {
    /// A call whose vertices are pulled from group 1.
    pub(super) fn new(
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
