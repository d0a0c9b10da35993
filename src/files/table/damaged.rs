//! Files that are damaged, have invalid headers or are noise: each is read or rejected, without more memory than its
//! own size justifies.

use std::{fs, path::PathBuf};

use proptest::prelude::*;

use super::{numpy, parse_npz, parse_table, read_table};
use crate::files::{ReadOptions, SampleOptions, WhenMissing, extract_samples, npy, npz};

fn npy_file() -> Vec<u8> {
    let numbers = [1.0f64, 2.0, 3.0, 4.0, f64::NAN, 6.0];
    let bytes: Vec<u8> = numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    npy::encode_npy("<f8", false, "(3, 2)", &bytes)
}

fn read_npy(bytes: &[u8]) -> Result<usize, String> {
    let read = numpy::read_array(&mut { bytes }, Some(bytes.len() as u64));
    read.map(|(table, _)| table.rows())
        .map_err(|error| error.to_string())
}

fn read_npz(bytes: &[u8]) -> Result<usize, String> {
    let read = parse_npz(bytes);
    read.map(|table| table.rows())
        .map_err(|error| error.to_string())
}

/// Changes some bytes of a valid file, and may truncate it.
fn damaged(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = whole.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 0..6);
    (changes, length / 4..=length).prop_map(move |(changes, end)| {
        let mut bytes = whole.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(end);
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_arrays_are_read_or_rejected(bytes in damaged(npy_file())) {
        // A changed header may declare a larger shape, but the file holds no more bytes.
        if let Ok(rows) = read_npy(&bytes) {
            prop_assert!(rows <= bytes.len());
        }
    }

    #[test]
    fn damaged_archives_are_read_or_rejected(bytes in damaged(npz::example_npz(npz::METHODS[1]))) {
        let _ = read_npz(&bytes);
    }

    #[test]
    fn any_text_is_a_table_or_rejected(text in "([0-9,.;\t\r\n\"NaA? x-]|é){0,120}") {
        if let Ok(table) = parse_table(&text) {
            let rows = table.rows();
            prop_assert!(table.columns().iter().all(|column| column.values.len() == rows));
            for missing in [WhenMissing::Refuse, WhenMissing::Drop, WhenMissing::Mean] {
                let options = SampleOptions { missing, ..SampleOptions::default() };
                if let Ok(samples) = extract_samples(&table, &options) {
                    prop_assert!(samples.features.values().iter().all(|value| value.is_finite()));
                    prop_assert!(samples.labels.is_empty() || samples.labels.len() == samples.features.rows());
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_rejected(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (read_npy(&bytes), read_npz(&bytes));
        let _ = read_npz(&[b"PK\x03\x04", &bytes[..]].concat());
        let _ = read_npy(&[b"\x93NUMPY\x01\x00\x20\x00", &bytes[..]].concat());
    }
}

#[test]
fn invalid_sizes_are_rejected_before_memory_is_allocated() {
    let vast = npy::encode_npy("<f8", false, "(99999999999, 3)", &[0; 64]);
    assert!(read_npy(&vast).unwrap_err().contains("ends early"));
    // A sparse file or an archive can have all the bytes that its header declares.
    let error = numpy::read_array(&mut &vast[..], Some(u64::MAX)).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("needs 2.2 TiB of memory"), "{message}");
    let overflowing = npy::encode_npy(
        "<f8",
        false,
        "(18446744073709551615, 18446744073709551615)",
        &[],
    );
    assert!(read_npy(&overflowing).is_err());
    let words = npy::encode_npy("<U99999999", false, "(9,)", &[0; 64]);
    assert!(read_npy(&words).is_err());
    let header = [&b"\x93NUMPY\x02\x00"[..], &u32::MAX.to_le_bytes(), b"{"].concat();
    assert_eq!(read_npy(&header).unwrap_err(), "is not a valid NPY file");
}

#[test]
fn the_size_of_an_archive_is_checked_before_it_is_decompressed() {
    use std::io::Write as _;

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    // Each array alone is within the limit.
    for name in ["a.npy", "b.npy", "c.npy"] {
        archive.start_file(name, options).unwrap();
        let header = npy::encode_npy("|i1", false, "(1000, 200000)", &[]);
        archive.write_all(&header).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let message = read_npz(&bytes).unwrap_err();
    assert!(
        message.starts_with("the archive needs 4.5 GiB of memory"),
        "{message}"
    );
}

#[test]
fn infinite_numbers_are_located() {
    let infinite = [1.0f64, f64::INFINITY].map(f64::to_le_bytes).concat();
    let message = read_npy(&npy::encode_npy("<f8", false, "(2, 1)", &infinite)).unwrap_err();
    assert_eq!(message, "row 2, column 1: \"inf\" is not a finite number");
}

#[test]
fn a_hundred_thousand_columns_are_read() {
    let row = (0..100_000)
        .map(|k| k.to_string())
        .collect::<Vec<_>>()
        .join(",");
    let table = parse_table(&format!("{row}\n{row}\n")).unwrap();
    assert_eq!((table.rows(), table.columns().len()), (2, 100_000));
    let features = extract_samples(&table, &SampleOptions::default())
        .unwrap()
        .features;
    assert_eq!(features.row(1)[99_999], 99_999.0);
}

#[test]
fn single_rows_empty_files_and_text_alone_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let message = |name: &str, bytes: &[u8]| {
        let path: PathBuf = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        read_table(&path, &ReadOptions::default())
            .unwrap_err()
            .to_string()
    };
    assert!(message("a.csv", b"a,b\n1,2\n").contains("one row"));
    assert!(
        message("a.npy", &npy::encode_npy("<f8", false, "(1, 2)", &[0; 16])).contains("one row")
    );
    assert!(message("b.npy", &npy::encode_npy("<f8", false, "(0, 2)", &[])).contains("no data"));
    assert!(
        message("c.npy", &npy::encode_npy("|O", false, "(2, 2)", &[0; 64])).contains("type |O")
    );
    assert!(message("a.npz", b"PK").contains("cannot be unpacked"));
    let words = parse_table("a,b\nx,1\ny,2\n").unwrap();
    let label = SampleOptions {
        label: Some("b".into()),
        ..SampleOptions::default()
    };
    assert!(
        extract_samples(&words, &label)
            .unwrap_err()
            .to_string()
            .contains("no numeric column")
    );
}
