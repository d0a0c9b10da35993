//! What the README says is so.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, process::Command};

const README: &str = include_str!("../README.md");

/// The commands of its console blocks, each with the answer shown below it.
fn commands() -> Vec<(&'static str, String)> {
    let blocks = README.split("```console\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap());
    blocks
        .flat_map(|block| block.split("$ fallline ").skip(1))
        .map(|entry| {
            let (command, answer) = entry.split_once('\n').unwrap();
            (command, answer.to_owned())
        })
        .collect()
}

fn fallline(arguments: &str, more: &[&str]) -> (Option<i32>, String, String) {
    // Words in quotes hold no quotes of the same kind.
    let words = arguments.split('\'').enumerate().flat_map(|(k, part)| {
        if k % 2 == 1 {
            vec![part]
        } else {
            part.split_whitespace().collect()
        }
    });
    let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(words)
        .args(more)
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
fn every_command_answers_as_it_is_shown() {
    let mut shown = 0;
    for (command, answer) in commands() {
        if command.starts_with("render") {
            // Arguments in front of --help must be right, and nothing is drawn.
            let (code, stdout, stderr) = fallline(command, &["--help"]);
            assert_eq!((code, stderr.as_str()), (Some(0), ""), "{command}");
            assert!(stdout.contains("Usage: fallline render"));
            continue;
        }
        let found = fallline(command, &[]);
        assert_eq!(found, (Some(0), answer, String::new()), "{command}");
        shown += 1;
    }
    assert!(shown >= 5);
    for command in ["render", "list", "eval", "descend", "reduce", "cluster"] {
        assert!(
            commands()
                .iter()
                .any(|(shown, _)| shown.starts_with(command)),
            "{command} has no example"
        );
    }
}

/// Bevy takes 20 minutes to build: what the README begins with builds it once.
#[test]
fn what_it_begins_with_shares_one_build() {
    let makefile = fs::read_to_string("Makefile").unwrap();
    let begin = README.split("## Try it").nth(1).unwrap();
    let begin = begin.split("\n## ").next().unwrap();
    let targets: Vec<&str> = (begin.lines())
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
    for another in [
        "--release",
        "--profile",
        "--features",
        "--no-default-features",
    ] {
        assert!(!begin.contains(another) && !makefile.contains(another));
    }
}

#[test]
fn its_scene_can_be_opened() {
    let scene = README.split("```ron\n").nth(1).unwrap();
    let scene = scene.split("```").next().unwrap();
    let source = fallline::scene::Source::parse(scene, "".as_ref()).unwrap();
    fallline::simulation::simulate(&source, 0, None).unwrap();
}

#[test]
fn every_scene_of_the_gallery_has_its_picture_there() {
    for entry in fallline::scene::gallery() {
        let picture = format!("(assets/pictures/{}.png)", entry.name);
        assert!(README.contains(&picture), "{picture}");
    }
}

#[test]
fn every_entry_of_the_lists_is_named_there() {
    use fallline::math::{cluster, optimizer, schedule};
    let optimizers = optimizer::CATALOGUE.iter().map(|entry| entry.name);
    let landscapes = fallline::scene::LANDSCAPES.iter().map(|entry| entry.name);
    let clusterings = cluster::CATALOGUE.iter().map(|entry| entry.name);
    for name in optimizers.chain(landscapes).chain(clusterings) {
        assert!(README.contains(&format!("`{name}`")), "{name}");
    }
    for entry in &schedule::CATALOGUE {
        let shown = README.lines().any(|line| line.starts_with(entry.name));
        assert!(shown, "{}", entry.name);
    }
}

#[test]
fn its_links_lead_somewhere() {
    let targets = README.split("](").skip(1);
    for target in targets.map(|rest| rest.split(')').next().unwrap()) {
        let is_here = target.starts_with("https://") || fs::exists(target).unwrap();
        assert!(is_here, "{target} does not exist");
    }
}

#[cfg(feature = "app")]
#[test]
fn every_key_of_the_window_is_in_its_table() {
    let english = fallline::words::Language::English;
    for shortcut in fallline::ui::SHORTCUTS {
        for chord in shortcut.chords {
            let key = format!("`{}`", chord.text(english));
            assert!(README.contains(&key), "{:?}: {key}", shortcut.action);
        }
    }
}
