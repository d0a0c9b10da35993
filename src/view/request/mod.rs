//! Requests for files made from a scene: a film, a still, or an export such as charts, a table or a model. The command
//! line and the window fill in an [`ExportRequest`]; `record` makes the file.

mod format;
mod settings;

use std::path::PathBuf;

pub use format::{ExportKind, Format, Output, Pattern, TargetError};
pub use settings::{FilmSettings, SettingsError};

use crate::{
    files::path_excerpt,
    scene::{Playback, Theme},
    words::Language,
};

/// Default width and height of a film or still, in pixels.
const DEFAULT_SIZE: [u32; 2] = [1280, 720];
/// Default frame rate, frames per second.
const DEFAULT_FPS: u32 = 30;

/// A request for a file made from a scene. `None` stands for the default. Options that do not apply to the kind of file
/// must be `None` or false.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportRequest {
    /// The file, or the pattern of files; its extension gives the format, see [`Output::of`].
    pub target: PathBuf,
    /// Whether the file shows the charts instead of the picture.
    pub charts: bool,
    /// Width and height in pixels. Default: 1280x720 for films and stills; charts are 1280 wide, and as
    /// high as their number needs.
    pub size: Option<[u32; 2]>,
    /// Frames per second of a film. Default: 30.
    pub fps: Option<u32>,
    /// Length of a film in seconds, to which the playback is scaled. Default: the scene's own.
    pub seconds: Option<f64>,
    /// Playback time of a still, in seconds from 0 to the length. Default: the end.
    pub at: Option<f64>,
    /// Whether the picture includes the panels.
    pub panels: bool,
    /// JSON file for timing statistics. Default: none is written.
    pub stats: Option<PathBuf>,
    /// The language of labels and panels. Default: English.
    pub language: Option<Language>,
    /// Colours and stroke widths. Default: the scene's own.
    pub theme: Option<Theme>,
}

/// A checked request, with all defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// A film or a still.
    Film(FilmPlan),
    /// Any other kind of file.
    Export(ExportKind),
}

/// The checked request for a film or a still.
#[derive(Clone, Debug, PartialEq)]
pub struct FilmPlan {
    /// The format of the target.
    pub format: Format,
    /// Size, frame rate and number of frames; a still has one frame.
    pub settings: FilmSettings,
    /// The length in seconds to which the playback is scaled.
    pub length: f64,
    /// Playback time of a still in seconds; `None` for films.
    pub at: Option<f64>,
}

impl FilmPlan {
    /// The playback time of a frame in seconds; frames count from 0.
    pub fn seconds_of(&self, frame: u64) -> f64 {
        (self.at).unwrap_or(frame as f64 / f64::from(self.settings.fps))
    }
}

/// The reason why a request cannot be fulfilled.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum RequestError {
    /// The target name gives no usable format.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// A setting that is out of range for the format.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// An option that does not apply to the kind of file.
    #[error(
        "{option} does not apply to '{}': leave it out, or name a film or a picture",
        path_excerpt(.target)
    )]
    NotApplicable {
        /// The option as on the command line.
        option: &'static str,
        /// Path of the requested file.
        target: PathBuf,
    },
    /// A still's time in a request for a film.
    #[error("--at is for a still: name a single .png with --output")]
    TimeOfFilm,
    /// A still's time that is outside the playback.
    #[error("--at {at} is out of range: choose 0 to {length} seconds")]
    TimeOutOfRange {
        /// The requested time in seconds.
        at: f64,
        /// The length of the playback in seconds.
        length: f64,
    },
}

impl ExportRequest {
    /// The output that the target name stands for.
    ///
    /// # Errors
    /// If the name gives no usable format, see [`TargetError`].
    pub fn output(&self) -> Result<Output, TargetError> {
        Output::of(&self.target, self.charts)
    }

    /// The language of all text; English by default.
    pub fn language(&self) -> Language {
        self.language.unwrap_or_default()
    }

    /// Checks the request for a scene with this playback.
    ///
    /// # Errors
    /// If an option does not apply or is out of range, see [`RequestError`].
    ///
    /// # Examples
    /// ```
    /// use fallline::{
    ///     scene::Playback,
    ///     view::request::{ExportRequest, Plan, RequestError},
    /// };
    ///
    /// let request = ExportRequest {
    ///     target: "film.mp4".into(),
    ///     seconds: Some(4.0),
    ///     ..ExportRequest::default()
    /// };
    /// let Plan::Film(film) = request.plan(&Playback::default())? else {
    ///     panic!("an mp4 is a film");
    /// };
    /// assert_eq!(film.settings.frames, 120);
    /// # Ok::<(), RequestError>(())
    /// ```
    pub fn plan(&self, playback: &Playback) -> Result<Plan, RequestError> {
        Ok(match self.output()? {
            Output::Film(format) => Plan::Film(self.film_plan(format, playback)?),
            Output::Export(kind) => {
                self.check_export(kind)?;
                Plan::Export(kind)
            }
        })
    }

