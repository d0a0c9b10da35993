//! The rooms of the house: what may know what, and how long a file may be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// From left to right; an import goes only to the left.
const ROOMS: [&str; 9] = [
    "math",
    "files",
    "scene",
    "simulation",
    "words",
    "view",
    "ui",
    "record",
    "cli",
];
/// Rooms that may touch the file system, so that the others can run in a browser.
const WITH_FILES: [&str; 3] = ["files", "record", "cli"];
/// Longer files hold more than one idea.
const LONGEST: usize = 450;

#[test]
fn imports_go_only_to_rooms_on_the_left() {
    for file in sources("src") {
        let Some(rank) = room(&file).and_then(rank) else {
            continue;
        };
        for imported in imports(&code(&file)) {
            let other = self::rank(&imported)
                .unwrap_or_else(|| panic!("{}: crate::{imported} is no room", file.display()));
            assert!(
                other <= rank,
                "{}: {} may not import {imported}",
                file.display(),
                ROOMS[rank]
            );
        }
        let climbed = longest_climb(&code(&file));
        assert!(
            climbed < depth(&file),
            "{}: {climbed} times `super` leads out of the room; say `crate::` instead",
            file.display()
        );
    }
}

#[test]
fn every_folder_of_the_source_is_a_room() {
    let folders = fs::read_dir("src").unwrap().map(Result::unwrap);
    let folders: BTreeSet<_> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, ROOMS.map(str::to_owned).into());
}

#[test]
fn mathematics_knows_no_pixel_clock_or_file() {
    for file in sources("src/math") {
        let code = code(&file);
        for foreign in [
            "bevy",
            "egui",
            "std::fs",
            "std::io",
            "std::net",
            "std::process",
            "std::time",
            "std::env",
        ] {
            assert!(!code.contains(foreign), "{}: {foreign}", file.display());
        }
    }
}

#[test]
fn only_files_record_and_cli_touch_the_file_system() {
    for file in sources("src") {
        let is_free = room(&file).is_none_or(|room| WITH_FILES.contains(&room));
        if is_free || is_test(&file) {
            continue;
        }
        let code = code(&file);
        for foreign in ["std::fs", "fs::", "File::open", "std::process"] {
            assert!(!code.contains(foreign), "{}: {foreign}", file.display());
        }
    }
}

#[test]
fn simulations_and_scenes_know_no_engine() {
    for file in ["files", "scene", "simulation"]
        .iter()
        .flat_map(|room| sources(format!("src/{room}")))
    {
        for engine in ["bevy", "egui", "wgpu"] {
            let code = code(&file);
            assert!(!code.contains(engine), "{}: {engine}", file.display());
        }
    }
}

#[test]
fn no_file_is_long() {
    for file in ["src", "tests", "benches", "shaders"]
        .into_iter()
        .flat_map(sources)
    {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", file.display());
    }
}

#[test]
fn imports_are_found_alone_in_groups_and_in_paths() {
    let code = "use crate::{files::{self, a}, math::{b, c::d}, scene};\nuse crate::view;\nlet x = crate::words::y();";
    let found: BTreeSet<_> = imports(code);
    let expected = ["files", "math", "scene", "view", "words"];
    assert_eq!(found, expected.map(str::to_owned).into());
    assert_eq!(longest_climb("use super::super::a; super::b"), 2);
}

/// Every source file below a folder.
fn sources(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(
            |path| match path.extension().and_then(|ending| ending.to_str()) {
                None if path.is_dir() => sources(path),
                Some("rs" | "wgsl") => vec![path],
                _ => Vec::new(),
            },
        )
        .collect()
}

/// What a file says without its comments, and without the tests at its end.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines()
        .map(|line| line.split("//").next().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

fn is_test(file: &Path) -> bool {
    let is_named =
        |part: &str| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs");
    file.iter().any(|part| part.to_str().is_some_and(is_named))
}

fn room(file: &Path) -> Option<&str> {
    let mut parts = file.iter().map(|part| part.to_str().unwrap());
    let room = parts.nth(1)?;
    parts.next().map(|_| room)
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|other| *other == room)
}

/// How many modules a file lies below the crate: `src/math/spec.rs` is `math::spec`, two.
fn depth(file: &Path) -> usize {
    let folders = file.iter().count() - 2;
    folders + usize::from(!file.ends_with("mod.rs"))
}

/// The names that follow `crate::`, in groups too.
fn imports(code: &str) -> BTreeSet<String> {
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group_names(group),
            None => vec![name(rest)],
        })
        .collect()
}

/// The outermost names of a group, from behind its opening brace to its closing one.
fn group_names(group: &str) -> Vec<String> {
    let (mut level, mut names, mut begins) = (0, Vec::new(), true);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => level += 1,
            '}' if level == 0 => break,
            '}' => level -= 1,
            ',' if level == 0 => begins = true,
            sign if begins && !sign.is_whitespace() => {
                names.push(name(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

fn name(text: &str) -> String {
    let belongs = |sign: &char| sign.is_alphanumeric() || *sign == '_';
    text.chars().take_while(belongs).collect()
}

/// The most `super`s in a row.
fn longest_climb(code: &str) -> usize {
    let climbs = code.match_indices("super::").map(|(at, _)| {
        let mut rest = &code[at..];
        let mut count = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            (rest, count) = (next, count + 1);
        }
        count
    });
    climbs.max().unwrap_or(0)
}
