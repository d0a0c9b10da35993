//! `cluster`: results for Iris and for small tables, and errors.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::program::*;

fn iris() -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/data/iris.csv");
    file.to_str().unwrap().to_owned()
}

/// The results of scikit-learn for one of the cases of a method.
fn scikit_learn(method: &str, number: usize) -> Value {
    let all: Value =
        serde_json::from_str(&fs::read_to_string(data("clusters.json")).unwrap()).unwrap();
    all[method][number].clone()
}

#[test]
fn k_means_from_given_rows_matches_scikit_learn() {
    let arguments = [
        "cluster",
        &iris(),
        "--with",
        "kmeans(init=[0,50,100])",
        "--json",
    ];
    let keys = [
        "labels",
        "centers",
        "inertia",
        "iterations",
        "noise",
        "core",
        "scores",
    ];
    assert_printed_order(&stdout(&arguments), &keys);
    let (found, expected) = (json(&arguments), scikit_learn("kmeans", 0));
    assert_eq!(found["labels"], expected["labels"]);
    assert_eq!(found["iterations"], expected["iterations"]);
    for key in ["centers", "inertia"] {
        assert_close(&found[key], &expected[key], 1e-9);
    }
    for key in ["ari", "nmi", "silhouette"] {
        assert_close(&found["scores"][key], &expected[key], 1e-9);
    }
    assert!(found["noise"].is_null() && found["core"].is_null());
}

#[test]
fn dbscan_reports_noise_and_core_points() {
    let found = json(&["cluster", &iris(), "--with", "dbscan", "--json"]);
    let expected = scikit_learn("dbscan", 2);
    assert_eq!(found["labels"], expected["labels"]);
    assert_eq!(found["core"], expected["core"]);
    let labels = numbers(&expected["labels"]);
    let noise = labels.iter().filter(|label| **label < 0.0).count();
    assert_eq!(found["noise"], noise);
    assert!(found["centers"].is_null() && found["inertia"].is_null());
}

#[test]
fn scaling_is_applied_first_and_csv_has_a_line_for_each_row() {
    let points = table("x,y\n0,0\n1000,0\n0,1\n1000,1\n");
    let path = points.path().to_str().unwrap();
    let rows = stdout(&["cluster", path, "--with", "kmeans(init=[0, 2])", "--csv"]);
    // These initial centres differ only in y, so the large differences in x have no effect.
    assert_eq!(rows, "row,label\n0,0\n1,0\n2,1\n3,1\n");
    let found = json(&[
        "cluster",
        path,
        "--with",
        "kmeans(init=[0, 1])",
        "--scale",
        "zscore",
        "--json",
    ]);
    assert_eq!(found["labels"], serde_json::json!([0, 1, 0, 1]));
    assert_close(
        &found["centers"],
        &serde_json::json!([[-1, 0], [1, 0]]),
        1e-12,
    );
    assert!(found["scores"]["ari"].is_null());
    let with_core = stdout(&[
        "cluster",
        path,
        "--with",
        "dbscan(eps=1, min_samples=2)",
        "--csv",
    ]);
    assert_eq!(
        with_core,
        "row,label,core\n0,0,true\n1,1,true\n2,0,true\n3,1,true\n"
    );
}

#[test]
fn every_method_has_text_and_json_output() {
    let listing = stdout(&["list", "clusterings"]);
    assert_eq!(listing.lines().count(), 6);
    for line in listing.lines() {
        let spec = line.split(')').next().unwrap();
        let spec = format!("{spec})");
        let text = stdout(&["cluster", &iris(), "--with", &spec]);
        assert!(text.starts_with("150 rows, "), "{text}");
        assert!(text.contains("mean silhouette"), "{text}");
        let answer = json(&["cluster", &iris(), "--with", &spec, "--json"]);
        assert_eq!(answer["labels"].as_array().unwrap().len(), 150);
    }
    let merges = json(&["cluster", &iris(), "--with", "agglomerative", "--json"]);
    assert_eq!(merges["merges"].as_array().unwrap().len(), 149);
    let mixture = json(&["cluster", &iris(), "--with", "gaussian_mixture", "--json"]);
    assert_eq!(mixture["components"].as_array().unwrap().len(), 3);
    let weights: f64 = (0..3)
        .map(|number| mixture["components"][number]["weight"].as_f64().unwrap())
        .sum();
    assert!((weights - 1.0).abs() < 1e-12);
}

#[test]
fn invalid_clusterings_are_rejected_in_one_line() {
    let points = table("x,y\n1,2\n1,2\n3,4\n");
    let path = points.path().to_str().unwrap();
    for (spec, parts) in [
        ("kmeans(k=4)", ["4 clusters", "only 3 rows"]),
        (
            "kmeans(n_clusters=3)",
            ["3 clusters", "only 2 distinct row(s)"],
        ),
        ("kmeans(init=[0, 3])", ["no row 3", "from 0 to 2"]),
        ("kmeans(n_clusters=0)", ["n_clusters=0", "at least 1"]),
        (
            "kmeans(n_clusters=2, k=2)",
            ["n_clusters is set twice", "leave out k"],
        ),
        ("dbscan(eps=0)", ["eps=0", "above 0"]),
        ("dbscan(eps=-1)", ["eps=-1", "above 0"]),
        ("dbscan(min_samples=0)", ["min_samples=0", "at least 1"]),
        ("mean_shift(bandwidth=0)", ["bandwidth=0", "above 0"]),
        ("kmean", ["unknown clustering", "kmeans"]),
        ("kmeans(init=0)", ["numbers in brackets", "whole number"]),
    ] {
        assert_refused(&["cluster", path, "--with", spec], &parts);
    }
    assert_refused(
        &["cluster", path, "--with", "kmeans", "--scale", "zscor"],
        &["zscor", "zscore"],
    );
    assert_refused(
        &["cluster", path, "--with", "kmeans(", "--json"],
        &["expected the name of a setting"],
    );
}
