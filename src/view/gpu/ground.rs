//! The soft shadow of the subject on the floor.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, shader_source, uniform_layout,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::Uploads,
};

/// A shadow on the floor: `Ground` of `ground.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct GroundDraw {
    /// Half extents of the subject along world x and z, height of the floor, distance at which the shadow ends.
    pub rectangle: [f32; 4],
    /// Colour in sRGB and largest opacity.
    pub color: [f32; 4],
}

pub(super) struct Ground {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Ground {
    type Draw = GroundDraw;
    const SHADER: ShaderSource = shader_source!("ground.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = uniform_layout("picture_ground", ShaderStages::VERTEX_FRAGMENT, 0);
        let options = PipelineOptions::blended(
            "ground",
            "vertex_ground",
            "fragment_ground",
            &layout,
            Depth::Test,
        );
        Self {
            pipeline: pipelines.queue_render(options),
            layout,
        }
    }

    fn prepare(&self, draws: &[GroundDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        figure.calls.extend(draws.iter().map(|draw| {
            let uniform = uploads.uniform(draw);
            let bind_group = uploads.bind(&self.layout, &[&uniform]);
            DrawCall::new(Layer::Ground, self.pipeline, bind_group, 6)
        }));
    }
}
