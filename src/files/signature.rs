//! Detecting the format of a file by its first bytes.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufRead, BufReader, Seek},
    path::Path,
};

use super::{FileError, text::ending};

/// The supported file formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A NumPy array.
    Npy,
    /// A NumPy archive of arrays.
    Npz,
    Parquet,
    /// Any other file.
    Text,
}

const NPY: &[u8] = b"\x93NUMPY";
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// With the first byte of the first page, so that text beginning with "PAR1" does not match.
const PARQUET: &[u8] = b"PAR1\x15";

const ARRAYS: &str = "save its arrays with numpy.savez, or its table as CSV or Parquet";
const TABLE: &str = "save its table as CSV or Parquet";
const UNPACK: &str = "unpack it first";
const UTF_8: &str = "save it as UTF-8";
const NO_DATA: &str = "data are CSV, TSV, NPY, NPZ or Parquet files";

/// Formats that are not supported: the signature, the name, and what the user can do.
const OTHERS: &[(&[u8], &str, &str)] = &[
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", ARRAYS),
    (b"CDF\x01", "a NetCDF file", ARRAYS),
    (b"CDF\x02", "a NetCDF file", ARRAYS),
    (b"CDF\x05", "a NetCDF file", ARRAYS),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file", ARRAYS),
    (b"ARROW1\0\0", "an Arrow (Feather) file", TABLE),
    (b"FEA1\0", "a Feather file", TABLE),
    (b"ORC\n", "an ORC file", TABLE),
    (b"Obj\x01", "an Avro file", TABLE),
    (b"SQLite format 3\0", "an SQLite database", TABLE),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office file (such as .xls)",
        TABLE,
    ),
    (b"\x80\x02", "a Python pickle", ARRAYS),
    (b"\x80\x03", "a Python pickle", ARRAYS),
    (b"\x80\x04", "a Python pickle", ARRAYS),
    (b"\x80\x05", "a Python pickle", ARRAYS),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh91AY&SY", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"\xff\xfe", "a text in UTF-16", UTF_8),
    (b"\xfe\xff", "a text in UTF-16", UTF_8),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", NO_DATA),
    (b"\xff\xd8\xff", "a JPEG picture", NO_DATA),
    (b"GIF8", "a GIF picture", NO_DATA),
    (b"%PDF-", "a PDF document", NO_DATA),
    (b"glTF\x02\0\0\0", "a glTF model", NO_DATA),
    (b"\x7fELF", "a program", NO_DATA),
];

/// Entries by which a ZIP archive is recognized as an unsupported format.
const IN_ZIP: [(&str, &str, &str); 3] = [
    ("xl/workbook.xml", "an Excel workbook", TABLE),
    ("word/document.xml", "a Word document", NO_DATA),
    ("data.pkl", "a PyTorch file", ARRAYS),
];

/// Detects the format of an opened file by its first bytes, otherwise by its extension. Consumes nothing.
///
/// # Errors
/// The format is known and not supported.
pub(super) fn kind_of(path: &Path, file: &mut BufReader<File>) -> Result<Kind, FileError> {
    let by_ending = || match ending(path).as_str() {
        "npy" => Kind::Npy,
        "npz" => Kind::Npz,
        "parquet" | "pq" => Kind::Parquet,
        _ => Kind::Text,
    };
    Ok(by_start(path, file)?.unwrap_or_else(by_ending))
}

/// Rejects files of a known format that is not text. Consumes nothing.
///
/// # Errors
/// The file is such a file, or cannot be read.
pub(super) fn refuse_no_text(path: &Path, file: &mut BufReader<File>) -> Result<(), FileError> {
    let what = match by_start(path, file)? {
        None | Some(Kind::Text) => return Ok(()),
        Some(Kind::Npy) => "an array of NumPy",
        Some(Kind::Npz) => "an archive of NumPy",
        Some(Kind::Parquet) => "a Parquet file",
    };
    Err(FileError::Foreign {
        path: path.into(),
        what,
        instead: "a text file is required here",
    })
}

/// Detects the format by the first bytes.
fn by_start(path: &Path, file: &mut BufReader<File>) -> Result<Option<Kind>, FileError> {
    let start = start_of(path, file)?;
    if start.starts_with(NPY) {
        return Ok(Some(Kind::Npy));
    }
    if start.starts_with(PARQUET) {
        return Ok(Some(Kind::Parquet));
    }
    if ZIP.iter().any(|magic| start.starts_with(magic)) {
        return in_zip(path, file).map(Some);
    }
    match OTHERS.iter().find(|(magic, ..)| start.starts_with(magic)) {
        None => Ok(None),
        Some((_, what, instead)) => Err(FileError::Foreign {
            path: path.into(),
            what,
            instead,
        }),
    }
}

