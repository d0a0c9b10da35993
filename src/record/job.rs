//! Exports a scene to a file: checks the request, then computes, draws and writes.

use std::{ops::ControlFlow, time::Instant};

use super::{
    export,
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
use crate::files::write_atomically;
use crate::{
    files::WriteError,
    scene::{SceneError, Source},
    view::request::{ExportKind, ExportRequest, FilmPlan, Plan, RequestError},
};

/// A checked export request with its scene.
///
/// # Examples
///
/// ```
/// use fallline::{record::Job, scene::Source, view::request::ExportRequest};
///
/// let target = "bowl.webm".into();
/// let request = ExportRequest { target, ..ExportRequest::default() };
/// let error = Job::new(Source::open("bowl").unwrap(), request).unwrap_err();
/// assert!(error.is_input_error());
/// ```
#[derive(Clone, Debug)]
pub struct Job {
    /// The scene, with the theme replaced by the requested one.
    pub(super) source: Source,
    pub(super) request: ExportRequest,
    /// What the request asks for, with its defaults filled in.
    pub(super) plan: Plan,
    /// Whether the engine logs to stderr; default false.
    pub verbose: bool,
}

/// The progress of a job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExportProgress {
    /// The scene is being computed; the share that is done, from 0 to 1.
    Computing(f64),
    /// Frames are being drawn; reported with 0 before the first.
    Frames {
        /// The number of frames drawn so far.
        drawn: u64,
        /// The total number of frames.
        total: u64,
    },
    /// A file without frames is being written; the bytes written so far.
    Bytes(u64),
}

/// The error of a job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The request is invalid.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The scene cannot be computed or saved.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// An output would replace another file, or cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The scene cannot be exported in this format; the message says what to do instead.
    #[error("{0}")]
    NotExportable(&'static str),
    /// The file or its sidecar cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Frames cannot be drawn.
    #[cfg(feature = "app")]
    #[error(transparent)]
    Studio(#[from] StudioError),
    /// The film cannot be written.
    #[cfg(feature = "app")]
    #[error(transparent)]
    Film(#[from] FilmError),
    /// This build has no drawing.
    #[cfg(not(feature = "app"))]
    #[error("this build has no drawing: build it again with the feature `app`")]
    NoDrawing,
    /// The job was cancelled.
    #[error("cancelled: nothing was written")]
    Interrupted,
}

impl JobError {
    /// Whether the input is invalid (exit code 2), as opposed to a failure of the machine (exit code 1).
    pub fn is_input_error(&self) -> bool {
        match self {
            Self::Request(_) | Self::NotExportable(_) => true,
            Self::Scene(error) => error.is_input_error(),
            Self::Output(error) => error.is_input_error(),
            Self::Write(error) => error.is_input_error(),
            #[cfg(feature = "app")]
            Self::Studio(error) => matches!(error, StudioError::TooLarge { .. }),
            #[cfg(feature = "app")]
            Self::Film(error) => error.is_input_error(),
            #[cfg(not(feature = "app"))]
            Self::NoDrawing => false,
            Self::Interrupted => false,
        }
    }
}

impl Job {
    /// Checks a request against the scene and the existing files. Nothing is computed yet.
    ///
    /// # Errors
    /// The request is invalid, or an output cannot be written or would replace another file.
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

    /// Computes and writes the file, then its sidecar and, if requested, the statistics of a film. An existing file is
    /// replaced only by a complete one; an error of the sidecar or the statistics leaves the new file. `began` is the
    /// start of the whole command, for the statistics.
    ///
    /// # Errors
    /// See [`JobError`].
    pub fn run(
        &self,
        began: Instant,
        interrupt: &Interrupt,
        mut on_progress: impl FnMut(ExportProgress) + Send,
    ) -> Result<(), JobError> {
        match &self.plan {
            Plan::Film(film) => self.run_film(film, began, interrupt, &mut on_progress),
            Plan::Export(kind) => {
                export::write_export(self, *kind, interrupt, &mut on_progress)?;
                match kind {
                    // A scene file needs no sidecar.
                    ExportKind::Scene => Ok(()),
                    _ => Ok(self.write_sidecar()?),
                }
            }
        }
    }

    #[cfg(feature = "app")]
    fn run_film(
        &self,
        film: &FilmPlan,
        began: Instant,
        interrupt: &Interrupt,
        on_progress: &mut OnProgress,
    ) -> Result<(), JobError> {
        let mut stats = Stats::since(began);
        stats.add(Stage::Start, began.elapsed());
        frames::write_film(self, film, &mut stats, interrupt, on_progress)?;
        self.write_sidecar()?;
        if let Some(path) = &self.request.stats {
            let text =
                serde_json::to_string_pretty(&stats.report()).map_err(|error| WriteError {
                    path: path.clone(),
                    source: error.into(),
                })?;
            write_atomically(path, (text + "\n").as_bytes())?;
        }
        Ok(())
    }

    #[cfg(not(feature = "app"))]
    fn run_film(
        &self,
        _: &FilmPlan,
        _: Instant,
        _: &Interrupt,
        _: &mut OnProgress,
    ) -> Result<(), JobError> {
        Err(JobError::NoDrawing)
    }

    /// Writes the sidecar, which has everything needed to reproduce the file.
    fn write_sidecar(&self) -> Result<(), WriteError> {
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
        metadata.write_sidecar(&self.request.target).map(drop)
    }
}

/// A callback for the progress of a job.
pub(super) type OnProgress<'a> = dyn FnMut(ExportProgress) + Send + 'a;

/// A progress callback for the computations of a job: it reports the share that is done, and cancels once `interrupt`
/// is raised.
pub(super) fn computing_progress(
    interrupt: &Interrupt,
    on_progress: &mut OnProgress,
) -> impl FnMut(f64) -> ControlFlow<()> + Send {
    move |done| match interrupt.is_raised() {
        true => ControlFlow::Break(()),
        false => {
            on_progress(ExportProgress::Computing(done));
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
        assert!(error.is_input_error(), "{error}");
        error.to_string()
    }

    #[test]
    fn invalid_outputs_are_reported_before_anything_is_computed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        // A scene file may have any ending.
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
