//! What is taken away is read back and compared with what happened.

use std::{collections::HashMap, fs, ops::ControlFlow, path::Path};

use super::*;
use crate::{
    math::progress::no_progress,
    record::metadata::beside,
    simulation::{LandscapeOutcome, simulate},
};

pub(super) const TWO: &str = r#"(
    version: 2,
    title: (en: "Two", zh: "两个"),
    figures: [
        (
            title: "First, with a comma",
            subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, resolution: 32, runs: [
                (optimizer: "gd(lr=0.1)", label: "a \"quoted\", <named> & run"),
                (optimizer: "adam(lr=0.3)"),
            ]),
        ),
        (
            title: "Second",
            subject: Landscape(landscape: "x^2", start: (1, 0), steps: 3, resolution: 32, runs: [(optimizer: "gd(lr=0.2)")]),
        ),
    ],
)"#;

pub(super) fn source(scene: &str) -> Source {
    match scene.starts_with('(') {
        true => Source::parse(scene, "".as_ref()).unwrap(),
        false => Source::open(scene).unwrap(),
    }
}

/// Takes something away of a scene and gives the bytes.
pub(super) fn taken(scene: &str, kind: ExportKind, language: Language) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("file");
    let export = Export {
        source: source(scene),
        target: target.clone(),
        kind,
        size: None,
        language,
    };
    export
        .make(&Interrupt::new(), &mut no_progress, |_| {})
        .map_err(|error| error.to_string())?;
    let beside = usize::from(kind != ExportKind::Scene);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1 + beside,
        "no draft is left"
    );
    Ok(fs::read(target).unwrap())
}

pub(super) fn descents(scene: &str, figure: usize) -> std::sync::Arc<LandscapeOutcome> {
    match simulate(&source(scene), figure, None).unwrap() {
        Simulation::Landscape(descents) => descents,
        _ => panic!("a landscape"),
    }
}

fn table(bytes: &[u8]) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn a_table_gives_back_the_very_numbers() {
    for scene in ["rosenbrock", TWO] {
        let rows = table(&taken(scene, ExportKind::Table, Language::English).unwrap());
        let mut rows = rows.iter();
        for figure in 0..source(scene).scene.figures.len() {
            let descents = descents(scene, figure);
            for (number, run) in descents.runs.iter().enumerate() {
                for step in 0..=run.last_step() {
                    let row = rows.next().unwrap();
                    let float = |key: &str| row[key].parse::<f64>().unwrap();
                    assert_eq!(row.contains_key("figure"), scene == TWO);
                    assert!(
                        row.get("figure")
                            .is_none_or(|text| *text == figure.to_string())
                    );
                    assert_eq!(row["run"], number.to_string());
                    assert_eq!(row["label"], run.label.en());
                    assert_eq!(row["step"], step.to_string());
                    assert_eq!(float("x").to_bits(), run.path.point(step)[0].to_bits());
                    if descents.runs.variables == 1 {
                        assert_eq!(row["y"], "");
                    } else {
                        assert_eq!(float("y").to_bits(), run.path.point(step)[1].to_bits());
                    }
                    assert_eq!(float("value"), run.path.values[step]);
                    assert_eq!(float("gradient_norm"), run.path.gradient_norms[step]);
                    match run.path.learning_rates.get(step) {
                        Some(rate) => assert_eq!(float("learning_rate"), *rate),
                        None => assert_eq!(row["learning_rate"], ""),
                    }
                }
            }
        }
        assert!(rows.next().is_none());
    }
}

