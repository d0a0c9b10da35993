//! The kinds of files that the export dialog offers, and their extensions.

use std::path::{Path, PathBuf};

use crate::{
    files::path_to_text,
    view::request::{ExportKind, Format, Output, TargetError},
    words::Word,
};

/// The kind of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// H.264 video.
    Mp4,
    /// An animated GIF.
    Gif,
    /// A PNG of the picture at the current time.
    Still,
    /// A folder with one PNG per frame.
    Sequence,
    /// A file without frames.
    Export(ExportKind),
}

impl FileKind {
    /// All kinds with their names, in the order of the list.
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

    /// The kind for the extension of a path; `Mp4` if the extension is unknown. With `charts`, a .png shows the charts.
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

    /// The path with the extension of this kind. The path of a sequence is `NAME/%05d.png`.
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

    /// Whether the file consists of frames, which have a size and can show the panels.
    pub(super) fn has_frames(self) -> bool {
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
    fn the_kind_follows_the_path_and_the_path_the_kind() {
        let path = Path::new("talk/rosenbrock.mp4");
        for (kind, _) in FileKind::ALL {
            let named = kind.path(path);
            let charts = kind == FileKind::Export(ExportKind::ChartsPng);
            assert_eq!(FileKind::of(&named, charts), kind, "{named:?}");
            assert_eq!(FileKind::Mp4.path(&named), path, "{named:?}");
        }
        assert_eq!(
            FileKind::Sequence.path(path),
            Path::new("talk/rosenbrock/%05d.png")
        );
    }
}
