//! Pictures from PNG files: one file for each, or a sprite with all of them side by side.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{FileError, regular};

/// The maximum number of pixels of a file, which the Embedding Projector allows for a sprite.
const MAX_PIXELS: u64 = 8192 * 8192;
/// The maximum size of a file in bytes.
const MAX_BYTES: u64 = 1 << 28;
/// The width and height of pictures that were read from separate files.
const SIDE: u32 = 64;

/// Why a file cannot be used as a picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file does not begin as a PNG file does.
    #[error("is not a PNG file; save the picture as PNG")]
    NotPng,
    /// The file is damaged.
    #[error("is a damaged PNG file: {0}")]
    Damaged(String),
    /// The picture has too many pixels.
    #[error("is {width}×{height} pixels large; the limit is {MAX_PIXELS} pixels")]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// A sprite is smaller than one picture.
    #[error("is {width}×{height} pixels large, smaller than one picture")]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
}

/// Pictures of equal size.
#[derive(Clone, Debug, PartialEq)]
pub struct Pictures {
    /// Width and height in pixels.
    size: [u32; 2],
    /// RGBA in sRGB, not premultiplied: picture after picture, each row by row from the top.
    pixels: Vec<[u8; 4]>,
}

impl Pictures {
    /// Pictures of this width and height, one after the other.
    ///
    /// # Panics
    /// If the pixels do not make whole pictures.
    pub fn new(size: [u32; 2], pixels: Vec<[u8; 4]>) -> Self {
        let area = size[0] as usize * size[1] as usize;
        assert!(area > 0 && pixels.len().is_multiple_of(area), "{size:?}");
        Self { size, pixels }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// The number of pictures.
    pub fn count(&self) -> usize {
        self.pixels.len() / self.area()
    }

    /// The pixels of a picture, RGBA in sRGB, row by row from the top.
    ///
    /// # Panics
    /// If there is no such picture.
    pub fn picture(&self, index: usize) -> &[[u8; 4]] {
        &self.pixels[index * self.area()..][..self.area()]
    }

    /// The pixels of all pictures.
    pub fn pixels(&self) -> &[[u8; 4]] {
        &self.pixels
    }

    /// The same pictures, made smaller if the longer side has more than `side` pixels.
    #[must_use]
    pub fn reduced(self, side: u32) -> Self {
        let longest = self.size[0].max(self.size[1]);
        if longest <= side {
            return self;
        }
        let size = self
            .size
            .map(|length| (length * side).div_ceil(longest).max(1));
        let pictures = self.pixels.par_chunks(self.area());
        let pixels = pictures.flat_map_iter(|picture| resized(picture, self.size, size));
        Self::new(size, pixels.collect())
    }

    fn area(&self) -> usize {
        self.size[0] as usize * self.size[1] as usize
    }
}

/// Reads a sprite: a PNG file of pictures of this width and height side by side, row by row from the top left. Incomplete
/// pictures at the right and the bottom are left out.
///
/// # Errors
/// The file cannot be read, is no PNG file, is damaged, too large, or smaller than one picture.
pub fn read_sprite(path: &Path, size: [u32; 2]) -> Result<Pictures, FileError> {
    let Png {
        size: [width, height],
        pixels,
    } = read_png(path)?;
    let [columns, rows] = [width / size[0], height / size[1]];
    if columns == 0 || rows == 0 {
        return Err(error(path, PictureError::TooSmall { width, height }));
    }
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| [column, row]));
    let mut cut = Vec::with_capacity((columns * size[0]) as usize * (rows * size[1]) as usize);
    for [column, row] in places {
        for y in row * size[1]..(row + 1) * size[1] {
            let start = y as usize * width as usize + (column * size[0]) as usize;
            cut.extend_from_slice(&pixels[start..][..size[0] as usize]);
        }
    }
    Ok(Pictures::new(size, cut))
}

