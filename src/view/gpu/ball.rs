//! Balls: ray-cast spheres with a band and caps that show their rotation.

use bevy::render::render_resource::{BindGroupLayoutDescriptor, CachedRenderPipelineId};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, records_layout, shader_source,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::Uploads,
};

/// A ball in the storage buffer: `Ball` of `ball.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct BallRecord {
    /// Centre and radius in world units.
    pub sphere: [f32; 4],
    /// Rotation from ball to world, a quaternion.
    pub orientation: [f32; 4],
    /// Base colour, linear, and the opacity of the ball.
    pub color: [f32; 4],
    /// Linear colour of the band and the caps, which show the rotation.
    pub band: [f32; 4],
}

pub(super) struct Balls {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Balls {
    type Draw = BallRecord;
    const SHADER: ShaderSource = shader_source!("ball.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = records_layout("picture_balls");
        let options = PipelineOptions::blended(
            "ball",
            "vertex_ball",
            "fragment_ball",
            &layout,
            Depth::Write,
        );
        Self {
            pipeline: pipelines.queue_render(options),
            layout,
        }
    }

    fn prepare(&self, balls: &[BallRecord], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        if balls.is_empty() {
            return;
        }
        let bind_group = uploads.bind(&self.layout, &[&uploads.records(balls)]);
        let vertices = 6 * balls.len() as u32;
        let call = DrawCall::new(Layer::Balls, self.pipeline, bind_group, vertices);
        figure.calls.push(call);
    }
}
