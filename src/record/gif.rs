//! Animated GIFs, for readers that play no video.
//!
//! All frames share one palette, so that colours do not flicker. The palette is known only after the last frame, so
//! frames are first stored, losslessly compressed, in an unnamed temporary file.

use super::film::{FilmError, FrameSink};
use super::palette::{Histogram, Palette};
use super::png;
use crate::{
    files::{Draft, WriteError, folder_of},
    view::request::FilmSettings,
};
use ::gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};
use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Seek, Write};
use std::path::Path;

/// A film as a GIF that repeats forever.
pub(super) struct GifFilm {
    draft: Draft,
    settings: FilmSettings,
    histogram: Histogram,
    /// The compressed frames, one after the other.
    frames_file: File,
    /// The compressed size of each stored frame, in bytes.
    compressed_sizes: Vec<usize>,
    /// Buffers for one frame, reused.
    rgb: Vec<u8>,
    compressed: Vec<u8>,
}

impl GifFilm {
    /// Starts a film in a temporary file in the folder of `target`.
    pub(super) fn create(target: &Path, settings: FilmSettings) -> Result<Self, WriteError> {
        let draft = Draft::create(target)?;
        let frames_file =
            tempfile::tempfile_in(folder_of(draft.target())).map_err(|error| draft.error(error))?;
        let histogram = Histogram::default();
        Ok(Self {
            draft,
            settings,
            histogram,
            frames_file,
            compressed_sizes: Vec::new(),
            rgb: Vec::new(),
            compressed: Vec::new(),
        })
    }

    fn store(&mut self) -> io::Result<()> {
        self.compressed.clear();
        png::write(
            &mut self.compressed,
            self.settings,
            &self.rgb,
            ::png::Compression::Fastest,
        )?;
        self.compressed_sizes.push(self.compressed.len());
        self.frames_file.write_all(&self.compressed)
    }

    fn write(&mut self) -> io::Result<()> {
        let palette = self.histogram.palette();
        let (width, height) = (self.settings.width as u16, self.settings.height as u16);
        let file = BufWriter::new(self.draft.file());
        let mut encoder = Encoder::new(file, width, height, &palette.bytes()).map_err(into_io)?;
        encoder.set_repeat(Repeat::Infinite).map_err(into_io)?;
        let (mut previous, mut indices) = (Vec::new(), Vec::new());
        self.frames_file.rewind()?;
        for (number, &size) in (0..).zip(&self.compressed_sizes) {
            self.compressed.resize(size, 0);
            self.frames_file.read_exact(&mut self.compressed)?;
            decompress(&self.compressed, &mut self.rgb)?;
            palette.indices(&self.rgb, usize::from(width), &mut indices);
            let mut frame = changed_frame(&previous, &indices, usize::from(width), &palette);
            frame.delay = delay_hundredths(number, self.settings.fps);
            encoder.write_frame(&frame).map_err(into_io)?;
            drop(frame);
            std::mem::swap(&mut previous, &mut indices);
        }
        encoder.into_inner().map_err(into_io)?.flush()
    }
}

impl FrameSink for GifFilm {
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        png::opaque(rgba, &mut self.rgb);
        self.histogram.add(&self.rgb);
        Ok(self.store().map_err(|error| self.draft.error(error))?)
    }

    fn finish(mut self: Box<Self>) -> Result<u64, FilmError> {
        self.write().map_err(|error| self.draft.error(error))?;
        Ok(self.draft.finish()?)
    }
}

fn decompress(compressed: &[u8], rgb: &mut [u8]) -> io::Result<()> {
    let mut reader = ::png::Decoder::new(Cursor::new(compressed)).read_info()?;
    reader.next_frame(rgb)?;
    Ok(())
}

/// The delay of frame `number` in hundredths of a second, the unit of GIF: 3, 4, 3 … at 30 frames per second, so that
/// no frame is off by more than half a hundredth.
fn delay_hundredths(number: u64, fps: u32) -> u16 {
    let fps = u64::from(fps);
    let end = |frame: u64| (200 * frame + fps) / (2 * fps);
    (end(number + 1) - end(number)) as u16
}

