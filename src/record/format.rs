//! Which kind of film a target name asks for.

use std::path::{Path, PathBuf};

/// The kinds of film that can be written, chosen by the name of the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// `NAME.mp4`: H.264 in an MP4 container.
    Mp4,
    /// `NAME.gif`: an animation that repeats for ever.
    Gif,
    /// `NAME.png`: one still picture.
    Png,
    /// `FOLDER/%05d.png`: one picture per frame, numbered from 0.
    Sequence(Pattern),
}

impl Format {
    /// The format that `target` asks for by its name; upper and lower case mean the same.
    pub fn of(target: &Path) -> Result<Self, TargetError> {
        let unknown = || TargetError::Unknown(target.to_path_buf());
        let name = target
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(unknown)?;
        let extension = Path::new(name)
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or("");
        match extension.to_ascii_lowercase().as_str() {
            "mp4" => Ok(Self::Mp4),
            "gif" => Ok(Self::Gif),
            "png" if name.contains('%') => Pattern::parse(target, name).map(Self::Sequence),
            "png" => Ok(Self::Png),
            _ => Err(unknown()),
        }
    }
}

/// A file name with a place for the number of the frame: `%d`, or `%05d` for five digits with leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    folder: PathBuf,
    before: String,
    digits: usize,
    after: String,
}

impl Pattern {
    fn parse(target: &Path, name: &str) -> Result<Self, TargetError> {
        let malformed = || TargetError::Pattern(target.to_path_buf());
        let (before, rest) = name.split_once('%').ok_or_else(malformed)?;
        let (number, after) = rest.split_once('d').ok_or_else(malformed)?;
        let digits = match number.strip_prefix('0') {
            Some(digits) => digits
                .parse()
                .ok()
                .filter(|digits| (1..=9).contains(digits))
                .ok_or_else(malformed)?,
            None if number.is_empty() => 1,
            None => return Err(malformed()),
        };
        if after.contains('%') {
            return Err(malformed());
        }
        Ok(Self {
            folder: target.parent().unwrap_or(Path::new("")).to_path_buf(),
            before: before.to_owned(),
            digits,
            after: after.to_owned(),
        })
    }

    /// The folder that holds the pictures; empty means the current one.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name, without its folder, of frame number `frame` (the first is 0).
    pub fn name(&self, frame: u64) -> String {
        format!(
            "{}{frame:0digits$}{}",
            self.before,
            self.after,
            digits = self.digits
        )
    }
}

/// A target whose name does not say what to write.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TargetError {
    /// No format, or none that can be written, by its name.
    #[error(
        "'{}' does not say which format to write: use a name that ends in .mp4, .gif or .png, or frames/%05d.png for one picture per frame",
        .0.display()
    )]
    Unknown(PathBuf),
    /// A `%` that is not one `%d` or `%05d`.
    #[error("'{}' is not a pattern for one picture per frame: use one %d or %05d in the file name, as in frames/%05d.png", .0.display())]
    Pattern(PathBuf),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_format() {
        assert_eq!(Format::of(Path::new("a.b/film.mp4")), Ok(Format::Mp4));
        assert_eq!(Format::of(Path::new("FILM.GIF")), Ok(Format::Gif));
        assert_eq!(Format::of(Path::new("still.png")), Ok(Format::Png));
        let Ok(Format::Sequence(pattern)) = Format::of(Path::new("frames/a-%05d-b.png")) else {
            panic!("a pattern is a sequence");
        };
        assert_eq!(pattern.folder(), Path::new("frames"));
        assert_eq!(pattern.name(42), "a-00042-b.png");
        let Ok(Format::Sequence(plain)) = Format::of(Path::new("%d.png")) else {
            panic!("a plain %d is a sequence");
        };
        assert_eq!(
            (plain.name(0), plain.name(123)),
            ("0.png".to_owned(), "123.png".to_owned())
        );
    }

    #[test]
    fn an_unknown_name_is_told_what_is_possible() {
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
