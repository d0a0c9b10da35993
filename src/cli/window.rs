//! `fallline [SCENE]`: a window.

use clap::Args;

use super::{CommandError, DrawingArguments, values};
use crate::scene::Source;
#[cfg(feature = "app")]
use {
    super::quiet::Quiet,
    crate::{
        record::{FilmingPlugin, studio::look_for_adapter},
        ui::UiPlugin,
        view::{Spoken, ViewPlugin, gpu::PictureGraph},
    },
    bevy::{
        camera::{CameraMainTextureUsages, CompositingSpace},
        log::LogPlugin,
        prelude::*,
        render::{camera::CameraRenderGraph, render_resource::TextureUsages, view::Msaa},
        window::WindowResolution,
    },
    bevy_egui::PrimaryEguiContext,
    std::path::Path,
};

/// The scene of a window that was asked for none.
#[cfg(feature = "app")]
const FIRST_SCENE: &str = "rosenbrock";

/// What the window is opened with.
#[derive(Debug, Args)]
pub struct WindowArguments {
    /// A scene of the gallery (`fallline list scenes`), a .ron file, or data (.csv, .tsv, .npy, .npz, .parquet)
    #[arg(value_parser = values::path_text())]
    pub scene: Option<String>,
    /// How it is drawn.
    #[command(flatten)]
    pub drawing: DrawingArguments,
}

/// Opens the scene, then a window on it.
///
/// # Errors
/// An unknown or unreadable scene; nothing to draw on or with.
pub fn run(arguments: WindowArguments) -> Result<(), CommandError> {
    let reading = arguments.drawing.reading.map(Into::into);
    let open_as = |name: &str| Source::open_as(name, reading);
    let source = arguments.scene.as_deref().map(open_as).transpose()?;
    open(source, &arguments.drawing)
}

#[cfg(feature = "app")]
fn open(source: Option<Source>, drawing: &DrawingArguments) -> Result<(), CommandError> {
    let mut source = match source {
        Some(source) => source,
        None => Source::open(FIRST_SCENE)?,
    };
    if let Some(theme) = drawing.theme {
        source.scene.look.theme = theme.into();
    }
    look_for_display()?;
    let quiet = Quiet::unless(drawing.verbose);
    look_for_adapter().map_err(|error| CommandError::Failure(error.to_string()))?;
    let mut app = App::new();
    let plugins = DefaultPlugins.set(WindowPlugin {
        primary_window: Some(Window {
            title: "Fall Line".to_owned(),
            resolution: WindowResolution::new(1280, 800),
            ..default()
        }),
        // The room of the panels asks about unsaved changes first.
        close_when_requested: false,
        ..default()
    });
    let plugins = if drawing.verbose {
        plugins
    } else {
        plugins.disable::<LogPlugin>()
    };
    app.add_plugins(plugins)
        .add_plugins((ViewPlugin, UiPlugin::for_window(source), FilmingPlugin))
        .insert_resource(Spoken(drawing.lang.unwrap_or_default()))
        .add_systems(Startup, spawn_camera);
    let exit = app.run();
    drop(quiet);
    match exit {
        AppExit::Success => Ok(()),
        AppExit::Error(_) => Err(CommandError::Failure(
            "the graphics adapter stopped: run again with --verbose to see what it says".to_owned(),
        )),
    }
}

#[cfg(feature = "app")]
fn spawn_camera(mut commands: Commands) {
    commands.spawn((
        Camera::default(),
        CameraRenderGraph::new(PictureGraph),
        CompositingSpace::Srgb,
        CameraMainTextureUsages::default().with(TextureUsages::COPY_DST),
        Projection::default(),
        Msaa::Off,
        PrimaryEguiContext,
    ));
}

/// A window needs a display; without one winit would panic.
#[cfg(feature = "app")]
fn look_for_display() -> Result<(), CommandError> {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return Ok(());
    }
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if named("WAYLAND_DISPLAY") || named("WAYLAND_SOCKET") {
        return Ok(());
    }
    let display = std::env::var("DISPLAY").unwrap_or_default();
    if display.is_empty() {
        return Err(CommandError::Failure(
            "no display was found: open a graphical session, or make a film with `fallline render SCENE -o film.mp4`"
                .to_owned(),
        ));
    }
    // A display of this machine has a socket by its number; another machine's is left to the connection.
    let number = display.strip_prefix(':').map(|rest| {
        let end = rest.find('.').unwrap_or(rest.len());
        &rest[..end]
    });
    match number {
        Some(number)
            if !Path::new("/tmp/.X11-unix")
                .join(format!("X{number}"))
                .exists() =>
        {
            Err(CommandError::Failure(format!(
                "no display answers at DISPLAY={display}: is it running?"
            )))
        }
        _ => Ok(()),
    }
}

#[cfg(not(feature = "app"))]
fn open(_source: Option<Source>, _drawing: &DrawingArguments) -> Result<(), CommandError> {
    Err(CommandError::no_drawing())
}
