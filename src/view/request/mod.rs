//! What file is to be made from a scene: a film, a still, or an export such as charts, a table or a model. The command
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

/// Width and height of a film or a still, pixels, unless a request names others.
const SIZE: [u32; 2] = [1280, 720];
/// Frames a second, unless a request names others.
const FPS: u32 = 30;

/// A file that is to be made from a scene. What is `None` has its default; what the kind of file has no use for must be
/// `None` or false.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportRequest {
    /// The file, or the pattern of files; the name says the format, see [`Output::of`].
    pub target: PathBuf,
    /// Whether the charts are drawn instead of the picture.
    pub charts: bool,
    /// Width and height in pixels. Default: 1280x720; charts are as high as they need to be.
    pub size: Option<[u32; 2]>,
    /// Frames a second of a film. Default: 30.
    pub fps: Option<u32>,
    /// Length of a film in seconds, to which playback and rests are fitted. Default: the scene's own.
    pub seconds: Option<f64>,
    /// The second that a still shows, from 0 to the length. Default: the end.
    pub at: Option<f64>,
    /// Whether the panels are in the picture.
    pub panels: bool,
    /// The JSON file for the time that each stage took. Default: none is written.
    pub stats: Option<PathBuf>,
    /// The language of labels and panels. Default: English.
    pub language: Option<Language>,
    /// Colours and stroke widths. Default: the scene's own.
    pub theme: Option<Theme>,
}

/// What a request comes to, everything in range.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// A film or a still.
    Film(FilmPlan),
    /// Any other kind of file.
    Export(ExportKind),
}

/// A film or a still, frame by frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FilmPlan {
    /// What its name says.
    pub format: Format,
    /// Size, frames a second and number of frames; of a still, one frame.
    pub settings: FilmSettings,
    /// The length in seconds to which playback and rests are fitted.
    pub length: f64,
    /// The second that a still shows; none for films.
    pub at: Option<f64>,
}

impl FilmPlan {
    /// The second of playback that a frame shows; the first frame is 0.
    pub fn seconds_of(&self, frame: u64) -> f64 {
        (self.at).unwrap_or(frame as f64 / f64::from(self.settings.fps))
    }
}

/// Why no file can be made as requested.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum RequestError {
    /// The name does not say what to write.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The format cannot hold such a film, or charts have no room.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// An option that would be ignored.
    #[error(
        "{option} does not apply to '{}': leave it out, or name a film or a picture",
        path_excerpt(.target)
    )]
    NotApplicable {
        /// As the command line calls it.
        option: &'static str,
        /// The file.
        target: PathBuf,
    },
    /// A moment, for a film.
    #[error("--at is for a still: name a single .png with --output")]
    NoStill,
    /// A moment outside the scene.
    #[error("--at {at}: the scene lasts from 0 to {length} seconds")]
    Moment {
        /// Seconds given.
        at: f64,
        /// Length of the scene, seconds.
        length: f64,
    },
}

impl ExportRequest {
    /// What the target's name asks for.
    ///
    /// # Errors
    /// A name that says nothing, or cannot hold the charts that are asked for.
    pub fn output(&self) -> Result<Output, TargetError> {
        Output::of(&self.target, self.charts)
    }

    /// The language of all words.
    pub fn language(&self) -> Language {
        self.language.unwrap_or_default()
    }

    /// Checks the request for a scene that plays so.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn plan(&self, playback: &Playback) -> Result<Plan, RequestError> {
        Ok(match self.output()? {
            Output::Film(format) => Plan::Film(self.film(format, playback)?),
            Output::Export(kind) => {
                self.check_export(kind)?;
                Plan::Export(kind)
            }
        })
    }

    fn film(&self, format: Format, playback: &Playback) -> Result<FilmPlan, RequestError> {
        let length = self.seconds.unwrap_or(playback.total_seconds());
        let is_still = format == Format::Png;
        match self.at {
            Some(_) if !is_still => return Err(RequestError::NoStill),
            Some(at) if !(0.0..=length).contains(&at) => {
                return Err(RequestError::Moment { at, length });
            }
            _ => {}
        }
        let [width, height] = self.size.unwrap_or(SIZE);
        let fps = self.fps.unwrap_or(FPS);
        let settings = FilmSettings {
            width,
            height,
            fps,
            frames: match is_still {
                true => 1,
                // The cast saturates, and so many frames are refused below.
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

    /// An option that would be ignored was meant for another kind of file.
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
    fn a_film_lasts_as_long_as_its_scene_or_as_it_is_asked_to() {
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
    fn a_still_shows_one_moment_of_the_scene() {
        assert_eq!(film(&request("a.png")).seconds_of(0), 10.0);
        let at = |at| ExportRequest {
            at: Some(at),
            ..request("a.png")
        };
        assert_eq!(film(&at(2.5)).seconds_of(0), 2.5);
        let outside = at(10.5).plan(&Playback::default()).unwrap_err();
        assert_eq!(
            outside.to_string(),
            "--at 10.5: the scene lasts from 0 to 10 seconds"
        );
        let moving = ExportRequest {
            target: "a.mp4".into(),
            ..at(2.5)
        };
        let refused = moving.plan(&Playback::default()).unwrap_err();
        assert_eq!(refused, RequestError::NoStill);
    }

    #[test]
    fn what_a_kind_of_file_has_no_use_for_is_refused() {
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
