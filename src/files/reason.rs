use std::io;

/// Why a file cannot be read or written: plain words for common causes, otherwise the error's own message.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::InvalidFilename => "its name is too long".into(),
        io::ErrorKind::OutOfMemory => "there is not enough memory for it".into(),
        _ => error.to_string(),
    }
}
