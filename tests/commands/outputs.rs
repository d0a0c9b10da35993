//! `render` never overwrites its inputs, or files that it did not create.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::program::*;

const POINTS: &str = "a,b,c\n1,2,3\n4,5,7\n7,9,9\n2,8,1\n";
const HEIGHTS: &str = "1,2,3\n4,9,6\n7,8,5\n";

/// A temporary folder with some files.
struct TestFolder(TempDir);

impl TestFolder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            fs::write(folder.path(name), text).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn render(&self, scene: &str, output: &str) -> String {
        stdout(&["render", &self.text(scene), "-o", &self.text(output)])
    }

    /// Asserts that rendering is rejected and that all files are unchanged.
    fn refuses(&self, scene: &str, output: &str, more: &[&str], parts: &[&str]) {
        let before = self.contents();
        let (scene, output) = (self.text(scene), self.text(output));
        let arguments = [&["render", &scene, "-o", &output], more].concat();
        assert_refused(&arguments, parts);
        assert!(self.contents() == before, "{arguments:?}");
    }

    fn contents(&self) -> Vec<(String, Option<Vec<u8>>)> {
        let content = |name: String| (name.clone(), fs::read(self.path(&name)).ok());
        self.names().into_iter().map(content).collect()
    }
}

fn cloud(data: &str) -> String {
    format!(r#"(version: 1, subject: Cloud(data: "{data}"))"#)
}

#[test]
fn an_input_is_never_overwritten_by_the_output() {
    let grid = r#"(version: 1, subject: Landscape(landscape: "grid(file=\"heights.csv\")", start: (1, 1), steps: 5))"#;
    let folder = TestFolder::with(&[
        ("points.csv", POINTS),
        ("heights.csv", HEIGHTS),
        ("cloud.ron", &cloud("points.csv")),
        ("grid.ron", grid),
        ("named.ron", &cloud("out.csv.json")),
        ("out.csv.json", POINTS),
        ("a_vectors.tsv", "1\t2\t3\n4\t5\t7\n7\t9\t9\n"),
        ("a_metadata.tsv", "one\ntwo\nthree\n"),
        ("vectors.ron", &cloud("a_vectors.tsv")),
    ]);
    let is_input = &["is an input"];
    folder.refuses("points.csv", "points.csv", &[], is_input);
    folder.refuses("points.csv", "./points.csv", &[], is_input);
    folder.refuses("cloud.ron", "cloud.ron", &[], is_input);
    folder.refuses("cloud.ron", "points.csv", &[], is_input);
    folder.refuses("grid.ron", "heights.csv", &[], is_input);
    // The sidecar of the output counts as an output too.
    folder.refuses(
        "named.ron",
        "out.csv",
        &[],
        &["'", "out.csv.json' is an input"],
    );
    // The data of another figure count as an input too.
    let two = r#"(version: 2, figures: [(subject: Cloud(data: "iris")), (subject: Cloud(data: "points.csv"))])"#;
    fs::write(folder.path("two.ron"), two).unwrap();
    folder.refuses("two.ron", "points.csv", &[], is_input);
    // A previous output is not an input.
    folder.render("cloud.ron", "other.csv");
    folder.render("cloud.ron", "other.csv");
    folder.render("vectors.ron", "other.csv");
}

#[cfg(unix)]
#[test]
fn links_to_an_input_are_recognized() {
    use std::os::unix::fs::symlink;
    let folder = TestFolder::with(&[("points.csv", POINTS)]);
    symlink("points.csv", folder.path("link.csv")).unwrap();
    fs::hard_link(folder.path("points.csv"), folder.path("hard.csv")).unwrap();
    symlink(".", folder.path("here")).unwrap();
    for output in ["link.csv", "hard.csv", "here/points.csv", "here/link.csv"] {
        folder.refuses("points.csv", output, &[], &["is an input"]);
        folder.refuses(output, "points.csv", &[], &["is an input"]);
    }
    // Metadata that are found beside vectors are an input too.
    let folder = TestFolder::with(&[
        ("vectors.tsv", "1\t2\t3\n4\t5\t7\n7\t9\t9\n"),
        ("metadata.tsv", "one\ntwo\nthree\n"),
    ]);
    symlink("metadata.tsv", folder.path("out.csv")).unwrap();
    folder.refuses("vectors.tsv", "out.csv", &[], &["is an input"]);
}

#[test]
fn the_statistics_file_overwrites_no_input_or_other_output() {
    let folder = TestFolder::with(&[("points.csv", POINTS), ("cloud.ron", &cloud("points.csv"))]);
    let stats = |output: &str, stats: &str, parts: &[&str]| {
        folder.refuses(
            "cloud.ron",
            output,
            &["--stats", &folder.text(stats)],
            parts,
        );
    };
    stats("a.mp4", "cloud.ron", &["is an input"]);
    stats("a.mp4", "points.csv", &["is an input"]);
    stats("a.mp4", "a.mp4", &["two outputs", "--stats"]);
    stats("a.mp4", "./a.mp4", &["two outputs", "--stats"]);
    stats("a.mp4", "a.mp4.json", &["two outputs", "--stats"]);
    stats("%03d.png", "007.png", &["two outputs", "--stats"]);
    stats("%03d.png", "%03d.png.json", &["two outputs", "--stats"]);
}

#[test]
fn an_image_sequence_overwrites_no_input() {
    let folder = TestFolder::with(&[("007.png", &cloud("iris"))]);
    folder.refuses("007.png", "%03d.png", &[], &["007.png' is an input"]);
    // The sequence has no picture with this number.
    fs::rename(folder.path("007.png"), folder.path("9999999.png")).unwrap();
    fs::create_dir(folder.path("000.png")).unwrap();
    let arguments = [
        "render",
        &folder.text("9999999.png"),
        "-o",
        &folder.text("%03d.png"),
    ];
    let output = fallline(&arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("000.png': it exists"), "{stderr}");
}

#[test]
fn a_sidecar_overwrites_only_an_earlier_sidecar() {
    let folder = TestFolder::with(&[("a.csv.json", "{\"mine\": true}"), ("b.csv.json", "{}")]);
    for output in ["a.csv", "b.csv"] {
        let output = folder.text(output);
        assert_refused(
            &["render", "bowl", "-o", &output],
            &[".csv.json' is not from this program", "move it"],
        );
    }
    assert_eq!(folder.names(), ["a.csv.json", "b.csv.json"]);
    fs::remove_file(folder.path("a.csv.json")).unwrap();
    let output = folder.text("a.csv");
    stdout(&["render", "bowl", "-o", &output]);
    let first = fs::read_to_string(folder.path("a.csv.json")).unwrap();
    stdout(&["render", "saddle", "-o", &output]);
    let second = fs::read_to_string(folder.path("a.csv.json")).unwrap();
    assert!(first.contains("\"bowl\"") && second.contains("\"saddle\""));
    // An exported scene has no sidecar, so any file of that name stays.
    fs::write(folder.path("bowl.ron.json"), "mine").unwrap();
    stdout(&["render", "bowl", "-o", &folder.text("bowl.ron")]);
    assert_eq!(
        fs::read_to_string(folder.path("bowl.ron.json")).unwrap(),
        "mine"
    );
}

#[cfg(unix)]
#[test]
fn names_that_are_too_long_are_rejected_before_anything_is_created() {
    let folder = TestFolder::with(&[]);
    let refused = |name: String| {
        let output = folder.text(&name);
        let line = refusal(&["render", "bowl", "-o", &output]);
        assert!(line.contains("name is too long"), "{line}");
        assert!(line.chars().count() < 250, "{line}");
        assert_eq!(folder.names(), [""; 0]);
    };
    refused(format!("{}.csv", "a".repeat(252)));
    // The name fits, but not that of its sidecar.
    refused(format!("{}.csv", "a".repeat(250)));
    refused(format!("{}.mp4", "é".repeat(124)));
    refused(format!("{}%05d.png", "a".repeat(248)));
    refused(format!("{}%05d.png", "a".repeat(244)));
    refused(format!("frames/{}%05d.png", "a".repeat(248)));
    refused(format!("frames/{}%05d.png", "a".repeat(244)));
    stdout(&[
        "render",
        "bowl",
        "-o",
        &folder.text(&format!("{}.csv", "a".repeat(246))),
    ]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_are_supported() {
    use std::{
        ffi::OsStr,
        os::unix::ffi::OsStrExt,
        process::{Command, Output},
    };
    let folder = TestFolder::with(&[]);
    let bytes = |bytes: &'static [u8]| Path::new(OsStr::from_bytes(bytes));
    let (points, scene) = (bytes(b"points-\xff.csv"), bytes(b"scene-\xe9.ron"));
    fs::write(folder.path("").join(points), POINTS).unwrap();
    let run = |arguments: &[&Path]| -> Output {
        let mut command = Command::new(PROGRAM);
        command.current_dir(folder.path("")).args(arguments);
        command.output().unwrap()
    };
    let works = |arguments: &[&Path]| {
        let output = run(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
        String::from_utf8(output.stdout).unwrap()
    };
    let plain = |text: &'static str| Path::new(text);
    assert!(works(&[plain("inspect"), points]).contains("4 rows"));
    assert!(works(&[plain("reduce"), points, plain("--csv")]).starts_with("component_1"));
    // From the data to a scene, and from the scene to its points.
    works(&[plain("render"), points, plain("-o"), scene]);
    let table = bytes(b"out-\xfe.csv");
    works(&[plain("render"), scene, plain("-o"), table]);
    let written = fs::read_to_string(folder.path("").join(table)).unwrap();
    assert_eq!(written.lines().count(), 5, "{written}");
    assert!(folder.path("").join(bytes(b"out-\xfe.csv.json")).exists());
    // Such an input is protected too, and its name is printed readably.
    let refused = run(&[plain("render"), points, plain("-o"), points]);
    let stderr = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.contains("'points-\\xff.csv' is an input"),
        "{stderr}"
    );
}
