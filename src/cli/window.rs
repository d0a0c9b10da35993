//! `fallline [SCENE]`: a window.

use clap::Args;

use super::{CommandError, DrawingArguments, values};
#[cfg(feature = "app")]
use {
    super::{
        display::{Display, Watched},
        quiet::Quiet,
    },
    crate::{
        files::{self, Session},
        record::{FilmingPlugin, interrupt::Interrupt, studio::look_for_adapter},
        scene::Source,
        ui::{
            FIRST_SCENE, Keeper, Leave, Opening, PATIENCE, ReducedMotion, StateFilePlugin,
            UiCommand, UiPlugin,
        },
        view::{CurrentLanguage, ViewPlugin, gpu::PictureGraph},
    },
    bevy::{
        app::TerminalCtrlCHandlerPlugin,
        camera::{CameraMainTextureUsages, CompositingSpace},
        log::LogPlugin,
        prelude::*,
        render::{camera::CameraRenderGraph, render_resource::TextureUsages, view::Msaa},
        window::WindowResolution,
        winit::{EventLoopProxyWrapper, WinitUserEvent},
    },
    bevy_egui::PrimaryEguiContext,
    std::{
        any::Any,
        env,
        panic::{AssertUnwindSafe, catch_unwind},
    },
};

/// What the window is opened with.
#[derive(Debug, Args)]
pub struct WindowArguments {
    /// A scene of the gallery (`fallline list scenes`), a .ron file, or data (.csv, .tsv, .npy, .npz, .parquet)
    #[arg(value_parser = values::path_text())]
    pub scene: Option<String>,
    /// How it is drawn.
    #[command(flatten)]
    pub drawing: DrawingArguments,
    /// Let the camera jump to a match of "Find points" instead of flying there
    #[arg(long)]
    pub reduced_motion: bool,
}

/// The environment variable that names the file for the state of the window, which tests read; unset, none is written.
#[cfg(feature = "app")]
const STATE_FILE: &str = "FALLLINE_STATE";

/// Opens the scene, then a window on it. The window waits for a scene that takes long to read.
///
/// # Errors
/// The scene is unknown or cannot be read, there is no display or graphics adapter, or the display was lost.
#[cfg(feature = "app")]
pub fn run(arguments: WindowArguments) -> Result<(), CommandError> {
    let drawing = &arguments.drawing;
    let name = arguments.scene.as_deref().unwrap_or(FIRST_SCENE);
    let (reading, theme) = (drawing.reading, drawing.theme);
    let mut opening = Opening::first(name, reading.map(Into::into), theme.map(Into::into));
    let source = opening.wait(PATIENCE)?;
    let display = Display::named()?;
    display.check()?;
    let quiet = Quiet::unless(drawing.verbose);
    look_for_adapter().map_err(|error| CommandError::Failure(error.to_string()))?;
    let watched = Watched::begin(&display, &quiet);
    let app = catch_unwind(AssertUnwindSafe(|| build(source, opening, &arguments)));
    // winit panics where a window is refused; nothing else that is built here panics.
    let mut app = app.map_err(|_| display.refusal())?;
    listen(&mut app)?;
    let exit = catch_unwind(AssertUnwindSafe(|| app.run()));
    drop((watched, quiet));
    match exit {
        Ok(AppExit::Success) => Ok(()),
        _ if display.is_silent() => Err(display.lost()),
        Ok(AppExit::Error(_)) => Err(CommandError::Failure(
            "the graphics adapter stopped: run again with --verbose to see what it says".to_owned(),
        )),
        Err(panic) => Err(CommandError::Failure(format!(
            "the window stopped unexpectedly ({}): unsaved changes are offered at the next start",
            said(panic.as_ref())
        ))),
    }
}

/// What a panic says.
#[cfg(feature = "app")]
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given")
}

#[cfg(feature = "app")]
fn build(source: Option<Source>, opening: Opening, arguments: &WindowArguments) -> App {
    let drawing = &arguments.drawing;
    let mut app = App::new();
    let plugins = DefaultPlugins
        .set(WindowPlugin {
            primary_window: Some(Window {
                title: "Fall Line".to_owned(),
                resolution: WindowResolution::new(1280, 800),
                ..default()
            }),
            // The room of the panels asks about unsaved changes first.
            close_when_requested: false,
            ..default()
        })
        // A signal closes the window by a command of its own, which keeps unsaved changes.
        .disable::<TerminalCtrlCHandlerPlugin>();
    let plugins = if drawing.verbose {
        plugins
    } else {
        plugins.disable::<LogPlugin>()
    };
    app.add_plugins(plugins)
        .add_plugins((ViewPlugin, UiPlugin::for_window(source), FilmingPlugin))
        .insert_resource(CurrentLanguage(drawing.lang.unwrap_or_default()))
        .insert_resource(ReducedMotion(arguments.reduced_motion))
        .insert_resource(opening)
        .add_systems(Startup, spawn_camera);
    if let Some(path) = env::var_os(STATE_FILE) {
        app.add_plugins(StateFilePlugin(path.into()));
    }
    // Without a folder for them, changes can still be saved by hand.
    if let Some(Ok(session)) = files::state_folder().map(|folder| Session::begin(&folder)) {
        app.insert_resource(Keeper::new(session));
    }
    app
}

/// Whether a signal has asked for the end.
#[cfg(feature = "app")]
#[derive(Resource)]
struct Signals(Interrupt);

/// Lets signals close the window: quietly the first time, at once the second.
#[cfg(feature = "app")]
fn listen(app: &mut App) -> Result<(), CommandError> {
    let event_loop = app.world().get_resource::<EventLoopProxyWrapper>();
    let event_loop = event_loop.map(|proxy| (**proxy).clone());
    let interrupt = Interrupt::on_ctrl_c_then(move |again| {
        if again {
            std::process::exit(1);
        }
        // A window at rest runs its systems once a minute. One that is closed already need not be woken.
        if let Some(event_loop) = &event_loop {
            let _ = event_loop.send_event(WinitUserEvent::WakeUp);
        }
    });
    let interrupt = interrupt
        .map_err(|error| CommandError::Failure(format!("signals cannot be watched: {error}")))?;
    app.insert_resource(Signals(interrupt))
        .add_systems(PreUpdate, heed);
    Ok(())
}

#[cfg(feature = "app")]
fn heed(signals: Res<Signals>, mut asks: MessageWriter<UiCommand>) {
    if signals.0.is_raised() {
        asks.write(UiCommand::Leave(Leave::AtOnce));
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

/// Reads the scene, and says that it cannot be drawn.
///
/// # Errors
/// Always.
#[cfg(not(feature = "app"))]
pub fn run(arguments: WindowArguments) -> Result<(), CommandError> {
    let reading = arguments.drawing.reading.map(Into::into);
    if let Some(name) = &arguments.scene {
        crate::scene::Source::open_as(name, reading)?;
    }
    Err(CommandError::no_drawing())
}