#[test]
fn a_cloud_is_a_table_of_points_and_classes() {
    let rows = table(&taken("iris", ExportKind::Table, Language::English).unwrap());
    let Simulation::Cloud(cloud) = simulate(&source("iris"), 0, None).unwrap() else {
        panic!("a cloud");
    };
    assert_eq!(rows.len(), 150);
    for (row, (point, class)) in rows.iter().zip(cloud.points.iter().zip(&cloud.classes)) {
        assert_eq!(row["class"], cloud.class_names[*class as usize].name);
        for (key, value) in ["pc1", "pc2", "pc3"].iter().zip(point) {
            assert_eq!(row[*key].parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }
}

#[test]
fn a_scene_comes_back_from_its_text() {
    let text = taken("rosenbrock", ExportKind::Scene, Language::English).unwrap();
    let again = Source::parse(str::from_utf8(&text).unwrap(), Path::new("")).unwrap();
    assert_eq!(again.scene, source("rosenbrock").scene);
}

#[test]
fn beside_an_export_stands_what_it_was_made_from() {
    let folder = tempfile::tempdir().unwrap();
    for (name, kind) in [
        ("paths.csv", ExportKind::Table),
        ("charts.svg", ExportKind::Svg),
    ] {
        let export = Export {
            source: source("bowl"),
            target: folder.path().join(name),
            kind,
            size: (kind == ExportKind::Svg).then_some([900, 600]),
            language: Language::Chinese,
        };
        let mut written = Vec::new();
        export
            .make(&Interrupt::new(), &mut no_progress, |bytes| {
                written.push(bytes)
            })
            .unwrap();
        let size = fs::metadata(&export.target).unwrap().len();
        assert_eq!(written.last(), Some(&size), "progress ends with all of it");
        let text = fs::read_to_string(beside(&export.target)).unwrap();
        let metadata: Metadata = serde_json::from_str(&text).unwrap();
        assert_eq!(metadata.scene, export.source.scene);
        assert_eq!((metadata.lang.as_str(), metadata.size), ("zh", export.size));
        assert_eq!(metadata.charts, kind == ExportKind::Svg);
        assert_eq!(metadata.frames, None);
    }
}

#[test]
fn an_export_can_be_cancelled_while_its_scene_is_computed() {
    let folder = tempfile::tempdir().unwrap();
    for (scene, kind) in [
        ("rosenbrock", ExportKind::Table),
        ("kmeans", ExportKind::Svg),
        ("lr-heatmap", ExportKind::Table),
    ] {
        let export = Export {
            source: source(scene),
            target: folder.path().join("nothing"),
            kind,
            size: None,
            language: Language::English,
        };
        let interrupt = Interrupt::new();
        let mut seen = 0;
        let outcome = export.make(
            &interrupt,
            &mut |_| {
                seen += 1;
                interrupt.raise();
                ControlFlow::Continue(())
            },
            |_| panic!("nothing is written"),
        );
        assert!(matches!(outcome, Err(ExportError::Interrupted)), "{scene}");
        assert_eq!(seen, 1, "{scene}: nothing is begun after it was cancelled");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn an_export_that_is_given_up_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("paths.csv");
    fs::write(&target, "before").unwrap();
    let export = Export {
        source: source("rosenbrock"),
        target: target.clone(),
        kind: ExportKind::Table,
        size: None,
        language: Language::English,
    };
    let interrupt = Interrupt::new();
    let mut seen = 0;
    let outcome = export.make(&interrupt, &mut no_progress, |bytes| {
        seen = bytes;
        interrupt.raise();
    });
    assert!(matches!(outcome, Err(ExportError::Interrupted)));
    assert!(seen > 0, "it was under way");
    assert_eq!(fs::read_to_string(&target).unwrap(), "before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn no_export_replaces_what_it_is_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("points.csv"), "a,b,c\n1,2,3\n4,5,7\n7,9,9\n").unwrap();
    fs::write(
        at("cloud.ron"),
        r#"(version: 1, /* mine */ subject: Cloud(data: "points.csv"))"#,
    )
    .unwrap();
    let source = Source::open(at("cloud.ron").to_str().unwrap()).unwrap();
    for (name, kind) in [
        ("points.csv", ExportKind::Table),
        ("cloud.ron", ExportKind::Scene),
    ] {
        let before = fs::read(at(name)).unwrap();
        let export = Export {
            source: source.clone(),
            target: at(name),
            kind,
            size: None,
            language: Language::English,
        };
        let error = export
            .make(&Interrupt::new(), &mut no_progress, |_| {})
            .unwrap_err();
        assert!(
            error.is_input() && error.to_string().contains("is an input"),
            "{error}"
        );
        assert_eq!(fs::read(at(name)).unwrap(), before);
    }
    // Saving replaces the scene itself, but not its data.
    source.save(&at("cloud.ron")).unwrap();
    let error = source.save(&at("points.csv")).unwrap_err().to_string();
    assert!(error.contains("holds data of the scene"), "{error}");
}
