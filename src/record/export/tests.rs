//! Reads exports back and compares them with the simulation.

use std::{collections::HashMap, fs, path::Path, time::Instant};

use super::*;
use crate::{
    record::{
        JobError,
        metadata::{Metadata, sidecar_path},
    },
    scene::Source,
    simulation::{LandscapeOutcome, simulate},
    view::request::ExportRequest,
    words::Language,
};

pub(super) const TWO_FIGURES: &str = r#"(
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

/// A job for a valid request.
pub(super) fn job(scene: &str, request: ExportRequest) -> Job {
    Job::new(source(scene), request).unwrap()
}

fn name(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::Table => "a.csv",
        ExportKind::Svg => "a.svg",
        ExportKind::ChartsPng => "a.png",
        ExportKind::Glb => "a.glb",
        ExportKind::Obj => "a.obj",
        ExportKind::Scene => "a.ron",
    }
}

/// Exports a scene and returns the bytes of the file.
pub(super) fn exported(
    scene: &str,
    kind: ExportKind,
    language: Language,
) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join(name(kind));
    let request = ExportRequest {
        target: target.clone(),
        charts: kind == ExportKind::ChartsPng,
        language: (kind != ExportKind::Scene).then_some(language),
        ..ExportRequest::default()
    };
    (job(scene, request).run(Instant::now(), &Interrupt::new(), |_| {}))
        .map_err(|error| error.to_string())?;
    let sidecars = usize::from(kind != ExportKind::Scene);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1 + sidecars,
        "no temporary file is left"
    );
    Ok(fs::read(target).unwrap())
}

pub(super) fn landscape_outcome(scene: &str, figure: usize) -> std::sync::Arc<LandscapeOutcome> {
    match simulate(&source(scene), figure, None).unwrap() {
        Simulation::Landscape(outcome) => outcome,
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
fn a_table_has_the_exact_numbers() {
    for scene in ["rosenbrock", TWO_FIGURES] {
        let rows = table(&exported(scene, ExportKind::Table, Language::English).unwrap());
        let mut rows = rows.iter();
        for figure in 0..source(scene).scene.figures.len() {
            let outcome = landscape_outcome(scene, figure);
            for (number, run) in outcome.runs.iter().enumerate() {
                for step in 0..=run.last_step() {
                    let row = rows.next().unwrap();
                    let float = |key: &str| row[key].parse::<f64>().unwrap();
                    assert_eq!(row.contains_key("figure"), scene == TWO_FIGURES);
                    assert!(
                        row.get("figure")
                            .is_none_or(|text| *text == figure.to_string())
                    );
                    assert_eq!(row["run"], number.to_string());
                    assert_eq!(row["label"], run.label.en());
                    assert_eq!(row["step"], step.to_string());
                    assert_eq!(
                        float("x").to_bits(),
                        run.trajectory.point(step)[0].to_bits()
                    );
                    if outcome.runs.variables == 1 {
                        assert_eq!(row["y"], "");
                    } else {
                        assert_eq!(
                            float("y").to_bits(),
                            run.trajectory.point(step)[1].to_bits()
                        );
                    }
                    assert_eq!(float("value"), run.trajectory.values[step]);
                    assert_eq!(float("gradient_norm"), run.trajectory.gradient_norms[step]);
                    match run.trajectory.learning_rates.get(step) {
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
    let rows = table(&exported("iris", ExportKind::Table, Language::English).unwrap());
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
fn an_exported_scene_parses_to_the_same_scene() {
    let text = exported("rosenbrock", ExportKind::Scene, Language::English).unwrap();
    let again = Source::parse(str::from_utf8(&text).unwrap(), Path::new("")).unwrap();
    assert_eq!(again.scene, source("rosenbrock").scene);
}

#[test]
fn an_export_has_a_sidecar_with_its_scene() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [ExportKind::Table, ExportKind::Svg] {
        let target = folder.path().join(name(kind));
        let size = kind.is_chart().then_some([900, 600]);
        let request = ExportRequest {
            target: target.clone(),
            size,
            language: Some(Language::Chinese),
            ..ExportRequest::default()
        };
        let mut written = Vec::new();
        let made = job("bowl", request).run(Instant::now(), &Interrupt::new(), |progress| {
            if let ExportProgress::Bytes(bytes) = progress {
                written.push(bytes);
            }
        });
        made.unwrap();
        let bytes = fs::metadata(&target).unwrap().len();
        assert_eq!(written.last(), Some(&bytes), "progress ends with all bytes");
        let text = fs::read_to_string(sidecar_path(&target)).unwrap();
        let metadata: Metadata = serde_json::from_str(&text).unwrap();
        assert_eq!(metadata.scene, source("bowl").scene);
        assert_eq!((metadata.lang.as_str(), metadata.size), ("zh", size));
        assert_eq!(metadata.charts, kind.is_chart());
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
        let request = ExportRequest {
            target: folder.path().join(name(kind)),
            ..ExportRequest::default()
        };
        let interrupt = Interrupt::new();
        let mut seen = 0;
        let outcome = job(scene, request).run(Instant::now(), &interrupt, |progress| {
            assert!(
                matches!(progress, ExportProgress::Computing(_)),
                "{progress:?}"
            );
            seen += 1;
            interrupt.raise();
        });
        assert!(matches!(outcome, Err(JobError::Interrupted)), "{scene}");
        assert_eq!(seen, 1, "{scene}: nothing starts after the cancellation");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_cancelled_export_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("paths.csv");
    fs::write(&target, "before").unwrap();
    let request = ExportRequest {
        target: target.clone(),
        ..ExportRequest::default()
    };
    let interrupt = Interrupt::new();
    let mut seen = 0;
    let outcome = job("rosenbrock", request).run(Instant::now(), &interrupt, |progress| {
        if let ExportProgress::Bytes(bytes) = progress {
            seen = bytes;
            interrupt.raise();
        }
    });
    assert!(matches!(outcome, Err(JobError::Interrupted)));
    assert!(seen > 0, "it had started");
    assert_eq!(fs::read_to_string(&target).unwrap(), "before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn no_export_replaces_its_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("points.csv"), "a,b,c\n1,2,3\n4,5,7\n7,9,9\n").unwrap();
    fs::write(
        at("cloud.ron"),
        r#"(version: 1, /* mine */ subject: Cloud(data: "points.csv"))"#,
    )
    .unwrap();
    let source = Source::open(at("cloud.ron").to_str().unwrap()).unwrap();
    for name in ["points.csv", "cloud.ron"] {
        let request = ExportRequest {
            target: at(name),
            ..ExportRequest::default()
        };
        let error = Job::new(source.clone(), request).unwrap_err();
        assert!(
            error.is_input_error() && error.to_string().contains("is an input"),
            "{error}"
        );
    }
    // Saving may replace the scene's own file, but not its data.
    source.save(&at("cloud.ron")).unwrap();
    let error = source.save(&at("points.csv")).unwrap_err().to_string();
    assert!(error.contains("holds data of the scene"), "{error}");
}
