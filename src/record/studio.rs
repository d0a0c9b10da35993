//! The picture without a window: an app of its own that draws any moment of a scene and hands over the pixels.

use std::{num::NonZero, sync::mpsc};

use bevy::{
    app::{PluginGroup, PluginsState, TerminalCtrlCHandlerPlugin},
    camera::{CameraMainTextureUsages, CameraOutputMode, RenderTarget},
    log::LogPlugin,
    prelude::*,
    render::{
        RenderApp, RenderPlugin,
        camera::CameraRenderGraph,
        pipelined_rendering::PipelinedRenderingPlugin,
        render_resource::*,
        renderer::{RenderDevice, RenderGraph, RenderGraphSystems, RenderQueue},
        view::{Msaa, ViewTarget},
    },
    tasks::tick_global_task_pools_on_main_thread,
    window::ExitCondition,
    winit::WinitPlugin,
};
use bevy_egui::PrimaryEguiContext;

use crate::{
    ui::{FilmPanels, UiPlugin},
    view::{Moment, Shown, Spoken, ViewPlugin, ViewSystems, gpu::PictureGraph},
    words::Language,
};

/// Frames drawn before the first one is kept, at most: pipelines are compiled and fonts uploaded in them.
const WARM_UP: usize = 60;

/// Draws moments of a scene, one after the other. While the pixels of one are fetched, the next is already drawn.
pub struct Studio {
    app: App,
    size: UVec2,
    before_last: Option<usize>,
    last: Option<usize>,
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
pub struct Set {
    /// The scene and everything that happens in it.
    pub shown: Shown,
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
    pub fn open(set: Set) -> Result<Self, StudioError> {
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
        .insert_resource(Spoken(set.language))
        .init_resource::<FontsDrawn>()
        .add_systems(Update, count_font_changes.after(ViewSystems::Paint));
        add_capture(&mut app, size);

        // Panels keep a size that people can read on a large picture.
        let pixels_per_point = if set.panels {
            (size.y as f32 / 864.0).max(1.0)
        } else {
            1.0
        };
        let mut target =
            Image::new_target_texture(size.x, size.y, TextureFormat::Rgba8UnormSrgb, None);
        target.asset_usage = bevy::asset::RenderAssetUsages::RENDER_WORLD;
        let target = app.world_mut().resource_mut::<Assets<Image>>().add(target);
        app.world_mut().spawn((
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
            CameraMainTextureUsages::default()
                .with(TextureUsages::COPY_SRC)
                .with(TextureUsages::COPY_DST),
            Projection::default(),
            Msaa::Off,
            PrimaryEguiContext,
        ));
        while app.plugins_state() == PluginsState::Adding {
            tick_global_task_pools_on_main_thread();
        }
        app.finish();
        app.cleanup();

        let mut studio = Self {
            app,
            size,
            before_last: None,
            last: None,
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
    pub fn show(&mut self, shown: Shown) {
        self.app.world_mut().insert_resource(shown);
    }

    /// Begins to draw a moment.
    ///
    /// # Errors
    /// The adapter gave up.
    pub fn draw(&mut self, seconds: f64) -> Result<(), StudioError> {
        self.app.world_mut().insert_resource(Moment { seconds });
        let slot = {
            let mut capture = self.capture();
            capture.wanted = true;
            capture.next
        };
        self.update()?;
        self.before_last = self.last.replace(slot);
        Ok(())
    }

    /// Draws once. Signs that are new to the fonts' texture are there only in the next picture, which is then drawn too.
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

    /// Puts the pixels of the moment before the last one drawn into `pixels` (RGBA, sRGB, row by row from the top), if
    /// there was one; the last one is drawn meanwhile.
    ///
    /// # Errors
    /// The adapter gave up.
    pub fn fetch_before_last(&mut self, pixels: &mut Vec<u8>) -> Result<bool, StudioError> {
        let slot = self.before_last.take();
        self.fetch(slot, pixels)
    }

    /// Puts the pixels of the last moment drawn into `pixels`.
    ///
    /// # Errors
    /// The adapter gave up.
    pub fn fetch_last(&mut self, pixels: &mut Vec<u8>) -> Result<bool, StudioError> {
        let slot = self.last.take();
        self.fetch(slot, pixels)
    }

    fn fetch(&mut self, slot: Option<usize>, pixels: &mut Vec<u8>) -> Result<bool, StudioError> {
        let Some(slot) = slot else { return Ok(false) };
        let size = self.size;
        let device = self.app.world().resource::<RenderDevice>().clone();
        let (buffer, submission) = self.capture().slots[slot].clone();
        let (send, receive) = mpsc::channel();
        let slice = buffer.slice(..);
        slice.map_async(MapMode::Read, move |result| {
            // The receiver waits right below.
            let _ = send.send(result);
        });
        device
            .wgpu_device()
            .poll(PollType::Wait {
                submission_index: submission,
                timeout: None,
            })
            .map_err(|error| StudioError::Lost(error.to_string()))?;
        match receive.try_recv() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(StudioError::Lost(error.to_string())),
            Err(error) => return Err(StudioError::Lost(error.to_string())),
        }
        let row = size.x as usize * 4;
        pixels.resize(row * size.y as usize, 0);
        {
            let mapped = slice.get_mapped_range();
            let padded = padded_row(size.x);
            for (from, to) in mapped.chunks(padded).zip(pixels.chunks_mut(row)) {
                to.copy_from_slice(&from[..row]);
            }
        }
        buffer.unmap();
        Ok(true)
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

/// Where finished pictures are copied to, in turn.
#[derive(Resource)]
struct Capture {
    slots: [(Buffer, Option<wgpu::SubmissionIndex>); 2],
    next: usize,
    wanted: bool,
}

impl Capture {
    /// The picture just copied is not the one: the next one takes its place.
    fn again(&mut self) {
        if !self.wanted && self.slots[1 - self.next].1.is_some() {
            self.next = 1 - self.next;
            self.wanted = true;
        }
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

fn add_capture(app: &mut App, size: UVec2) {
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .add_systems(
            bevy::render::RenderStartup,
            move |mut commands: Commands, device: Res<RenderDevice>| {
                let slot = || {
                    let buffer = device.create_buffer(&BufferDescriptor {
                        label: Some("captured picture"),
                        size: padded_row(size.x) as u64 * u64::from(size.y),
                        usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
                        mapped_at_creation: false,
                    });
                    (buffer, None)
                };
                commands.insert_resource(Capture {
                    slots: [slot(), slot()],
                    next: 0,
                    wanted: false,
                });
            },
        )
        .add_systems(
            RenderGraph,
            capture_picture.after(RenderGraphSystems::Submit),
        );
}

/// Copies the picture with a submission of its own, which can be waited for while later ones are under way.
fn capture_picture(
    views: Query<&ViewTarget>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    mut capture: ResMut<Capture>,
) {
    let Ok(target) = views.single() else { return };
    if !std::mem::take(&mut capture.wanted) {
        return;
    }
    let texture = target.main_texture();
    let slot = capture.next;
    let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor {
        label: Some("capture"),
    });
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        TexelCopyBufferInfo {
            buffer: &capture.slots[slot].0,
            layout: TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: NonZero::new(padded_row(texture.width()) as u32).map(NonZero::get),
                rows_per_image: None,
            },
        },
        texture.size(),
    );
    capture.slots[slot].1 = Some(queue.submit([encoder.finish()]));
    capture.next = 1 - slot;
}

/// Bytes from row to row in a buffer that a picture is copied to.
fn padded_row(width: u32) -> usize {
    RenderDevice::align_copy_bytes_per_row(width as usize * 4)
}

/// The longest side of a picture on the adapter that Bevy will take.
///
/// # Errors
/// There is none; Bevy would panic.
pub fn look_for_adapter() -> Result<u32, StudioError> {
    let instance =
        wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let adapter = bevy::tasks::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..default()
    }))
    .map_err(|_| StudioError::NoAdapter)?;
    Ok(adapter.limits().max_texture_dimension_2d)
}