fn start_of<'a>(path: &Path, file: &'a mut BufReader<File>) -> Result<&'a [u8], FileError> {
    file.fill_buf().map_err(|source| FileError::Read {
        path: path.into(),
        source,
    })
}

/// Detects the format of a ZIP archive by its entries. Damaged archives and pipes are taken for NPZ.
fn in_zip(path: &Path, file: &mut BufReader<File>) -> Result<Kind, FileError> {
    let is_pipe = file.stream_position().is_err();
    let known = match is_pipe {
        true => None,
        false => zip::ZipArchive::new(&mut *file).ok().map(|archive| {
            let names = archive.file_names().filter_map(Result::ok);
            let names: Vec<String> = names.map(Cow::into_owned).collect();
            let other = IN_ZIP.iter().find(|(known, ..)| {
                names
                    .iter()
                    .any(|name| name.rsplit('/').next() == Some(known) || name == known)
            });
            let is_arrays = names.is_empty() || names.iter().any(|name| name.ends_with(".npy"));
            (other, is_arrays)
        }),
    };
    let rewound = if is_pipe { Ok(()) } else { file.rewind() };
    rewound.map_err(|source| FileError::Read {
        path: path.into(),
        source,
    })?;
    let (what, instead) = match known {
        None | Some((_, true)) => return Ok(Kind::Npz),
        Some((Some((_, what, instead)), _)) => (*what, *instead),
        Some((None, _)) => ("a ZIP archive without arrays of NumPy", UNPACK),
    };
    Err(FileError::Foreign {
        path: path.into(),
        what,
        instead,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::files::{npy, npz, read_arrays, read_table, read_text};

    fn kind(name: &str, bytes: &[u8]) -> Result<Kind, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut file = BufReader::new(File::open(&path).unwrap());
        let kind = kind_of(&path, &mut file).map_err(|error| error.to_string());
        if let Err(message) = &kind {
            // All readers report the same error.
            for read in [
                read_table(&path, &Default::default()).map(drop),
                read_arrays(&path).map(drop),
                read_text(&path, u64::MAX).map(drop),
            ] {
                assert_eq!(read.unwrap_err().to_string(), *message);
            }
        }
        kind
    }

    fn zip(name: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).unwrap();
        archive.write_all(b"content").unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn unsupported_formats_are_named() {
        for (start, what) in [
            (
                &b"\x89HDF\r\n\x1a\n\0\0"[..],
                "is an HDF5 file, which is not supported; save its arrays with numpy.savez",
            ),
            (b"\x89PNG\r\n\x1a\n\0", "is a PNG picture"),
            (
                b"\x1f\x8b\x08\0",
                "is a gzip archive, which is not supported; unpack it first",
            ),
            (b"\x80\x05\x95", "is a Python pickle"),
            (
                b"\xff\xfea\0,\0b\0",
                "is a text in UTF-16, which is not supported; save it as UTF-8",
            ),
        ] {
            for name in ["surface.h5", "data.csv", "data.npy"] {
                let message = kind(name, start).unwrap_err();
                assert!(message.contains(&format!("{name}: {what}")), "{message}");
            }
        }
        for (name, what) in [
            ("xl/workbook.xml", "an Excel workbook"),
            ("model/data.pkl", "a PyTorch file"),
            ("notes.txt", "a ZIP archive without arrays"),
        ] {
            let message = kind("data.npz", &zip(name)).unwrap_err();
            assert!(message.contains(what), "{message}");
        }
    }

    #[test]
    fn arrays_are_detected_by_their_first_bytes_whatever_the_extension() {
        let array = npy::written("<f8", false, "(1, 1)", &[0; 8]);
        assert_eq!(kind("points.dat", &array), Ok(Kind::Npy));
        assert_eq!(
            kind("points", &npz::written(npz::METHODS[0])),
            Ok(Kind::Npz)
        );
        assert_eq!(kind("PAR1.csv", b"PAR1,b\n1,2\n"), Ok(Kind::Text));
        assert_eq!(kind("FEA1.csv", b"FEA1,FEA2\n1,2\n"), Ok(Kind::Text));
        assert_eq!(kind("a.npy", b"x,y\n1,2\n"), Ok(Kind::Npy));
        assert_eq!(kind("a.txt", b""), Ok(Kind::Text));
    }
}
