use std::sync::Arc;

use super::*;
use crate::scene::{ArrowLength, Field, Ground, Marks, Toward};

fn message(text: &str) -> String {
    Source::parse(text, Path::new("")).unwrap_err().to_string()
}

#[test]
fn every_gallery_scene_round_trips_through_text() {
    for entry in gallery() {
        let source = Source::open(entry.name).unwrap();
        let written = source.to_ron();
        let read = Source::parse(&written, Path::new("")).unwrap();
        assert_eq!(read.scene, source.scene, "{written}");
        assert_eq!(source.origin, Origin::Gallery(entry.name));
    }
}

#[test]
fn every_gallery_scene_has_words_in_both_languages() {
    for entry in gallery() {
        let scene = Source::open(entry.name).unwrap().scene;
        for text in [&scene.title, &scene.caption] {
            assert!(!text.en.is_empty() && !text.zh.is_empty(), "{}", entry.name);
        }
    }
}

#[test]
fn an_unknown_scene_suggests_the_nearest() {
    let message = Source::open("rosenbrok").unwrap_err().to_string();
    assert!(
        message.contains("did you mean \"rosenbrock\"?"),
        "{message}"
    );
}

#[test]
fn a_missing_scene_file_is_named() {
    let message = Source::open("no/such/scene.ron").unwrap_err().to_string();
    assert_eq!(
        message,
        "cannot read no/such/scene.ron: no such file or folder"
    );
}

#[test]
fn malformed_text_is_reported_with_line_and_column() {
    let colon = message("(\n    version: 2,\n    seed 3,\n)");
    assert!(colon.starts_with("the scene, line 3, column "), "{colon}");
    let unknown = message("(\n    version: 2,\n    sed: 3,\n)");
    assert!(
        unknown.contains("line 3") && unknown.contains("`sed`"),
        "{unknown}"
    );
    let spec =
        message("(version: 2, subject: Landscape(landscape: \"bowl(\", start: (0, 0), steps: 1))");
    assert!(spec.starts_with("the scene, line 1, column "), "{spec}");
    assert!(!spec.contains('\n'));
}

#[test]
fn omitted_fields_have_defaults() {
    let text = "(version: 2, subject: Landscape(landscape: \"bowl\", start: (1, 2), steps: 5))";
    let source = Source::parse(text, Path::new("")).unwrap();
    let Some(subject) = source.scene.figures[0].subject.landscape() else {
        panic!("a landscape");
    };
    assert_eq!((subject.resolution, subject.domain), (256, None));
    assert_eq!(source.scene.text_size, 1.0);
}

#[test]
fn optional_fields_may_be_written_with_and_without_some() {
    for tolerance in ["1e-3", "Some(1e-3)"] {
        let text = format!(
            "(version: 2, subject: Landscape(landscape: \"bowl\", start: (1, 2), steps: 5, tolerance: {tolerance}))"
        );
        assert!(Source::parse(&text, Path::new("")).is_ok(), "{tolerance}");
    }
}

#[test]
fn edited_scenes_share_the_loaded_tables() {
    let source = Source::open("iris").unwrap();
    let mut scene = source.scene.clone();
    scene.seed = 3;
    let edited = source.with_scene(scene).unwrap();
    let table = |source: &Source| source.data.table("iris").unwrap().clone();
    assert!(Arc::ptr_eq(&table(&source), &table(&edited)));
}

#[test]
fn paths_are_relative_to_the_scene_file_and_rewritten_when_it_is_saved_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(folder.path().join("deep/points.csv"), "1,2\n3,4\n5,7\n").unwrap();
    let text = "(version: 2, subject: Cloud(data: \"points.csv\"))";
    std::fs::write(folder.path().join("deep/cloud.ron"), text).unwrap();

    let opened = Source::open(folder.path().join("deep/cloud.ron").to_str().unwrap()).unwrap();
    let above = folder.path().join("cloud.ron");
    let saved = opened.save(&above).unwrap();
    assert_eq!(saved.origin, Origin::File(above.clone()));
    let reopened = Source::open(above.to_str().unwrap()).unwrap();
    assert_eq!(reopened.scene, saved.scene);
    let Some(cloud) = reopened.scene.figures[0].subject.cloud() else {
        panic!("a cloud");
    };
    assert_eq!(Path::new(&cloud.data), Path::new("deep/points.csv"));
}

#[test]
fn missing_data_is_reported_with_its_path() {
    let text = "(version: 2, subject: Cloud(data: \"points.csv\"))";
    let message = Source::parse(text, Path::new("nowhere"))
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        format!(
            "cannot read {}: no such file or folder",
            Path::new("nowhere/points.csv").display()
        )
    );
}

#[test]
fn an_edited_scene_is_saved_without_reading_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let text = "(version: 1, subject: Cloud(data: \"points.csv\"))";
    let scene = Scene::from_text(text).unwrap();
    let source = Source::open("bowl").unwrap();
    let edited = source.edited(scene.clone()).unwrap();
    assert!(!edited.holds_data_of(&scene));
    edited.save(&folder.path().join("scene.ron")).unwrap();
    let unknown = text.replace(
        "Cloud(data: \"points.csv\")",
        r#"Landscape(landscape: "bowll", start: (1, 2), steps: 9)"#,
    );
    let unknown = source.edited(Scene::from_text(&unknown).unwrap());
    assert!(unknown.is_err_and(|error| error.to_string().contains("bowll")));
}

#[test]
fn marks_round_trip_through_text() {
    let written = r#"(
        version: 2,
        subject: Landscape(landscape: "bowl", start: (1, 2), steps: 9, runs: [(optimizer: "gd")]),
        look: (
            field: (on: Both, density: 12, toward: Down, length: Norm),
            marks: (steps: true, vectors: true, tangent: true, numbers: true),
            focus: 1,
        ),
    )"#;
    let source = Source::parse(written, "".as_ref()).unwrap();
    let look = &source.scene.look;
    let field = Field {
        on: Ground::Both,
        density: 12,
        toward: Toward::Down,
        length: ArrowLength::Norm,
    };
    assert_eq!((look.field, look.focus), (Some(field), Some(1)));
    let Marks {
        steps,
        vectors,
        tangent,
        numbers,
        ..
    } = look.marks;
    assert!(steps && vectors && tangent && numbers);
    let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
    assert_eq!(again.scene, source.scene);
    let wrong = written.replace("Both", "Ceiling");
    let error = Source::parse(&wrong, "".as_ref()).unwrap_err().to_string();
    assert!(error.contains("Ceiling"), "{error}");
}

#[test]
fn a_scene_can_declare_whether_its_data_have_a_header() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "0,1\n0.5,0.25\n0.75,0.5\n").unwrap();
    for (header, rows) in [("", 3), ("header: false", 3), ("header: true", 2)] {
        let text = format!("(version: 2, subject: Cloud(data: \"a.csv\", {header}))");
        let source = Source::parse(&text, folder.path()).unwrap();
        let Some(cloud) = source.scene.figures[0].subject.cloud() else {
            panic!("a cloud");
        };
        assert_eq!(source.data.cloud(cloud).unwrap().rows(), rows, "{header}");
        let saved = source.save(&folder.path().join("scene.ron")).unwrap();
        assert_eq!(saved.scene, source.scene);
    }
}
