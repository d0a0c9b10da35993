//! What data and computations take of memory: compared with a limit before any is taken, so that too large a request is
//! an error and does not end the program.

use std::fmt;

use thiserror::Error;

/// The most bytes that a table may take, and that a computation may take beside it: 4 GiB.
pub const MOST_BYTES: u64 = 1 << 32;

/// More memory than is allowed or than there is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MemoryError {
    /// More than [`MOST_BYTES`].
    #[error("{what} needs {} of memory, and the limit is {}; {instead}", Size(*.bytes), Size(MOST_BYTES))]
    Limit {
        /// What needs it.
        what: String,
        /// How many bytes.
        bytes: u64,
        /// What to do.
        instead: &'static str,
    },
    /// Less, and the system has not so much left.
    #[error("{what} needs {} of memory, which the system does not have; close other programs", Size(*.bytes))]
    Exhausted {
        /// What needs it.
        what: String,
        /// How many bytes.
        bytes: u64,
    },
}

/// Refuses a need of more than [`MOST_BYTES`]: the product of `factors`, the size of one entry among them.
///
/// # Errors
/// [`MemoryError::Limit`].
pub fn check(what: &str, factors: &[usize], instead: &'static str) -> Result<(), MemoryError> {
    let factors = factors.iter().map(|factor| *factor as u64);
    check_bytes(what, factors.fold(1, u64::saturating_mul), instead)
}

/// The same for a number of bytes.
///
/// # Errors
/// [`MemoryError::Limit`].
pub fn check_bytes(what: &str, bytes: u64, instead: &'static str) -> Result<(), MemoryError> {
    match bytes > MOST_BYTES {
        true => Err(MemoryError::Limit {
            what: what.to_owned(),
            bytes,
            instead,
        }),
        false => Ok(()),
    }
}

/// An empty vector with room for `count` entries.
///
/// # Errors
/// They need more than [`MOST_BYTES`], or more than the system has.
pub fn reserve<T>(what: &str, count: u64, instead: &'static str) -> Result<Vec<T>, MemoryError> {
    let bytes = count.saturating_mul(size_of::<T>() as u64);
    check_bytes(what, bytes, instead)?;
    let mut room = Vec::new();
    let reserved = room.try_reserve_exact(count as usize);
    reserved.map_err(|_| MemoryError::Exhausted {
        what: what.to_owned(),
        bytes,
    })?;
    Ok(room)
}

/// A number of bytes for people.
#[derive(Clone, Copy, Debug)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        let (mut size, mut unit) = (self.0 as f64, "B");
        for next in UNITS {
            if size < 1024.0 {
                break;
            }
            (size, unit) = (size / 1024.0, next);
        }
        match size.fract() == 0.0 || size >= 100.0 {
            true => write!(f, "{size:.0} {unit}"),
            false => write!(f, "{size:.1} {unit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_beyond_the_limit_is_an_error_that_names_both() {
        assert_eq!(check("the table", &[1 << 29, 8], "take fewer rows"), Ok(()));
        let error = check("the table", &[1 << 28, 25, 8], "take fewer rows").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the table needs 50 GiB of memory, and the limit is 4 GiB; take fewer rows"
        );
    }

    #[test]
    fn a_product_that_overflows_is_beyond_the_limit_too() {
        let error = check("the table", &[usize::MAX, usize::MAX], "take fewer rows");
        assert!(error.unwrap_err().to_string().contains("16 EiB"));
        assert!(reserve::<f64>("the table", u64::MAX, "take fewer rows").is_err());
    }

    #[test]
    fn room_is_what_was_asked_for() {
        let room: Vec<f64> = reserve("the table", 1000, "take fewer rows").unwrap();
        assert!(room.is_empty() && room.capacity() >= 1000);
    }
}
