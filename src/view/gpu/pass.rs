//! The render graph of a picture: compute shaders, the backdrop, the figures layer by layer, then egui's text and
//! panels. There is no multisampling.

use bevy::{
    core_pipeline::upscaling::upscaling,
    ecs::schedule::ScheduleLabel,
    prelude::*,
    render::{
        camera::ExtractedCamera,
        render_phase::TrackedRenderPass,
        render_resource::*,
        renderer::{RenderContext, RenderDevice, ViewQuery},
        texture::{CachedTexture, TextureCache},
        view::ViewTarget,
    },
};
use bevy_egui::render::{egui_pass, prepare_egui_pass};

use super::{
    backdrop::BackdropTexture,
    drawing::{Drawing, PreparedFigures},
    pipelines::DEPTH_FORMAT,
    primitive::{DrawCall, PreparedFigure},
};

/// The render graph of cameras that show a picture.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) struct PictureGraph;

/// The stages of [`PictureGraph`], in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PictureSystems {
    /// Draws backdrop and figures.
    Draw,
    /// Draws text and panels, with egui.
    Overlay,
    /// Delivers the finished picture to the window or film.
    Deliver,
}

/// Adds [`PictureGraph`] to the render app.
pub(super) fn add_graph(render_app: &mut SubApp) {
    let mut schedule = Schedule::new(PictureGraph);
    schedule.configure_sets(
        (
            PictureSystems::Draw,
            PictureSystems::Overlay,
            PictureSystems::Deliver,
        )
            .chain(),
    );
    render_app.add_schedule(schedule).add_systems(
        PictureGraph,
        (
            (compute, draw).chain().in_set(PictureSystems::Draw),
            (prepare_egui_pass, egui_pass)
                .chain()
                .in_set(PictureSystems::Overlay),
            upscaling.in_set(PictureSystems::Deliver),
        ),
    );
}

/// The depth texture of a camera's picture.
#[derive(Component)]
pub(super) struct DepthTarget(CachedTexture);

/// Gives every camera a depth texture of the size of its target.
pub(super) fn prepare_targets(
    mut commands: Commands,
    device: Res<RenderDevice>,
    mut textures: ResMut<TextureCache>,
    views: Query<(Entity, &ViewTarget), With<ExtractedCamera>>,
) {
    for (entity, target) in &views {
        let depth = textures.get(
            &device,
            TextureDescriptor {
                label: Some("picture_depth"),
                size: target.main_texture().size(),
                mip_level_count: 1,
                sample_count: 1,
                dimension: TextureDimension::D2,
                format: DEPTH_FORMAT,
                usage: TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            },
        );
        commands.entity(entity).insert(DepthTarget(depth));
    }
}

/// Runs the compute shaders of the figures.
fn compute(
    prepared: Option<Res<PreparedFigures>>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let figures = || prepared.iter().flat_map(|prepared| &prepared.0);
    if figures().all(|figure| figure.dispatches.is_empty()) {
        return;
    }
    let mut pass = (context.command_encoder()).begin_compute_pass(&ComputePassDescriptor {
        label: Some("picture_compute"),
        ..default()
    });
    for figure in figures() {
        pass.set_bind_group(0, &figure.globals, &[]);
        for dispatch in &figure.dispatches {
            let Some(pipeline) = cache.get_compute_pipeline(dispatch.pipeline) else {
                continue;
            };
            pass.set_pipeline(pipeline);
            pass.set_bind_group(1, &dispatch.bind_group, &[]);
            pass.dispatch_workgroups(dispatch.groups, 1, 1);
        }
    }
}

/// Draws the figures over the backdrop.
fn draw(
    view: ViewQuery<(
        &'static ExtractedCamera,
        &'static ViewTarget,
        &'static DepthTarget,
    )>,
    prepared: Option<Res<PreparedFigures>>,
    backdrop: Res<BackdropTexture>,
    drawing: Res<Drawing>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let (_, target, depth) = view.into_inner();
    backdrop.copy(target.main_texture(), drawing.viewport, &mut context);
    let mut pass = begin(&mut context, target, depth);
    for figure in prepared.iter().flat_map(|prepared| &prepared.0) {
        draw_figure(&mut pass, figure, &cache, target.main_texture());
    }
}

/// Begins a pass that keeps the colours of the target and clears its depth.
fn begin<'a>(
    context: &'a mut RenderContext,
    target: &ViewTarget,
    depth: &DepthTarget,
) -> TrackedRenderPass<'a> {
    let mut color = target.get_unsampled_color_attachment();
    color.ops.load = LoadOp::Load;
    context.begin_tracked_render_pass(RenderPassDescriptor {
        label: Some("picture"),
        color_attachments: &[Some(color)],
        depth_stencil_attachment: Some(RenderPassDepthStencilAttachment {
            view: &depth.0.default_view,
            depth_ops: Some(Operations {
                load: LoadOp::Clear(0.0),
                store: StoreOp::Discard,
            }),
            stencil_ops: None,
        }),
        ..default()
    })
}

/// Draws a figure into its viewport.
fn draw_figure<'a>(
    pass: &mut TrackedRenderPass<'a>,
    figure: &'a PreparedFigure,
    cache: &'a PipelineCache,
    target: &Texture,
) {
    let [x, y, width, height] = figure.viewport.to_array();
    pass.set_viewport(x as f32, y as f32, width as f32, height as f32, 0.0, 1.0);
    set_scissor(pass, figure.viewport, target);
    pass.set_bind_group(0, &figure.globals, &[]);
    for call in &figure.calls {
        if let Some(area) = call.scissor {
            set_scissor(pass, area, target);
        }
        draw_call(pass, call, cache);
        if call.scissor.is_some() {
            set_scissor(pass, figure.viewport, target);
        }
    }
}

/// Restricts drawing to an area of the target, in pixels: left, top, width, height.
fn set_scissor(pass: &mut TrackedRenderPass, area: UVec4, target: &Texture) {
    let [x, y, width, height] = area.to_array();
    // For one frame after a window shrinks, the drawing is still larger than the target.
    let (left, top) = (x.min(target.width()), y.min(target.height()));
    let right = (x + width).min(target.width());
    let bottom = (y + height).min(target.height());
    pass.set_scissor_rect(left, top, right - left, bottom - top);
}

/// Issues a draw call, unless its pipeline is not compiled yet.
fn draw_call<'a>(pass: &mut TrackedRenderPass<'a>, call: &'a DrawCall, cache: &'a PipelineCache) {
    let Some(pipeline) = cache.get_render_pipeline(call.pipeline) else {
        return;
    };
    pass.set_render_pipeline(pipeline);
    pass.set_bind_group(1, &call.bind_group, &[]);
    match &call.mesh {
        None => pass.draw(0..call.vertices, 0..1),
        Some((vertices, indices)) => {
            pass.set_vertex_buffer(0, vertices.slice(..));
            pass.set_index_buffer(indices.slice(..), IndexFormat::Uint32);
            pass.draw_indexed(0..call.vertices, 0, 0..1);
        }
    }
}
