//! A film being written: frames go in one by one, and a whole file comes out or nothing.

use super::{gif::GifFilm, h264::EncodeError, mp4::Mp4Film, sequence::Sequence, still::Still};
use crate::files::WriteError;
use crate::view::request::{FilmSettings, Format, SettingsError, TargetError};
use std::path::{Path, PathBuf};

/// A film being written. Nothing exists under the name of the target before [`Film::finish`]; a film dropped before
/// leaves no file behind.
pub struct Film {
    settings: FilmSettings,
    target: PathBuf,
    pushed: u64,
    sink: Box<dyn Sink>,
}

impl Film {
    /// Starts the film that the name of `target` asks for (see [`Format::of`]).
    pub fn create(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        let format = Format::of(target)?;
        settings.check(&format)?;
        let sink: Box<dyn Sink> = match format {
            Format::Mp4 => Box::new(Mp4Film::create(target, settings)?),
            Format::Gif => Box::new(GifFilm::create(target, settings)?),
            Format::Png => Box::new(Still::create(target, settings)?),
            Format::Sequence(pattern) => Box::new(Sequence::create(pattern, settings)?),
        };
        Ok(Self {
            settings,
            target: target.to_path_buf(),
            pushed: 0,
            sink,
        })
    }

    /// Size, speed and length.
    pub fn settings(&self) -> FilmSettings {
        self.settings
    }

    /// Adds a frame: `width·height` pixels R, G, B, A in sRGB, rows from top to bottom, tightly packed. Alpha is
    /// ignored: films are opaque.
    pub fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        if rgba.len() != self.settings.frame_bytes() {
            return Err(FilmError::FrameSize {
                found: rgba.len(),
                expected: self.settings.frame_bytes(),
            });
        }
        if self.pushed == self.settings.frames {
            return Err(FilmError::FrameCount {
                found: self.pushed + 1,
                expected: self.settings.frames,
            });
        }
        self.sink.push(rgba)?;
        self.pushed += 1;
        Ok(())
    }

    /// Completes the film and gives it its name, in place of any file that had it.
    pub fn finish(self) -> Result<Finished, FilmError> {
        if self.pushed != self.settings.frames {
            return Err(FilmError::FrameCount {
                found: self.pushed,
                expected: self.settings.frames,
            });
        }
        let bytes = self.sink.finish()?;
        Ok(Finished {
            path: self.target,
            frames: self.pushed,
            bytes,
        })
    }
}

/// What a film's frames are written to.
pub(super) trait Sink: Send {
    /// Adds a frame of the right size.
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError>;

    /// Completes the file or files after the last frame and returns their size in bytes.
    fn finish(self: Box<Self>) -> Result<u64, FilmError>;
}

/// A film that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The target, as it was given.
    pub path: PathBuf,
    /// How many frames it has.
    pub frames: u64,
    /// Its size in bytes; of a sequence, that of all pictures.
    pub bytes: u64,
}

/// Why a film could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    /// The name does not say what to write.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The format cannot hold such a film.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The video encoder failed.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A frame of another size than the film.
    #[error("a frame has {found} bytes where the film needs {expected}")]
    FrameSize {
        /// Bytes of the frame.
        found: usize,
        /// Bytes that the film's size asks for.
        expected: usize,
    },
    /// More or fewer frames than announced.
    #[error("the film got {found} frames where {expected} were announced")]
    FrameCount {
        /// Frames so far.
        found: u64,
        /// Frames of the settings.
        expected: u64,
    },
    /// The encoder's thread could not be started or stopped by itself.
    #[error("the encoder stopped unexpectedly: {0}")]
    Thread(String),
}

impl FilmError {
    /// Whether what was asked for is at fault (exit code 2), rather than the machine (exit code 1).
    pub fn is_input(&self) -> bool {
        matches!(self, Self::Target(_) | Self::Settings(_))
    }
}
