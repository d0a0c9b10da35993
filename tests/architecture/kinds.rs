//! Only one file of each top-level module matches on the kinds of subjects. The other files use the kinds through a
//! common interface.

use std::path::Path;

use super::source::{code, is_test, sources};

/// The only files that may match on the kinds, one in each top-level module.
const MATCHING_FILES: [&str; 5] = [
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
        if MATCHING_FILES.iter().any(|path| file == Path::new(path)) {
            let has_all_kinds = KINDS.iter().all(|kind| found.iter().any(|one| one == kind));
            assert!(has_all_kinds, "{}: {found:?}", file.display());
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
    let implements_enum = ENUMS.iter().any(|name| {
        code.contains(&format!("impl {name} {{")) || code.contains(&format!("for {name} {{"))
    });
    let owners = ENUMS
        .iter()
        .copied()
        .chain(implements_enum.then_some("Self"));
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

/// Whether a variant is part of a pattern, given the code before it and the code after its opening parenthesis.
fn is_pattern(before: &str, inside: &str) -> bool {
    let after = inside.split_once(')').map_or("", |(_, after)| after);
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or_default();
    let is_let = statement.trim_start().starts_with("let ") || statement.contains("if let ");
    let is_left_of_equals = !statement.contains(" = ");
    if statement.contains("matches!(") || (is_let && is_left_of_equals) {
        return true;
    }
    let after = after.trim_start_matches([')', ' ', '\n']);
    after.starts_with("=>") || after.starts_with("| ") || after.starts_with("if ")
}
