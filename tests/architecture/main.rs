//! Tests of the source code: the imports of modules, access to files, the length of files, kinds of subjects, and
//! words.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod kinds;
mod source;
mod words;

use std::{collections::BTreeSet, fs, path::Path};

use source::{code, is_test, sources};

/// The top-level modules. Each may import only from those before it.
const MODULES: [&str; 9] = [
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
/// The modules that may access the file system. The others do not need one.
const FILE_MODULES: [&str; 3] = ["files", "record", "cli"];
/// The maximum number of lines in a file.
const MAX_LINES: usize = 450;

#[test]
fn modules_import_only_from_those_before_them() {
    for file in sources("src") {
        let Some(rank) = module(&file).and_then(rank) else {
            continue;
        };
        for imported in imports(&code(&file)) {
            let other = self::rank(&imported)
                .unwrap_or_else(|| panic!("{}: crate::{imported} is no module", file.display()));
            assert!(
                other <= rank,
                "{}: {} may not import {imported}",
                file.display(),
                MODULES[rank]
            );
        }
        let supers = longest_super_chain(&code(&file));
        assert!(
            supers < depth(&file),
            "{}: {supers} times `super` leaves the module; write `crate::` instead",
            file.display()
        );
    }
}

#[test]
fn every_folder_of_the_source_is_a_module() {
    let folders = fs::read_dir("src").unwrap().map(Result::unwrap);
    let folders: BTreeSet<_> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, MODULES.map(str::to_owned).into());
}

#[test]
fn math_is_independent_of_engine_clock_and_files() {
    for file in sources("src/math") {
        let code = code(&file);
        for forbidden in [
            "bevy",
            "egui",
            "std::fs",
            "std::io",
            "std::net",
            "std::process",
            "std::time",
            "std::env",
        ] {
            assert!(!code.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}

#[test]
fn only_files_record_and_cli_access_the_file_system() {
    for file in sources("src") {
        let may_access = module(&file).is_none_or(|module| FILE_MODULES.contains(&module));
        if may_access || is_test(&file) {
            continue;
        }
        let code = code(&file);
        for forbidden in ["std::fs", "fs::", "File::open", "std::process"] {
            assert!(!code.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}

#[test]
fn files_scene_and_simulation_are_independent_of_the_engine() {
    for file in ["files", "scene", "simulation"]
        .iter()
        .flat_map(|module| sources(format!("src/{module}")))
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
        assert!(lines <= MAX_LINES, "{} has {lines} lines", file.display());
    }
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::{files::{self, a}, math::{b, c::d}, scene};\nuse crate::view;\nlet x = crate::words::y();";
    let found: BTreeSet<_> = imports(code);
    let expected = ["files", "math", "scene", "view", "words"];
    assert_eq!(found, expected.map(str::to_owned).into());
    assert_eq!(longest_super_chain("use super::super::a; super::b"), 2);
}

/// The top-level module of a file in `src`; `None` for the files directly in it.
fn module(file: &Path) -> Option<&str> {
    let mut parts = file.iter().map(|part| part.to_str().unwrap());
    let module = parts.nth(1)?;
    parts.next().map(|_| module)
}

/// The position of a top-level module in [`MODULES`].
fn rank(module: &str) -> Option<usize> {
    MODULES.iter().position(|other| *other == module)
}

/// The depth of a file's module below the crate: 2 for `src/math/spec.rs`, which is `math::spec`.
fn depth(file: &Path) -> usize {
    let folders = file.iter().count() - 2;
    folders + usize::from(!file.ends_with("mod.rs"))
}

/// The names that follow `crate::`, alone or in a group.
fn imports(code: &str) -> BTreeSet<String> {
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group_names(group),
            None => vec![name(rest)],
        })
        .collect()
}

/// The names at the outermost level of a group, which is given from after its opening brace.
fn group_names(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut is_name_next) = (0, Vec::new(), true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_name_next = true,
            character if is_name_next && !character.is_whitespace() => {
                names.push(name(&group[at..]));
                is_name_next = false;
            }
            _ => {}
        }
    }
    names
}

/// The identifier at the beginning of a text.
fn name(text: &str) -> String {
    let is_name = |character: &char| character.is_alphanumeric() || *character == '_';
    text.chars().take_while(is_name).collect()
}

/// The number of `super::` in the longest chain of them.
fn longest_super_chain(code: &str) -> usize {
    let chains = code.match_indices("super::").map(|(at, _)| {
        let mut rest = &code[at..];
        let mut count = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            (rest, count) = (next, count + 1);
        }
        count
    });
    chains.max().unwrap_or(0)
}
