//! Tests that the README and the pages in `docs/` agree with the program: commands and their outputs, options, names,
//! fields, keys and links.

#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::de::DeserializeOwned;

const README: &str = include_str!("../README.md");
const COMMANDS: &str = include_str!("../docs/commands.md");
const SCENES: &str = include_str!("../docs/scenes.md");

/// The names of all subcommands.
const SUBCOMMANDS: [&str; 10] = [
    "render", "list", "eval", "descend", "minima", "reduce", "cluster", "inspect", "train",
    "predict",
];

/// The README and every page in `docs/`.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = fs::read_dir("docs").unwrap();
    let paths = docs.map(|entry| entry.unwrap().path());
    paths
        .chain(["README.md".into()])
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The fenced code blocks of one language in all pages.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks_of = |(_, page): (PathBuf, String)| {
        let blocks = page.split(&fence).skip(1);
        let blocks = blocks.map(|rest| rest.split("```").next().unwrap().to_owned());
        blocks.collect::<Vec<_>>()
    };
    pages().into_iter().flat_map(blocks_of).collect()
}

/// The commands in all console blocks, each with its output.
fn commands() -> Vec<(String, String)> {
    let commands_of = |block: String| {
        let entries = block.split("$ fallline ").skip(1);
        let entries = entries.map(|entry| entry.split_once('\n').unwrap());
        entries
            .map(|(command, output)| (command.to_owned(), output.to_owned()))
            .collect::<Vec<_>>()
    };
    blocks("console")
        .into_iter()
        .flat_map(commands_of)
        .collect()
}

