//! What kind of file the dialog makes, and how its name ends.

use std::path::{Path, PathBuf};

use crate::{files::path_to_text, words::Word};

/// What kind of file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A film.
    Mp4,
    /// An animation.
    Gif,
    /// A picture of the moment shown.
    Still,
    /// A picture per frame.
    Sequence,
    /// The charts as vectors.
    Svg,
    /// The charts as pixels.
    ChartsPng,
    /// The paths or the points.
    Table,
    /// A model to look at.
    Glb,
    /// A model to print.
    Obj,
    /// The scene as text.
    Scene,
}

impl Kind {
    /// All, in the order of the menu, with their names.
    pub const ALL: [(Self, Word); 10] = [
        (Self::Mp4, Word::FormatMp4),
        (Self::Gif, Word::FormatGif),
        (Self::Still, Word::FormatPng),
        (Self::Sequence, Word::FormatPngSequence),
        (Self::Svg, Word::FormatChartsSvg),
        (Self::ChartsPng, Word::FormatChartsPng),
        (Self::Table, Word::FormatCsv),
        (Self::Glb, Word::FormatGlb),
        (Self::Obj, Word::FormatObj),
        (Self::Scene, Word::FormatRon),
    ];

    /// The kind that the ending of a name asks for, a film where it asks for none; with `charts`, a .png is one of
    /// them.
    pub fn of(path: &Path, charts: bool) -> Self {
        let ending = path_to_text(path.extension().unwrap_or_default());
        match ending.to_ascii_lowercase().as_str() {
            "gif" => Self::Gif,
            "png" if charts => Self::ChartsPng,
            "png" if path_to_text(path).contains('%') => Self::Sequence,
            "png" => Self::Still,
            "svg" => Self::Svg,
            "csv" => Self::Table,
            "glb" => Self::Glb,
            "obj" => Self::Obj,
            "ron" => Self::Scene,
            _ => Self::Mp4,
        }
    }

    /// The path with the ending of this kind.
    pub fn path(self, path: &Path) -> PathBuf {
        let name = path_to_text(path.file_name().unwrap_or_default());
        let folder = path.parent();
        let folder = folder.filter(|folder| name.contains('%') && !folder.as_os_str().is_empty());
        let stem = folder.unwrap_or(path);
        match self {
            Self::Mp4 => stem.with_extension("mp4"),
            Self::Gif => stem.with_extension("gif"),
            Self::Still | Self::ChartsPng => stem.with_extension("png"),
            Self::Sequence => stem.with_extension("").join("%05d.png"),
            Self::Svg => stem.with_extension("svg"),
            Self::Table => stem.with_extension("csv"),
            Self::Glb => stem.with_extension("glb"),
            Self::Obj => stem.with_extension("obj"),
            Self::Scene => stem.with_extension("ron"),
        }
    }

    /// Whether it is made of frames of a size, and can show the panels.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Mp4 | Self::Gif | Self::Still | Self::Sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_follows_the_name_and_the_name_the_format() {
        let path = Path::new("talk/rosenbrock.mp4");
        for (kind, _) in Kind::ALL {
            let named = kind.path(path);
            let charts = kind == Kind::ChartsPng;
            assert_eq!(Kind::of(&named, charts), kind, "{named:?}");
            assert_eq!(Kind::Mp4.path(&named), path, "{named:?}");
        }
        assert_eq!(
            Kind::Sequence.path(path),
            Path::new("talk/rosenbrock/%05d.png")
        );
    }
}
