//! Offscreen rendering: an app without a window that draws a scene at any time and returns the pixels.

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

use super::{
    capture::{Capture, PendingCopy, Pixels, add_capture},
    stats::PictureStats,
};
use crate::{
    ui::{FilmPanels, UiPlugin},
    view::{
        Canvas, CurrentLanguage, OnlySubjects, PlaybackTime, SceneOutcome, Tables, ViewPlugin,
        Viewpoint,
        frame::composition::compositions,
        gpu::{Drawing, PictureGraph},
    },
    words::Language,
};

/// The maximum number of warm-up frames, during which pipelines are compiled and fonts are uploaded.
const MAX_WARM_UP_FRAMES: usize = 60;

/// Draws frames of a scene. While the pixels of one frame are read back, later frames can be drawn.
pub struct Studio {
    app: App,
    size: UVec2,
    copies: VecDeque<PendingCopy>,
}

/// The error of offscreen rendering.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    /// No graphics adapter was found.
    #[error(
        "no graphics adapter was found: install a driver, or a software one (Debian, Ubuntu: apt install mesa-vulkan-drivers)"
    )]
    NoAdapter,
    /// The picture is larger than the adapter supports.
    #[error(
        "the graphics adapter draws at most {largest}x{largest} pixels: ask for a smaller --size"
    )]
    TooLarge {
        /// The longest side that the adapter supports, in pixels.
        largest: u32,
    },
    /// The graphics device was lost.
    #[error("the graphics adapter failed: {0}")]
    Lost(String),
}

/// The configuration of a [`Studio`].
pub struct StudioConfig {
    /// The computed scene.
    pub outcome: SceneOutcome,
    /// Width and height of the frames in pixels.
    pub size: UVec2,
    /// The language of all text.
    pub language: Language,
    /// Whether the panels are drawn.
    pub panels: bool,
    /// Whether the engine logs to stderr.
    pub verbose: bool,
}

impl Studio {
    /// Builds the app and draws warm-up frames until all pipelines are ready.
    ///
    /// # Errors
    /// There is no graphics adapter, or the size exceeds its limit.
    pub fn open(config: StudioConfig) -> Result<Self, StudioError> {
        let largest = max_picture_side()?;
        let size = config.size;
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
        app.add_plugins(if config.verbose {
            plugins
        } else {
            plugins.disable::<LogPlugin>()
        })
        .add_plugins((ViewPlugin, UiPlugin::for_films(FilmPanels(config.panels))))
        .insert_resource(config.outcome)
        .insert_resource(CurrentLanguage(config.language));
        add_capture(&mut app);

        spawn_camera(app.world_mut(), size, config.panels);
        while app.plugins_state() == PluginsState::Adding {
            tick_global_task_pools_on_main_thread();
        }
        app.finish();
        app.cleanup();
        run_systems_on_one_thread(app.world_mut());
        run_systems_on_one_thread(app.sub_app_mut(RenderApp).world_mut());

        let mut studio = Self {
            app,
            size,
            copies: VecDeque::new(),
        };
        let mut ready_frames = 0;
        for _ in 0..MAX_WARM_UP_FRAMES {
            studio.update()?;
            ready_frames = if studio.is_ready() {
                ready_frames + 1
            } else {
                0
            };
            if ready_frames == 3 {
                break;
            }
        }
        Ok(studio)
    }

    /// Replaces the scene.
    pub fn show(&mut self, outcome: SceneOutcome) {
        self.app.world_mut().insert_resource(outcome);
    }

    /// Starts drawing the frame at a playback time in seconds.
    ///
    /// # Errors
    /// The graphics device was lost.
    pub fn draw(&mut self, seconds: f64) -> Result<(), StudioError> {
        self.app
            .world_mut()
            .insert_resource(PlaybackTime { seconds });
        self.capture().request();
        self.update()?;
        let copy = self.capture().take();
        self.copies.extend(copy);
        Ok(())
    }

    /// How much of the picture its subjects take: the composition of each figure, and the share of the pixels that
    /// subjects colour at playback times in seconds, on average, with axes and text hidden. A pixel is coloured if a
    /// channel differs from the background by more than 3 %.
    ///
    /// # Errors
    /// The graphics device was lost.
    pub(super) fn composition(&mut self, times: &[f64]) -> Result<PictureStats, StudioError> {
        let world = self.app.world_mut();
        let figures = compositions(
            world.resource::<SceneOutcome>(),
            &world.resource::<Tables>().0,
            world.resource::<Viewpoint>(),
            world.resource::<Canvas>(),
        );
        world.insert_resource(OnlySubjects(true));
        let mut coloured = 0.0;
        for &seconds in times {
            self.draw(seconds)?;
            let Some(pixels) = self.fetch(0)? else {
                continue;
            };
            let drawing = self.app.world().resource::<Drawing>();
            coloured += coloured_share(&pixels, self.size.x, drawing) / times.len() as f64;
        }
        self.app.world_mut().insert_resource(OnlySubjects(false));
        Ok(PictureStats { coloured, figures })
    }

    /// Runs the app once.
    fn update(&mut self) -> Result<(), StudioError> {
        self.app.update();
        match self.app.should_exit() {
            Some(_) => Err(StudioError::Lost(
                "run again with --verbose to see its messages".to_owned(),
            )),
            None => Ok(()),
        }
    }

    /// The earliest frame that has not been fetched, if more than `in_flight` frames have not; waits until it is drawn.
    ///
    /// # Errors
    /// The graphics device was lost.
    pub fn fetch(&mut self, in_flight: usize) -> Result<Option<Pixels>, StudioError> {
        if self.copies.len() <= in_flight {
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

/// Spawns a camera that draws pictures of this size.
fn spawn_camera(world: &mut World, size: UVec2, panels: bool) {
    // Panels scale with the picture, so that they stay readable.
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
            // With `CameraOutputMode::Skip`, Bevy requires that the camera clears nothing; the picture clears its
            // target itself.
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

/// The share of the pixels in the viewport of a drawing that differ from its background.
fn coloured_share(pixels: &[u8], width: u32, drawing: &Drawing) -> f64 {
    const MIN_DIFFERENCE: u8 = (0.03 * 255.0) as u8;
    let Some(backdrop) = &drawing.backdrop else {
        return 0.0;
    };
    let [left, top, columns, rows] = drawing.viewport.to_array().map(|value| value as usize);
    let (pixels, _) = pixels.as_chunks::<4>();
    let lines = pixels.chunks(width as usize).skip(top).take(rows);
    let shown = lines.flat_map(|line| &line[left..left + columns]);
    let differs = |(a, b): &(&[u8; 4], &[u8; 4])| {
        (0..3).any(|channel| a[channel].abs_diff(b[channel]) > MIN_DIFFERENCE)
    };
    let coloured = shown.zip(backdrop.pixels.records()).filter(differs).count();
    coloured as f64 / (columns * rows) as f64
}

/// Makes the systems of a world run on one thread: they are so short that distributing them takes longer.
fn run_systems_on_one_thread(world: &mut World) {
    for (_, schedule) in world.resource_mut::<Schedules>().iter_mut() {
        schedule.set_executor(SingleThreadedExecutor::new());
    }
}

/// The longest side of a picture, in pixels, on the adapter that Bevy will use.
///
/// # Errors
/// [`StudioError::NoAdapter`], where Bevy would panic.
pub(crate) fn max_picture_side() -> Result<u32, StudioError> {
    // Kept until the process ends, so that the driver stays loaded: unloading it on one thread while the main thread
    // runs the driver's exit handlers crashed some windows.
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
