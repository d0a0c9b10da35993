//! The source files and their code.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// All Rust and WGSL files below a folder.
pub fn sources(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let of_path = |path: PathBuf| match path.extension().and_then(|ending| ending.to_str()) {
        None if path.is_dir() => sources(path),
        Some("rs" | "wgsl") => vec![path],
        _ => Vec::new(),
    };
    paths.flat_map(of_path).collect()
}

/// The code of a file without comments, and without the tests at its end.
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
