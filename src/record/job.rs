//! A film or a still, from the scene to the file.

use std::{path::PathBuf, sync::Arc, time::Instant};

use bevy::math::UVec2;

use super::{
    encoder::EncoderThread,
    film::FilmError,
    format::Format,
    interrupt::Interrupt,
    metadata::{Frames, Metadata},
    outputs::{OutputError, Outputs},
    settings::FilmSettings,
    stats::{Stage, Stats, StatsReport},
    studio::{Studio, StudioConfig, StudioError},
};
use crate::{
    files::WriteError,
    math::progress::Progress,
    scene::{SceneError, Source},
    view::SceneOutcome,
    words::Language,
};

/// What to make.
#[derive(Clone, Debug)]
pub struct Job {
    /// The scene.
    pub source: Source,
    /// The file, or the pattern of files.
    pub target: PathBuf,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Frames a second.
    pub fps: u32,
    /// Length, to which playback and rests are fitted. Default: the scene's own.
    pub seconds: Option<f64>,
    /// The moment of a still. Default: the end.
    pub at: Option<f64>,
    /// Whether panels are in the picture.
    pub panels: bool,
    /// Of the words.
    pub language: Language,
    /// Whether the engine says on stderr what it does.
    pub verbose: bool,
}

/// How far a film is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilmProgress {
    /// Frames drawn.
    pub frames: u64,
    /// Frames in all.
    pub total: u64,
}

