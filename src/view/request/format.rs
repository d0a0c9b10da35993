//! The output format, as given by the name of the target file: a film or another export.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use crate::files::{path_excerpt, path_to_text, text_to_path};

/// The kind of file that a target name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A film or a still.
    Film(Format),
    /// Any other kind of file.
    Export(ExportKind),
}

/// The exports of a scene other than films.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// `NAME.csv`: the trajectories of all runs, or the points of a cloud, in full precision.
    Table,
    /// `NAME.svg`: the charts as vector graphics.
    Svg,
    /// `NAME.png` with charts instead of the picture.
    ChartsPng,
    /// `NAME.glb`: the surface and trajectories, or the cloud, as binary glTF 2.0.
    Glb,
    /// `NAME.obj`: a solid model of the surface with its trajectories, for 3-D printing.
    Obj,
    /// `NAME.ron`: the scene as text.
    Scene,
}

impl ExportKind {
    /// Whether the export shows charts.
    pub fn is_chart(self) -> bool {
        matches!(self, Self::Svg | Self::ChartsPng)
    }
}

impl Output {
    /// The output for the extension of `target`, case-insensitive; with `charts`, charts instead of the picture.
    ///
    /// # Errors
    /// For an unknown extension, a malformed pattern of frames, or, with `charts`, a format that cannot hold them.
    pub fn of(target: &Path, charts: bool) -> Result<Self, TargetError> {
        let kind = match (extension(target).as_str(), charts) {
            ("svg", _) => ExportKind::Svg,
            ("png", true) => ExportKind::ChartsPng,
            (_, true) => return Err(TargetError::NoCharts(target.to_path_buf())),
            ("csv", _) => ExportKind::Table,
            ("glb", _) => ExportKind::Glb,
            ("obj", _) => ExportKind::Obj,
            ("ron", _) => ExportKind::Scene,
            _ => return Format::of(target).map(Self::Film),
        };
        Ok(Self::Export(kind))
    }
}

/// The extension of a name in lower case; empty if there is none.
fn extension(target: &Path) -> String {
    let extension = target.extension().unwrap_or_default();
    path_to_text(extension).to_ascii_lowercase()
}

/// The film formats, chosen by the name of the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// `NAME.mp4`: H.264 in an MP4 container.
    Mp4,
    /// `NAME.gif`: an animation that loops forever.
    Gif,
    /// `NAME.png`: one still picture.
    Png,
    /// `FOLDER/%05d.png`: one picture per frame, numbered from 0.
    Sequence(Pattern),
}

impl Format {
    /// The maximum frame rate. A GIF times frames in hundredths of a second, and viewers slow down the fastest ones.
    pub fn max_fps(&self) -> u32 {
        match self {
            Self::Gif => 50,
            _ => 120,
        }
    }

    /// The film format for the extension of `target`, case-insensitive.
    ///
    /// # Errors
    /// For an unknown extension or a malformed pattern.
    pub fn of(target: &Path) -> Result<Self, TargetError> {
        let unknown = || TargetError::Unknown(target.to_path_buf());
        let name = path_to_text(target.file_name().ok_or_else(unknown)?);
        match extension(target).as_str() {
            "mp4" => Ok(Self::Mp4),
            "gif" => Ok(Self::Gif),
            "png" if name.contains('%') => Pattern::parse(target, &name).map(Self::Sequence),
            "png" => Ok(Self::Png),
            _ => Err(unknown()),
        }
    }
}

/// A file name with a placeholder for the frame number: `%d`, or `%05d` for five digits with leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    folder: PathBuf,
    /// The file name before the number.
    prefix: String,
    /// The minimum number of digits.
    digits: usize,
    /// The file name after the number.
    suffix: String,
}

impl Pattern {
    fn parse(target: &Path, name: &str) -> Result<Self, TargetError> {
        let malformed = || TargetError::Pattern(target.to_path_buf());
        let (prefix, rest) = name.split_once('%').ok_or_else(malformed)?;
        let (number, suffix) = rest.split_once('d').ok_or_else(malformed)?;
        let digits = match number.strip_prefix('0') {
            Some(digits) => digits
                .parse()
                .ok()
                .filter(|digits| (1..=9).contains(digits))
                .ok_or_else(malformed)?,
            None if number.is_empty() => 1,
            None => return Err(malformed()),
        };
        if suffix.contains('%') {
            return Err(malformed());
        }
        Ok(Self {
            folder: target.parent().unwrap_or(Path::new("")).to_path_buf(),
            prefix: prefix.to_owned(),
            digits,
            suffix: suffix.to_owned(),
        })
    }

