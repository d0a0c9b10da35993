//! Outputs of `render` other than films.

use std::fs;

use crate::program::*;

#[test]
fn trajectories_models_and_scenes_require_no_graphics_adapter() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["paths.csv", "model.GLB", "print.obj", "scene.ron"] {
        assert_eq!(stdout(&["render", "bowl", "-o", &file(name)]), "");
        assert!(fs::metadata(file(name)).unwrap().len() > 500, "{name}");
    }
    // Each has a sidecar, except the scene.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 7);
    let sidecar = fs::read_to_string(file("paths.csv.json")).unwrap();
    let sidecar: serde_json::Value = serde_json::from_str(&sidecar).unwrap();
    assert_eq!(sidecar["origin"], "bowl");
    assert!(sidecar["scene"].is_object() && sidecar["fps"].is_null());
    let header = "run,label,step,x,y,value,gradient_norm,learning_rate\n";
    assert!(
        fs::read_to_string(file("paths.csv"))
            .unwrap()
            .starts_with(header)
    );
    // The exported scene gives the same result.
    stdout(&["render", &file("scene.ron"), "-o", &file("again.csv")]);
    assert_eq!(
        fs::read(file("again.csv")).unwrap(),
        fs::read(file("paths.csv")).unwrap()
    );
}

#[test]
fn exported_numbers_equal_those_of_descend() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paths.csv");
    let scene = folder.path().join("scene.ron");
    let text = r#"(version: 1, subject: Landscape(landscape: "bowl", start: (-3, 4), steps: 20, runs: [(optimizer: "gd(lr=0.1)")]))"#;
    fs::write(&scene, text).unwrap();
    stdout(&[
        "render",
        scene.to_str().unwrap(),
        "-o",
        file.to_str().unwrap(),
    ]);
    let expected = stdout(&descend(&["--csv"]));
    let written = fs::read_to_string(file).unwrap();
    for (expected, written) in expected.lines().zip(written.lines()).skip(1) {
        let (_, numbers) = written.split_once(",").unwrap();
        let (_, numbers) = numbers.split_once(",").unwrap();
        assert_eq!(numbers, expected);
    }
}

#[test]
fn flags_without_effect_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let refused = |name: &str, extra: &[&str], parts: &[&str]| {
        let output = file(name);
        assert_refused(&[&["render", "bowl", "-o", &output], extra].concat(), parts);
    };
    refused("a.csv", &["--fps", "30"], &["--fps", "a.csv"]);
    refused("a.glb", &["--seconds", "3"], &["--seconds", "a.glb"]);
    refused("a.obj", &["--at", "3"], &["--at"]);
    refused("a.svg", &["--ui"], &["--ui"]);
    refused("a.ron", &["--size", "1280x720"], &["--size"]);
    refused("a.csv", &["--theme", "light"], &["--theme"]);
    refused("a.ron", &["--lang", "zh"], &["--lang"]);
    refused("a.csv", &["--stats", &file("s.json")], &["--stats"]);
    refused("a.mp4", &["--charts"], &["a.mp4", "charts", ".svg"]);
    refused("a.svg", &["--size", "100x100"], &["width 100", "480"]);
    refused("no/such/a.csv", &[], &["no/such"]);
    let output = file("a.obj");
    assert_refused(
        &["render", "iris", "-o", &output],
        &["cannot be printed", ".glb"],
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