/// Reads PNG files, each fitted into a square of 64 pixels; without a file, the square is transparent.
///
/// # Errors
/// The first file that cannot be read, is no PNG file, is damaged or too large.
pub fn read_pictures(paths: &[Option<PathBuf>]) -> Result<Pictures, FileError> {
    let pictures: Result<Vec<_>, FileError> = (paths.par_iter())
        .map(|path| match path {
            Some(path) => Ok(fitted(&read_png(path)?)),
            None => Ok(vec![[0; 4]; (SIDE * SIDE) as usize]),
        })
        .collect();
    Ok(Pictures::new([SIDE; 2], pictures?.concat()))
}

/// A decoded picture.
struct Png {
    size: [u32; 2],
    pixels: Vec<[u8; 4]>,
}

fn error(path: &Path, source: PictureError) -> FileError {
    FileError::Picture {
        path: path.into(),
        source,
    }
}

fn read_png(path: &Path) -> Result<Png, FileError> {
    let (file, length) = regular::open(path)?;
    let bytes = regular::read_to_end(path, file, length, MAX_BYTES)?;
    decode(&bytes).map_err(|source| error(path, source))
}

fn decode(bytes: &[u8]) -> Result<Png, PictureError> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(PictureError::NotPng);
    }
    let damaged = |problem: png::DecodingError| PictureError::Damaged(problem.to_string());
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height) = (header.width, header.height);
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = reader.output_buffer_size().unwrap_or_default();
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(damaged)?;
    let samples = &samples[..frame.buffer_size()];
    let pixels = match frame.color_type.samples() {
        1 => samples.iter().map(|&v| [v, v, v, 255]).collect(),
        2 => (samples.as_chunks().0.iter())
            .map(|&[v, alpha]| [v, v, v, alpha])
            .collect(),
        3 => (samples.as_chunks().0.iter())
            .map(|&[r, g, b]| [r, g, b, 255])
            .collect(),
        _ => samples.as_chunks().0.to_vec(),
    };
    Ok(Png {
        size: [frame.width, frame.height],
        pixels,
    })
}

/// A picture in the middle of a transparent square of [`SIDE`] pixels, as large as fits.
fn fitted(png: &Png) -> Vec<[u8; 4]> {
    let longest = u64::from(png.size[0].max(png.size[1]));
    let size = png
        .size
        .map(|length| (u64::from(length) * u64::from(SIDE)).div_ceil(longest) as u32);
    let small: Vec<_> = resized(&png.pixels, png.size, size).collect();
    let side = SIDE as usize;
    let [left, top] = size.map(|length| (side - length as usize) / 2);
    let mut square = vec![[0; 4]; side * side];
    for (row, pixels) in small.chunks(size[0] as usize).enumerate() {
        square[(top + row) * side + left..][..pixels.len()].copy_from_slice(pixels);
    }
    square
}

