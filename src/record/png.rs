//! Still pictures.

use super::atomic::{Draft, WriteError};
use super::film::{FilmError, Sink};
use super::settings::FilmSettings;
use ::png::{BitDepth, ColorType, Compression, Encoder, EncodingError, SrgbRenderingIntent};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// One picture as a PNG file.
pub struct Still {
    draft: Draft,
    settings: FilmSettings,
}

impl Still {
    /// Starts a picture beside `target`.
    pub fn create(target: &Path, settings: FilmSettings) -> Result<Self, WriteError> {
        Ok(Self {
            draft: Draft::of(target)?,
            settings,
        })
    }
}

impl Sink for Still {
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

/// Writes an opaque sRGB picture, `rgb` being rows from top to bottom of three bytes a pixel.
pub(super) fn write(
    mut file: impl Write,
    settings: FilmSettings,
    rgb: &[u8],
    compression: Compression,
) -> io::Result<()> {
    let mut encoder = Encoder::new(&mut file, settings.width, settings.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder.set_compression(compression);
    let mut writer = encoder.write_header().map_err(into_io)?;
    writer.write_image_data(rgb).map_err(into_io)?;
    writer.finish().map_err(into_io)?;
    file.flush()
}

/// The colours of `rgba` without alpha, into `rgb`.
pub(super) fn opaque(rgba: &[u8], rgb: &mut Vec<u8>) {
    rgb.clear();
    rgb.extend(
        rgba.as_chunks::<4>()
            .0
            .iter()
            .flat_map(|&[red, green, blue, _]| [red, green, blue]),
    );
}

fn into_io(error: EncodingError) -> io::Error {
    match error {
        EncodingError::IoError(error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use crate::record::film::Film;
    use crate::record::settings::FilmSettings;

    #[test]
    fn a_still_holds_the_very_pixels_and_says_srgb() {
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
