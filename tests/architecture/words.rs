//! Code and documents use the standard terms of machine learning and graphics instead of replaced ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::source::files_in;

/// Replaced phrases, each with its standard term.
const PHRASES: [(&str, &str); 22] = [
    ("of chance", "random"),
    ("by chance", "at random"),
    ("work out", "compute"),
    ("works out", "computes"),
    ("worked out", "computed"),
    ("working out", "computing"),
    ("what rolls down", "optimizers"),
    ("how many columns become few", "dimensionality reduction"),
    ("so many", "the number"),
    ("as many of each", "n of each"),
    ("takes away", "exports"),
    ("taken away", "exported"),
    ("looked on", "watched"),
    ("looks on", "watches"),
    ("the reader is gone", "broken pipe"),
    ("is not believed", "is invalid"),
    ("leaves nothing half", "leaves no partial file"),
    ("says nothing about", "does not apply to"),
    ("look at no point", "clear selection"),
    ("it could not be made", "export failed"),
    ("in equal ratios", "log scale"),
    ("slow first", "ease in"),
];

/// Names that types had before they got standard ones.
const TYPES: [&str; 31] = [
    "Across",
    "Answers",
    "Ask",
    "Call",
    "CallError",
    "Changed",
    "Charted",
    "Course",
    "Descents",
    "Desk",
    "Inquiry",
    "Kept",
    "Made",
    "Moment",
    "Path",
    "Pieces",
    "ProjectedCloud",
    "Seen",
    "Set",
    "Shown",
    "Spoken",
    "Stop",
    "Stopped",
    "Switch",
    "Take",
    "Unfolding",
    "Watch",
    "Watched",
    "Worked",
    "WorkedSubject",
    "Beside",
];

#[test]
fn no_text_has_a_replaced_phrase() {
    let mut found = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap().to_lowercase();
        // Joins the lines, since a phrase can continue on the next one.
        let text: Vec<&str> = text
            .split_whitespace()
            .filter(|word| !["///", "//", "//!"].contains(word))
            .collect();
        let text = format!(" {} ", text.join(" "));
        for (phrase, term) in PHRASES {
            let ends_word = |rest: &str| !rest.starts_with(char::is_alphanumeric);
            let starts_word = |before: &str| !before.ends_with(char::is_alphanumeric);
            let mut hits = text.match_indices(phrase);
            if let Some((at, _)) = hits
                .find(|(at, _)| starts_word(&text[..*at]) && ends_word(&text[at + phrase.len()..]))
            {
                let start = (0..=at.saturating_sub(40))
                    .rev()
                    .find(|&at| text.is_char_boundary(at));
                let context: String = text[start.unwrap_or(0)..].chars().take(110).collect();
                found.push(format!("{}: {context:?}: say {term:?}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_type_has_a_replaced_name() {
    for file in files().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let defines = words.any(|word| ["struct", "enum", "trait", "type"].contains(&word));
            let name = words.find(|word| !word.is_empty());
            let is_replaced = defines && name.is_some_and(|name| TYPES.contains(&name));
            assert!(!is_replaced, "{}: {line}", file.display());
        }
    }
}

/// All files with text that people read: source, shaders, scenes and documents; except this one.
fn files() -> impl Iterator<Item = PathBuf> {
    let folders = [
        "src",
        "tests",
        "benches",
        "shaders",
        "assets/scenes",
        "docs",
        "README.md",
    ];
    let all = folders
        .into_iter()
        .flat_map(|folder| files_in(Path::new(folder), &["rs", "wgsl", "ron", "md"]));
    all.filter(|file| !file.ends_with("architecture/words.rs"))
}
