//! The order in which a picture is drawn: what fills it, then everything that softens its own edges (outlines, lines,
//! points, balls, marks), then egui's text and panels. Nothing is sampled more than once.

use bevy::{
    core_pipeline::upscaling::upscaling,
    ecs::schedule::ScheduleLabel,
    prelude::*,
    render::{
        camera::ExtractedCamera,
        render_phase::TrackedRenderPass,
        render_resource::*,
        renderer::{RenderContext, ViewQuery},
        view::ViewTarget,
    },
};
use bevy_egui::render::{egui_pass, prepare_egui_pass};

use super::{
    Drawing, PointKind, SurfaceKind,
    buffers::{BackdropTexture, Call, DepthTarget, Prepared, PreparedFigure},
    pipelines::Pipelines,
};

/// The render graph of a camera that shows a picture.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct PictureGraph;

/// The parts of [`PictureGraph`], in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub enum PictureSystems {
    /// The picture itself.
    Draw,
    /// Text and panels.
    Overlay,
    /// What takes the finished picture: the window, a film.
    Deliver,
}

/// Adds [`PictureGraph`] to the render app.
pub fn add_graph(render_app: &mut SubApp) {
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
            (mark_pixels, draw_solids, draw_marks)
                .chain()
                .in_set(PictureSystems::Draw),
            (prepare_egui_pass, egui_pass)
                .chain()
                .in_set(PictureSystems::Overlay),
            upscaling.in_set(PictureSystems::Deliver),
        ),
    );
}

type PictureView = (
    &'static ExtractedCamera,
    &'static ViewTarget,
    &'static DepthTarget,
);

/// The points of large clouds find the pixels that they cover.
fn mark_pixels(
    prepared: Option<Res<Prepared>>,
    pipelines: Res<Pipelines>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let figures = prepared.iter().flat_map(|prepared| &prepared.0);
    let mut marked = figures.filter(|figure| figure.marked.is_some()).peekable();
    let Some(pipeline) = cache.get_compute_pipeline(pipelines.marking) else {
        return;
    };
    if marked.peek().is_none() {
        return;
    }
    let mut pass = (context.command_encoder()).begin_compute_pass(&ComputePassDescriptor {
        label: Some("picture_marking"),
        ..default()
    });
    pass.set_pipeline(pipeline);
    for figure in marked {
        pass.set_bind_group(0, &figure.globals, &[]);
        for (bind_group, groups) in figure.marked.iter().flat_map(|marked| &marked.chunks) {
            pass.set_bind_group(1, bind_group, &[]);
            pass.dispatch_workgroups(*groups, 1, 1);
        }
    }
}

/// The background, copied from its texture, and the surface before it.
fn draw_solids(
    view: ViewQuery<PictureView>,
    prepared: Option<Res<Prepared>>,
    backdrop: Res<BackdropTexture>,
    drawing: Res<Drawing>,
    pipelines: Res<Pipelines>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let (_, target, depth) = view.into_inner();
    if let Some(backdrop) = backdrop.texture() {
        copy_backdrop(
            &mut context,
            backdrop,
            target.main_texture(),
            drawing.viewport,
        );
    }
    let mut pass = begin(&mut context, target, depth, LoadOp::Clear(0.0));
    for figure in prepared.iter().flat_map(|prepared| &prepared.0) {
        begin_figure(&mut pass, figure, target);
        if let Some((call, _, kind)) = &figure.surface {
            let pipeline = match kind {
                SurfaceKind::Whole => pipelines.surface_whole,
                SurfaceKind::Plain => pipelines.surface,
                SurfaceKind::Rich => pipelines.surface_rich,
            };
            draw(&mut pass, &cache, pipeline, call);
        }
    }
}

fn copy_backdrop(
    context: &mut RenderContext,
    backdrop: &Texture,
    target: &Texture,
    viewport: UVec4,
) {
    let [x, y, width, height] = viewport.to_array();
    // A window that has just been made smaller keeps its old picture for one frame.
    let fits = x + width <= target.width() && y + height <= target.height();
    if !fits || backdrop.width() != width || backdrop.height() != height {
        return;
    }
    context.command_encoder().copy_texture_to_texture(
        backdrop.as_image_copy(),
        TexelCopyTextureInfo {
            origin: Origin3d { x, y, z: 0 },
            ..target.as_image_copy()
        },
        backdrop.size(),
    );
}

/// Everything that softens its own edges.
fn draw_marks(
    view: ViewQuery<PictureView>,
    prepared: Option<Res<Prepared>>,
    pipelines: Res<Pipelines>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let (_, target, depth) = view.into_inner();
    let Some(prepared) = prepared else { return };
    let mut pass = begin(&mut context, target, depth, LoadOp::Load);
    for figure in &prepared.0 {
        begin_figure(&mut pass, figure, target);
        draw_figure_marks(&mut pass, &cache, &pipelines, figure, target);
    }
}

