//! How messages quote the user's input.

use std::fs;

use crate::program::*;

/// The maximum number of characters of a message, including quotations.
const MAX_CHARACTERS: usize = 1_000;

/// Owned copies of arguments.
fn arguments_of(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Asserts that each command fails with a short message.
fn assert_short_refusals(commands: Vec<Vec<String>>) {
    for arguments in commands {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let line = refusal(&arguments);
        let characters = line.chars().count();
        assert!(characters < MAX_CHARACTERS, "{characters}: {line:.300}");
    }
}

#[test]
fn messages_quote_only_a_readable_part_of_names_paths_and_flags() {
    let long = "x".repeat(50_000);
    let words = "many long words ".repeat(5_000);
    let number = "9".repeat(50_000);
    let mut commands = vec![
        arguments_of(&[&long]),
        arguments_of(&[&words]),
        arguments_of(&[&format!("{long}.ron")]),
        arguments_of(&[&format!("{long}.csv")]),
        arguments_of(&["bowl", &long]),
        arguments_of(&[&format!("--{long}")]),
        arguments_of(&["list", &long]),
        arguments_of(&["list", "--lang", &words]),
        arguments_of(&["render", &long, "-o", "a.csv"]),
        arguments_of(&["render", "bowl", "-o", &long]),
        arguments_of(&["render", "bowl", "-o", &format!("{long}.csv")]),
        arguments_of(&["render", "bowl", "-o", &format!("{long}/a.csv")]),
        arguments_of(&["render", "bowl", "-o", "a.csv", "--fps", &number]),
        arguments_of(&["render", "bowl", "-o", "a.mp4", "--size", &long]),
        arguments_of(&["render", "bowl", "-o", "a.png", "--at", &"9".repeat(300)]),
        arguments_of(&[
            "render",
            "bowl",
            "-o",
            "a.mp4",
            "--seconds",
            &"9".repeat(300),
        ]),
    ];
    // No system supports paths of this length.
    commands.push(arguments_of(&[
        "inspect",
        "iris",
        "--metadata",
        &long,
        "--label",
        &long,
    ]));
    assert_short_refusals(commands);
}

#[test]
fn messages_quote_only_a_readable_part_of_landscapes() {
    let long = "x".repeat(50_000);
    let words = "many long words ".repeat(5_000);
    let number = "9".repeat(50_000);
    let file = format!("line_fit(file=\"{long}.csv\", x=1, y=2)");
    assert_short_refusals(vec![
        arguments_of(&["eval", "--landscape", &long, "--at", "1"]),
        arguments_of(&["eval", "--landscape", &file, "--at", "1,1"]),
        arguments_of(&["eval", "--landscape", "bowl", "--at", &words]),
        arguments_of(&["eval", "--landscape", "bowl", "--at", &number]),
        arguments_of(&["eval", "--landscape", &"x+".repeat(4_000), "--at", "1"]),
        arguments_of(&[
            "eval",
            "--landscape",
            &format!("{}(x)", &long[..9_000]),
            "--at",
            "1",
        ]),
        arguments_of(&[
            "eval",
            "--landscape",
            &format!("x {}", &number[..9_000]),
            "--at",
            "1",
        ]),
        arguments_of(&[
            "eval",
            "--landscape",
            "a*x",
            "--param",
            &format!("{long}=1"),
            "--at",
            "1",
        ]),
        arguments_of(&[
            "eval",
            "--landscape",
            "a*x",
            "--param",
            &format!("a={long}"),
            "--at",
            "1",
        ]),
        arguments_of(&["minima", "--landscape", "bowl", "--domain", &words]),
    ]);
}

#[test]
fn messages_quote_only_a_readable_part_of_data_and_settings() {
    let long = "x".repeat(50_000);
    let words = "many long words ".repeat(5_000);
    let number = "9".repeat(50_000);
    let spec = |value: &str| format!("gd({value})");
    let iris = |flag: &str, value: &str| arguments_of(&["inspect", "iris", flag, value]);
    let descend = |optimizer: &str| {
        let mut arguments = arguments_of(&descend(&[]));
        arguments[4] = optimizer.to_owned();
        arguments
    };
    assert_short_refusals(vec![
        arguments_of(&["inspect", &long]),
        arguments_of(&["reduce", &format!("blobs({long}=1)")]),
        arguments_of(&["reduce", "iris", "--method", &long]),
        arguments_of(&["reduce", "iris", "--scale", &words]),
        arguments_of(&["cluster", "iris", "--with", &long]),
        arguments_of(&["cluster", &long, "--with", "kmeans"]),
        iris("--label", &long),
        iris("--columns", &words),
        iris("--missing", &words),
        descend(&long),
        descend(&spec(&format!("{long}=1"))),
        descend(&spec(&format!("lr={long}"))),
        descend(&spec(&format!("{long}=1, {long}=2"))),
        descend(&spec(&format!("lr={number}"))),
    ]);
}

#[test]
fn scene_texts_are_quoted_in_part_too() {
    let folder = tempfile::tempdir().unwrap();
    let (scene, output) = (folder.path().join("scene.ron"), folder.path().join("a.csv"));
    let (scene, output) = (scene.to_str().unwrap(), output.to_str().unwrap());
    let long = "x".repeat(9_000);
    let bowl = |more: &str| {
        format!(
            r#"(version: 1, subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, {more}))"#
        )
    };
    for text in [
        long.clone(),
        format!("(version: 1, {long}: 2)"),
        format!("(version: 1, subject: {long}())"),
        bowl(&format!(r#"runs: [(optimizer: "{long}")]"#)),
        bowl(&format!(r#"runs: [(optimizer: "gd({long}=1)")]"#)),
        bowl(&format!(r#"runs: [(optimizer: "gd(lr={long})")]"#)),
        format!(r#"(version: 1, subject: Cloud(data: "{long}"))"#),
        format!(r#"(version: 1, subject: Cloud(data: "iris", label: "{long}"))"#),
        format!(r#"(version: 1, subject: Cloud(data: "iris", clusters: "{long}"))"#),
        format!(r#"(version: 1, subject: Cloud(data: "blobs({long}=1)"))"#),
    ] {
        fs::write(scene, text).unwrap();
        let line = refusal(&["render", scene, "-o", output]);
        assert!(line.contains("scene.ron"), "{line:.300}");
        assert!(line.chars().count() < MAX_CHARACTERS, "{line:.300}");
    }
}

#[test]
fn invisible_characters_are_escaped_in_messages_and_listings() {
    let hidden = ['\u{202e}', '\u{200b}', '\u{1b}', '\u{2066}', '\u{feff}'];
    let has_hidden = |text: &str| text.contains(hidden);
    let name = "no\u{202e}such\u{200b}\u{1b}[31m\u{2066}scene";
    for arguments in [
        &[name][..],
        &["inspect", name],
        &["render", "bowl", "-o", name],
        &["list", name],
        &["eval", "--landscape", "bowl", "--at", name],
        &["cluster", "iris", "--with", name],
        &["inspect", "iris", "--label", name],
    ] {
        let line = refusal(arguments);
        assert!(!has_hidden(&line) && line.contains("\\u{202e}"), "{line:?}");
    }
    let file = table("a\u{202e}b,k\u{1b}[2Jd,c\u{200b}\n1,2,x\u{202e}y\n3,4,z\n5,7,z\n");
    let path = file.path().to_str().unwrap();
    let printed = stdout(&["inspect", path]);
    assert!(!has_hidden(&printed), "{printed:?}");
    for shown in ["a\\u{202e}b", "k\\u{1b}[2Jd", "x\\u{202e}y (1)"] {
        assert!(printed.contains(shown), "{printed}");
    }
    // JSON has the names unchanged, but escapes them in the text.
    let raw = stdout(&["inspect", path, "--json"]);
    assert!(!has_hidden(&raw), "{raw:?}");
    let found: serde_json::Value = serde_json::from_str(&raw).unwrap();
    assert_eq!(found["columns"][0]["name"], "a\u{202e}b");
    for arguments in [
        &["reduce", path][..],
        &["cluster", path, "--with", "kmeans(n_clusters=2)"],
    ] {
        let printed = stdout(arguments);
        assert!(
            !has_hidden(&printed) && printed.contains("a\\u{202e}b"),
            "{printed:?}"
        );
    }
}

#[test]
fn very_long_column_names_are_shortened() {
    let long = "n".repeat(100_000);
    let file = table(&format!("{long},b\n1,2\n3,5\n"));
    let printed = stdout(&["inspect", file.path().to_str().unwrap()]);
    assert!(printed.len() < 1_000, "{}", printed.len());
}

#[test]
fn overflowing_counts_are_reported_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.npy");
    let header = |shape: &str| {
        let mut text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}");
        text.push_str(&" ".repeat(117 - text.len()));
        text.push('\n');
        [&b"\x93NUMPY\x01\x00\x76\x00"[..], text.as_bytes()].concat()
    };
    fs::write(
        &path,
        header("(18446744073709551615, 18446744073709551615)"),
    )
    .unwrap();
    for command in ["inspect", "reduce"] {
        let line = refusal(&[command, path.to_str().unwrap()]);
        assert!(line.contains("more numbers than a file can hold"), "{line}");
        assert!(
            !line.contains("the limit of 18446744073709551615"),
            "{line}"
        );
    }
    let output = folder.path().join("a.mp4");
    assert_refused(
        &[
            "render",
            "bowl",
            "-o",
            output.to_str().unwrap(),
            "--seconds",
            "1e300",
        ],
        &["number of frames 18446744073709551615 or more", "1000000"],
    );
}
