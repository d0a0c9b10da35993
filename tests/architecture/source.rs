//! Finds source files and reads their code.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// All Rust and WGSL files in a folder and its subfolders.
pub fn sources(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    files_in(folder.as_ref(), &["rs", "wgsl"])
}

/// All files with one of these extensions in a folder and its subfolders, or the file itself if `path` is a file.
pub fn files_in(path: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        return paths.flat_map(|path| files_in(&path, extensions)).collect();
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.is_some_and(|extension| extensions.contains(&extension)) {
        true => vec![path.to_owned()],
        false => Vec::new(),
    }
}

/// The code of a file without comments, and without a module of tests at its end.
pub fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a file contains only tests.
pub fn is_test(file: &Path) -> bool {
    let is_named =
        |part: &str| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs");
    file.iter().any(|part| part.to_str().is_some_and(is_named))
}
