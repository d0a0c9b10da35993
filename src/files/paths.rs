//! Lossless conversion of paths to text, and whether two paths refer to the same file.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use crate::math::excerpt::excerpt;

/// Converts a path to text without loss; [`text_to_path`] reverses it. On systems where names are bytes, a byte that is
/// not UTF-8 is written as `\xff`.
#[cfg(unix)]
pub fn path_to_text(path: impl AsRef<OsStr>) -> String {
    use std::{fmt::Write as _, os::unix::ffi::OsStrExt as _};

    let mut text = String::new();
    for chunk in path.as_ref().as_bytes().utf8_chunks() {
        let valid = chunk.valid();
        for (at, character) in valid.char_indices() {
            match escaped_byte(&valid.as_bytes()[at..]) {
                // Text that only looks like an escape.
                Some(_) => text.push_str("\\x5c"),
                None => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string never fails.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// Converts text from [`path_to_text`] back to a path.
#[cfg(unix)]
pub fn text_to_path(text: &str) -> PathBuf {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};

    let (mut rest, mut bytes) = (text.as_bytes(), Vec::with_capacity(text.len()));
    while let [first, after @ ..] = rest {
        let (byte, after) = match escaped_byte(rest) {
            Some(byte) => (byte, &rest[4..]),
            None => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    OsString::from_vec(bytes).into()
}

/// The byte that an escape at the beginning of `text` stands for: a backslash, or a byte that is not ASCII. None if the
/// text does not begin with an escape.
#[cfg(unix)]
fn escaped_byte(text: &[u8]) -> Option<u8> {
    let [b'\\', b'x', high, low, ..] = *text else {
        return None;
    };
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let byte = 16 * digit(high)? + digit(low)?;
    (byte == b'\\' || byte >= 0x80).then_some(byte)
}

/// Converts a path to text; without loss if it is Unicode.
#[cfg(not(unix))]
pub fn path_to_text(path: impl AsRef<OsStr>) -> String {
    path.as_ref().to_string_lossy().into_owned()
}

/// Converts text from [`path_to_text`] back to a path.
#[cfg(not(unix))]
pub fn text_to_path(text: &str) -> PathBuf {
    text.into()
}

/// A path as quoted in messages, shortened.
pub fn path_excerpt(path: &Path) -> String {
    excerpt(&path_to_text(path))
}

/// Whether two paths refer to the same file, through links and other spellings too; for files that do not exist yet,
/// whether they would be the same.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    match (identity(a), identity(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => {
            let folder_and_name =
                |path: &Path| Some((identity(folder_of(path))?, path.file_name()?.to_owned()));
            folder_and_name(a).is_some_and(|a| folder_and_name(b) == Some(a))
        }
        _ => false,
    }
}

/// The device of a file and its inode number.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// Returns the folder of a file; `.` for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::{ffi::OsStrExt as _, fs::symlink};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_are_not_unicode_survive_the_conversion() {
        let shown = |bytes: &[u8]| path_to_text(OsStr::from_bytes(bytes));
        assert_eq!(shown(b"a/b.csv"), "a/b.csv");
        assert_eq!(shown(b"a\xffb"), "a\\xffb");
        // Plain characters that look like an escape.
        assert_eq!(shown(b"a\\xff"), "a\\x5cxff");
        assert_eq!(shown(b"a\\xfg \\n"), "a\\xfg \\n");
    }

    proptest! {
        #[test]
        fn any_path_survives_the_conversion(
            bytes in prop::collection::vec(prop::sample::select(b"\\x5cf80a\xff\x80\xc3\xa9".to_vec()), 0..12),
        ) {
            let path = Path::new(OsStr::from_bytes(&bytes));
            prop_assert_eq!(text_to_path(&path_to_text(path)), path);
        }
    }

    #[test]
    fn links_and_other_spellings_are_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "").unwrap();
        fs::write(at("b"), "").unwrap();
        symlink(at("a"), at("link")).unwrap();
        fs::hard_link(at("a"), at("hard")).unwrap();
        for other in ["a", "./a", "link", "hard"] {
            assert!(is_same_file(&at("a"), &at(other)), "{other}");
        }
        assert!(!is_same_file(&at("a"), &at("b")));
        assert!(!is_same_file(&at("a"), &at("new")));
        assert!(is_same_file(&at("new"), &at("./new")));
        assert!(!is_same_file(&at("new"), &at("newer")));
    }
}
