//! Detecting the format of a file by its first bytes.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufRead, BufReader, Seek},
    path::Path,
};

use super::{FileError, text::extension};

/// The supported file formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    /// A NumPy array.
    Npy,
    /// A NumPy archive of arrays.
    Npz,
    Parquet,
    /// Any other file.
    Text,
}

const NPY_SIGNATURE: &[u8] = b"\x93NUMPY";
const ZIP_SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// With the first byte of the first page, so that text beginning with "PAR1" does not match.
const PARQUET_SIGNATURE: &[u8] = b"PAR1\x15";

/// What the user can do about an unsupported format.
const SAVE_ARRAYS: &str = "save its arrays with numpy.savez, or its table as CSV or Parquet";
const SAVE_TABLE: &str = "save its table as CSV or Parquet";
const UNPACK: &str = "unpack it first";
const SAVE_UTF_8: &str = "save it as UTF-8";
const NOT_DATA: &str = "data are CSV, TSV, NPY, NPZ or Parquet files";

/// Formats that are not supported: the signature, its name, and what the user can do.
const UNSUPPORTED: &[(&[u8], &str, &str)] = &[
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", SAVE_ARRAYS),
    (b"CDF\x01", "a NetCDF file", SAVE_ARRAYS),
    (b"CDF\x02", "a NetCDF file", SAVE_ARRAYS),
    (b"CDF\x05", "a NetCDF file", SAVE_ARRAYS),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file", SAVE_ARRAYS),
    (b"ARROW1\0\0", "an Arrow (Feather) file", SAVE_TABLE),
    (b"FEA1\0", "a Feather file", SAVE_TABLE),
    (b"ORC\n", "an ORC file", SAVE_TABLE),
    (b"Obj\x01", "an Avro file", SAVE_TABLE),
    (b"SQLite format 3\0", "an SQLite database", SAVE_TABLE),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office file (such as .xls)",
        SAVE_TABLE,
    ),
    (b"\x80\x02", "a Python pickle", SAVE_ARRAYS),
    (b"\x80\x03", "a Python pickle", SAVE_ARRAYS),
    (b"\x80\x04", "a Python pickle", SAVE_ARRAYS),
    (b"\x80\x05", "a Python pickle", SAVE_ARRAYS),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh91AY&SY", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"\xff\xfe", "a text in UTF-16", SAVE_UTF_8),
    (b"\xfe\xff", "a text in UTF-16", SAVE_UTF_8),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", NOT_DATA),
    (b"\xff\xd8\xff", "a JPEG picture", NOT_DATA),
    (b"GIF8", "a GIF picture", NOT_DATA),
    (b"%PDF-", "a PDF document", NOT_DATA),
    (b"glTF\x02\0\0\0", "a glTF model", NOT_DATA),
    (b"\x7fELF", "a program", NOT_DATA),
];

/// ZIP archives of unsupported formats: an entry that identifies the format, its name, and what the user can do.
const UNSUPPORTED_ZIPS: [(&str, &str, &str); 3] = [
    ("xl/workbook.xml", "an Excel workbook", SAVE_TABLE),
    ("word/document.xml", "a Word document", NOT_DATA),
    ("data.pkl", "a PyTorch file", SAVE_ARRAYS),
];

/// Detects the format of an opened file by its first bytes, otherwise by its extension. Consumes nothing.
///
/// # Errors
/// The format is known and not supported, or the file cannot be read.
pub(super) fn detect_format(
    path: &Path,
    file: &mut BufReader<File>,
) -> Result<FileFormat, FileError> {
    let format_by_extension = || match extension(path).as_str() {
        "npy" => FileFormat::Npy,
        "npz" => FileFormat::Npz,
        "parquet" | "pq" => FileFormat::Parquet,
        _ => FileFormat::Text,
    };
    Ok(format_by_signature(path, file)?.unwrap_or_else(format_by_extension))
}