    fn film_plan(&self, format: Format, playback: &Playback) -> Result<FilmPlan, RequestError> {
        let length = self.seconds.unwrap_or(playback.total_seconds());
        let is_still = format == Format::Png;
        match self.at {
            Some(_) if !is_still => return Err(RequestError::TimeOfFilm),
            Some(at) if !(0.0..=length).contains(&at) => {
                return Err(RequestError::TimeOutOfRange { at, length });
            }
            _ => {}
        }
        let [width, height] = self.size.unwrap_or(DEFAULT_SIZE);
        let fps = self.fps.unwrap_or(DEFAULT_FPS);
        let settings = FilmSettings {
            width,
            height,
            fps,
            frames: match is_still {
                true => 1,
                // The cast saturates; such a number of frames is rejected below.
                false => (length * f64::from(fps)).round().max(1.0) as u64,
            },
        };
        settings.check(&format)?;
        Ok(FilmPlan {
            format,
            settings,
            length,
            at: is_still.then(|| self.at.unwrap_or(length)),
        })
    }

    /// Rejects options that do not apply to an export.
    fn check_export(&self, kind: ExportKind) -> Result<(), RequestError> {
        let options = [
            ("--fps", self.fps.is_some()),
            ("--seconds", self.seconds.is_some()),
            ("--at", self.at.is_some()),
            ("--ui", self.panels),
            ("--stats", self.stats.is_some()),
            ("--size", self.size.is_some() && !kind.is_chart()),
            ("--theme", self.theme.is_some() && kind == ExportKind::Table),
            (
                "--lang",
                self.language.is_some() && kind == ExportKind::Scene,
            ),
        ];
        if let Some((option, _)) = options.iter().find(|(_, is_given)| *is_given) {
            return Err(RequestError::NotApplicable {
                option,
                target: self.target.clone(),
            });
        }
        self.size.map_or(Ok(()), settings::check_chart_size)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str) -> ExportRequest {
        ExportRequest {
            target: target.into(),
            ..ExportRequest::default()
        }
    }

    fn film(request: &ExportRequest) -> FilmPlan {
        match request.plan(&Playback::default()).expect("a film") {
            Plan::Film(film) => film,
            Plan::Export(kind) => panic!("{kind:?}"),
        }
    }

    #[test]
    fn a_film_lasts_as_long_as_its_scene_or_as_requested() {
        let whole = film(&request("a.mp4"));
        assert_eq!((whole.length, whole.settings.frames), (10.0, 300));
        assert_eq!((whole.settings.width, whole.settings.height), (1280, 720));
        assert_eq!(
            [0, 15, 299].map(|frame| whole.seconds_of(frame)),
            [0.0, 0.5, 299.0 / 30.0]
        );
        let short = film(&ExportRequest {
            seconds: Some(0.01),
            fps: Some(20),
            ..request("a.gif")
        });
        assert_eq!((short.length, short.settings.frames), (0.01, 1));
    }

    #[test]
    fn a_still_shows_one_time_of_the_scene() {
        assert_eq!(film(&request("a.png")).seconds_of(0), 10.0);
        let at = |at| ExportRequest {
            at: Some(at),
            ..request("a.png")
        };
        assert_eq!(film(&at(2.5)).seconds_of(0), 2.5);
        let outside = at(10.5).plan(&Playback::default()).unwrap_err();
        assert_eq!(
            outside.to_string(),
            "--at 10.5 is out of range: choose 0 to 10 seconds"
        );
        let moving = ExportRequest {
            target: "a.mp4".into(),
            ..at(2.5)
        };
        let refused = moving.plan(&Playback::default()).unwrap_err();
        assert_eq!(refused, RequestError::TimeOfFilm);
    }

    #[test]
    fn options_that_do_not_apply_are_rejected() {
        let refused = |request: ExportRequest| {
            let refused = request.plan(&Playback::default());
            refused.expect_err("an option too many").to_string()
        };
        let sized = ExportRequest {
            size: Some([1280, 720]),
            ..request("a.csv")
        };
        assert_eq!(
            refused(sized.clone()),
            "--size does not apply to 'a.csv': leave it out, or name a film or a picture"
        );
        let charts = ExportRequest {
            target: "a.svg".into(),
            ..sized
        };
        assert_eq!(
            charts.plan(&Playback::default()),
            Ok(Plan::Export(ExportKind::Svg))
        );
        let tiny = ExportRequest {
            size: Some([100, 100]),
            ..charts
        };
        assert!(refused(tiny).starts_with("width 100 is out of range"));
    }
}
