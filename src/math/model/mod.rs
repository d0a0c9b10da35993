//! Models that learn from samples, and the data that they learn from.

pub mod metrics;
pub mod optimum;
pub mod perceptron;
pub mod samples;
pub mod saved;
pub mod shares;