/// Rejects a file whose first bytes show that it is not text. Consumes nothing.
///
/// # Errors
/// The file is not text, or cannot be read.
pub(super) fn reject_non_text(path: &Path, file: &mut BufReader<File>) -> Result<(), FileError> {
    let format = match format_by_signature(path, file)? {
        None | Some(FileFormat::Text) => return Ok(()),
        Some(FileFormat::Npy) => "an array of NumPy",
        Some(FileFormat::Npz) => "an archive of NumPy",
        Some(FileFormat::Parquet) => "a Parquet file",
    };
    Err(FileError::UnsupportedFormat {
        path: path.into(),
        format,
        advice: "a text file is required here",
    })
}

/// Detects the format by the first bytes.
fn format_by_signature(
    path: &Path,
    file: &mut BufReader<File>,
) -> Result<Option<FileFormat>, FileError> {
    let start = first_bytes(path, file)?;
    if start.starts_with(NPY_SIGNATURE) {
        return Ok(Some(FileFormat::Npy));
    }
    if start.starts_with(PARQUET_SIGNATURE) {
        return Ok(Some(FileFormat::Parquet));
    }
    if ZIP_SIGNATURES.iter().any(|magic| start.starts_with(magic)) {
        return format_of_zip(path, file).map(Some);
    }
    match UNSUPPORTED
        .iter()
        .find(|(magic, ..)| start.starts_with(magic))
    {
        None => Ok(None),
        Some((_, format, advice)) => Err(FileError::UnsupportedFormat {
            path: path.into(),
            format,
            advice,
        }),
    }
}

fn first_bytes<'a>(path: &Path, file: &'a mut BufReader<File>) -> Result<&'a [u8], FileError> {
    file.fill_buf().map_err(|source| FileError::Read {
        path: path.into(),
        source,
    })
}

/// Detects the format of a ZIP archive by its entries. Damaged and empty archives and pipes are assumed to be NPZ.
fn format_of_zip(path: &Path, file: &mut BufReader<File>) -> Result<FileFormat, FileError> {
    let is_pipe = file.stream_position().is_err();
    let known = match is_pipe {
        true => None,
        false => zip::ZipArchive::new(&mut *file).ok().map(|archive| {
            let names = archive.file_names().filter_map(Result::ok);
            let names: Vec<String> = names.map(Cow::into_owned).collect();
            let other = UNSUPPORTED_ZIPS.iter().find(|(known, ..)| {
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
    let (format, advice) = match known {
        None | Some((_, true)) => return Ok(FileFormat::Npz),
        Some((Some((_, format, advice)), _)) => (*format, *advice),
        Some((None, _)) => ("a ZIP archive without arrays of NumPy", UNPACK),
    };
    Err(FileError::UnsupportedFormat {
        path: path.into(),
        format,
        advice,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::files::{npy, npz, read_arrays, read_table, read_text};

    fn detected(name: &str, bytes: &[u8]) -> Result<FileFormat, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut file = BufReader::new(File::open(&path).unwrap());
        let kind = detect_format(&path, &mut file).map_err(|error| error.to_string());
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
        for (start, format) in [
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
                let message = detected(name, start).unwrap_err();
                assert!(message.contains(&format!("{name}: {format}")), "{message}");
            }
        }
        for (name, format) in [
            ("xl/workbook.xml", "an Excel workbook"),
            ("model/data.pkl", "a PyTorch file"),
            ("notes.txt", "a ZIP archive without arrays"),
        ] {
            let message = detected("data.npz", &zip(name)).unwrap_err();
            assert!(message.contains(format), "{message}");
        }
    }

    #[test]
    fn arrays_are_detected_by_their_first_bytes_whatever_the_extension() {
        let array = npy::encode_npy("<f8", false, "(1, 1)", &[0; 8]);
        assert_eq!(detected("points.dat", &array), Ok(FileFormat::Npy));
        assert_eq!(
            detected("points", &npz::example_npz(npz::METHODS[0])),
            Ok(FileFormat::Npz)
        );
        assert_eq!(detected("PAR1.csv", b"PAR1,b\n1,2\n"), Ok(FileFormat::Text));
        assert_eq!(
            detected("FEA1.csv", b"FEA1,FEA2\n1,2\n"),
            Ok(FileFormat::Text)
        );
        assert_eq!(detected("a.npy", b"x,y\n1,2\n"), Ok(FileFormat::Npy));
        assert_eq!(detected("a.txt", b""), Ok(FileFormat::Text));
    }
}
