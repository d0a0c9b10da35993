//! Writes pixels as PNG.

use crate::view::request::FilmSettings;
use ::png::{BitDepth, ColorType, Compression, Encoder, EncodingError, SrgbRenderingIntent};
use std::io::{self, Write};

/// Writes an opaque sRGB picture; `rgb` has three bytes per pixel, rows from top to bottom.
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

/// Copies `rgba` without alpha into `rgb`.
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
