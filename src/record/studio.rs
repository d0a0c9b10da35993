//! The picture without a window: an app of its own that draws any moment of a scene and hands over the pixels.

use std::{collections::VecDeque, sync::OnceLock};

use bevy::{
    app::{PluginGroup, PluginsState, TerminalCtrlCHandlerPlugin},
    camera::{CameraMainTextureUsages, CameraOutputMode, CompositingSpace, RenderTarget},
    ecs::schedule::SingleThreadedExecutor,
    log::LogPlugin,
    prelude::*,
    render::{
        RenderApp, RenderPlugin,
        camera::CameraRenderGraph,
        pipelined_rendering::PipelinedRenderingPlugin,
        render_resource::{PipelineCache, TextureFormat, TextureUsages},
        renderer::RenderDevice,
        view::Msaa,
    },
    tasks::tick_global_task_pools_on_main_thread,
    window::ExitCondition,
    winit::WinitPlugin,
};
use bevy_egui::PrimaryEguiContext;

use super::capture::{Capture, Copy, Pixels, add_capture};
use crate::{
    ui::{FilmPanels, UiPlugin},
    view::{
        CurrentLanguage, PlaybackTime, SceneOutcome, ViewPlugin, ViewSystems, gpu::PictureGraph,
    },
    words::Language,
};

/// Frames drawn before the first one is kept, at most: pipelines are compiled and fonts uploaded in them.
const WARM_UP: usize = 60;

/// Draws moments of a scene, one after the other. While the pixels of one are fetched, later ones are already drawn.
pub struct Studio {
    app: App,
    size: UVec2,
    copies: VecDeque<Copy>,
}

/// Why nothing can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    /// There is no graphics adapter.
    #[error(
        "no graphics adapter was found: install a driver, or a software one (Debian, Ubuntu: apt install mesa-vulkan-drivers)"
    )]
    NoAdapter,
    /// A picture is larger than the adapter can draw.
    #[error(
        "the graphics adapter draws at most {largest}x{largest} pixels: ask for a smaller --size"
    )]
    TooLarge {
        /// The longest side that it can draw.
        largest: u32,
    },
    /// The adapter gave up.
    #[error("the graphics adapter stopped: {0}")]
    Lost(String),
}

/// What is drawn in a studio.
pub struct StudioConfig {
    /// The scene and everything that happens in it.
    pub shown: SceneOutcome,
    /// Width and height in pixels.
    pub size: UVec2,
    /// Of the words.
    pub language: Language,
    /// Whether the panels are in the picture.
    pub panels: bool,
    /// Whether the engine says on stderr what it does.
    pub verbose: bool,
}

impl Studio {
    /// Builds the app and draws until everything is ready.
    ///
    /// # Errors
    /// No graphics adapter, or one that cannot draw so large.
    pub fn open(set: StudioConfig) -> Result<Self, StudioError> {
        let largest = look_for_adapter()?;
        let size = set.size;
        if size.max_element() > largest {
            return Err(StudioError::TooLarge { largest });
        }
        let mut app = App::new();
        let plugins = DefaultPlugins
            .set(bevy::window::WindowPlugin {
                primary_window: None,
                exit_condition: ExitCondition::DontExit,
                ..default()
            })
            .set(RenderPlugin {
                synchronous_pipeline_compilation: true,
                ..default()
            })
            .disable::<WinitPlugin>()
            .disable::<TerminalCtrlCHandlerPlugin>()
            .disable::<PipelinedRenderingPlugin>();
        app.add_plugins(if set.verbose {
            plugins
        } else {
            plugins.disable::<LogPlugin>()
        })
        .add_plugins((ViewPlugin, UiPlugin::for_films(FilmPanels(set.panels))))
        .insert_resource(set.shown)
        .insert_resource(CurrentLanguage(set.language))
        .init_resource::<FontsDrawn>()
        .add_systems(Update, count_font_changes.after(ViewSystems::Paint));
        add_capture(&mut app);

        spawn_camera(app.world_mut(), size, set.panels);
        while app.plugins_state() == PluginsState::Adding {
            tick_global_task_pools_on_main_thread();
        }
        app.finish();
        app.cleanup();
        run_systems_in_turn(app.world_mut());
        run_systems_in_turn(app.sub_app_mut(RenderApp).world_mut());

        let mut studio = Self {
            app,
            size,
            copies: VecDeque::new(),
        };
        let mut ready_for = 0;
        for _ in 0..WARM_UP {
            studio.update()?;
            ready_for = if studio.is_ready() { ready_for + 1 } else { 0 };
            if ready_for == 3 {
                break;
            }
        }
        Ok(studio)
    }

    /// Puts another scene in place of the one before.
    pub fn show(&mut self, shown: SceneOutcome) {
        self.app.world_mut().insert_resource(shown);
    }

