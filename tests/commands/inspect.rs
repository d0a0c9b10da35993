//! `inspect`, and the ways to name and store data.

use std::fs;

use crate::program::*;

#[test]
fn inspect_describes_the_detected_format() {
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
    let printed = stdout(&["inspect", path, "--missing", "mean"]);
    assert!(
        printed.contains("2 classes in kind: a (3), b (1)"),
        "{printed}"
    );
    assert_refused(&["inspect", "no-such-file.npz"], &["no such file"]);
}

#[test]
fn requested_columns_must_exist() {
    for flag in ["--label", "--columns"] {
        for more in [&[][..], &["--json"]] {
            let arguments = [&["inspect", "iris", flag, "nope"], more].concat();
            assert_refused(&arguments, &["iris", "no column `nope`", "`species`"]);
        }
    }
    // Problems of the data themselves are part of the answer, not errors.
    assert!(stdout(&["inspect", "penguins"]).contains("not usable as it is"));
}

#[test]
fn parquet_files_and_built_in_data_with_missing_values_are_inspected() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/arrow.parquet");
    let found = json(&["inspect", path, "--json"]);
    let format = found["format"].as_str().unwrap();
    assert!(
        format.starts_with("Parquet by parquet-cpp-arrow"),
        "{format}"
    );
    assert!(
        format.ends_with(
            "; left out: tags (lists of different lengths, first in row 2), raw (bytes)"
        ),
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
fn data_are_built_in_generated_or_read_from_a_file() {
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

#[test]
fn numeric_headers_and_an_index_are_reported_and_can_be_overridden() {
    let file = table("city,2019,2020\nc0,-1.007,1.602\nc1,-0.937,-0.591\n");
    let path = file.path().to_str().unwrap();
    let found = json(&["inspect", path, "--json"]);
    assert_eq!(
        (&found["rows"], &found["columns"][1]["name"]),
        (&2.into(), &"2019".into())
    );
    let found = json(&["inspect", path, "--header", "data", "--json"]);
    assert_eq!(
        (&found["rows"], &found["columns"][1]["name"]),
        (&3.into(), &"column 2".into())
    );
    assert_eq!(
        found["format"],
        "text with commas between cells, no names (the first row is data)"
    );
    let file = table(",x,y\n0,1.5,2\n1,3,7\n2,3,5\n");
    let path = file.path().to_str().unwrap();
    let found = json(&["inspect", path, "--json"]);
    assert_eq!(
        found["format"],
        "text with commas between cells, names in the first row, an index without a name in the first column"
    );
    assert_eq!(
        (&found["features"], &found["columns"][0]["role"]),
        (&2.into(), &"note".into())
    );
    let reduced = json(&["reduce", path, "--json"]);
    assert_eq!(numbers(&reduced["mean"]), [2.5, 14.0 / 3.0]);
}

#[test]
fn decimal_commas_and_unreadable_numbers_are_reported() {
    let file = table("land;cases;rate\nA;2.155;19,47\nB;1.044;9,41\nC;698;37,90\n");
    let path = file.path().to_str().unwrap();
    let found = json(&["inspect", path, "--json"]);
    assert_eq!(found["columns"][1]["range"]["max"], 2155.0);
    assert_eq!(
        found["format"],
        "text with semicolons between cells, names in the first row, decimal commas, points as thousands separators"
    );
    let file = table("x,price\n1,12 %\n2,7 %\n3,5 %\n");
    let path = file.path().to_str().unwrap();
    let printed = stdout(&["inspect", path]);
    let expected = "price holds text, since \"12 %\" in row 2 cannot be read as a number";
    assert!(printed.contains(expected), "{printed}");
    assert_refused(
        &["reduce", path],
        &["column 2 (price)", "\"12 %\" in row 2"],
    );
    assert_eq!(
        json(&["inspect", path, "--label", "price", "--json"])["features"],
        1
    );
}

#[test]
fn unsupported_formats_are_named_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("surface.h5");
    fs::write(&path, b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0").unwrap();
    let expected = [
        "surface.h5: is an HDF5 file, which is not supported",
        "numpy.savez",
    ];
    let name = path.to_str().unwrap();
    assert_refused(&["inspect", name], &expected);
    assert_refused(&["render", name, "-o", "surface.mp4"], &expected);
    let landscape = format!("grid(file=\"{name}\")");
    assert_refused(
        &["eval", "--landscape", &landscape, "--at", "0,0"],
        &expected,
    );
    // A bare name without a folder too.
    let from_inside = |name: &str| {
        let mut command = assert_cmd::Command::new(PROGRAM);
        let output = command
            .current_dir(folder.path())
            .args(["render", name, "-o", "surface.mp4"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(from_inside("surface.h5").contains("is an HDF5 file"));
    assert!(from_inside("missing.h5").contains("cannot read missing.h5: no such file"));
    fs::write(folder.path().join("points.txt"), "1 2\n3 4\n").unwrap();
    assert!(
        from_inside("points.txt")
            .contains("points.txt, line 1, column 1: a scene begins with a parenthesis")
    );
    fs::write(folder.path().join("points"), "1 2\n3 4\n").unwrap();
    assert!(from_inside("points").contains("points, line 1"));
}

/// Inputs that would exceed the memory are rejected before any is allocated.
#[test]
fn sizes_are_checked_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let array = |name: &str, kind: &str, shape: &str, bytes: u64| {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
        let length = u16::try_from(header.len()).unwrap().to_le_bytes();
        let start = [b"\x93NUMPY\x01\0", &length[..], header.as_bytes()].concat();
        fs::write(path(name), &start).unwrap();
        let file = fs::OpenOptions::new().write(true).open(path(name)).unwrap();
        file.set_len(start.len() as u64 + bytes).unwrap();
    };
    // Sparse files, which take no space on the disk.
    array("vast.npy", "<f8", "(1250000000, 10)", 100_000_000_000);
    let expected = ["vast.npy: the array needs 93.1 GiB of memory, and the limit is 4 GiB"];
    assert_refused(&["inspect", &path("vast.npy")], &expected);
    array("wide.npy", "|i1", "(4, 100000000)", 400_000_000);
    let expected = ["100000000 columns exceed the limit of 1048576"];
    assert_refused(&["inspect", &path("wide.npy")], &expected);
    fs::write(path("row.csv"), "1,".repeat(1 << 21) + "1\n").unwrap();
    let expected = ["row 1 has 2097153 cells; the limit is 1048576"];
    assert_refused(&["inspect", &path("row.csv")], &expected);
    let landscape = format!("grid(file=\"{}\")", path("row.csv"));
    assert_refused(
        &["eval", "--landscape", &landscape, "--at", "0,0"],
        &["row.csv"],
    );
    fs::write(path("text.csv"), "1,2\n").unwrap();
    let file = fs::OpenOptions::new()
        .write(true)
        .open(path("text.csv"))
        .unwrap();
    file.set_len(5_000_000_000).unwrap();
    assert_refused(
        &["inspect", &path("text.csv")],
        &["text.csv", "more than 4 GiB"],
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", path("endless.csv")).unwrap();
        assert_refused(
            &["inspect", &path("endless.csv")],
            &["it is a device, not a file"],
        );
    }
}
