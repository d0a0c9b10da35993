//! `reduce`: principal components, other projections, and unusable tables.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::program::*;

/// The results of the program and of scikit-learn for a built-in data set.
fn found_and_reference(data_set: &str) -> (Value, Value) {
    let reference = fs::read_to_string(data("pca.json")).unwrap();
    let reference: Value = serde_json::from_str(&reference).unwrap();
    let reference = reference[data_set].clone();
    let rank = reference["rank"].to_string();
    let answer = stdout(&["reduce", data_set, "--components", &rank, "--json"]);
    let keys = [
        "mean",
        "components",
        "explained_variance",
        "explained_variance_ratio",
        "projected",
    ];
    assert_printed_order(&answer, &keys);
    (serde_json::from_str(&answer).unwrap(), reference)
}

fn assert_matches_reference(data_set: &str) {
    let (found, reference) = found_and_reference(data_set);
    for key in ["mean", "explained_variance", "explained_variance_ratio"] {
        assert_close(&found[key], &reference[key], 1e-8);
    }
    let components = found["components"].as_array().unwrap();
    let expected = reference["components"].as_array().unwrap();
    assert_eq!(components.len(), expected.len());
    for (found, expected) in components.iter().zip(expected) {
        assert_close(found, expected, 1e-8);
        let largest = numbers(found)
            .into_iter()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()));
        assert!(largest.unwrap() > 0.0);
    }
    let rows = found["projected"].as_array().unwrap();
    assert_close(&rows[0], &reference["first_row"], 1e-8);
    assert_close(&rows[rows.len() - 1], &reference["last_row"], 1e-8);
}

#[test]
fn reduce_matches_the_reference_for_built_in_data() {
    for data_set in ["iris", "wine", "breast_cancer", "digits"] {
        assert_matches_reference(data_set);
    }
}

#[test]
fn reduce_detects_the_label_and_returns_all_components_by_default() {
    let flowers = table("a,b,kind\n1,2,x\n2,4,y\n4,9,x\n");
    let found = json(&["reduce", flowers.path().to_str().unwrap(), "--json"]);
    assert_eq!(numbers(&found["mean"]).len(), 2);
    assert_eq!(found["components"].as_array().unwrap().len(), 2);
    let ratios: f64 = numbers(&found["explained_variance_ratio"]).iter().sum();
    assert!((ratios - 1.0).abs() < 1e-12);
    let printed = stdout(&["reduce", flowers.path().to_str().unwrap()]);
    assert!(
        printed.contains("component 2") && printed.contains("variance"),
        "{printed}"
    );
}

#[test]
fn reduce_rejects_unusable_tables() {
    let cases = [
        ("a,b\n1,2\n3,\n", &["row 3", "column 2 (b)"][..]),
        ("a,b\n1,2\n3,4\nsix,5\n", &["row 4", "six"]),
        ("a,b\n1,2\n3,inf\n", &["row 3", "inf"]),
        ("a,b\n1,2\n", &["one row"]),
        ("a,b\n", &["no data"]),
        ("", &["no data"]),
        ("a,b\n1,2\n3\n", &["row 3"]),
        ("a,b,c\n1,x,y\n2,z,w\n", &["`b`", "`c`", "label"]),
    ];
    for (text, parts) in cases {
        let file = table(text);
        let path = file.path().to_str().unwrap();
        assert_refused(&["reduce", path, "--json"], &[&[path], parts].concat());
    }
    let file = table("a,b\n1,2\n3,5\n4,4\n");
    let path = file.path().to_str().unwrap();
    assert_refused(&["reduce", path, "--components", "3"], &["3", "2"]);
    assert_refused(&["reduce", path, "--components", "0"], &["--components"]);
    assert_refused(&["reduce", path, "--components", "-1"], &["--components"]);
    assert_refused(&["reduce", path, "--label", "kind"], &["kind", "`a`"]);
    assert_refused(
        &["reduce", "no-such-file.csv"],
        &["no-such-file.csv", "no such file"],
    );
    assert_refused(&["reduce"], &["FILE"]);
}

fn iris() -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/data/iris.csv");
    file.to_str().unwrap().to_owned()
}

#[test]
fn reduce_prints_the_projected_rows_as_csv_with_their_label() {
    let options = ["reduce", &iris(), "--components", "2", "--scale", "zscore"];
    let answer = stdout(&[&options[..], &["--csv"]].concat());
    let mut lines = answer.lines();
    assert_eq!(lines.next(), Some("component_1,component_2,label"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 150);
    assert_eq!((rows[0][2], rows[149][2]), ("setosa", "virginica"));
    let found = json(&[&options[..], &["--json"]].concat());
    for (row, expected) in rows.iter().zip(found["projected"].as_array().unwrap()) {
        let row: Vec<f64> = row[..2].iter().map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(row, numbers(expected));
    }
    // Each of the four scaled columns has a variance of n/(n − 1), and a ratio is a variance divided by their sum.
    let ratio = numbers(&found["explained_variance_ratio"])[0];
    let variance = numbers(&found["explained_variance"])[0];
    assert!((variance / ratio - 4.0 * 150.0 / 149.0).abs() < 1e-12);
}

#[test]
fn iterative_projections_are_deterministic_and_separate_the_species() {
    for method in ["tsne(perplexity=20, max_iter=300)", "umap(n_epochs=100)"] {
        let options = ["reduce", &iris(), "--components", "2", "--method", method];
        let options = [&options[..], &["--json"]].concat();
        let found = json(&options);
        assert_keys(&found, ["method", "projected", "loss", "steps"]);
        assert_eq!(found["method"], method);
        let rows: Vec<Vec<f64>> = (found["projected"].as_array().unwrap().iter())
            .map(numbers)
            .collect();
        assert!(rows.len() == 150 && rows.iter().all(|row| row.len() == 2));
        // The first species is well separated: each of its flowers is nearest to another of the same species.
        let distance = |a: &[f64], b: &[f64]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let nearest = |flower: &Vec<f64>, among: &[Vec<f64>]| {
            let others = among.iter().filter(|other| *other != flower);
            others
                .map(|other| distance(flower, other))
                .fold(f64::INFINITY, f64::min)
        };
        for flower in &rows[..50] {
            assert!(nearest(flower, &rows[..50]) < nearest(flower, &rows[50..]));
        }
        assert_eq!(json(&options), found);
    }
    let text = stdout(&[
        "reduce",
        &iris(),
        "--method",
        "tsne(steps=20)",
        "--components",
        "3",
    ]);
    assert!(
        text.starts_with("150 rows by tsne(max_iter=20)\nstep"),
        "{text}"
    );
}

#[test]
fn reduce_rejects_invalid_methods() {
    let refused = |options: &[&str], parts: &[&str]| {
        assert_refused(&[&["reduce", &iris()], options].concat(), parts);
    };
    refused(
        &["--method", "tnse"],
        &["projection", "did you mean \"tsne\"?"],
    );
    refused(
        &["--method", "tsne(perp=3)"],
        &["no setting perp", "perplexity"],
    );
    refused(
        &["--method", "tsne(perplexity=150)"],
        &["iris.csv", "150 rows"],
    );
    refused(
        &["--method", "umap(n_neighbors=151)"],
        &["iris.csv", "150 rows"],
    );
    refused(
        &["--method", "umap", "--components", "4"],
        &["2 or 3", "not 4"],
    );
    refused(
        &["--method", "tsne(learning_rate=1e300)"],
        &["diverge", "learning rate"],
    );
    refused(&["--scale", "zscroe"], &["zscore"]);
}
