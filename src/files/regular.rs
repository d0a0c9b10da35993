//! Opening files for reading: regular files and pipes, but no folders, devices or sockets.

use std::{
    fs::{self, File, FileType},
    io::{self, BufReader, Read},
    path::Path,
};

use super::FileError;

/// Whether the path exists, as a file or anything else.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Opens a file for reading and returns its length in bytes if it is a regular file. Links are followed. Pipes such as
/// `/dev/stdin` can be read too; their length is unknown.
///
/// # Errors
/// The file is missing, is not readable, or is a folder, a device or a socket.
pub(super) fn open(path: &Path) -> Result<(BufReader<File>, Option<u64>), FileError> {
    let failed = |source| FileError::Read {
        path: path.into(),
        source,
    };
    // Opening a device can have side effects, so the type is checked first, and again on the opened file.
    let metadata = fs::metadata(path).map_err(failed)?;
    check_file_type(metadata.file_type()).map_err(failed)?;
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    check_file_type(metadata.file_type()).map_err(failed)?;
    let length = metadata.is_file().then_some(metadata.len());
    Ok((BufReader::new(file), length))
}

/// Reads an opened file to its end, at most `max_bytes` bytes.
///
/// # Errors
/// The file is larger, or reading fails.
pub(super) fn read_to_end(
    path: &Path,
    file: BufReader<File>,
    length: Option<u64>,
    max_bytes: u64,
) -> Result<Vec<u8>, FileError> {
    let too_large = || FileError::TooLarge {
        path: path.into(),
        max_bytes,
    };
    let failed = |source| FileError::Read {
        path: path.into(),
        source,
    };
    if length.is_some_and(|length| length > max_bytes) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // One byte more, to detect the end without another allocation.
    let capacity = length.map_or(0, |length| length as usize + 1);
    bytes
        .try_reserve_exact(capacity)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::OutOfMemory, error)))?;
    // A pipe has no length, and a file may grow while it is read.
    let read = file
        .take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes);
    read.map_err(failed)?;
    match bytes.len() as u64 > max_bytes {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}

fn check_file_type(kind: FileType) -> io::Result<()> {
    let refused = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_char_device() || kind.is_block_device() {
            return refused("it is a device, not a file");
        }
        if kind.is_socket() {
            return refused("it is a socket, not a file");
        }
        if kind.is_fifo() {
            return Ok(());
        }
    }
    match kind.is_file() {
        true => Ok(()),
        false => refused("it is not a regular file"),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use super::*;

    fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>, FileError> {
        let (file, length) = open(path)?;
        read_to_end(path, file, length, max_bytes)
    }

    fn message(path: &Path) -> String {
        open(path).unwrap_err().to_string()
    }

    #[test]
    fn devices_folders_and_sockets_are_rejected_through_links_too() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("endless.csv");
        symlink("/dev/zero", &link).unwrap();
        for path in [&link, Path::new("/dev/zero")] {
            assert!(message(path).ends_with("it is a device, not a file"));
            assert!(read(path, u64::MAX).is_err());
        }
        assert!(message(folder.path()).ends_with("it is a folder"));
        let socket = folder.path().join("socket");
        let _listener = UnixListener::bind(&socket).unwrap();
        assert!(message(&socket).ends_with("it is a socket, not a file"));
    }

    #[test]
    fn regular_files_have_a_length_and_pipes_have_none() {
        use std::{io::Write as _, os::fd::AsRawFd as _};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(open(&path).unwrap().1, Some(5));
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"123").unwrap();
        drop(writer);
        let pipe = format!("/dev/fd/{}", reader.as_raw_fd());
        let (mut file, length) = open(Path::new(&pipe)).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), length), ("123", None));
    }

    #[test]
    fn a_file_larger_than_allowed_is_rejected_by_length_and_by_content() {
        use std::{io::Write as _, os::fd::AsRawFd as _};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        let message = read(&path, 4).unwrap_err().to_string();
        assert!(message.contains("more than 4 B"), "{message}");
        // Larger than any memory: rejected before it is read.
        File::create(&path).unwrap().set_len(1 << 42).unwrap();
        assert!(read(&path, 4).is_err());
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"12345").unwrap();
        let pipe = format!("/dev/fd/{}", reader.as_raw_fd());
        assert!(read(Path::new(&pipe), 4).is_err());
    }
}
