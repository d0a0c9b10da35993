//! Opening files to read: regular ones and pipes, but nothing that has no end or holds no bytes.

use std::{
    fs::{self, File, FileType},
    io::{self, BufReader, Read},
    path::Path,
};

use super::FileError;

/// Whether there is a file, or anything else, of this name.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Opens a file to read, and says how many bytes it has where it is a regular one. Links are followed. A pipe may be read
/// too, such as `/dev/stdin`; its length is not known.
///
/// # Errors
/// The file is missing, may not be read, or is a folder, a device or a socket.
pub(super) fn open(path: &Path) -> Result<(BufReader<File>, Option<u64>), FileError> {
    let failed = |source| FileError::Read {
        path: path.into(),
        source,
    };
    // Opening a device may do something to it, so its kind is looked at first, and again once the file cannot change.
    let named = fs::metadata(path).map_err(failed)?;
    refuse_others(named.file_type()).map_err(failed)?;
    let file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    refuse_others(about.file_type()).map_err(failed)?;
    let length = about.is_file().then_some(about.len());
    Ok((BufReader::new(file), length))
}

/// The bytes of an opened file, of which nothing was read; at most `most`.
///
/// # Errors
/// The file is larger, or cannot be read to its end.
pub(super) fn rest(
    path: &Path,
    file: BufReader<File>,
    length: Option<u64>,
    most: u64,
) -> Result<Vec<u8>, FileError> {
    let too_large = || FileError::TooLarge {
        path: path.into(),
        most,
    };
    let failed = |source| FileError::Read {
        path: path.into(),
        source,
    };
    if length.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // The end is found by reading one byte more.
    let room = length.map_or(0, |length| length as usize + 1);
    bytes
        .try_reserve_exact(room)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::OutOfMemory, error)))?;
    // A pipe has no length, and a file may grow while it is read.
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(failed)?;
    match bytes.len() as u64 > most {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}

fn refuse_others(kind: FileType) -> io::Result<()> {
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

    fn read(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
        let (file, length) = open(path)?;
        rest(path, file, length, most)
    }

    fn message(path: &Path) -> String {
        open(path).unwrap_err().to_string()
    }

    #[test]
    fn devices_folders_and_sockets_are_refused_links_to_them_too() {
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
    fn a_file_larger_than_allowed_is_refused_by_its_length_and_by_what_comes() {
        use std::{io::Write as _, os::fd::AsRawFd as _};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        let message = read(&path, 4).unwrap_err().to_string();
        assert!(message.contains("more than 4 B"), "{message}");
        // Longer than the memory of any machine: it is refused before it is read.
        File::create(&path).unwrap().set_len(1 << 42).unwrap();
        assert!(read(&path, 4).is_err());
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"12345").unwrap();
        let pipe = format!("/dev/fd/{}", reader.as_raw_fd());
        assert!(read(Path::new(&pipe), 4).is_err());
    }
}