/// Runs the program with arguments as written in a shell, and further ones; returns its exit code, stdout and stderr.
fn fallline(arguments: &str, further: &[&str]) -> (Option<i32>, String, String) {
    // The odd parts are within single quotes.
    let words = arguments.split('\'').enumerate().flat_map(|(k, part)| {
        if k % 2 == 1 {
            vec![part]
        } else {
            part.split_whitespace().collect()
        }
    });
    let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(words)
        .args(further)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn every_command_prints_the_shown_output() {
    for (command, output) in commands() {
        let first = command.split_whitespace().next().unwrap();
        if first == "render" || !SUBCOMMANDS.contains(&first) {
            // With --help, the arguments are checked, but nothing is drawn or opened.
            let (code, stdout, stderr) = fallline(&command, &["--help"]);
            assert_eq!((code, stderr.as_str()), (Some(0), ""), "{command}");
            assert!(stdout.contains("Usage: fallline"), "{command}");
            assert_eq!(output.trim(), "", "{command}");
            continue;
        }
        let found = fallline(&command, &[]);
        assert_eq!(found, (Some(0), output, String::new()), "{command}");
    }
    for subcommand in SUBCOMMANDS {
        let is_shown = |(command, _): &(String, String)| command.starts_with(subcommand);
        assert!(commands().iter().any(is_shown), "{subcommand}");
    }
}

/// Building Bevy takes 20 minutes, so the first commands of the README must share one build.
#[test]
fn the_first_commands_share_one_build() {
    let makefile = fs::read_to_string("Makefile").unwrap();
    let section = README.split("## Try it").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let targets: Vec<&str> = (section.lines())
        .filter_map(|line| line.strip_prefix("make ")?.split_whitespace().next())
        .collect();
    assert_eq!(targets, ["demo", "run", "test"]);
    for target in targets {
        let recipe = makefile.split(&format!("\n{target}:")).nth(1).unwrap();
        let recipe: Vec<&str> = (recipe.lines().skip(1))
            .take_while(|line| line.starts_with('\t'))
            .collect();
        assert!(recipe.iter().any(|line| line.starts_with("\tcargo ")));
    }
    // Each of these would need another build.
    for flag in [
        "--release",
        "--profile",
        "--features",
        "--no-default-features",
    ] {
        assert!(!section.contains(flag) && !makefile.contains(flag));
    }
}

#[test]
fn the_readme_is_short() {
    assert!(README.len() < 15_000, "{} bytes", README.len());
}

#[test]
fn example_scenes_can_be_opened() {
    let scenes = blocks("ron");
    assert!(scenes.len() >= 2);
    for scene in scenes {
        fallline::scene::Source::parse(&scene, "".as_ref()).unwrap();
    }
}

#[test]
fn every_gallery_scene_has_its_picture() {
    for entry in fallline::scene::gallery() {
        let picture = format!("(assets/pictures/{}.png)", entry.name);
        assert!(README.contains(&picture), "{picture}");
    }
}

#[test]
fn every_name_is_described_with_its_settings() {
    let items: Vec<&str> = COMMANDS.split("\n- ").skip(1).collect();
    let items = items.iter().map(|item| item.split("\n\n").next().unwrap());
    let items: Vec<&str> = items.collect();
    let (_, lists, _) = fallline("list --json", &[]);
    let lists: serde_json::Value = serde_json::from_str(&lists).unwrap();
    let text = |value: &serde_json::Value| format!("`{}`", value["name"].as_str().unwrap());
    for kind in [
        "landscapes",
        "optimizers",
        "projections",
        "clusterings",
        "generators",
    ] {
        for entry in lists[kind].as_array().unwrap() {
            let settings = entry["hyperparameters"].as_array().into_iter().flatten();
            let names: Vec<String> = std::iter::once(entry).chain(settings).map(text).collect();
            let has_all = |item: &&str| names.iter().all(|name| item.contains(name));
            assert!(items.iter().any(has_all), "{kind}: {names:?}");
        }
    }
    for family in fallline::scene::FAMILIES.iter() {
        assert!(COMMANDS.contains(&format!("`{}`", family.name)));
    }
    for entry in lists["schedules"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let is_shown = COMMANDS.lines().any(|line| line.starts_with(name));
        assert!(is_shown, "{name}");
    }
}

#[test]
fn every_option_is_described() {
    let pages = pages();
    for subcommand in SUBCOMMANDS {
        let (_, help, _) = fallline(subcommand, &["--help"]);
        let lines = help.lines().map(str::trim_start);
        let options = lines.filter(|line| line.starts_with('-') && line.contains("--"));
        for option in options {
            let name = option.split("--").nth(1).unwrap();
            let name = format!("--{}", name.split([' ', ',']).next().unwrap());
            let is_described = pages.iter().any(|(_, page)| page.contains(&name));
            assert!(is_described || name == "--help", "{subcommand} {name}");
        }
    }
}

#[test]
fn every_field_of_a_scene_is_described() {
    use fallline::scene::{
        Camera, Chart, CloudSubject, ClusterSweep, Field, Figure, Height, Insets, LandscapeSubject,
        Look, Marks, Morph, Playback, Points, Run, Scene, Starts, SweepSubject,
    };
    let fields = [
        fields_of::<Scene>(),
        fields_of::<Figure>(),
        fields_of::<LandscapeSubject>(),
        fields_of::<Run>(),
        fields_of::<Starts>(),
        fields_of::<Morph>(),
        fields_of::<SweepSubject>(),
        fields_of::<CloudSubject>(),
        fields_of::<ClusterSweep>(),
        fields_of::<Look>(),
        fields_of::<Height>(),
        fields_of::<Marks>(),
        fields_of::<Field>(),
        fields_of::<Insets>(),
        fields_of::<Chart>(),
        fields_of::<Points>(),
        fields_of::<Camera>(),
        fields_of::<Playback>(),
    ];
    for field in fields.into_iter().flatten() {
        let is_described =
            SCENES.contains(&format!("`{field}`")) || SCENES.contains(&format!("({field}: "));
        assert!(is_described, "{field}");
    }
}

/// The field names of a struct, from the error about an unknown field.
fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    match ron::from_str::<T>("(no_such_field: 0)").map(drop) {
        Err(error) => match error.code {
            ron::Error::NoSuchStructField { expected, .. } => expected,
            other => panic!("{other}"),
        },
        Ok(()) => panic!("every field is optional and unknown ones are allowed"),
    }
}

#[test]
fn every_link_has_a_target() {
    for (path, page) in pages() {
        let targets = page.split("](").skip(1);
        for target in targets.map(|rest| rest.split(')').next().unwrap()) {
            if target.starts_with("https://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = match file {
                "" => path.clone(),
                file => path.parent().unwrap_or(Path::new("")).join(file),
            };
            let link = format!("{}: {target}", path.display());
            assert!(file.exists(), "{link} does not exist");
            if !heading.is_empty() {
                let page = fs::read_to_string(file).unwrap();
                let headings = page.lines().filter(|line| line.starts_with('#'));
                let mut slugs = headings.map(|line| {
                    let words = line.trim_start_matches(['#', ' ']).to_lowercase();
                    words.replace(' ', "-")
                });
                assert!(slugs.any(|slug| slug == heading), "{link} has no heading");
            }
        }
    }
}

#[cfg(feature = "app")]
#[test]
fn every_key_is_described() {
    let page = include_str!("../docs/window.md");
    let english = fallline::words::Language::English;
    for shortcut in fallline::ui::SHORTCUTS {
        for chord in shortcut.chords {
            let key = format!("`{}`", chord.text(english));
            assert!(page.contains(&key), "{:?}: {key}", shortcut.action);
        }
    }
}
