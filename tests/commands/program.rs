//! Runs the program and checks its output.

use std::{fs, path::PathBuf, process::Output};

use serde_json::Value;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_fallline");

pub fn fallline(arguments: &[&str]) -> Output {
    let output = assert_cmd::Command::new(PROGRAM).args(arguments).output();
    output.expect("the program starts")
}

/// The output of a command that succeeds and writes nothing to stderr.
pub fn stdout(arguments: &[&str]) -> String {
    let output = fallline(arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), stderr.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The parsed output of a command that prints one line of JSON.
pub fn json(arguments: &[&str]) -> Value {
    let answer = stdout(arguments);
    assert_eq!(answer.matches('\n').count(), 1, "one line: {answer}");
    serde_json::from_str(&answer).unwrap()
}

/// The single line of the error for invalid `arguments`.
pub fn refusal(arguments: &[&str]) -> String {
    let output = fallline(arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(
        stderr.starts_with("error: ") && stderr.ends_with('\n'),
        "{stderr}"
    );
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr.trim_end().to_owned()
}

/// Asserts that arguments are invalid and that the error contains all `parts`.
pub fn assert_refused(arguments: &[&str], parts: &[&str]) {
    let line = refusal(arguments);
    for part in parts {
        assert!(
            line.contains(part),
            "{arguments:?}: {part:?} is not in {line:?}"
        );
    }
}

/// The path of a file of reference data.
pub fn data(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(file)
}

pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![
            value
                .as_f64()
                .unwrap_or_else(|| panic!("{value} is not a number")),
        ],
    }
}

/// Asserts that all numbers are equal within a tolerance: relative, or absolute for numbers below 1.
pub fn assert_close(found: &Value, expected: &Value, tolerance: f64) {
    let (found, expected) = (numbers(found), numbers(expected));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.into_iter().zip(expected) {
        let allowed = tolerance * expected.abs().max(1.0);
        assert!(
            (found - expected).abs() <= allowed,
            "{found} is not {expected}"
        );
    }
}

pub fn assert_keys<const N: usize>(object: &Value, mut expected: [&str; N]) {
    let mut found: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

/// Asserts that the keys of the outermost object are printed in this order.
pub fn assert_printed_order(answer: &str, expected: &[&str]) {
    let positions: Vec<usize> = expected
        .iter()
        .map(|key| {
            answer
                .find(&format!("\"{key}\":"))
                .unwrap_or_else(|| panic!("no {key}"))
        })
        .collect();
    assert!(positions.is_sorted(), "{expected:?} in {answer}");
}

pub const BOWL: [&str; 8] = [
    "--landscape",
    "bowl",
    "--optimizer",
    "gd(lr=0.1)",
    "--start",
    "-3,4",
    "--steps",
    "20",
];

pub fn descend(extra: &[&'static str]) -> Vec<&'static str> {
    [&["descend"], BOWL.as_slice(), extra].concat()
}

/// A temporary CSV file.
pub fn table(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    fs::write(file.path(), text).unwrap();
    file
}
