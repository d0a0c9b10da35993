//! `fallline render`: a film or a still without a window, or anything else to take away of a scene.

use std::{path::PathBuf, str::FromStr};

use clap::Args;
#[cfg(feature = "app")]
use {
    super::{progress::Bar, quiet::Quiet},
    crate::{files::write_whole, record::Job},
    indicatif::{ProgressBar, ProgressState, ProgressStyle},
    std::time::Instant,
};

use super::{CommandError, DrawingArguments, export, values};
use crate::{
    record::{
        format::{Format, Output},
        interrupt::Interrupt,
        outputs::Outputs,
        settings::FilmSettings,
    },
    scene::{Playback, Source},
};

/// A film, a still or another export of a scene, without a window
#[derive(Debug, Args)]
pub struct RenderArguments {
    /// A scene of the gallery (`fallline list scenes`), a .ron file, or data (.csv, .tsv, .npy, .npz, .parquet)
    #[arg(value_parser = values::path_text())]
    pub scene: String,
    /// .mp4, .gif, .png, or a pattern like frames/%05d.png for one picture per frame; .csv for the trajectories, .svg for
    /// the charts, .glb for a 3-D model, .obj for a 3-D printer, .ron for the scene
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Export the charts instead of the picture, as .svg or .png
    #[arg(long)]
    pub charts: bool,
    /// Width and height in pixels (default: 1280x720; charts as high as they need to be)
    #[arg(long, value_name = "WxH", allow_hyphen_values = true)]
    pub size: Option<Size>,
    /// Frames per second (default: 30)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub fps: Option<u32>,
    /// Length of the film; playback and rests are scaled to fit (default: the scene's)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = values::positive)]
    pub seconds: Option<f64>,
    /// The time of a still, in seconds (default: the end)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = values::number)]
    pub at: Option<f64>,
    /// Draw the panels too
    #[arg(long)]
    pub ui: bool,
    /// Write to this file, as JSON, how long each stage took
    #[arg(long, value_name = "FILE.json")]
    pub stats: Option<PathBuf>,
    /// How it is drawn.
    #[command(flatten)]
    pub drawing: DrawingArguments,
}

/// Width and height of a picture in pixels; whether a format can hold them is another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pixels = |side: &str| side.parse::<u32>().ok();
        let sides = text.split_once(['x', 'X', '×']);
        let sides = sides.and_then(|(width, height)| pixels(width).zip(pixels(height)));
        let (width, height) =
            sides.ok_or("expected width and height in pixels, such as 1280x720")?;
        Ok(Self { width, height })
    }
}

/// The size of a picture that nobody asked for otherwise.
const SIZE: Size = Size {
    width: 1280,
    height: 720,
};
/// Frames a second that nobody asked for otherwise.
const FPS: u32 = 30;

/// Checks everything that can be checked beforehand, then draws or writes.
///
/// # Errors
/// A scene, a size, a length or a target that cannot be; drawing or writing that fails.
pub fn run(arguments: RenderArguments) -> Result<(), CommandError> {
    match Output::of(&arguments.output, arguments.charts)? {
        Output::Export(kind) => export::run(kind, &arguments),
        Output::Film(_) => film(arguments),
    }
}

#[cfg(feature = "app")]
fn film(arguments: RenderArguments) -> Result<(), CommandError> {
    let began = Instant::now();
    let interrupt = watch_ctrl_c()?;
    let source = check(&arguments)?;
    let job = Job {
        source,
        target: arguments.output.clone(),
        size: arguments.size.unwrap_or(SIZE).into(),
        fps: arguments.fps.unwrap_or(FPS),
        seconds: arguments.seconds,
        at: arguments.at,
        panels: arguments.ui,
        language: arguments.drawing.lang.unwrap_or_default(),
        verbose: arguments.drawing.verbose,
    };
    let simulating = Bar::new();
    let mut progress = simulating.progress();
    let mut simulating = Some(simulating);
    let mut quiet: Option<Quiet> = None;
    let mut bar: Option<ProgressBar> = None;
    let report = job.make(began, &interrupt, &mut progress, |progress| {
        if simulating.take().is_some() {
            // Drivers write to stderr until the first frame is there.
            quiet = Some(Quiet::unless(job.verbose));
            return;
        }
        quiet.take();
        let bar = bar.get_or_insert_with(|| progress_bar(progress.total));
        bar.set_position(progress.frames);
    });
    quiet.take();
    simulating.take();
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let report = report?;
    if let Some(path) = &arguments.stats {
        let mut text = serde_json::to_string_pretty(&report)?;
        text.push('\n');
        write_whole(path, text.as_bytes())?;
    }
    Ok(())
}

