//! Writes the frames of a film to a file.

use super::{gif::GifFilm, h264::EncodeError, mp4::Mp4Film, sequence::Sequence, still::Still};
use crate::{
    files::WriteError,
    view::request::{FilmSettings, Format, SettingsError, TargetError},
};
use std::path::Path;

/// A film being written. The target does not change before [`Film::finish`]; a film that is dropped earlier leaves no
/// partial file.
pub(super) struct Film {
    settings: FilmSettings,
    frame_count: u64,
    sink: Box<dyn FrameSink>,
}

impl Film {
    /// Starts a film in the format of the target's name (see [`Format::of`]).
    ///
    /// # Errors
    /// The name has no known format, the format does not support the settings, or the file cannot be created.
    pub(super) fn create(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        let format = Format::of(target)?;
        settings.check(&format)?;
        let sink: Box<dyn FrameSink> = match format {
            Format::Mp4 => Box::new(Mp4Film::create(target, settings)?),
            Format::Gif => Box::new(GifFilm::create(target, settings)?),
            Format::Png => Box::new(Still::create(target, settings)?),
            Format::Sequence(pattern) => Box::new(Sequence::create(pattern, settings)?),
        };
        Ok(Self {
            settings,
            frame_count: 0,
            sink,
        })
    }

    /// Adds a frame: `width·height` RGBA pixels in sRGB, rows from top to bottom, tightly packed. Alpha is ignored.
    pub(super) fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        if rgba.len() != self.settings.frame_bytes() {
            return Err(FilmError::FrameSize {
                found: rgba.len(),
                expected: self.settings.frame_bytes(),
            });
        }
        if self.frame_count == self.settings.frames {
            return Err(FilmError::FrameCount {
                found: self.frame_count + 1,
                expected: self.settings.frames,
            });
        }
        self.sink.push(rgba)?;
        self.frame_count += 1;
        Ok(())
    }

    /// Completes the film, which replaces any file with its name. Returns its size in bytes; for a sequence, the size
    /// of all pictures together.
    pub(super) fn finish(self) -> Result<u64, FilmError> {
        if self.frame_count != self.settings.frames {
            return Err(FilmError::FrameCount {
                found: self.frame_count,
                expected: self.settings.frames,
            });
        }
        self.sink.finish()
    }
}

/// Encodes frames in one format and writes them to a file or files.
pub(super) trait FrameSink: Send {
    /// Adds a frame; its size has been checked.
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError>;

    /// Completes the file or files after the last frame and returns their size in bytes.
    fn finish(self: Box<Self>) -> Result<u64, FilmError>;
}

/// The error of writing a film.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    /// The target's name has no known format.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The format does not support the settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The video encoder failed.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A frame has another size than the film.
    #[error("a frame has {found} bytes instead of {expected}")]
    FrameSize {
        /// The bytes of the frame.
        found: usize,
        /// The bytes of a frame of the film's size.
        expected: usize,
    },
    /// The film has more or fewer frames than its settings.
    #[error("the film has {found} frames instead of {expected}")]
    FrameCount {
        /// The number of frames that were pushed.
        found: u64,
        /// The number of frames in the settings.
        expected: u64,
    },
    /// The thread of the encoder could not be started, or ended unexpectedly.
    #[error("the encoder stopped unexpectedly: {0}")]
    Thread(String),
}

impl FilmError {
    /// Whether the input is invalid (exit code 2), as opposed to a failure of the machine (exit code 1).
    pub(super) fn is_input_error(&self) -> bool {
        matches!(self, Self::Target(_) | Self::Settings(_))
    }
}
