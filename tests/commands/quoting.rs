//! How much of what was typed comes back in messages, and how.

use std::fs;

use crate::program::*;

/// Characters in a message beside what it quotes.
const AROUND: usize = 1_000;

#[test]
fn messages_quote_no_more_of_an_argument_than_can_be_read() {
    let long = "x".repeat(50_000);
    let words = "so many words ".repeat(5_000);
    let number = "9".repeat(50_000);
    let spec = |name: &str, value: &str| format!("{name}({value})");
    let (key, value) = (
        spec("gd", &format!("{long}=1")),
        spec("gd", &format!("lr={long}")),
    );
    let twice = spec("gd", &format!("{long}=1, {long}=2"));
    let descend = |optimizer: &str| {
        let mut arguments = descend(&[])
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        arguments[4] = optimizer.to_owned();
        arguments
    };
    let file = format!("line_fit(file=\"{long}.csv\", x=1, y=2)");
    let iris =
        |flag: &str, value: &str| ["inspect", "iris", flag, value].map(str::to_owned).to_vec();
    let of = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let mut commands = vec![
        of(&[&long]),
        of(&[&words]),
        of(&[&format!("{long}.ron")]),
        of(&[&format!("{long}.csv")]),
        of(&["bowl", &long]),
        of(&[&format!("--{long}")]),
        of(&["list", &long]),
        of(&["list", "--lang", &words]),
        of(&["render", &long, "-o", "a.csv"]),
        of(&["render", "bowl", "-o", &long]),
        of(&["render", "bowl", "-o", &format!("{long}.csv")]),
        of(&["render", "bowl", "-o", &format!("{long}/a.csv")]),
        of(&["render", "bowl", "-o", "a.csv", "--fps", &number]),
        of(&["render", "bowl", "-o", "a.mp4", "--size", &long]),
        of(&["render", "bowl", "-o", "a.png", "--at", &"9".repeat(300)]),
        of(&[
            "render",
            "bowl",
            "-o",
            "a.mp4",
            "--seconds",
            &"9".repeat(300),
        ]),
        of(&["eval", "--landscape", &long, "--at", "1"]),
        of(&["eval", "--landscape", &file, "--at", "1,1"]),
        of(&["eval", "--landscape", "bowl", "--at", &words]),
        of(&["eval", "--landscape", "bowl", "--at", &number]),
        of(&["eval", "--landscape", &"x+".repeat(4_000), "--at", "1"]),
        of(&[
            "eval",
            "--landscape",
            &format!("{}(x)", &long[..9_000]),
            "--at",
            "1",
        ]),
        of(&[
            "eval",
            "--landscape",
            &format!("x {}", &number[..9_000]),
            "--at",
            "1",
        ]),
        of(&[
            "eval",
            "--landscape",
            "a*x",
            "--param",
            &format!("{long}=1"),
            "--at",
            "1",
        ]),
        of(&[
            "eval",
            "--landscape",
            "a*x",
            "--param",
            &format!("a={long}"),
            "--at",
            "1",
        ]),
        of(&["minima", "--landscape", "bowl", "--domain", &words]),
        of(&["inspect", &long]),
        of(&["reduce", &format!("blobs({long}=1)")]),
        of(&["reduce", "iris", "--method", &long]),
        of(&["reduce", "iris", "--scale", &words]),
        of(&["cluster", "iris", "--with", &long]),
        of(&["cluster", &long, "--with", "kmeans"]),
        iris("--label", &long),
        iris("--columns", &words),
        iris("--missing", &words),
        descend(&long),
        descend(&key),
        descend(&value),
        descend(&twice),
        descend(&spec("gd", &format!("lr={number}"))),
    ];
    // No system has paths that are this long.
    commands.push(of(&[
        "inspect",
        "iris",
        "--metadata",
        &long,
        "--label",
        &long,
    ]));
    for arguments in commands {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let line = refusal(&arguments);
        let characters = line.chars().count();
        assert!(characters < AROUND, "{characters}: {line:.300}");
    }
}

#[test]
fn texts_of_scenes_are_quoted_in_part_too() {
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
        assert!(line.chars().count() < AROUND, "{line:.300}");
    }
}

#[test]
fn what_cannot_be_seen_is_escaped_in_messages_and_listings() {
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
    let people = stdout(&["inspect", path]);
    assert!(!has_hidden(&people), "{people:?}");
    for shown in ["a\\u{202e}b", "k\\u{1b}[2Jd", "x\\u{202e}y (1)"] {
        assert!(people.contains(shown), "{people}");
    }
    // Programs get the names as they are, but the text itself hides nothing.
    let raw = stdout(&["inspect", path, "--json"]);
    assert!(!has_hidden(&raw), "{raw:?}");
    let found: serde_json::Value = serde_json::from_str(&raw).unwrap();
    assert_eq!(found["columns"][0]["name"], "a\u{202e}b");
    for arguments in [
        &["reduce", path][..],
        &["cluster", path, "--with", "kmeans(n_clusters=2)"],
    ] {
        let people = stdout(arguments);
        assert!(
            !has_hidden(&people) && people.contains("a\\u{202e}b"),
            "{people:?}"
        );
    }
}

#[test]
fn columns_of_endless_names_are_listed_in_part() {
    let long = "n".repeat(100_000);
    let file = table(&format!("{long},b\n1,2\n3,5\n"));
    let people = stdout(&["inspect", file.path().to_str().unwrap()]);
    assert!(people.len() < 1_000, "{}", people.len());
}

#[test]
fn counts_beyond_counting_are_called_so() {
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
        assert!(line.contains("no file can hold"), "{line}");
        assert!(
            !line.contains("more than the 18446744073709551615"),
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
