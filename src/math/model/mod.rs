//! Models that learn from samples, and the data that they learn from.

pub mod samples;
pub mod shares;