    /// The folder of the pictures; empty for the current one.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file name of a frame, from 0, without its folder.
    pub fn name(&self, frame: u64) -> PathBuf {
        let Self {
            prefix,
            digits,
            suffix,
            ..
        } = self;
        text_to_path(&format!("{prefix}{frame:0digits$}{suffix}"))
    }

    /// The frame number of a file name without its folder; `None` if it does not match the pattern.
    pub fn frame(&self, name: &OsStr) -> Option<u64> {
        let text = path_to_text(name);
        let number = text
            .strip_prefix(&self.prefix)?
            .strip_suffix(&self.suffix)?;
        let frame = number.parse().ok()?;
        (self.name(frame) == Path::new(name)).then_some(frame)
    }
}

/// The name of a target gives no usable format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TargetError {
    /// Missing or unknown extension.
    #[error(
        "'{}' has no known file format: use a name that ends in .mp4, .gif or .png, or frames/%05d.png for one picture per frame; .csv for trajectories, .svg for charts, .glb or .obj for a model, .ron for the scene",
        path_excerpt(.0)
    )]
    Unknown(PathBuf),
    /// Charts for a format that cannot hold them.
    #[error("'{}' cannot hold charts: use a name that ends in .svg or .png", path_excerpt(.0))]
    NoCharts(PathBuf),
    /// A `%` that is neither `%d` nor `%05d`, or more than one.
    #[error("'{}' is not a pattern for one picture per frame: use one %d or %05d in the file name, as in frames/%05d.png", path_excerpt(.0))]
    Pattern(PathBuf),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_gives_the_film_format() {
        assert_eq!(Format::of(Path::new("a.b/film.mp4")), Ok(Format::Mp4));
        assert_eq!(Format::of(Path::new("FILM.GIF")), Ok(Format::Gif));
        assert_eq!(Format::of(Path::new("still.png")), Ok(Format::Png));
        let Ok(Format::Sequence(pattern)) = Format::of(Path::new("frames/a-%05d-b.png")) else {
            panic!("a pattern is a sequence");
        };
        assert_eq!(pattern.folder(), Path::new("frames"));
        assert_eq!(pattern.name(42), Path::new("a-00042-b.png"));
        let frame = |name: &str| pattern.frame(name.as_ref());
        assert_eq!(frame("a-00042-b.png"), Some(42));
        for other in ["a-42-b.png", "a-00042.png", "a-0004x-b.png", "b.png"] {
            assert_eq!(frame(other), None, "{other}");
        }
        let Ok(Format::Sequence(plain)) = Format::of(Path::new("%d.png")) else {
            panic!("a plain %d is a sequence");
        };
        assert_eq!(
            (plain.name(0), plain.name(123)),
            ("0.png".into(), "123.png".into())
        );
    }

    #[test]
    fn the_extension_gives_the_export_kind() {
        let of = |name: &str, charts| Output::of(Path::new(name), charts);
        for (name, kind) in [
            ("paths.csv", ExportKind::Table),
            ("a.b/CHARTS.SVG", ExportKind::Svg),
            ("model.glb", ExportKind::Glb),
            ("print.obj", ExportKind::Obj),
            ("scene.ron", ExportKind::Scene),
        ] {
            assert_eq!(of(name, false), Ok(Output::Export(kind)), "{name}");
        }
        assert_eq!(of("a.png", false), Ok(Output::Film(Format::Png)));
        let charts = |kind| Ok(Output::Export(kind));
        assert_eq!(of("a.png", true), charts(ExportKind::ChartsPng));
        assert_eq!(of("a.svg", true), charts(ExportKind::Svg));
        for name in ["a.mp4", "a.csv", "a"] {
            let refused = of(name, true).expect_err(name);
            assert_eq!(refused, TargetError::NoCharts(name.into()));
        }
    }

    #[test]
    fn the_error_for_an_unknown_name_lists_the_formats() {
        for name in ["film", "film.avi", "", "mp4", ".mp4", "folder/", ".."] {
            let message = Format::of(Path::new(name)).expect_err(name).to_string();
            assert!(
                message.contains(".mp4, .gif or .png") && message.contains("%05d"),
                "{message}"
            );
        }
        for name in [
            "%.png",
            "%5d.png",
            "%00d.png",
            "%0d.png",
            "%d%d.png",
            "%x.png",
            "%012d.png",
        ] {
            assert!(
                matches!(Format::of(Path::new(name)), Err(TargetError::Pattern(_))),
                "{name}"
            );
        }
    }
}
