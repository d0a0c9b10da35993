//! Memory limits. Requirements are checked before allocating, so that an oversized request is an error and does not
//! abort the program.

use std::fmt;

use thiserror::Error;

/// The maximum size in bytes of a table, and of the working memory of a computation: 4 GiB.
pub const MAX_BYTES: u64 = 1 << 32;

/// Why memory cannot be allocated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MemoryError {
    /// The requirement exceeds [`MAX_BYTES`].
    #[error("{what} needs {} of memory, and the limit is {}; {advice}", Size(*.bytes), Size(MAX_BYTES))]
    Limit {
        /// The computation or data that needs it.
        what: String,
        /// The number of bytes needed.
        bytes: u64,
        /// A way to need less, such as `choose fewer rows`.
        advice: &'static str,
    },
    /// The requirement is within the limit, but the system is out of memory.
    #[error("{what} needs {} of memory, which the system does not have; close other programs", Size(*.bytes))]
    Exhausted {
        /// The computation or data that needs it.
        what: String,
        /// The number of bytes needed.
        bytes: u64,
    },
}

/// Checks a requirement given by the product of `factors`, including the size of one element, against [`MAX_BYTES`].
///
/// # Errors
/// [`MemoryError::Limit`] if it exceeds the limit.
pub fn check(what: &str, factors: &[usize], advice: &'static str) -> Result<(), MemoryError> {
    let factors = factors.iter().map(|factor| *factor as u64);
    check_bytes(what, factors.fold(1, u64::saturating_mul), advice)
}

/// Checks a requirement in bytes against [`MAX_BYTES`].
///
/// # Errors
/// [`MemoryError::Limit`] if it exceeds the limit.
pub fn check_bytes(what: &str, bytes: u64, advice: &'static str) -> Result<(), MemoryError> {
    match bytes > MAX_BYTES {
        true => Err(MemoryError::Limit {
            what: what.to_owned(),
            bytes,
            advice,
        }),
        false => Ok(()),
    }
}

/// An empty vector with capacity for `count` elements.
///
/// # Errors
/// The requirement exceeds [`MAX_BYTES`] or the memory of the system.
pub fn reserve<T>(what: &str, count: u64, advice: &'static str) -> Result<Vec<T>, MemoryError> {
    let bytes = count.saturating_mul(size_of::<T>() as u64);
    check_bytes(what, bytes, advice)?;
    let mut vector = Vec::new();
    let reserved = vector.try_reserve_exact(count as usize);
    reserved.map_err(|_| MemoryError::Exhausted {
        what: what.to_owned(),
        bytes,
    })?;
    Ok(vector)
}

/// A number of bytes, displayed with a unit: `1.5 GiB`.
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
    fn a_requirement_beyond_the_limit_is_an_error_with_both_sizes() {
        assert_eq!(check("the table", &[1 << 29, 8], "take fewer rows"), Ok(()));
        let error = check("the table", &[1 << 28, 25, 8], "take fewer rows").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the table needs 50 GiB of memory, and the limit is 4 GiB; take fewer rows"
        );
    }

    #[test]
    fn a_product_that_overflows_exceeds_the_limit() {
        let error = check("the table", &[usize::MAX, usize::MAX], "take fewer rows");
        assert!(error.unwrap_err().to_string().contains("16 EiB"));
        assert!(reserve::<f64>("the table", u64::MAX, "take fewer rows").is_err());
    }

    #[test]
    fn reserve_provides_the_requested_capacity() {
        let vector: Vec<f64> = reserve("the table", 1000, "take fewer rows").unwrap();
        assert!(vector.is_empty() && vector.capacity() >= 1000);
    }
}