/// The wish to stop. First of all in a command, so that a file made to see whether one can be made does not stay behind
/// either.
pub(super) fn watch_ctrl_c() -> Result<Interrupt, CommandError> {
    Interrupt::on_ctrl_c()
        .map_err(|error| CommandError::Failure(format!("Ctrl-C cannot be watched: {error}")))
}

/// Frames drawn, frames a second and the time left; nothing where stderr is no terminal.
#[cfg(feature = "app")]
fn progress_bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let template = "{wide_bar} {pos}/{len}  {per_sec}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.with_key(
            "per_sec",
            |state: &ProgressState, text: &mut dyn std::fmt::Write| {
                // A bar that cannot be written is not worth stopping a film for.
                let _ = write!(text, "{:.1} frames/s", state.per_sec());
            },
        ));
    }
    bar
}

/// Checks what was asked for, and says that this build cannot draw.
#[cfg(not(feature = "app"))]
fn film(arguments: RenderArguments) -> Result<(), CommandError> {
    check(&arguments)?;
    Err(CommandError::no_drawing())
}

impl From<Size> for [u32; 2] {
    fn from(Size { width, height }: Size) -> Self {
        [width, height]
    }
}

/// The scene in the theme that was asked for.
pub(super) fn open(arguments: &RenderArguments) -> Result<Source, CommandError> {
    let reading = arguments.drawing.reading.map(Into::into);
    let mut source = Source::open_as(&arguments.scene, reading)?;
    if let Some(theme) = arguments.drawing.theme {
        source.scene.look.theme = theme.into();
    }
    Ok(source)
}

/// The scene in the theme that was asked for, once everything is checked that can be before drawing.
fn check(arguments: &RenderArguments) -> Result<Source, CommandError> {
    let source = open(arguments)?;
    let Playback { seconds, rest, .. } = source.scene.playback;
    let length = arguments.seconds.unwrap_or(rest[0] + seconds + rest[1]);
    let format = Format::of(&arguments.output)?;
    check_moment(arguments.at, length, &format)?;
    let (size, fps) = (arguments.size.unwrap_or(SIZE), arguments.fps.unwrap_or(FPS));
    let settings = FilmSettings {
        width: size.width,
        height: size.height,
        fps,
        frames: match format {
            Format::Png => 1,
            // Casting saturates, and the check below knows the most.
            _ => (length * f64::from(fps)).round().max(1.0) as u64,
        },
    };
    settings.check(&format)?;
    let outputs = Outputs {
        frames: settings.frames,
        stats: arguments.stats.as_deref(),
        ..Outputs::of(&arguments.output)
    };
    outputs.check(&source)?;
    Ok(source)
}

fn check_moment(at: Option<f64>, length: f64, format: &Format) -> Result<(), CommandError> {
    let refuse = |why: &str| Err(CommandError::Input(why.to_owned()));
    match at {
        Some(_) if *format != Format::Png => {
            refuse("--at is for a still: name a single .png with --output")
        }
        Some(at) if !(0.0..=length).contains(&at) => refuse(&format!(
            "--at {at}: the scene lasts from 0 to {length} seconds"
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_whole_numbers() {
        let size = |width, height| Ok(Size { width, height });
        assert_eq!("1920x1080".parse(), size(1920, 1080));
        assert_eq!("2160X3840".parse(), size(2160, 3840));
        for text in ["", "1920", "1920x", "-2x4", "9999999999x2", "1.5x2"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }
}
