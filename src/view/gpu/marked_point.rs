//! Points of a large cloud: a compute shader finds the nearest point at each pixel, and one triangle draws them all.

use bevy::render::render_resource::{
    BindGroupLayoutDescriptor, BufferDescriptor, BufferUsages, CachedComputePipelineId,
    CachedRenderPipelineId, ShaderStages,
    binding_types::{storage_buffer_read_only_sized, storage_buffer_sized, uniform_buffer_sized},
};

use super::{
    pipelines::{Depth, Pipelines, Recipe, ShaderText, settings_layout},
    point::{self, PointKind, PointsDraw},
    primitive::{Dispatch, DrawCall, Layer, PreparedFigure, Primitive},
    shared::Uploads,
};

/// Workgroup size of `mark_pixels` in `point.wgsl`.
const GROUP: u32 = 256;

/// Draws points of [`PointKind::Marked`].
pub(super) struct MarkedPoints {
    marking_layout: BindGroupLayoutDescriptor,
    marking: CachedComputePipelineId,
    shown_layout: BindGroupLayoutDescriptor,
    shown: CachedRenderPipelineId,
}

impl Primitive for MarkedPoints {
    type Draw = PointsDraw;
    const SHADER: ShaderText = point::SHADER;

    fn new(pipelines: &Pipelines) -> Self {
        let mut marking_layout = settings_layout("picture_marking", ShaderStages::COMPUTE, 3);
        let nearest = storage_buffer_sized(false, None).build(4, ShaderStages::COMPUTE);
        marking_layout.entries.push(nearest);
        let shown_layout = BindGroupLayoutDescriptor::new(
            "picture_marked",
            &[
                uniform_buffer_sized(false, None).build(0, ShaderStages::FRAGMENT),
                storage_buffer_read_only_sized(false, None).build(5, ShaderStages::FRAGMENT),
            ],
        );
        let shown = Recipe {
            blend: false,
            ..Recipe::soft(
                "marked",
                "vertex_marked",
                "fragment_marked",
                &shown_layout,
                Depth::Write,
            )
        };
        Self {
            marking: pipelines.compute("marking", "mark_pixels", &marking_layout),
            shown: pipelines.render(shown),
            marking_layout,
            shown_layout,
        }
    }

    fn prepare(&self, draws: &[PointsDraw], uploads: &mut Uploads, figure: &mut PreparedFigure) {
        let draws = || (draws.iter()).filter(|draw| draw.kind == PointKind::Marked);
        let Some(first) = draws().next() else {
            return;
        };
        let [_, _, width, height] = figure.viewport.to_array();
        // New buffers are zeroed.
        let nearest = uploads.device.create_buffer(&BufferDescriptor {
            label: Some("picture_nearest"),
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
                nearest.clone(),
            ];
            figure.dispatches.push(Dispatch {
                pipeline: self.marking,
                bind_group: uploads.bind(&self.marking_layout, &buffers.each_ref()),
                groups: (draw.marks.records().len() as u32).div_ceil(GROUP),
            });
        }
        let settings = uploads.uniform(&first.uniform);
        let bind_group = uploads.bind(&self.shown_layout, &[&settings, &nearest]);
        let call = DrawCall::new(Layer::MarkedPoints, self.shown, bind_group, 3);
        figure.calls.push(call);
    }
}
