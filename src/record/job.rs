//! A file made from a scene: checked first, then computed, drawn and written.

use std::{ops::ControlFlow, time::Instant};

use super::{
    export::{self, ExportError},
    interrupt::Interrupt,
    metadata::{Frames, Metadata},
    outputs::{self, OutputError},
};
#[cfg(feature = "app")]
use super::{
    film::FilmError,
    frames,
    stats::{Stage, Stats},
    studio::StudioError,
};
#[cfg(feature = "app")]
use crate::files::write_whole;
use crate::{
    files::WriteError,
    scene::{SceneError, Source},
    view::request::{ExportKind, ExportRequest, FilmPlan, Plan, RequestError},
};

/// A request with its scene, checked: the file can be made and written as far as that is known beforehand.
#[derive(Clone, Debug)]
pub struct Job {
    /// The scene, in the theme that was asked for.
    pub(super) source: Source,
    pub(super) request: ExportRequest,
    pub(super) plan: Plan,
    /// Whether the engine says on stderr what it does. Default: no.
    pub verbose: bool,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExportProgress {
    /// The scene is being computed; the share that is done, from 0 to 1.
    Computing(f64),
    /// Frames are being drawn; told of 0 before the first.
    Frames {
        /// Frames drawn.
        drawn: u64,
        /// Frames in all.
        total: u64,
    },
    /// A file without frames is being written.
    Bytes(u64),
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It cannot be made as requested.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The scene cannot be computed, or saved.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// It would replace another file, or cannot be written there.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The scene has nothing of that kind.
    #[error("{0}")]
    Impossible(&'static str),
    /// The file, or one beside it, cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Nothing can be drawn.
    #[cfg(feature = "app")]
    #[error(transparent)]
    Studio(#[from] StudioError),
    /// The frames cannot be written.
    #[cfg(feature = "app")]
    #[error(transparent)]
    Film(#[from] FilmError),
    /// Nothing can be drawn, ever.
    #[cfg(not(feature = "app"))]
    #[error("this build has no drawing: build it again with the feature `app`")]
    NoDrawing,
    /// It was cancelled.
    #[error("stopped: nothing was written")]
    Interrupted,
}

impl JobError {
    /// Whether what was asked for is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input(&self) -> bool {
        match self {
            Self::Request(_) | Self::Impossible(_) => true,
            Self::Scene(error) => error.is_input(),
            Self::Output(error) => error.is_input(),
            Self::Write(error) => error.is_input(),
            #[cfg(feature = "app")]
            Self::Studio(error) => matches!(error, StudioError::TooLarge { .. }),
            #[cfg(feature = "app")]
            Self::Film(error) => error.is_input(),
            #[cfg(not(feature = "app"))]
            Self::NoDrawing => false,
            Self::Interrupted => false,
        }
    }
}

impl From<ExportError> for JobError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Scene(error) => Self::Scene(error),
            ExportError::Impossible(why) => Self::Impossible(why),
            ExportError::Write(error) => Self::Write(error),
            ExportError::Interrupted => Self::Interrupted,
        }
    }
}

impl Job {
    /// Checks a request against the scene and the files that are there; nothing is computed yet.
    ///
    /// # Errors
    /// A request that cannot be met, or a file that cannot be written or would replace another.
    pub fn new(mut source: Source, request: ExportRequest) -> Result<Self, JobError> {
        if let Some(theme) = request.theme {
            source.scene.theme = theme;
        }
        let plan = request.plan(&source.scene.playback)?;
        outputs::check(&request, &plan, &source)?;
        Ok(Self {
            source,
            request,
            plan,
            verbose: false,
        })
    }

    /// Makes the file: it is whole, or everything is as it was. `began` is when the whole command began, for the times of
    /// the stages.
    ///
    /// # Errors
    /// See [`JobError`].
    pub fn make(
        &self,
        began: Instant,
        interrupt: &Interrupt,
        mut tell: impl FnMut(ExportProgress) + Send,
    ) -> Result<(), JobError> {
        match &self.plan {
            Plan::Film(film) => self.make_film(film, began, interrupt, &mut tell),
            Plan::Export(kind) => {
                export::make(self, *kind, interrupt, &mut tell)?;
                match kind {
                    // A scene says itself what it is.
                    ExportKind::Scene => Ok(()),
                    _ => Ok(self.describe()?),
                }
            }
        }
    }

    #[cfg(feature = "app")]
    fn make_film(
        &self,
        film: &FilmPlan,
        began: Instant,
        interrupt: &Interrupt,
        tell: &mut Tell,
    ) -> Result<(), JobError> {
        let mut stats = Stats::since(began);
        stats.add(Stage::Start, began.elapsed());
        frames::make(self, film, &mut stats, interrupt, tell)?;
        self.describe()?;
        if let Some(path) = &self.request.stats {
            let text =
                serde_json::to_string_pretty(&stats.report()).map_err(|error| WriteError {
                    path: path.clone(),
                    source: error.into(),
                })?;
            write_whole(path, (text + "\n").as_bytes())?;
        }
        Ok(())
    }

    #[cfg(not(feature = "app"))]
    fn make_film(
        &self,
        _: &FilmPlan,
        _: Instant,
        _: &Interrupt,
        _: &mut Tell,
    ) -> Result<(), JobError> {
        Err(JobError::NoDrawing)
    }

    /// Writes beside the file what is needed to make it again.
    fn describe(&self) -> Result<(), WriteError> {
        let metadata = Metadata::new(&self.source, self.request.language());
        let metadata = match &self.plan {
            Plan::Film(film) => Metadata {
                size: Some([film.settings.width, film.settings.height]),
                frames: Some(Frames {
                    fps: film.settings.fps,
                    frames: film.settings.frames,
                    seconds: film.length,
                    at: film.at,
                    ui: self.request.panels,
                }),
                ..metadata
            },
            Plan::Export(kind) => Metadata {
                size: self.request.size,
                charts: kind.is_chart(),
                ..metadata
            },
        };
        metadata.write_beside(&self.request.target).map(drop)
    }
}

/// What is told how far a job is.
pub(super) type Tell<'a> = dyn FnMut(ExportProgress) + Send + 'a;

/// The progress callback of a computation that is part of a job: it tells the share that is done, and cancels once that is
/// asked for.
pub(super) fn computing(
    interrupt: &Interrupt,
    tell: &mut Tell,
) -> impl FnMut(f64) -> ControlFlow<()> + Send {
    move |done| match interrupt.is_raised() {
        true => ControlFlow::Break(()),
        false => {
            tell(ExportProgress::Computing(done));
            ControlFlow::Continue(())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn refusal(source: &Source, target: PathBuf) -> String {
        let request = ExportRequest {
            target,
            ..ExportRequest::default()
        };
        let error = Job::new(source.clone(), request).unwrap_err();
        assert!(error.is_input(), "{error}");
        error.to_string()
    }

    #[test]
    fn what_would_be_lost_or_cannot_be_named_is_said_before_anything_is_computed() {
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
