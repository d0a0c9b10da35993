//! Points of a large cloud: a compute shader writes the nearest point of each pixel to a visibility buffer, and one
//! triangle over the figure resolves the buffer to colours.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, BufferDescriptor, BufferUsages, CachedComputePipelineId,
    CachedRenderPipelineId, ShaderStages,
    binding_types::{storage_buffer_read_only_sized, storage_buffer_sized, uniform_buffer_sized},
};

use super::{
    pipelines::{Depth, PipelineOptions, PipelineQueue, ShaderSource, uniform_layout},
    point::{self, PointKind, PointsDraw},
    primitive::{Dispatch, DrawCall, Layer, PreparedFigure, Primitive},
    shared::Uploads,
};

/// Workgroup size of `rasterize_points` in `point.wgsl`.
const WORKGROUP_SIZE: u32 = 256;

/// Draws points of [`PointKind::Compute`].
pub(super) struct ComputePoints {
    rasterize_layout: BindGroupLayoutDescriptor,
    rasterize: CachedComputePipelineId,
    resolve_layout: BindGroupLayoutDescriptor,
    resolve: CachedRenderPipelineId,
}

impl Primitive for ComputePoints {
    type Draw = PointsDraw;
    const SHADER: ShaderSource = point::SHADER;

    fn new(pipelines: &PipelineQueue) -> Self {
        let mut rasterize_layout = uniform_layout("picture_rasterize", ShaderStages::COMPUTE, 3);
        let visibility = storage_buffer_sized(false, None).build(4, ShaderStages::COMPUTE);
        rasterize_layout.entries.push(visibility);
        let resolve_layout = BindGroupLayoutDescriptor::new(
            "picture_resolve",
            &[
                uniform_buffer_sized(false, None).build(0, ShaderStages::FRAGMENT),
                storage_buffer_read_only_sized(false, None).build(5, ShaderStages::FRAGMENT),
            ],
        );
        let resolve = PipelineOptions {
            blend: false,
            ..PipelineOptions::blended(
                "resolve",
                "vertex_resolve",
                "fragment_resolve",
                &resolve_layout,
                Depth::Write,
            )
        };
        Self {
            rasterize: pipelines.queue_compute("rasterize", "rasterize_points", &rasterize_layout),
            resolve: pipelines.queue_render(resolve),
            rasterize_layout,
            resolve_layout,
        }
    }

    fn prepare(&self, draws: &[PointsDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        let draws = || (draws.iter()).filter(|draw| draw.kind == PointKind::Compute);
        let Some(first) = draws().next() else {
            return;
        };
        let [_, _, width, height] = figure.viewport.to_array();
        // New buffers are zeroed.
        let visibility = uploads.device.create_buffer(&BufferDescriptor {
            label: Some("picture_visibility"),
            size: u64::from(width) * u64::from(height) * 4,
            usage: BufferUsages::STORAGE,
            mapped_at_creation: false,
        });
        for draw in draws() {
            let buffers = [
                uploads.uniform(&draw.uniform),
                uploads.shared(&draw.before),
                uploads.shared(&draw.after),
                uploads.shared(&draw.marks),
                visibility.clone(),
            ];
            figure.dispatches.push(Dispatch {
                pipeline: self.rasterize,
                bind_group: uploads.bind(&self.rasterize_layout, &buffers.each_ref()),
                workgroups: (draw.marks.records().len() as u32).div_ceil(WORKGROUP_SIZE),
            });
        }
        let uniform = uploads.uniform(&first.uniform);
        let bind_group = uploads.bind(&self.resolve_layout, &[&uniform, &visibility]);
        let call = DrawCall::new(Layer::ComputePoints, self.resolve, bind_group, 3);
        figure.calls.push(call);
    }
}
