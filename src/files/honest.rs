//! How much a file may hold.

/// A file may unpack to so many bytes without question …
const SMALL: u64 = 1 << 28;
/// … and else to this many times its own size. Zeros shrink to a thousandth; data do not.
const MOST_TIMES: u64 = 200;

/// The most bytes that so many packed ones are believed to hold.
pub(super) fn believed(packed: u64) -> u64 {
    packed.saturating_mul(MOST_TIMES).max(SMALL)
}
