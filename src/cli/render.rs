//! `fallline render`: a film or a still without a window, or another export of a scene.

use std::{path::PathBuf, str::FromStr, time::Instant};

use clap::Args;

#[cfg(feature = "app")]
use super::progress::FrameBar;
use super::{CommandError, DrawingArguments, progress::ComputationBar, values};
use crate::{
    record::{ExportProgress, Job, interrupt::Interrupt},
    scene::Source,
    view::request::ExportRequest,
};

/// A film, a still or another export of a scene, without a window
#[derive(Debug, Args)]
pub(super) struct RenderArguments {
    /// A scene of the gallery (`fallline list scenes`), a .ron file, or data (.csv, .tsv, .npy, .npz, .parquet)
    #[arg(value_parser = values::path_text())]
    pub(super) scene: String,
    /// .mp4, .gif, .png, or a pattern like frames/%05d.png for one picture per frame; .csv for the trajectories, .svg for
    /// the charts, .glb for a 3-D model, .obj for a 3-D printer, .ron for the scene
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// Export the charts instead of the picture, as .svg or .png
    #[arg(long)]
    pub(super) charts: bool,
    /// Width and height in pixels (default: 1280x720; for charts the height follows from the content)
    #[arg(long, value_name = "WxH", allow_hyphen_values = true)]
    pub(super) size: Option<Size>,
    /// Frames per second (default: 30)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) fps: Option<u32>,
    /// Length of the film in seconds; playback and the pauses before and after it are scaled (default: the scene's)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = values::positive)]
    pub(super) seconds: Option<f64>,
    /// The time of a still, in seconds (default: the end)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = values::number)]
    pub(super) at: Option<f64>,
    /// Draw the panels too
    #[arg(long)]
    pub(super) ui: bool,
    /// Write to this file, as JSON, how long each stage took and how much of the picture its subjects take
    #[arg(long, value_name = "FILE.json")]
    pub(super) stats: Option<PathBuf>,
    #[command(flatten)]
    pub(super) drawing: DrawingArguments,
}

/// Width and height of a picture in pixels; each format has its own limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
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

/// Checks everything that can be checked beforehand, then computes, draws and writes.
///
/// # Errors
/// The scene, an option or the output is invalid, or drawing or writing fails.
pub(super) fn run(arguments: RenderArguments) -> Result<(), CommandError> {
    let began = Instant::now();
    let (drawing, request) = (&arguments.drawing, arguments.request());
    // Checked before a large file is read.
    request.output()?;
    // Before any file is created, so that Ctrl-C removes temporary files too.
    let interrupt = Interrupt::on_ctrl_c()
        .map_err(|error| CommandError::Failure(format!("cannot handle Ctrl-C: {error}")))?;
    let source = Source::open_as(&arguments.scene, drawing.show_as.map(Into::into))?;
    let mut job = Job::new(source, request)?;
    job.verbose = drawing.verbose;
    #[cfg_attr(
        not(feature = "app"),
        expect(unused_mut, reason = "only the first frame clears it early")
    )]
    let mut computation_bar = Some(ComputationBar::new());
    #[cfg(feature = "app")]
    let mut frame_bar = FrameBar::new(drawing.verbose);
    let outcome = job.run(began, &interrupt, |progress| match progress {
        ExportProgress::Computing(done) => {
            computation_bar
                .iter()
                .for_each(|bar| bar.set_position(done));
        }
        #[cfg(feature = "app")]
        ExportProgress::Frames { drawn, total } => {
            computation_bar = None;
            frame_bar.set_drawn(drawn, total);
        }
        _ => {}
    });
    // Clears the bars before an error is printed.
    drop(computation_bar);
    #[cfg(feature = "app")]
    drop(frame_bar);
    Ok(outcome?)
}

impl RenderArguments {
    fn request(&self) -> ExportRequest {
        ExportRequest {
            target: self.output.clone(),
            charts: self.charts,
            size: self.size.map(|Size { width, height }| [width, height]),
            fps: self.fps,
            seconds: self.seconds,
            at: self.at,
            panels: self.ui,
            stats: self.stats.clone(),
            language: self.drawing.lang,
            theme: self.drawing.theme.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_integers() {
        let size = |width, height| Ok(Size { width, height });
        assert_eq!("1920x1080".parse(), size(1920, 1080));
        assert_eq!("2160X3840".parse(), size(2160, 3840));
        for text in ["", "1920", "1920x", "-2x4", "9999999999x2", "1.5x2"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }
}
