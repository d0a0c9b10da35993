//! A kind of subject is one module behind one interface in each room: a room tells the kinds apart in one file.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The only file of each room that may tell the kinds apart.
const PLACES: [&str; 5] = [
    "src/scene/kind/mod.rs",
    "src/simulation/outcome.rs",
    "src/view/depiction/mod.rs",
    "src/ui/panels/kinds/mod.rs",
    "src/record/export/subject.rs",
];
/// The enums that have a variant for each kind.
const ENUMS: [&str; 2] = ["Subject", "Simulation"];
/// Their variants.
const KINDS: [&str; 3] = ["Landscape", "Cloud", "Sweep"];

#[test]
fn each_room_tells_the_kinds_apart_in_one_file() {
    for file in sources("src") {
        let code = code(&file);
        let found = patterns(&code);
        if PLACES.iter().any(|place| file == Path::new(place)) {
            let is_whole = KINDS.iter().all(|kind| found.iter().any(|one| one == kind));
            assert!(is_whole, "{}: {found:?}", file.display());
        } else {
            assert_eq!(found, Vec::<&str>::new(), "{}", file.display());
        }
    }
}

#[test]
fn patterns_are_found_and_values_are_not() {
    let arms = "match x { Subject::Cloud(_) | Subject::Sweep(_) => 1, Some(Simulation::Cloud(cloud)) => 2 }";
    assert_eq!(patterns(arms), ["Cloud", "Sweep", "Cloud"]);
    let tests = "if let Subject::Landscape(subject) = &a && matches!(b, Simulation::Sweep(_)) {";
    assert_eq!(patterns(tests), ["Landscape", "Sweep"]);
    let both = "let (Subject::Cloud(a), Subject::Cloud(b)) = pair else {";
    assert_eq!(patterns(both), ["Cloud", "Cloud"]);
    let own = "impl Subject { fn f(&self) { match self { Self::Cloud(subject) => subject } } }";
    assert_eq!(patterns(own), ["Cloud"]);
    let values = "f(Subject::Cloud(cloud)).map(Simulation::Cloud); Word::Cloud; Self::Cloud(_) =>";
    assert_eq!(patterns(values), Vec::<&str>::new());
    let made = "let subject = Subject::Landscape(heights(file)?); Scene::new(title, Subject::Cloud(cloud))";
    assert_eq!(patterns(made), Vec::<&str>::new());
}

/// The kinds that patterns of a code ask for: those of match arms, `if let`, `let … else` and `matches!`.
fn patterns(code: &str) -> Vec<&'static str> {
    let is_own = ENUMS.iter().any(|name| {
        code.contains(&format!("impl {name} {{")) || code.contains(&format!("for {name} {{"))
    });
    let owners = ENUMS.iter().copied().chain(is_own.then_some("Self"));
    let mut found: Vec<(usize, &str)> = owners
        .flat_map(|owner| KINDS.map(|kind| (format!("{owner}::{kind}("), kind)))
        .flat_map(|(variant, kind)| {
            let hits = code.match_indices(&variant);
            let hits = hits.filter(|(at, _)| is_pattern(&code[..*at], &code[at + variant.len()..]));
            hits.map(|(at, _)| (at, kind)).collect::<Vec<_>>()
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, kind)| kind).collect()
}

/// Whether a variant is a pattern, by the code before it and that behind its opening bracket.
fn is_pattern(before: &str, inside: &str) -> bool {
    let after = inside.split_once(')').map_or("", |(_, after)| after);
    let line = before.rsplit([';', '{', '}']).next().unwrap_or_default();
    let is_bound = line.trim_start().starts_with("let ") || line.contains("if let ");
    let is_left = !line.contains(" = ");
    if line.contains("matches!(") || (is_bound && is_left) {
        return true;
    }
    let after = after.trim_start_matches([')', ' ', '\n']);
    after.starts_with("=>") || after.starts_with("| ") || after.starts_with("if ")
}

/// Every source file below a folder that is no file of tests.
fn sources(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let all = paths.flat_map(|path| match path.extension() {
        None if path.is_dir() => sources(path),
        Some(ending) if ending == "rs" => vec![path],
        _ => Vec::new(),
    });
    let is_test = |path: &PathBuf| {
        let is_named = |part: &str| part == "tests" || part.ends_with("tests.rs");
        path.iter().any(|part| part.to_str().is_some_and(is_named))
    };
    all.filter(|path| !is_test(path)).collect()
}

/// What a file says without its comments, and without the tests at its end.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}
