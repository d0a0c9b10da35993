//! NumPy's archives of arrays: ZIP files with one `.npy` file per array.

use std::io::{ErrorKind, Read, Seek};

use super::{arrays::ArraysError, npy::Header};

/// An opened archive of arrays.
pub(super) struct Npz<R> {
    archive: zip::ZipArchive<R>,
}

impl<R: Read + Seek> Npz<R> {
    /// Opens an archive and reads its directory.
    pub(super) fn open(mut file: R) -> Result<Self, ArraysError> {
        let mut start = [0; 2];
        let read = file.read_exact(&mut start).and_then(|()| file.rewind());
        if read.is_err() || start != *b"PK" {
            return Err(ArraysError::WrongFormat("NPZ"));
        }
        let archive = zip::ZipArchive::new(file).map_err(|error| archive_error(&error))?;
        Ok(Self { archive })
    }

    /// The headers of the arrays, each with its index in the archive. Other files are skipped.
    pub(super) fn headers(&mut self) -> Result<Vec<(usize, Header)>, ArraysError> {
        let mut headers = Vec::new();
        for index in 0..self.archive.len() {
            let mut file = (self.archive.by_index(index)).map_err(|error| archive_error(&error))?;
            let name = file
                .name()
                .map_err(|error| archive_error(&error))?
                .into_owned();
            if let Some(name) = name.strip_suffix(".npy") {
                headers.push((index, Header::read(name, &mut file)?));
            }
        }
        Ok(headers)
    }

    /// Calls `read` with the header of an array, a reader of its elements and the decompressed size of the file.
    pub(super) fn read_array<T, E: From<ArraysError>>(
        &mut self,
        index: usize,
        read: impl FnOnce(Header, &mut dyn Read, Option<u64>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut file = (self.archive.by_index(index)).map_err(|error| archive_error(&error))?;
        let name = file
            .name()
            .map_err(|error| archive_error(&error))?
            .into_owned();
        let name = name.strip_suffix(".npy").unwrap_or(&name);
        let bytes = Some(file.size());
        let header = Header::read(name, &mut file)?;
        let array = read(header, &mut file, bytes)?;
        // The checksum is verified when the end of the file is read.
        let rest = file.read(&mut [0; 1]);
        match rest {
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => {
                Err(archive_error(&error).into())
            }
            _ => Ok(array),
        }
    }
}

fn archive_error(error: &dyn std::fmt::Display) -> ArraysError {
    ArraysError::Archive(error.to_string())
}

/// The compression methods of `numpy.savez` and `numpy.savez_compressed`.
#[cfg(test)]
pub(super) const METHODS: [zip::CompressionMethod; 2] = [
    zip::CompressionMethod::Stored,
    zip::CompressionMethod::Deflated,
];

/// Encodes an archive of two arrays: `loss` of 2 × 3 numbers with a missing value, and `alpha` of 3.
#[cfg(test)]
pub(super) fn example_npz(method: zip::CompressionMethod) -> Vec<u8> {
    use std::io::{Cursor, Write as _};

    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    let loss = [1.0, 2.0, 3.0, 4.0, f64::NAN, 6.0];
    for (name, shape, values) in [
        ("loss.npy", "(2, 3)", &loss[..]),
        ("alpha.npy", "(3,)", &[-1.0, 0.0, 1.0]),
    ] {
        let bytes: Vec<u8> = (values.iter())
            .flat_map(|value| value.to_le_bytes())
            .collect();
        archive.start_file(name, options).unwrap();
        archive
            .write_all(&super::npy::encode_npy("<f8", false, shape, &bytes))
            .unwrap();
    }
    archive.finish().unwrap().into_inner()
}
