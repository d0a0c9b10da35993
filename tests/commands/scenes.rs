//! Scene files: optional fields, and errors.

use std::fs;

use tempfile::TempDir;

use crate::program::*;

/// A scene file with an output beside it.
struct SceneFile {
    _folder: TempDir,
    scene: String,
    output: String,
}

impl SceneFile {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (scene, output) = (path("mine.ron"), path("paths.csv"));
        Self {
            _folder: folder,
            scene,
            output,
        }
    }

    fn refusal(&self, text: &str) -> String {
        fs::write(&self.scene, text).unwrap();
        refusal(&["render", &self.scene, "-o", &self.output])
    }

    fn table(&self, text: &str) -> String {
        fs::write(&self.scene, text).unwrap();
        stdout(&["render", &self.scene, "-o", &self.output]);
        fs::read_to_string(&self.output).unwrap()
    }
}

fn landscape(fields: &str) -> String {
    format!(r#"(version: 1, subject: Landscape(landscape: "bowl", {fields}))"#)
}

#[test]
fn every_error_in_a_scene_names_its_file() {
    let file = SceneFile::new();
    let run = r#"runs: [(optimizer: "gd")]"#;
    for (text, parts) in [
        ("hello".to_owned(), &["line 1"][..]),
        (
            landscape("start: (1, 1), steps: 0"),
            &["steps is 0", "1 to 1000000"],
        ),
        (
            landscape(r#"start: (1, 1), steps: 5, runs: [(optimizer: "adm")]"#),
            &["run 1", "adam"],
        ),
        (
            landscape(&format!("start: (1e200, 1), steps: 5, {run}")),
            &["run 1", "start"],
        ),
        (
            r#"(version: 1, subject: Landscape(landscape: "bowel", start: (1, 1), steps: 5))"#
                .to_owned(),
            &["landscape", "bowl"],
        ),
        (
            r#"(version: 1, subject: Cloud(data: "no-such.csv"))"#.to_owned(),
            &["no-such.csv", "no such file"],
        ),
        (
            r#"(version: 1, subject: Cloud(data: "iris", label: "nope"))"#.to_owned(),
            &["iris", "no column `nope`"],
        ),
        (
            r#"(version: 1, subject: Cloud(data: "iris", clusters: "kmeans(n_clusters=500)"))"#
                .to_owned(),
            &["iris"],
        ),
    ] {
        let line = file.refusal(&text);
        assert_eq!(line.matches("mine.ron").count(), 1, "{line}");
        for part in parts {
            assert!(line.contains(part), "{part} is not in {line}");
        }
    }
}

#[test]
fn the_start_is_optional_if_every_run_has_its_own() {
    let file = SceneFile::new();
    let starts = r#"(optimizer: "gd", starts: (count: 3))"#;
    let own_start = r#"(optimizer: "gd", start: (1, 2))"#;
    let table = file.table(&landscape(&format!(
        "steps: 5, runs: [{starts}, {own_start}]"
    )));
    assert_eq!(table.lines().count(), 1 + 4 * 6);
    let line = file.refusal(&landscape(&format!(
        r#"steps: 5, runs: [{starts}, (optimizer: "gd")]"#
    )));
    assert!(line.contains("start"), "{line}");
    // The omitted start is not written as something else.
    file.table(&landscape(&format!("steps: 5, runs: [{starts}]")));
    let again = file.output.replace("paths.csv", "again.ron");
    stdout(&["render", &file.scene, "-o", &again]);
    stdout(&["render", &again, "-o", &file.output]);
}

#[test]
fn a_missing_run_in_focus_and_a_sweep_without_clusters_are_rejected() {
    let file = SceneFile::new();
    let runs = r#"runs: [(optimizer: "gd"), (optimizer: "adam")]"#;
    let focused = |focus: usize| {
        landscape(&format!("start: (1, 1), steps: 5, {runs}")).replace(
            "(version: 1,",
            &format!("(version: 1, look: (focus: {focus}),"),
        )
    };
    file.table(&focused(2));
    for focus in [0, 3, 99] {
        let line = file.refusal(&focused(focus));
        let expected = format!("look.focus is {focus}; it must be 1 to 2");
        assert!(line.ends_with(&expected), "{line}");
    }
    let sweep = r#"(version: 1, subject: Cloud(data: "iris", sweep: (setting: "eps", from: 0.1, to: 1, count: 5)))"#;
    let line = file.refusal(sweep);
    assert!(
        line.contains("sweep") && line.contains("clusters"),
        "{line}"
    );
}

#[test]
fn the_length_of_texts_and_files_is_limited() {
    let file = SceneFile::new();
    let titled = |characters: usize| {
        let title = "t".repeat(characters);
        format!(
            r#"(version: 1, title: "{title}", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5))"#
        )
    };
    file.table(&titled(10_000));
    let line = file.refusal(&titled(10_001));
    assert!(
        line.contains("title is a text of 10001 characters") && line.contains("at most 10000"),
        "{line}"
    );
    let line = file.refusal(&titled(10_000_000));
    assert!(
        line.contains("mine.ron") && line.contains("more than 1 MiB"),
        "{line}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn devices_are_rejected_and_pipes_are_read() {
    use std::{
        os::unix::fs::symlink,
        process::{Command, Stdio},
    };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let output = path("a.csv");
    for link in [
        "endless.ron",
        "endless.csv",
        "endless.npy",
        "endless.npz",
        "endless.parquet",
    ] {
        symlink("/dev/zero", path(link)).unwrap();
        assert_refused(
            &["render", &path(link), "-o", &output],
            &[link, "it is a device"],
        );
    }
    let scene = path("endless.txt.ron");
    fs::write(
        &scene,
        r#"(version: 1, subject: Cloud(data: "endless.csv"))"#,
    )
    .unwrap();
    assert_refused(
        &["render", &scene, "-o", &output],
        &["endless.csv", "it is a device"],
    );
    assert_refused(&["inspect", "/dev/zero"], &["it is a device"]);
    let text = landscape(r#"start: (1, 1), steps: 5, runs: [(optimizer: "gd")]"#);
    let mut child = Command::new(PROGRAM)
        .args(["render", "/dev/stdin", "-o", &output])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(fs::read_to_string(&output).unwrap().lines().count(), 7);
}
