//! `fallline [SCENE]`: opens the window.

use clap::Args;

use super::{CommandError, DrawingArguments, values};
#[cfg(feature = "app")]
use {
    super::{
        display::{Display, DisplayGuard},
        redirect::StderrRedirect,
    },
    crate::{
        files::{self, Session},
        record::{FilmingPlugin, interrupt::Interrupt, studio::max_picture_side},
        scene::Source,
        ui::{
            Autosave, Closing, FIRST_SCENE, Opening, PROGRESS_DELAY, ReducedMotion,
            StateFilePlugin, UiCommand, UiPlugin,
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

/// The arguments of the window.
#[derive(Debug, Args)]
pub(super) struct WindowArguments {
    /// A scene of the gallery (`fallline list scenes`), a .ron file, or data (.csv, .tsv, .npy, .npz, .parquet)
    #[arg(value_parser = values::path_text())]
    pub(super) scene: Option<String>,
    #[command(flatten)]
    pub(super) drawing: DrawingArguments,
    /// Let the camera jump to a match of "Find points" instead of flying there
    #[arg(long)]
    pub(super) reduced_motion: bool,
}

/// The environment variable with the path of a file to which the window writes its state, for tests; nothing is written
/// if it is unset.
#[cfg(feature = "app")]
const STATE_FILE: &str = "FALLLINE_STATE";

/// Opens the scene, then a window. If the scene takes long to read, the window opens first and waits for it.
///
/// # Errors
/// The scene is unknown or cannot be read, there is no display or graphics adapter, or the connection to the display
/// was lost.
#[cfg(feature = "app")]
pub(super) fn run(arguments: WindowArguments) -> Result<(), CommandError> {
    let drawing = &arguments.drawing;
    let name = arguments.scene.as_deref().unwrap_or(FIRST_SCENE);
    let (show_as, theme) = (drawing.show_as, drawing.theme);
    let mut opening = Opening::first(name, show_as.map(Into::into), theme.map(Into::into));
    let source = opening.wait(PROGRESS_DELAY)?;
    let display = Display::from_environment()?;
    display.check()?;
    let redirect = StderrRedirect::unless(drawing.verbose);
    // Without a graphics adapter, Bevy would panic.
    max_picture_side().map_err(|error| CommandError::Failure(error.to_string()))?;
    let guard = DisplayGuard::new(&display, &redirect);
    let app = catch_unwind(AssertUnwindSafe(|| build_app(source, opening, &arguments)));
    // winit panics if a window is refused; nothing else in `build_app` panics.
    let mut app = app.map_err(|_| display.refused_error())?;
    close_on_signals(&mut app)?;
    let exit = catch_unwind(AssertUnwindSafe(|| app.run()));
    drop((guard, redirect));
    match exit {
        Ok(AppExit::Success) => Ok(()),
        _ if display.is_silent() => Err(display.lost_error()),
        Ok(AppExit::Error(_)) => Err(CommandError::Failure(
            "the graphics adapter failed: run again with --verbose to see its messages".to_owned(),
        )),
        Err(panic) => Err(CommandError::Failure(format!(
            "the window stopped unexpectedly ({}): unsaved changes are offered at the next start",
            panic_message(panic.as_ref())
        ))),
    }
}

/// The message of a panic.
#[cfg(feature = "app")]
fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown reason")
}

#[cfg(feature = "app")]
fn build_app(source: Option<Source>, opening: Opening, arguments: &WindowArguments) -> App {
    let drawing = &arguments.drawing;
    let mut app = App::new();
    let plugins = DefaultPlugins
        .set(WindowPlugin {
            primary_window: Some(Window {
                title: "Fall Line".to_owned(),
                resolution: WindowResolution::new(1280, 800),
                ..default()
            }),
            // The panels first ask about unsaved changes.
            close_when_requested: false,
            ..default()
        })
        // Signals are handled by `close_on_signals`, which keeps unsaved changes.
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
    // Without a state folder, changes can still be saved by hand.
    if let Some(Ok(session)) = files::state_folder().map(|folder| Session::begin(&folder)) {
        app.insert_resource(Autosave::new(session));
    }
    app
}

/// A flag that is raised by signals that ask the program to end, such as Ctrl-C.
#[cfg(feature = "app")]
#[derive(Resource)]
struct EndSignal(Interrupt);

/// Handles signals that ask the program to end: the first closes the window and keeps unsaved changes, the second ends
/// the process at once.
#[cfg(feature = "app")]
fn close_on_signals(app: &mut App) -> Result<(), CommandError> {
    let event_loop = app.world().get_resource::<EventLoopProxyWrapper>();
    let event_loop = event_loop.map(|proxy| (**proxy).clone());
    let interrupt = Interrupt::on_ctrl_c_then(move |was_raised| {
        if was_raised {
            std::process::exit(1);
        }
        // An idle window runs its systems once a minute, so it is woken. If it is already closed, the error does not
        // matter.
        if let Some(event_loop) = &event_loop {
            let _ = event_loop.send_event(WinitUserEvent::WakeUp);
        }
    });
    let interrupt = interrupt
        .map_err(|error| CommandError::Failure(format!("cannot handle signals: {error}")))?;
    app.insert_resource(EndSignal(interrupt))
        .add_systems(PreUpdate, send_close_command);
    Ok(())
}

#[cfg(feature = "app")]
fn send_close_command(signal: Res<EndSignal>, mut commands: MessageWriter<UiCommand>) {
    if signal.0.is_raised() {
        commands.write(UiCommand::Close(Closing::Immediately));
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

/// Reads the scene, then fails: this build cannot draw.
///
/// # Errors
/// Always fails.
#[cfg(not(feature = "app"))]
pub(super) fn run(arguments: WindowArguments) -> Result<(), CommandError> {
    let show_as = arguments.drawing.show_as.map(Into::into);
    if let Some(name) = &arguments.scene {
        crate::scene::Source::open_as(name, show_as)?;
    }
    Err(CommandError::no_drawing())
}
