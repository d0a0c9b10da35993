//! Translucent triangles.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, settings_layout, shader_text},
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{Shared, Uploads},
};

/// Uniforms of faces: `Faces` of `face.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct FacesUniform {
    /// Colour in sRGB and opacity.
    pub color: [f32; 4],
    /// 0 draws both sides of a triangle, 1 only back faces, 2 only front faces; the rest is padding.
    pub style: [f32; 4],
}

/// Translucent triangles to draw.
#[derive(Clone)]
pub(crate) struct FacesDraw {
    pub uniform: FacesUniform,
    /// Three corners per triangle, counter-clockwise seen from outside.
    pub corners: Shared<[f32; 3]>,
    /// Whether they are drawn over lines and points instead of under them.
    pub over: bool,
}

pub(super) struct Faces {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Faces {
    type Draw = FacesDraw;
    const SHADER: ShaderText = shader_text!("face.wgsl");

    fn new(pipelines: &Pipelines) -> Self {
        let layout = settings_layout("picture_faces", ShaderStages::VERTEX_FRAGMENT, 1);
        let recipe = Recipe::soft("face", "vertex_face", "fragment_face", &layout, Depth::Test);
        Self {
            pipeline: pipelines.render(recipe),
            layout,
        }
    }

    fn prepare(&self, draws: &[FacesDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        for draw in draws {
            let corners = draw.corners.records().len() as u32;
            if corners == 0 {
                continue;
            }
            let (settings, buffer) = (
                uploads.uniform(&draw.uniform),
                uploads.shared(&draw.corners),
            );
            let bind_group = uploads.bind(&self.layout, &[&settings, &buffer]);
            let layer = if draw.over {
                Layer::FacesOver
            } else {
                Layer::FacesUnder
            };
            let call = DrawCall::new(layer, self.pipeline, bind_group, corners);
            figure.calls.push(call);
        }
    }
}
