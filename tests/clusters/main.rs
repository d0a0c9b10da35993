//! Compares clusterings with scikit-learn, and checks invariants on any data. `tests/data/README.md` lists the sources
//! of the reference values.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod any_data;
mod charts;
mod scikit;

use std::path::Path;

use fallline::{
    files::{ReadOptions, SampleOptions, extract_samples, read_table},
    math::{
        cluster::{self, ClusterError, History},
        progress,
        table::Matrix,
    },
};
use serde_json::Value;

/// A test data set by name, and the known classes of its rows.
fn cloud(name: &str) -> (Matrix, Vec<i32>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (path, label) = match name {
        "iris" => (folder.join("assets/data/iris.csv"), "species"),
        _ => (
            folder.join(format!("tests/data/clouds/{name}.csv")),
            "label",
        ),
    };
    let options = SampleOptions {
        label: Some(label.to_owned()),
        ..SampleOptions::default()
    };
    let samples = extract_samples(
        &read_table(&path, &ReadOptions::default()).unwrap().0,
        &options,
    )
    .unwrap();
    let known = samples.labels.iter().map(|class| *class as i32).collect();
    (samples.features.as_ref().clone(), known)
}

fn run(spec: &str, data: &Matrix) -> Result<History, ClusterError> {
    let method = cluster::CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    method.run(data, &mut progress::no_progress)
}

/// All numbers in a JSON value, with nested arrays flattened.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![value.as_f64().unwrap()],
    }
}

fn integers<T: TryFrom<i64, Error: std::fmt::Debug>>(value: &Value) -> Vec<T> {
    let values = value.as_array().unwrap().iter();
    values
        .map(|value| T::try_from(value.as_i64().unwrap()).unwrap())
        .collect()
}

/// Asserts that all numbers are equal up to a tolerance, relative to the larger of 1 and the expected magnitude.
fn assert_close(found: &[f64], expected: &[f64], tolerance: f64, context: &str) {
    assert_eq!(found.len(), expected.len(), "{context}");
    for (found, expected) in found.iter().zip(expected) {
        let allowed = tolerance * expected.abs().max(1.0);
        assert!(
            (found - expected).abs() <= allowed,
            "{context}: {found} instead of {expected}"
        );
    }
}

/// The sizes of the clusters in descending order.
fn sizes(history: &History) -> Vec<usize> {
    let mut sizes = history.sizes();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}