/// Why there is no film.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The scene cannot be worked out.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// Nothing can be drawn.
    #[error(transparent)]
    Studio(#[from] StudioError),
    /// It would replace another file, or cannot be written there.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// It cannot be written.
    #[error(transparent)]
    Film(#[from] FilmError),
    /// What goes beside it cannot be written.
    #[error(transparent)]
    Sidecar(#[from] WriteError),
    /// Somebody asked for the end.
    #[error("stopped: nothing was written")]
    Interrupted,
}

impl JobError {
    /// Whether what was asked for is at fault, rather than the machine.
    pub fn is_input(&self) -> bool {
        match self {
            Self::Scene(_) | Self::Studio(StudioError::TooLarge { .. }) => true,
            Self::Film(error) => error.is_input(),
            Self::Output(error) => error.is_input(),
            _ => false,
        }
    }
}

/// Frames that are being drawn while an earlier one is fetched.
const UNDER_WAY: usize = 1;

impl Job {
    /// The length of the film.
    pub fn length(&self) -> f64 {
        let playback = &self.source.scene.playback;
        self.seconds
            .unwrap_or(playback.rest[0] + playback.seconds + playback.rest[1])
    }

    /// Size, speed and number of frames.
    ///
    /// # Errors
    /// What the target's name cannot hold.
    pub fn settings(&self) -> Result<FilmSettings, FilmError> {
        let format = Format::of(&self.target)?;
        let frames = match format {
            Format::Png => 1,
            _ => (self.length() * f64::from(self.fps)).round().max(1.0) as u64,
        };
        let settings = FilmSettings {
            width: self.size[0],
            height: self.size[1],
            fps: self.fps,
            frames,
        };
        settings.check(&format)?;
        Ok(settings)
    }

    fn is_still(&self) -> bool {
        matches!(Format::of(&self.target), Ok(Format::Png))
    }

    fn outputs(&self, settings: &FilmSettings) -> Outputs<'_> {
        Outputs {
            frames: settings.frames,
            ..Outputs::of(&self.target)
        }
    }

    /// The moment of a still.
    fn still_moment(&self) -> f64 {
        self.at.unwrap_or(self.length())
    }

    /// Makes it. `began` is when the command began; `progress` is the progress callback of the simulation; `tell` is told
    /// of 0 frames before the first is drawn, then of each.
    ///
    /// # Errors
    /// See [`JobError`]; nothing is left behind.
    pub fn make(
        &self,
        began: Instant,
        interrupt: &Interrupt,
        progress: &mut Progress,
        mut tell: impl FnMut(FilmProgress),
    ) -> Result<StatsReport, JobError> {
        let settings = self.settings()?;
        self.outputs(&settings).check(&self.source)?;
        let mut stats = Stats::since(began);
        stats.add(Stage::Start, began.elapsed());
        let source = Arc::new(self.source.clone());
        let shown = stats.timed(Stage::Simulate, || {
            SceneOutcome::with_progress(source, None, &mut interrupt.over(progress))
        });
        if interrupt.is_raised() {
            return Err(JobError::Interrupted);
        }
        let shown = shown?;
        let timeline = shown.timeline.fitted_to(self.length());
        let shown = shown.with_timeline(timeline);
        let total = settings.frames;
        tell(FilmProgress { frames: 0, total });
        let mut encoder = EncoderThread::start(&self.target, settings)?;
        let mut studio = stats.timed(Stage::Start, || {
            Studio::open(StudioConfig {
                shown,
                size: UVec2::from(self.size),
                language: self.language,
                panels: self.panels,
                verbose: self.verbose,
            })
        })?;
        let is_still = self.is_still();
        stats.loop_begins();
        let (mut drawn, mut fetched) = (0, 0);
        while fetched < total {
            if interrupt.is_raised() {
                return Err(JobError::Interrupted);
            }
            if drawn < total {
                let moment = if is_still {
                    self.still_moment()
                } else {
                    drawn as f64 / f64::from(settings.fps)
                };
                stats.timed(Stage::Draw, || studio.draw(moment))?;
                drawn += 1;
            }
            let under_way = if drawn < total { UNDER_WAY } else { 0 };
            if let Some(pixels) = stats.timed(Stage::ReadBack, || studio.fetch(under_way))? {
                encoder.push(pixels)?;
                fetched += 1;
                stats.frame_done();
                tell(FilmProgress {
                    frames: fetched,
                    total,
                });
            }
        }
        let encoded = encoder.finish()?;
        stats.add(Stage::Encode, encoded.time);
        self.describe(&settings)?;
        Ok(stats.report())
    }

    /// Writes beside the film what is needed to make it again.
    fn describe(&self, settings: &FilmSettings) -> Result<PathBuf, WriteError> {
        let metadata = Metadata {
            size: Some(self.size),
            frames: Some(Frames {
                fps: self.fps,
                frames: settings.frames,
                seconds: self.length(),
                at: self.is_still().then(|| self.still_moment()),
                ui: self.panels,
            }),
            ..Metadata::new(&self.source, self.language)
        };
        metadata.write_beside(&self.target)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn refusal(source: &Source, target: PathBuf) -> String {
        let job = Job {
            source: source.clone(),
            target,
            size: [160, 90],
            fps: 10,
            seconds: Some(1.0),
            at: None,
            panels: false,
            language: Language::English,
            verbose: false,
        };
        let made = job.make(
            Instant::now(),
            &Interrupt::new(),
            &mut crate::math::progress::no_progress,
            |_| panic!("a frame was drawn"),
        );
        let error = made.unwrap_err();
        assert!(error.is_input(), "{error}");
        error.to_string()
    }

    #[test]
    fn what_would_be_lost_or_cannot_be_named_is_said_before_the_first_frame() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        // A scene's file may have any name.
        fs::write(
            at("mine.mp4"),
            r#"(version: 1, subject: Cloud(data: "iris"))"#,
        )
        .unwrap();
        let source = Source::open(at("mine.mp4").to_str().unwrap()).unwrap();
        assert!(refusal(&source, at("mine.mp4")).contains("is an input"));
        fs::write(at("other.gif.json"), "mine").unwrap();
        assert!(refusal(&source, at("other.gif")).contains("is not from this program"));
        let long = at(&format!("{}.mp4", "a".repeat(250)));
        assert!(refusal(&source, long).contains("name is too long"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
