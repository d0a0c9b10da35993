//! `reduce`: principal components, and tables that have none.

use std::{fs, path::PathBuf};

use serde_json::{Value, json as literal};

use crate::program::*;

#[test]
fn reduce_meets_the_reference_for_iris() {
    let iris = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/data/iris.csv");
    let answer = stdout(&[
        "reduce",
        iris.to_str().unwrap(),
        "--components",
        "4",
        "--json",
    ]);
    let shape = [
        "mean",
        "components",
        "explained_variance",
        "explained_variance_ratio",
        "projected",
    ];
    assert_printed_order(&answer, &shape);
    let found: Value = serde_json::from_str(&answer).unwrap();
    let reference = fs::read_to_string(data("iris-pca.json")).unwrap();
    let reference: Value = serde_json::from_str(&reference).unwrap();
    for key in ["explained_variance", "explained_variance_ratio"] {
        assert_close(&found[key], &reference[key], 1e-8);
    }
    let magnitudes =
        |value: &Value| Value::from(numbers(value).iter().map(|n| n.abs()).collect::<Vec<_>>());
    assert_close(
        &magnitudes(&found["components"][0]),
        &reference["abs_component_1"],
        1e-8,
    );
    assert_close(
        &magnitudes(&found["components"][1]),
        &reference["abs_component_2"],
        1e-8,
    );
    let rows = found["projected"].as_array().unwrap();
    assert_eq!(rows.len(), 150);
    let first = literal!([rows[0][0], rows[0][1]]);
    assert_close(
        &magnitudes(&first),
        &reference["abs_scores_first_row"],
        1e-8,
    );
    for component in found["components"].as_array().unwrap() {
        let largest = numbers(component)
            .into_iter()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()));
        assert!(largest.unwrap() > 0.0);
    }
}

#[test]
fn reduce_takes_the_only_text_column_as_the_label_and_as_many_components_as_there_are() {
    let flowers = table("a,b,kind\n1,2,x\n2,4,y\n4,9,x\n");
    let found = json(&["reduce", flowers.path().to_str().unwrap(), "--json"]);
    assert_eq!(numbers(&found["mean"]).len(), 2);
    assert_eq!(found["components"].as_array().unwrap().len(), 2);
    let ratios: f64 = numbers(&found["explained_variance_ratio"]).iter().sum();
    assert!((ratios - 1.0).abs() < 1e-12);
    let people = stdout(&["reduce", flowers.path().to_str().unwrap()]);
    assert!(
        people.contains("component 2") && people.contains("variance"),
        "{people}"
    );
}

#[test]
fn reduce_refuses_unusable_tables() {
    let cases = [
        ("a,b\n1,2\n3,\n", &["row 3", "column 2"][..]),
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
    assert_refused(&["reduce"], &["FILE.csv"]);
}
