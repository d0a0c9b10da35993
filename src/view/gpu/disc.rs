//! Discs on a plane: contact shadows, and square patches of a tangent plane.

use bevy::render::render_resource::{
    BindGroup, BindGroupLayoutDescriptor, CachedRenderPipelineId, ShaderStages,
};
use bytemuck::{Pod, Zeroable};
use glam::Vec3;

use super::{
    pipelines::{
        Depth, PipelineOptions, PipelineQueue, ShaderSource, shader_source, uniform_layout,
    },
    primitive::{DrawCall, Layer, PreparedFigure, Primitive},
    shared::{SharedRecords, Uploads},
};

/// Uniforms of discs: `Discs` of `disc.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(crate) struct DiscsUniform {
    /// Radius, or half the side of a square, in world units; opacity; radius of a shadow in radii of
    /// the ball that casts it; depth bias in world units.
    pub style: [f32; 4],
    /// Colour in sRGB and opacity.
    pub color: [f32; 4],
}

/// A disc in the storage buffer: `Disc` of `disc.wgsl`. The last component of each vector is padding.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(crate) struct DiscRecord {
    /// Centre in world coordinates.
    pub position: [f32; 4],
    /// Normal of the plane, of any length.
    pub normal: [f32; 4],
}

impl DiscRecord {
    /// A disc at a world position.
    pub(crate) fn new(position: Vec3, normal: Vec3) -> Self {
        Self {
            position: position.extend(0.0).to_array(),
            normal: normal.extend(0.0).to_array(),
        }
    }
}

/// Discs or squares of one size and colour.
#[derive(Clone)]
pub(crate) struct DiscsDraw {
    pub uniform: DiscsUniform,
    pub points: SharedRecords<DiscRecord>,
}

const SHADER: ShaderSource = shader_source!("disc.wgsl");

fn layout() -> BindGroupLayoutDescriptor {
    uniform_layout("picture_discs", ShaderStages::VERTEX_FRAGMENT, 1)
}

/// Uploads and binds the draws that are not empty; returns bind groups and numbers of vertices.
fn bind_draws<'a>(
    draws: &'a [DiscsDraw],
    layout: &'a BindGroupLayoutDescriptor,
    uploads: &'a mut Uploads,
) -> impl Iterator<Item = (BindGroup, u32)> {
    let draws = draws
        .iter()
        .filter(|draw| !draw.points.records().is_empty());
    draws.map(|draw| {
        let uniform = uploads.uniform(&draw.uniform);
        let points = uploads.shared(&draw.points);
        let vertices = 6 * draw.points.records().len() as u32;
        (uploads.bind(layout, &[&uniform, &points]), vertices)
    })
}

/// Draws discs as contact shadows: dark spots with soft edges.
pub(super) struct Shadows {
    layout: BindGroupLayoutDescriptor,
    pipeline: CachedRenderPipelineId,
}

impl Primitive for Shadows {
    type Draw = DiscsDraw;
    const SHADER: ShaderSource = SHADER;

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = layout();
        let options = PipelineOptions::blended(
            "shadow",
            "vertex_disc",
            "fragment_shadow",
            &layout,
            Depth::Test,
        );
        Self {
            pipeline: pipelines.queue_render(options),
            layout,
        }
    }

    fn prepare(&self, draws: &[DiscsDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        let calls = bind_draws(draws, &self.layout, uploads).map(|(bind_group, vertices)| {
            DrawCall::new(Layer::Shadows, self.pipeline, bind_group, vertices)
        });
        figure.calls.extend(calls);
    }
}

/// Draws discs as squares of one colour, faintly where they are occluded.
pub(super) struct Patches {
    layout: BindGroupLayoutDescriptor,
    occluded: CachedRenderPipelineId,
    visible: CachedRenderPipelineId,
}

impl Primitive for Patches {
    type Draw = DiscsDraw;
    const SHADER: ShaderSource = SHADER;

    fn new(pipelines: &PipelineQueue) -> Self {
        let layout = layout();
        let patches = |label, fragment, depth| {
            pipelines.queue_render(PipelineOptions::blended(
                label,
                "vertex_disc",
                fragment,
                &layout,
                depth,
            ))
        };
        Self {
            occluded: patches("patch_behind", "fragment_patch_behind", Depth::Occluded),
            visible: patches("patch", "fragment_patch", Depth::Test),
            layout,
        }
    }

    fn prepare(&self, draws: &[DiscsDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        let calls = bind_draws(draws, &self.layout, uploads).flat_map(|(bind_group, vertices)| {
            [self.occluded, self.visible].map(|pipeline| {
                DrawCall::new(Layer::Patches, pipeline, bind_group.clone(), vertices)
            })
        });
        figure.calls.extend(calls);
    }
}
