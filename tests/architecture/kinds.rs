//! In each top-level module, every kind of subject is one module behind a common interface, and only one file matches on
//! the kinds.

use std::path::Path;

use super::source::{code, is_test, sources};

/// The only files that may match on the kinds, one in each top-level module.
const PLACES: [&str; 5] = [
    "src/scene/kind/mod.rs",
    "src/simulation/outcome.rs",
    "src/view/depiction/mod.rs",
    "src/ui/panels/kinds/mod.rs",
    "src/record/export/subject.rs",
];
/// The enums with one variant per kind.
const ENUMS: [&str; 2] = ["Subject", "Simulation"];
/// The variants of these enums.
const KINDS: [&str; 3] = ["Landscape", "Cloud", "Sweep"];

#[test]
fn each_module_matches_on_the_kinds_in_one_file() {
    for file in sources("src") {
        if is_test(&file) {
            continue;
        }
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
fn patterns_are_distinguished_from_values() {
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

/// The kinds in patterns: in match arms, `if let`, `let … else` and `matches!`.
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

/// Whether a variant is in a pattern, given the code before it and the code after its opening parenthesis.
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
