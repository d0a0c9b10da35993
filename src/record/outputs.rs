//! Checks the output files of a request before anything is computed: each can be written, and none replaces an input,
//! another output or a file that is not from this program.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::metadata::{is_metadata, sidecar_path};
use crate::{
    files::{Draft, WriteError, folder_of, is_same_file, path_excerpt},
    scene::Source,
    view::request::{ExportKind, ExportRequest, Format, Pattern, Plan},
};

/// The output files of a request.
struct Outputs<'a> {
    target: &'a Path,
    /// The pattern and the number of pictures, if the target is a sequence.
    pictures: Option<(&'a Pattern, u64)>,
    /// The sidecar of the target (see [`sidecar_path`]).
    sidecar: Option<PathBuf>,
    /// The file of the statistics, if requested.
    stats: Option<&'a Path>,
}

/// The error of an invalid output.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The output is also an input.
    #[error("'{}' is an input and must not be overwritten; choose another name", path_excerpt(.0))]
    Input(PathBuf),
    /// Two outputs have the same path.
    #[error("'{}' is the path of two outputs; choose another one for --stats", path_excerpt(.0))]
    SamePath(PathBuf),
    /// The sidecar would replace a file that is not a sidecar of this program.
    #[error(
        "'{}' is not from this program, and would be replaced by the output's sidecar; move it, or choose another name for the output",
        path_excerpt(.0)
    )]
    NotASidecar(PathBuf),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl OutputError {
    /// Whether the input is invalid, as opposed to a failure of the machine.
    pub(super) fn is_input_error(&self) -> bool {
        match self {
            Self::Write(error) => error.is_input_error(),
            Self::Input(_) | Self::SamePath(_) | Self::NotASidecar(_) => true,
        }
    }
}

/// Checks the outputs of a request against the inputs of `source`, against each other, and against existing files.
///
/// # Errors
/// An output is an input or another output, the sidecar's path has a file that is not from this program, or a name or
/// folder cannot be written to.
pub(super) fn check(
    request: &ExportRequest,
    plan: &Plan,
    source: &Source,
) -> Result<(), OutputError> {
    let pictures = match plan {
        Plan::Film(film) => match &film.format {
            Format::Sequence(pattern) => Some((pattern, film.settings.frames)),
            _ => None,
        },
        Plan::Export(_) => None,
    };
    let has_sidecar = *plan != Plan::Export(ExportKind::Scene);
    let outputs = Outputs {
        target: &request.target,
        pictures,
        sidecar: has_sidecar.then(|| sidecar_path(&request.target)),
        stats: request.stats.as_deref(),
    };
    outputs.check(source)
}

impl Outputs<'_> {
    fn check(&self, source: &Source) -> Result<(), OutputError> {
        let inputs = source.files();
        let refuse_input = |path: &Path| match inputs.iter().any(|input| is_same_file(input, path))
        {
            true => Err(OutputError::Input(path.to_owned())),
            false => Ok(()),
        };
        let sidecar = self.sidecar.as_deref();
        let sidecar_and_stats = || sidecar.into_iter().chain(self.stats);
        match self.pictures {
            Some((pattern, frames)) => self.check_pictures(pattern, frames, refuse_input)?,
            None => {
                refuse_input(self.target)?;
                self.refuse_stats_at(self.target)?;
                check_writable(self.target)?;
            }
        }
        sidecar_and_stats().try_for_each(refuse_input)?;
        if let Some(sidecar) = sidecar {
            self.refuse_stats_at(sidecar)?;
            if sidecar.is_file() && !is_metadata(sidecar) {
                return Err(OutputError::NotASidecar(sidecar.to_owned()));
            }
        }
        sidecar_and_stats().try_for_each(|path| match folder_of(path).is_dir() {
            // The folder of a sequence is created with it.
            false if Some(path) == sidecar => Ok(()),
            _ => check_writable(path).map_err(OutputError::from),
        })
    }

    /// Refuses a file of the statistics with the path of another output.
    fn refuse_stats_at(&self, path: &Path) -> Result<(), OutputError> {
        match self.stats {
            Some(stats) if is_same_file(stats, path) => {
                Err(OutputError::SamePath(stats.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Checks the pictures of a sequence. A missing folder is created when the film starts, but only in an existing
    /// folder.
    fn check_pictures(
        &self,
        pattern: &Pattern,
        frames: u64,
        refuse_input: impl Fn(&Path) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let folder = folder_of(self.target);
        let last = pattern.name(frames.saturating_sub(1));
        if !folder.is_dir() {
            check_writable(folder)?;
            // The last name is the longest; whether it fits is checked in the parent folder.
            let check_in_parent = |name: &Path| check_name_length(&folder_of(folder).join(name));
            let sidecar = self.sidecar.as_deref().and_then(Path::file_name);
            check_in_parent(&last)?;
            return Ok(sidecar.map_or(Ok(()), |name| check_in_parent(name.as_ref()))?);
        }
        check_writable(&folder.join(last))?;
        let is_picture = |path: &Path| {
            let frame = path.file_name().and_then(|name| pattern.frame(name));
            frame.is_some_and(|frame| frame < frames)
        };
        if let Some(stats) = self.stats
            && is_same_file(folder_of(stats), folder)
            && is_picture(stats)
        {
            return Err(OutputError::SamePath(stats.to_owned()));
        }
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries
            .map(|entry| entry.path())
            .filter(|path| is_picture(path))
        {
            refuse_input(&path)?;
            if path.is_dir() {
                check_writable(&path)?;
            }
        }
        Ok(())
    }
}

/// Checks that a name is not too long.
fn check_name_length(path: &Path) -> Result<(), WriteError> {
    match fs::symlink_metadata(path) {
        Err(source) if source.kind() == ErrorKind::InvalidFilename => Err(WriteError {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// Checks that `target` can be written, so that the error does not come after hours of drawing.
fn check_writable(target: &Path) -> Result<(), WriteError> {
    Draft::create(target).map(drop)
}
