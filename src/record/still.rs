//! Single pictures as PNG.

use super::film::{FilmError, FrameSink};
use super::png::{opaque, write};
use crate::{
    files::{Draft, WriteError},
    view::request::FilmSettings,
};
use ::png::Compression;
use std::io::BufWriter;
use std::path::Path;

/// A single picture as PNG.
pub(super) struct Still {
    draft: Draft,
    settings: FilmSettings,
}

impl Still {
    /// Starts a picture in a temporary file in the folder of `target`.
    pub(super) fn create(target: &Path, settings: FilmSettings) -> Result<Self, WriteError> {
        Ok(Self {
            draft: Draft::create(target)?,
            settings,
        })
    }
}

impl FrameSink for Still {
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        let mut rgb = Vec::new();
        opaque(rgba, &mut rgb);
        let file = BufWriter::new(self.draft.file());
        write(file, self.settings, &rgb, Compression::Balanced)
            .map_err(|error| self.draft.error(error))?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<u64, FilmError> {
        Ok(self.draft.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use crate::record::film::Film;
    use crate::view::request::FilmSettings;

    #[test]
    fn a_still_has_the_exact_pixels_and_declares_srgb() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.png");
        let settings = FilmSettings {
            width: 17,
            height: 19,
            fps: 30,
            frames: 1,
        };
        let rgba: Vec<u8> = (0..settings.frame_bytes())
            .map(|at| (at * 7 % 256) as u8)
            .collect();
        let mut film = Film::create(&target, settings).unwrap();
        film.push(&rgba).unwrap();
        film.finish().unwrap();
        let file = std::io::BufReader::new(std::fs::File::open(&target).unwrap());
        let mut reader = ::png::Decoder::new(file).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        assert_eq!(
            (info.width, info.height, info.color_type),
            (17, 19, ::png::ColorType::Rgb)
        );
        assert!(reader.info().srgb.is_some());
        assert!(rgb.chunks(3).eq(rgba.chunks(4).map(|pixel| &pixel[..3])));
    }
}
