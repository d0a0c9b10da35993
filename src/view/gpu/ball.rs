//! Balls: ray-cast spheres that show their rotation.

use bevy::render::render_resource::{BindGroupLayoutDescriptor, CachedRenderPipelineId};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, records_layout, shader_text},
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
    /// Base colour, linear with opacity.
    pub color: [f32; 4],
    /// Linear colour of the band that shows the rolling.
    pub band: [f32; 4],
}

pub(super) struct Balls {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Balls {
    type Draw = BallRecord;
    const SHADER: ShaderText = shader_text!("ball.wgsl");

    fn new(pipelines: &Pipelines) -> Self {
        let layout = records_layout("picture_balls");
        let recipe = Recipe::soft(
            "ball",
            "vertex_ball",
            "fragment_ball",
            &layout,
            Depth::Write,
        );
        Self {
            pipeline: pipelines.render(recipe),
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
