//! Translucent triangles: hulls of clusters and Voronoi regions.

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

/// Uniforms of faces: `Faces` of `face.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct FacesUniform {
    /// Colour in sRGB and opacity.
    color: [f32; 4],
    /// The sides that are drawn, a [`FaceSide`]; the rest is padding.
    style: [f32; 4],
}

/// The sides of triangles that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum FaceSide {
    /// Both sides, without lighting.
    Both = 0,
    Back = 1,
    Front = 2,
}

impl FacesUniform {
    /// Uniforms of faces in a colour in sRGB with opacity.
    pub(crate) fn new(color: [f32; 4], side: FaceSide) -> Self {
        Self {
            color,
            style: [f32::from(side as u8), 0.0, 0.0, 0.0],
        }
    }
}

/// Translucent triangles of one colour.
#[derive(Clone)]
pub(crate) struct FacesDraw {
    pub uniform: FacesUniform,
    /// Three corners per triangle, counter-clockwise seen from outside.
    pub corners: SharedRecords<[f32; 3]>,
    /// Whether they are drawn over grid lines and points instead of under them.
    pub over_points: bool,
}

pub(super) struct Faces {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Faces {
    type Draw = FacesDraw;
    const SHADER: ShaderSource = shader_source!("face.wgsl");

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = uniform_layout("picture_faces", ShaderStages::VERTEX_FRAGMENT, 1);
        let options =
            PipelineOptions::blended("face", "vertex_face", "fragment_face", &layout, Depth::Test);
        Self {
            pipeline: pipelines.queue_render(options),
            layout,
        }
    }

    fn prepare(&self, draws: &[FacesDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let corners = draw.corners.records().len() as u32;
            if corners == 0 {
                continue;
            }
            let (uniform, buffer) = (
                uploads.uniform(&draw.uniform),
                uploads.shared(&draw.corners),
            );
            let bind_group = uploads.bind(&self.layout, &[&uniform, &buffer]);
            let layer = if draw.over_points {
                Layer::FacesOver
            } else {
                Layer::FacesUnder
            };
            let call = DrawCall::new(layer, self.pipeline, bind_group, corners);
            figure.calls.push(call);
        }
    }
}