/// The rectangle that differs from the previous frame, with unchanged pixels transparent; the whole frame if `previous`
/// is empty. Frames are palette indices with rows of `width` pixels.
fn changed_frame(
    previous: &[u8],
    indices: &[u8],
    width: usize,
    palette: &Palette,
) -> Frame<'static> {
    let whole = Frame {
        width: width as u16,
        height: (indices.len() / width) as u16,
        dispose: DisposalMethod::Keep,
        ..Frame::default()
    };
    if previous.is_empty() {
        return Frame {
            buffer: indices.to_vec().into(),
            ..whole
        };
    }
    let (mut left, mut right, mut top, mut bottom) = (width, 0, None, 0);
    for (y, (old, new)) in previous
        .chunks_exact(width)
        .zip(indices.chunks_exact(width))
        .enumerate()
    {
        let differs = |&x: &usize| old[x] != new[x];
        let Some(first) = (0..width).find(differs) else {
            continue;
        };
        left = left.min(first);
        right = right.max((first..width).rfind(differs).unwrap_or(first) + 1);
        top = top.or(Some(y));
        bottom = y + 1;
    }
    // A frame without changes is one transparent pixel, for its delay.
    let (left, right, top, bottom) = top.map_or((0, 1, 0, 1), |top| (left, right, top, bottom));
    let transparent = palette.transparent();
    let rows = (top..bottom).map(|y| y * width + left..y * width + right);
    let buffer: Vec<u8> = rows
        .flat_map(|row| previous[row.clone()].iter().zip(&indices[row]))
        .map(|(old, new)| if old == new { transparent } else { *new })
        .collect();
    Frame {
        left: left as u16,
        top: top as u16,
        width: (right - left) as u16,
        height: (bottom - top) as u16,
        transparent: Some(transparent),
        buffer: buffer.into(),
        ..whole
    }
}

fn into_io(error: EncodingError) -> io::Error {
    match error {
        EncodingError::Io(error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::film::Film;
    use ::gif::{ColorOutput, DecodeOptions};

    #[test]
    fn delays_add_up_and_are_spread_evenly() {
        for fps in 1..=50 {
            let delays: Vec<u16> = (0..u64::from(fps) * 3)
                .map(|number| delay_hundredths(number, fps))
                .collect();
            assert_eq!(
                delays.iter().map(|&delay| u32::from(delay)).sum::<u32>(),
                300,
                "{fps}"
            );
            assert!(
                delays.iter().max().unwrap() - delays.iter().min().unwrap() <= 1,
                "{fps}"
            );
        }
        assert_eq!(
            [0, 1, 2, 3].map(|number| delay_hundredths(number, 30)),
            [3, 4, 3, 3]
        );
    }

    /// A bar that moves over a flat background and stops for the last two frames.
    fn frame(settings: FilmSettings, number: usize) -> Vec<u8> {
        let at = number.min(settings.frames as usize - 2) * 3;
        let pixel = |x: usize| {
            if (at..at + 5).contains(&x) {
                [240, 80, 40, 255]
            } else {
                [16, 20, 24, 255]
            }
        };
        (0..settings.pixels())
            .flat_map(|index| pixel(index % settings.width as usize))
            .collect()
    }

    #[test]
    fn a_gif_decodes_to_its_frames() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.gif");
        let settings = FilmSettings {
            width: 40,
            height: 18,
            fps: 30,
            frames: 9,
        };
        let mut film = Film::create(&target, settings).unwrap();
        (0..9).for_each(|number| film.push(&frame(settings, number)).unwrap());
        film.finish().unwrap();
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::RGBA);
        let mut decoder = options.read_info(File::open(&target).unwrap()).unwrap();
        let (mut canvas, mut delays, mut number) = (vec![0; settings.frame_bytes()], 0, 0);
        while let Some(part) = decoder.read_next_frame().unwrap() {
            delays += part.delay;
            for (index, pixel) in part.buffer.chunks(4).enumerate() {
                let (x, y) = (
                    index % usize::from(part.width),
                    index / usize::from(part.width),
                );
                let at = 4 * ((usize::from(part.top) + y) * 40 + usize::from(part.left) + x);
                if pixel[3] != 0 {
                    canvas[at..at + 4].copy_from_slice(pixel);
                }
            }
            assert!(canvas == frame(settings, number), "frame {number}");
            number += 1;
        }
        assert_eq!((number, delays), (9, 30));
        assert_eq!(decoder.repeat(), Repeat::Infinite);
    }

    #[test]
    fn a_dropped_gif_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let settings = FilmSettings {
            width: 40,
            height: 18,
            fps: 30,
            frames: 9,
        };
        let mut film = Film::create(&folder.path().join("a.gif"), settings).unwrap();
        film.push(&frame(settings, 0)).unwrap();
        drop(film);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
