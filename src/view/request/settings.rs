//! Size, frame rate and number of frames of a film, and the limits of each format.

use std::ops::RangeInclusive;

use super::Format;

/// Size, frame rate and number of frames of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilmSettings {
    /// Width of a frame in pixels.
    pub width: u32,
    /// Height of a frame in pixels.
    pub height: u32,
    /// Frame rate in frames per second.
    pub fps: u32,
    /// Number of frames; 1 for a still.
    pub frames: u64,
}

/// The minimum side in pixels: one macroblock of H.264.
const MIN_SIDE: u32 = 16;
/// The maximum longer and shorter side of the H.264 encoder (level 5.2).
const MAX_MP4_SIDES: (u32, u32) = (3840, 2160);
/// The maximum side of a picture: the largest texture that all graphics adapters support.
const MAX_SIDE: u32 = 8192;
/// The minimum width and height of charts in pixels.
const MIN_CHART_SIZE: [u32; 2] = [480, 320];
/// The maximum number of frames: nine hours at 30 frames per second. Durations in the MP4 header, in thousandths of a
/// frame, stay below 2³².
const MAX_FRAMES: u64 = 1_000_000;

impl FilmSettings {
    /// Checks the settings against the limits of `format`.
    ///
    /// # Errors
    /// For the first setting that is out of range.
    pub fn check(&self, format: &Format) -> Result<(), SettingsError> {
        let largest = if *format == Format::Mp4 {
            MAX_MP4_SIDES.0
        } else {
            MAX_SIDE
        };
        in_range("width", self.width, MIN_SIDE..=largest)?;
        in_range("height", self.height, MIN_SIDE..=largest)?;
        in_range("frames per second", self.fps, 1..=format.max_fps())?;
        in_range(
            "number of frames",
            self.frames,
            1..=if *format == Format::Png {
                1
            } else {
                MAX_FRAMES
            },
        )?;
        if *format != Format::Mp4 {
            return Ok(());
        }
        if self.width.min(self.height) > MAX_MP4_SIDES.1 {
            return Err(SettingsError::TooLarge {
                width: self.width,
                height: self.height,
            });
        }
        for (name, value) in [("width", self.width), ("height", self.height)] {
            if value % 2 != 0 {
                return Err(SettingsError::Odd { name, value });
            }
        }
        Ok(())
    }

    /// Size of an RGBA frame in bytes.
    pub fn frame_bytes(&self) -> usize {
        self.pixels() * 4
    }

    /// Number of pixels per frame.
    pub fn pixels(&self) -> usize {
        self.width as usize * self.height as usize
    }
}

/// Checks the width and height of charts in pixels.
///
/// # Errors
/// For a side that is out of range.
pub(super) fn check_chart_size([width, height]: [u32; 2]) -> Result<(), SettingsError> {
    in_range("width", width, MIN_CHART_SIZE[0]..=MAX_SIDE)?;
    in_range("height", height, MIN_CHART_SIZE[1]..=MAX_SIDE)
}

fn in_range<T>(name: &'static str, value: T, range: RangeInclusive<T>) -> Result<(), SettingsError>
where
    T: PartialOrd + Copy + Into<u64>,
{
    if range.contains(&value) {
        return Ok(());
    }
    Err(SettingsError::OutOfRange {
        name,
        value: value.into(),
        from: (*range.start()).into(),
        to: (*range.end()).into(),
    })
}

/// A number as text; `u64::MAX` stands for that number or more.
fn number_text(value: u64) -> String {
    match value {
        u64::MAX => format!("{value} or more"),
        value => value.to_string(),
    }
}

/// A setting that the format does not support.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// A value outside the range of the format.
    #[error("{name} {} is out of range: choose {from} to {to}", number_text(*.value))]
    OutOfRange {
        /// The setting, as it is called in messages.
        name: &'static str,
        /// The value that was rejected.
        value: u64,
        /// The smallest accepted value.
        from: u64,
        /// The largest accepted value.
        to: u64,
    },
    /// An odd side of an mp4, whose colour is stored at half the resolution.
    #[error("{name} {value} is odd: an mp4 needs an even one, such as {}", .value - 1)]
    Odd {
        /// The name of the side.
        name: &'static str,
        /// The value that was rejected.
        value: u32,
    },
    /// An mp4 larger than the encoder supports.
    #[error("size {width}x{height} is too large for an mp4: choose at most 3840x2160 or 2160x3840")]
    TooLarge {
        /// The rejected width in pixels.
        width: u32,
        /// The rejected height in pixels.
        height: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const HD: FilmSettings = FilmSettings {
        width: 1920,
        height: 1080,
        fps: 30,
        frames: 300,
    };

    #[test]
    fn ordinary_sizes_pass() {
        for (width, height) in [(1920, 1080), (3840, 2160), (2160, 3840), (16, 16)] {
            assert_eq!(
                FilmSettings {
                    width,
                    height,
                    ..HD
                }
                .check(&Format::Mp4),
                Ok(())
            );
        }
        assert_eq!(
            FilmSettings {
                width: 8191,
                height: 17,
                frames: 1,
                ..HD
            }
            .check(&Format::Png),
            Ok(())
        );
        assert_eq!(FilmSettings { fps: 50, ..HD }.check(&Format::Gif), Ok(()));
    }

    #[test]
    fn errors_name_the_value_and_the_range() {
        let message = |settings: FilmSettings, format| {
            settings
                .check(&format)
                .expect_err("out of range")
                .to_string()
        };
        assert_eq!(
            message(FilmSettings { width: 1921, ..HD }, Format::Mp4),
            "width 1921 is odd: an mp4 needs an even one, such as 1920"
        );
        assert_eq!(
            message(FilmSettings { height: 8, ..HD }, Format::Gif),
            "height 8 is out of range: choose 16 to 8192"
        );
        assert_eq!(
            message(FilmSettings { width: 3842, ..HD }, Format::Mp4),
            "width 3842 is out of range: choose 16 to 3840"
        );
        assert!(
            message(
                FilmSettings {
                    width: 3000,
                    height: 3000,
                    ..HD
                },
                Format::Mp4
            )
            .contains("3000x3000")
        );
        assert_eq!(
            message(FilmSettings { fps: 60, ..HD }, Format::Gif),
            "frames per second 60 is out of range: choose 1 to 50"
        );
        assert_eq!(
            message(FilmSettings { fps: 0, ..HD }, Format::Mp4),
            "frames per second 0 is out of range: choose 1 to 120"
        );
        assert!(
            message(FilmSettings { frames: 0, ..HD }, Format::Mp4)
                .starts_with("number of frames 0")
        );
    }
}
