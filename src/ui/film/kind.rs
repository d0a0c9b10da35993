//! The kinds of files of the export dialog, and their name endings.

use std::path::{Path, PathBuf};

use crate::{
    files::path_to_text,
    view::request::{ExportKind, Format, Output, TargetError},
    words::Word,
};

/// The kind of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// H.264 video.
    Mp4,
    /// An animated GIF.
    Gif,
    /// A picture of the current time.
    Still,
    /// One picture per frame.
    Sequence,
    /// A file without frames.
    Export(ExportKind),
}

impl Kind {
    /// All kinds with their names, in the order of the menu.
    pub(super) const ALL: [(Self, Word); 10] = [
        (Self::Mp4, Word::FormatMp4),
        (Self::Gif, Word::FormatGif),
        (Self::Still, Word::FormatPng),
        (Self::Sequence, Word::FormatPngSequence),
        (Self::Export(ExportKind::Svg), Word::FormatChartsSvg),
        (Self::Export(ExportKind::ChartsPng), Word::FormatChartsPng),
        (Self::Export(ExportKind::Table), Word::FormatCsv),
        (Self::Export(ExportKind::Glb), Word::FormatGlb),
        (Self::Export(ExportKind::Obj), Word::FormatObj),
        (Self::Export(ExportKind::Scene), Word::FormatRon),
    ];

    /// The kind for the ending of a name; a film if the ending is unknown. With `charts`, a .png shows the charts.
    pub(super) fn of(path: &Path, charts: bool) -> Self {
        let output = Output::of(path, charts).or_else(|_| Output::of(path, false));
        match output {
            Ok(Output::Export(kind)) => Self::Export(kind),
            Ok(Output::Film(Format::Gif)) => Self::Gif,
            Ok(Output::Film(Format::Png)) => Self::Still,
            Ok(Output::Film(Format::Sequence(_))) | Err(TargetError::Pattern(_)) => Self::Sequence,
            Ok(Output::Film(Format::Mp4)) | Err(_) => Self::Mp4,
        }
    }

    /// The path with the ending of this kind.
    pub(super) fn path(self, path: &Path) -> PathBuf {
        let name = path_to_text(path.file_name().unwrap_or_default());
        let folder = path.parent();
        let folder = folder.filter(|folder| name.contains('%') && !folder.as_os_str().is_empty());
        let stem = folder.unwrap_or(path);
        stem.with_extension(match self {
            Self::Mp4 => "mp4",
            Self::Gif => "gif",
            Self::Still | Self::Export(ExportKind::ChartsPng) => "png",
            Self::Sequence => return stem.with_extension("").join("%05d.png"),
            Self::Export(ExportKind::Svg) => "svg",
            Self::Export(ExportKind::Table) => "csv",
            Self::Export(ExportKind::Glb) => "glb",
            Self::Export(ExportKind::Obj) => "obj",
            Self::Export(ExportKind::Scene) => "ron",
        })
    }

    /// Whether it consists of frames, which have a size and can show the panels.
    pub(super) fn is_picture(self) -> bool {
        !matches!(self, Self::Export(_))
    }

    /// The maximum number of frames per second.
    pub(super) fn max_fps(self) -> u32 {
        match self {
            Self::Gif => Format::Gif.max_fps(),
            _ => Format::Mp4.max_fps(),
        }
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
            let charts = kind == Kind::Export(ExportKind::ChartsPng);
            assert_eq!(Kind::of(&named, charts), kind, "{named:?}");
            assert_eq!(Kind::Mp4.path(&named), path, "{named:?}");
        }
        assert_eq!(
            Kind::Sequence.path(path),
            Path::new("talk/rosenbrock/%05d.png")
        );
    }
}
