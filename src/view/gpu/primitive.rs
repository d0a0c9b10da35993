//! The interface of a primitive: a kind of mark that the GPU draws, such as lines or balls. Each primitive has one file
//! with its records, pipelines and draw calls, and one shader file in `shaders`.

use bevy::{
    math::UVec4,
    render::render_resource::{BindGroup, Buffer, CachedComputePipelineId, CachedRenderPipelineId},
};

use super::{
    pipelines::{PipelineQueue, ShaderSource},
    shared::Uploads,
};

/// A kind of mark that the GPU draws.
pub(super) trait Primitive: Send + Sync + Sized + 'static {
    /// The data of one draw call or of one mark, as stored in a figure.
    type Draw: 'static;
    /// The shader of all pipelines of this primitive.
    const SHADER: ShaderSource;

    /// Queues the pipelines of this primitive.
    fn new(pipelines: &PipelineQueue) -> Self;

    /// Uploads the draws of a figure and appends their draw calls.
    fn prepare(&self, draws: &[Self::Draw], uploads: &mut Uploads, figure: &mut PreparedFigure);
}

/// The drawing order in a figure, back to front; calls of one layer are drawn in the order in which they were added.
/// All layers but the surface and the compute points are blended, so what is behind them must be drawn first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// The surface, which occludes everything behind it.
    Surface,
    /// The shadow of the subject on the floor.
    Ground,
    /// Contour lines on the floor.
    Floor,
    /// Contact shadows of balls.
    Shadows,
    /// Patches of tangent planes.
    Patches,
    /// Translucent triangles under grid lines and points.
    FacesUnder,
    /// Lines without `show_occluded`, such as grid lines and outlines, under points.
    Grids,
    /// Points of a large cloud.
    ComputePoints,
    /// Points of a small cloud, and shadows of points.
    Points,
    /// Translucent triangles over grid lines and points.
    FacesOver,
    /// Lines with `show_occluded`, where they are occluded.
    OccludedLines,
    /// Lines with `show_occluded`, where they are visible.
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
    /// The number of workgroups.
    pub workgroups: u32,
}

/// A draw call of a figure.
pub(super) struct DrawCall {
    pub layer: Layer,
    pub pipeline: CachedRenderPipelineId,
    pub bind_group: BindGroup,
    /// The number of vertices, or of indices if there is a mesh.
    pub vertices: u32,
    /// The vertex buffers and the index buffer, if the vertex shader does not read all its data from bind group 1.
    pub mesh: Option<(Vec<Buffer>, Buffer)>,
    /// The scissor rectangle in the target, if smaller than the figure: left, top, width, height.
    pub scissor: Option<UVec4>,
}

impl DrawCall {
    /// A call whose vertex shader reads all its data from `bind_group`, which is group 1.
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
