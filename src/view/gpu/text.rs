//! egui's drawing, fitted to the pictures: with a shader of our own in place of its plugin's (see `text.wgsl`), and in
//! the format of pictures, which its plugin doesn't know.

use bevy::{
    prelude::*,
    render::{
        Render, RenderApp, RenderSystems,
        render_resource::{PipelineCache, SpecializedRenderPipelines},
    },
    shader::Shader,
};
use bevy_egui::{
    EguiPlugin,
    render::{
        EGUI_SHADER_HANDLE, EguiPipeline, EguiPipelineKey,
        systems::{EguiPipelines, queue_pipelines_system},
    },
};

use super::pipelines::COLOR_FORMAT;

/// Adds egui.
pub fn add_egui(app: &mut App) {
    app.add_plugins(EguiPlugin {
        // Our shader binds one texture at a time.
        bindless_mode_array_size: None,
    });
    let shader = Shader::from_wgsl(
        include_str!("../../../shaders/text.wgsl"),
        "shaders/text.wgsl",
    );
    let mut shaders = app.world_mut().resource_mut::<Assets<Shader>>();
    // An id of the program's own kind is never out of date, the only thing that could fail here.
    let inserted = shaders.insert(EGUI_SHADER_HANDLE.id(), shader);
    debug_assert!(inserted.is_ok());
    if let Some(render_app) = app.get_sub_app_mut(RenderApp) {
        render_app.add_systems(
            Render,
            queue_pipelines
                .in_set(RenderSystems::Queue)
                .after(queue_pipelines_system),
        );
    }
}

/// Puts pipelines that draw in the format of pictures in place of those that egui's plugin queued.
fn queue_pipelines(
    cache: Res<PipelineCache>,
    pipeline: Res<EguiPipeline>,
    mut specialized: ResMut<SpecializedRenderPipelines<EguiPipeline>>,
    mut queued: ResMut<EguiPipelines>,
) {
    let key = EguiPipelineKey {
        target_format: COLOR_FORMAT,
    };
    for id in queued.0.values_mut() {
        *id = specialized.specialize(&cache, &pipeline, key);
    }
}