    /// Begins to draw a moment.
    ///
    /// # Errors
    /// The adapter gave up.
    pub fn draw(&mut self, seconds: f64) -> Result<(), StudioError> {
        self.app
            .world_mut()
            .insert_resource(PlaybackTime { seconds });
        self.capture().want();
        self.update()?;
        let copy = self.capture().take();
        self.copies.extend(copy);
        Ok(())
    }

    /// Draws once. Characters that are new to the fonts' texture are there only in the next picture, which is then drawn too.
    fn update(&mut self) -> Result<(), StudioError> {
        for _ in 0..3 {
            let fonts_before = self.app.world().resource::<FontsDrawn>().0;
            self.app.update();
            if self.app.should_exit().is_some() {
                return Err(StudioError::Lost(
                    "run again with --verbose to see what it says".to_owned(),
                ));
            }
            if self.app.world().resource::<FontsDrawn>().0 == fonts_before {
                break;
            }
            self.capture().again();
        }
        Ok(())
    }

    /// The earliest moment drawn and not fetched yet, if more than `under_way` are; waits until it is drawn.
    ///
    /// # Errors
    /// The adapter gave up.
    pub fn fetch(&mut self, under_way: usize) -> Result<Option<Pixels>, StudioError> {
        if self.copies.len() <= under_way {
            return Ok(None);
        }
        let device = self.app.world().resource::<RenderDevice>().wgpu_device();
        let copy = self.copies.pop_front();
        copy.map(|copy| copy.wait(device, self.size)).transpose()
    }

    fn capture(&mut self) -> Mut<'_, Capture> {
        self.app
            .sub_app_mut(RenderApp)
            .world_mut()
            .resource_mut::<Capture>()
    }

    fn is_ready(&self) -> bool {
        let world = self.app.sub_app(RenderApp).world();
        world
            .resource::<PipelineCache>()
            .waiting_pipelines()
            .next()
            .is_none()
    }
}

/// The camera of a picture of this size.
fn spawn_camera(world: &mut World, size: UVec2, panels: bool) {
    // Panels keep a size that people can read on a large picture.
    let pixels_per_point = if panels {
        (size.y as f32 / 864.0).max(1.0)
    } else {
        1.0
    };
    let mut target = Image::new_target_texture(size.x, size.y, TextureFormat::Rgba8UnormSrgb, None);
    target.asset_usage = bevy::asset::RenderAssetUsages::RENDER_WORLD;
    let target = world.resource_mut::<Assets<Image>>().add(target);
    world.spawn((
        Camera {
            output_mode: CameraOutputMode::Skip,
            // A camera that delivers nowhere is drawn only if it clears nothing; the picture clears for itself.
            clear_color: ClearColorConfig::None,
            ..default()
        },
        RenderTarget::Image(bevy::camera::ImageRenderTarget {
            handle: target,
            scale_factor: pixels_per_point,
        }),
        CameraRenderGraph::new(PictureGraph),
        CompositingSpace::Srgb,
        CameraMainTextureUsages::default()
            .with(TextureUsages::COPY_SRC)
            .with(TextureUsages::COPY_DST),
        Projection::default(),
        Msaa::Off,
        PrimaryEguiContext,
    ));
}

/// A film's systems are so short that handing them from thread to thread takes longer than running them.
fn run_systems_in_turn(world: &mut World) {
    for (_, schedule) in world.resource_mut::<Schedules>().iter_mut() {
        schedule.set_executor(SingleThreadedExecutor::new());
    }
}

/// How often the texture of the fonts has changed.
#[derive(Resource, Default)]
struct FontsDrawn(u64);

fn count_font_changes(outputs: Query<&bevy_egui::EguiFullOutput>, mut drawn: ResMut<FontsDrawn>) {
    let changed = outputs
        .iter()
        .filter_map(|output| output.0.as_ref())
        .any(|output| !output.textures_delta.set.is_empty());
    drawn.0 += u64::from(changed);
}

/// The longest side of a picture on the adapter that Bevy will take.
///
/// # Errors
/// [`StudioError::NoAdapter`], where Bevy would panic.
pub fn look_for_adapter() -> Result<u32, StudioError> {
    // Kept until the process ends, and the driver with it: a thread that unloaded it while the main thread ran the
    // driver's exit handlers ended some windows with a segmentation fault.
    static INSTANCE: OnceLock<wgpu::Instance> = OnceLock::new();
    let instance = INSTANCE.get_or_init(|| {
        wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env())
    });
    let adapter = bevy::tasks::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..default()
    }))
    .map_err(|_| StudioError::NoAdapter)?;
    Ok(adapter.limits().max_texture_dimension_2d)
}
