//! Adapts egui's rendering to pictures: a replacement shader (see `text.wgsl`), the colour format of pictures, which
//! the plugin does not support, and glyph uploads in the frame that first draws them.

use bevy::{
    asset::AssetEventSystems,
    prelude::*,
    render::{
        Render, RenderApp, RenderSystems,
        render_resource::{PipelineCache, SpecializedRenderPipelines},
    },
    shader::Shader,
};
use bevy_egui::{
    EguiPlugin, EguiPostUpdateSet,
    render::{
        EGUI_SHADER_HANDLE, EguiPipeline, EguiPipelineKey,
        systems::{EguiPipelines, queue_pipelines_system},
    },
};

use super::pipelines::COLOR_FORMAT;

pub(super) fn add_egui(app: &mut App) {
    app.add_plugins(EguiPlugin {
        // Our shader binds one texture at a time.
        bindless_mode_array_size: None,
    });
    // Painting new glyphs changes the font atlas. If asset events had already been sent, the renderer would see the
    // change one frame late, and an idle window draws no further frame.
    app.configure_sets(
        PostUpdate,
        EguiPostUpdateSet::PostProcessOutput.before(AssetEventSystems),
    );
    let shader = Shader::from_wgsl(
        include_str!("../../../shaders/text.wgsl"),
        "shaders/text.wgsl",
    );
    let mut shaders = app.world_mut().resource_mut::<Assets<Shader>>();
    // Inserting fails only for outdated ids, which this constant id never is.
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

/// Replaces the pipelines queued by the egui plugin with ones in the colour format of pictures.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bevy::{asset::AssetPlugin, input::InputPlugin, window::WindowPlugin};
    use bevy_egui::{
        EguiContext, EguiContextSettings, EguiFullOutput, PrimaryEguiContext,
        egui::{Align2, Color32, FontId, Pos2, RawInput},
    };

    use super::*;
    use crate::{view::text::labels, words::Word};

    /// The text to paint in a frame.
    #[derive(Resource, Default)]
    struct TextToPaint(String);

    /// The number of image changes that the renderer was notified of in a frame.
    #[derive(Resource, Default)]
    struct ImageChanges(usize);

    fn paint(
        mut contexts: Query<(&mut EguiContext, &mut EguiFullOutput)>,
        text: Res<TextToPaint>,
        mut has_fonts: Local<bool>,
    ) {
        let (mut context, mut output) = contexts.single_mut().expect("one context");
        let context = context.get_mut();
        if !std::mem::replace(&mut *has_fonts, true) {
            context.set_fonts(labels::fonts());
        }
        **output = Some(context.run_ui(RawInput::default(), |ui| {
            let font = FontId::proportional(20.0);
            (ui.painter()).text(Pos2::ZERO, Align2::LEFT_TOP, &text.0, font, Color32::RED);
        }));
    }

    fn listen(mut events: MessageReader<AssetEvent<Image>>, mut changes: ResMut<ImageChanges>) {
        changes.0 = events.read().count();
    }

    #[test]
    fn glyphs_are_uploaded_in_the_frame_that_first_draws_them() {
        let mut app = App::new();
        app.add_plugins((
            TaskPoolPlugin::default(),
            AssetPlugin::default(),
            InputPlugin,
            bevy::time::TimePlugin,
            WindowPlugin {
                primary_window: None,
                ..default()
            },
        ))
        .init_asset::<Image>()
        .init_asset::<Shader>()
        .init_resource::<TextToPaint>()
        .init_resource::<ImageChanges>();
        add_egui(&mut app);
        app.add_systems(Update, paint).add_systems(Last, listen);
        app.world_mut().spawn((
            PrimaryEguiContext,
            EguiContextSettings {
                run_manually: true,
                ..default()
            },
        ));
        for _ in 0..4 {
            app.update();
        }
        assert_eq!(
            app.world().resource::<ImageChanges>().0,
            0,
            "nothing new is drawn"
        );
        let words = Word::ALL.iter().flat_map(|word| word.phrase().zh.chars());
        let hanzi: BTreeSet<char> = words.filter(|&hanzi| hanzi >= '\u{4e00}').collect();
        let hanzi: Vec<char> = hanzi.into_iter().collect();
        for unpainted in hanzi.chunks_exact(50) {
            let text: String = unpainted.iter().collect();
            app.world_mut()
                .resource_mut::<TextToPaint>()
                .0
                .clone_from(&text);
            app.update();
            assert!(app.world().resource::<ImageChanges>().0 > 0, "{text}");
        }
    }
}
