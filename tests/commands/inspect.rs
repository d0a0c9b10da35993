//! `inspect`, and the ways in which data are named and stored.

use std::fs;

use crate::program::*;

#[test]
fn inspect_says_what_was_understood() {
    let file = table("size;kind;n\n1,5;a;1\n;b;2\n2,5;a;?\n4;a;5\n");
    let path = file.path().to_str().unwrap();
    let found = json(&["inspect", path, "--json"]);
    assert_eq!(
        found["format"],
        "text with semicolons between cells, names in the first row, decimal commas"
    );
    assert_eq!(
        (found["rows"].clone(), found["missing"].clone()),
        (4.into(), 2.into())
    );
    let size = &found["columns"][0];
    assert_eq!(size["range"]["max"], 4.0);
    assert_eq!(
        (size["missing"].clone(), size["distinct"].clone()),
        (1.into(), 3.into())
    );
    assert_eq!(found["columns"][2]["kind"], "whole");
    assert!(
        found["problem"]
            .as_str()
            .unwrap()
            .starts_with("2 values are missing, the first in row 3")
    );
    let found = json(&["inspect", path, "--missing", "drop", "--json"]);
    assert_eq!(
        (found["label"].clone(), found["features"].clone()),
        ("kind".into(), 2.into())
    );
    let people = stdout(&["inspect", path, "--missing", "mean"]);
    assert!(
        people.contains("2 classes in kind: a (3), b (1)"),
        "{people}"
    );
    assert_refused(&["inspect", "no-such-file.npz"], &["no such file"]);
}

#[test]
fn columns_that_are_asked_for_by_name_have_to_be_there() {
    for flag in ["--label", "--columns"] {
        for more in [&[][..], &["--json"]] {
            let arguments = [&["inspect", "iris", flag, "nope"], more].concat();
            assert_refused(&arguments, &["iris", "no column `nope`", "`species`"]);
        }
    }
    // What is wrong with the data is an answer.
    assert!(stdout(&["inspect", "penguins"]).contains("not usable as it is"));
}

#[test]
fn parquet_files_and_missing_values_inside_the_program_are_inspected() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/arrow.parquet");
    let found = json(&["inspect", path, "--json"]);
    let format = found["format"].as_str().unwrap();
    assert!(
        format.starts_with("Parquet by parquet-cpp-arrow"),
        "{format}"
    );
    assert!(
        format.ends_with("; left out: tags (lists of different lengths), raw (bytes)"),
        "{format}"
    );
    assert_eq!(
        (&found["rows"], &found["columns"][0]["missing"]),
        (&3.into(), &1.into())
    );
    let found = json(&["inspect", "penguins", "--json"]);
    assert_eq!(
        (&found["rows"], &found["missing"]),
        (&344.into(), &19.into())
    );
    let problem = found["problem"].as_str().unwrap();
    assert!(
        problem.starts_with("8 values are missing, the first in row 5"),
        "{problem}"
    );
    let found = json(&["inspect", "penguins", "--missing", "mean", "--json"]);
    let sizes = [0, 1, 2].map(|k| found["classes"][k]["count"].as_u64().unwrap());
    assert_eq!(sizes, [152, 124, 68]);
    assert_eq!(found["features"], 4);
    let reduced = json(&[
        "reduce",
        "penguins",
        "--missing",
        "drop",
        "--scale",
        "zscore",
        "--json",
    ]);
    assert_eq!(reduced["projected"].as_array().unwrap().len(), 342);
}

#[test]
fn data_are_a_set_a_generator_or_a_file_in_every_form() {
    let digits = json(&["inspect", "digits", "--json"]);
    assert_eq!(
        (digits["label"].clone(), digits["features"].clone()),
        ("digit".into(), 64.into())
    );
    let roll = json(&["reduce", "swiss_roll(n=50)", "--json"]);
    assert_eq!(roll["components"].as_array().unwrap().len(), 3);
    assert_refused(
        &["reduce", "blobs(centres=3)"],
        &["centres", "did you mean centers?"],
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.npy");
    let mut bytes =
        b"\x93NUMPY\x01\x00\x46\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }"
            .to_vec();
    bytes.resize(10 + 0x46, b' ');
    for number in [1.0f64, 2.0, 3.0, 4.0, 5.0, 9.0] {
        bytes.extend(number.to_le_bytes());
    }
    fs::write(&path, &bytes).unwrap();
    let found = json(&["reduce", path.to_str().unwrap(), "--json"]);
    assert_eq!(numbers(&found["mean"]), [3.0, 5.0]);
    fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    assert_refused(
        &["reduce", path.to_str().unwrap()],
        &["points.npy", "ends early"],
    );
}