/// The marks of a figure, from the floor upwards.
fn draw_figure_marks<'a>(
    pass: &mut TrackedRenderPass<'a>,
    cache: &'a PipelineCache,
    pipelines: &Pipelines,
    figure: &'a PreparedFigure,
    target: &ViewTarget,
) {
    if let Some((call, Some(floor), kind)) = &figure.surface {
        let pipeline = match kind {
            SurfaceKind::Rich => pipelines.floor_rich,
            SurfaceKind::Whole | SurfaceKind::Plain => pipelines.floor,
        };
        // The triangle that holds the floor is larger than the floor.
        set_scissor(pass, *floor, target);
        draw_vertices(pass, cache, pipeline, call, 3);
        set_scissor(pass, figure.viewport, target);
    }
    for call in &figure.shadows {
        draw(pass, cache, pipelines.shadow, call);
    }
    for call in &figure.patches {
        draw(pass, cache, pipelines.patch_behind, call);
        draw(pass, cache, pipelines.patch, call);
    }
    for (call, _) in figure.faces.iter().filter(|(_, over)| !*over) {
        draw(pass, cache, pipelines.face, call);
    }
    // Grids and edges are behind every point; other lines may lie before some.
    let (lines, grids): (Vec<_>, Vec<_>) = figure.ribbons.iter().partition(|(_, behind)| *behind);
    for (call, _) in grids {
        draw(pass, cache, pipelines.ribbon, call);
    }
    if let Some(marked) = &figure.marked {
        draw(pass, cache, pipelines.marked, &marked.shown);
    }
    for (call, kind) in &figure.points {
        let pipeline = match kind {
            PointKind::Soft => pipelines.point,
            PointKind::Marked => continue,
            PointKind::Shadow => pipelines.point_shadow,
        };
        draw(pass, cache, pipeline, call);
    }
    for (call, _) in figure.faces.iter().filter(|(_, over)| *over) {
        draw(pass, cache, pipelines.face, call);
    }
    for pipeline in [pipelines.ribbon_behind, pipelines.ribbon] {
        for (call, _) in &lines {
            draw(pass, cache, pipeline, call);
        }
    }
    if let Some(call) = &figure.glyphs {
        draw(pass, cache, pipelines.glyph_behind, call);
        draw(pass, cache, pipelines.glyph, call);
    }
    if let Some(call) = &figure.balls {
        draw(pass, cache, pipelines.ball, call);
    }
}

/// Begins a pass over what the target holds.
fn begin<'a>(
    context: &'a mut RenderContext,
    target: &ViewTarget,
    depth: &DepthTarget,
    depth_load: LoadOp<f32>,
) -> TrackedRenderPass<'a> {
    let mut color = target.get_unsampled_color_attachment();
    color.ops.load = LoadOp::Load;
    context.begin_tracked_render_pass(RenderPassDescriptor {
        label: Some("picture"),
        color_attachments: &[Some(color)],
        depth_stencil_attachment: Some(RenderPassDepthStencilAttachment {
            view: &depth.0.default_view,
            depth_ops: Some(Operations {
                load: depth_load,
                store: StoreOp::Store,
            }),
            stencil_ops: None,
        }),
        ..default()
    })
}

/// Turns to the part of the target that a figure fills, and to its camera.
fn begin_figure<'a>(
    pass: &mut TrackedRenderPass<'a>,
    figure: &'a PreparedFigure,
    target: &ViewTarget,
) {
    set_viewport(pass, figure.viewport, target);
    pass.set_bind_group(0, &figure.globals, &[]);
}

fn set_viewport(pass: &mut TrackedRenderPass, viewport: UVec4, target: &ViewTarget) {
    let [x, y, width, height] = viewport.to_array();
    pass.set_viewport(x as f32, y as f32, width as f32, height as f32, 0.0, 1.0);
    set_scissor(pass, viewport, target);
}

/// Leaves everything outside of a part of the target as it is.
fn set_scissor(pass: &mut TrackedRenderPass, part: UVec4, target: &ViewTarget) {
    let [x, y, width, height] = part.to_array();
    let texture = target.main_texture();
    // A window that has just been made smaller keeps its old picture for one frame.
    let (left, top) = (x.min(texture.width()), y.min(texture.height()));
    let right = (x + width).min(texture.width());
    let bottom = (y + height).min(texture.height());
    pass.set_scissor_rect(left, top, right - left, bottom - top);
}

fn draw<'a>(
    pass: &mut TrackedRenderPass<'a>,
    cache: &'a PipelineCache,
    pipeline: CachedRenderPipelineId,
    call: &'a Call,
) {
    let Some((vertices, indices)) = &call.mesh else {
        return draw_vertices(pass, cache, pipeline, call, call.vertices);
    };
    pass.set_vertex_buffer(0, vertices.slice(..));
    pass.set_index_buffer(indices.slice(..), IndexFormat::Uint32);
    if set_up(pass, cache, pipeline, call) {
        pass.draw_indexed(0..call.vertices, 0, 0..1);
    }
}

/// Draws what a call binds without its mesh: the floor is three vertices with the surface's bindings.
fn draw_vertices<'a>(
    pass: &mut TrackedRenderPass<'a>,
    cache: &'a PipelineCache,
    pipeline: CachedRenderPipelineId,
    call: &'a Call,
    vertices: u32,
) {
    if set_up(pass, cache, pipeline, call) {
        pass.draw(0..vertices, 0..1);
    }
}

/// Whether the pipeline is there yet.
fn set_up<'a>(
    pass: &mut TrackedRenderPass<'a>,
    cache: &'a PipelineCache,
    pipeline: CachedRenderPipelineId,
    call: &'a Call,
) -> bool {
    let Some(pipeline) = cache.get_render_pipeline(pipeline) else {
        return false;
    };
    pass.set_render_pipeline(pipeline);
    pass.set_bind_group(1, &call.bind_group, &[]);
    true
}