/// Resizes a picture: each pixel is the mean of those of the original that it covers, weighted by their opacity.
fn resized(pixels: &[[u8; 4]], from: [u32; 2], to: [u32; 2]) -> impl Iterator<Item = [u8; 4]> + '_ {
    // The first covered pixel and the one after the last.
    let covered = move |axis: usize, at: u32| {
        let [from, to, at] = [from[axis], to[axis], at].map(u64::from);
        let first = at * from / to;
        let end = ((at + 1) * from).div_ceil(to).max(first + 1);
        first as usize..end as usize
    };
    (0..to[1]).flat_map(move |y| {
        (0..to[0]).map(move |x| {
            let mut sum = [0u64; 4];
            let (rows, columns) = (covered(1, y), covered(0, x));
            let count = (rows.len() * columns.len()) as u64;
            for row in rows {
                for pixel in &pixels[row * from[0] as usize..][columns.clone()] {
                    let alpha = u64::from(pixel[3]);
                    let weighted = [0, 1, 2].map(|channel| alpha * u64::from(pixel[channel]));
                    (sum[0], sum[1]) = (sum[0] + weighted[0], sum[1] + weighted[1]);
                    (sum[2], sum[3]) = (sum[2] + weighted[2], sum[3] + alpha);
                }
            }
            let [red, green, blue] = [0, 1, 2].map(|channel| (sum[channel] / sum[3].max(1)) as u8);
            [red, green, blue, (sum[3] / count) as u8]
        })
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Writes an 8-bit PNG file of these samples.
    fn write(path: &Path, [width, height]: [u32; 2], color: png::ColorType, samples: &[u8]) {
        let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), width, height);
        encoder.set_color(color);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(samples).unwrap();
    }

    #[test]
    fn a_sprite_holds_pictures_row_by_row_from_the_top_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sprite.png");
        // Four pictures of 2×1 pixels, and a column that is not a whole picture.
        let samples = [1, 2, 3, 4, 99, 5, 6, 7, 8, 99];
        write(&path, [5, 2], png::ColorType::Grayscale, &samples);
        let pictures = read_sprite(&path, [2, 1]).unwrap();
        assert_eq!((pictures.size(), pictures.count()), ([2, 1], 4));
        let grey = |value: u8| [value, value, value, 255];
        assert_eq!(pictures.picture(1), [grey(3), grey(4)]);
        assert_eq!(pictures.picture(2), [grey(5), grey(6)]);
        let message = read_sprite(&path, [6, 1]).unwrap_err().to_string();
        assert!(message.ends_with("sprite.png: is 5×2 pixels large, smaller than one picture"));
    }

    #[test]
    fn files_of_any_size_are_fitted_into_squares() {
        let folder = tempfile::tempdir().unwrap();
        let [wide, small] = ["wide.png", "small.png"].map(|name| folder.path().join(name));
        write(
            &wide,
            [256, 128],
            png::ColorType::Rgb,
            &[200, 100, 0].repeat(256 * 128),
        );
        write(&small, [1, 1], png::ColorType::Rgba, &[9, 8, 7, 255]);
        let pictures = read_pictures(&[Some(wide), Some(small), None]).unwrap();
        assert_eq!((pictures.size(), pictures.count()), ([64; 2], 3));
        let at = |picture: usize, x: usize, y: usize| pictures.picture(picture)[64 * y + x];
        assert_eq!(at(0, 0, 15), [0; 4], "above a wide picture");
        assert_eq!(at(0, 0, 16), [200, 100, 0, 255]);
        assert_eq!(at(0, 63, 47), [200, 100, 0, 255]);
        assert_eq!(at(1, 63, 63), [9, 8, 7, 255]);
        assert_eq!(at(2, 32, 32), [0; 4], "without a file");
    }

    #[test]
    fn pictures_are_reduced_to_the_mean_of_what_their_pixels_cover() {
        let pixels = [0, 100, 200, 100].map(|value| [value, 0, 0, 255]);
        let pictures = Pictures::new([2, 2], pixels.to_vec()).reduced(1);
        assert_eq!((pictures.size(), pictures.count()), ([1, 1], 1));
        assert_eq!(pictures.picture(0), [[100, 0, 0, 255]]);
        // Transparent pixels have no colour.
        let pixels = vec![[90, 90, 90, 0], [200, 10, 10, 255]];
        let pictures = Pictures::new([2, 1], pixels).reduced(1);
        assert_eq!(pictures.picture(0), [[200, 10, 10, 127]]);
    }

    #[test]
    fn unusable_files_are_errors_that_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let message = || {
            read_pictures(&[Some(path.clone())])
                .unwrap_err()
                .to_string()
        };
        assert!(message().ends_with("a.png: no such file or folder"));
        fs::write(&path, "text").unwrap();
        assert!(message().ends_with("a.png: is not a PNG file; save the picture as PNG"));
        write(
            &path,
            [100, 100],
            png::ColorType::Grayscale,
            &[7; 100 * 100],
        );
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(message().contains("a.png: is a damaged PNG file: "));
        // A header that declares 100,000×100,000 pixels.
        let mut huge = whole[..33].to_vec();
        huge[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
        let checksum = crc(&huge[12..29]);
        huge[29..33].copy_from_slice(&checksum.to_be_bytes());
        fs::write(&path, huge).unwrap();
        assert!(message().contains("is 100000×100000 pixels large"));
    }

    /// The checksum of a PNG chunk.
    fn crc(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }
}
