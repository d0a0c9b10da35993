//! Models that learn from samples, and the data that they learn from.

pub mod activation;
pub mod initialization;
pub mod loss;
pub mod metrics;
pub mod network;
pub mod optimum;
pub mod perceptron;
pub mod samples;
pub mod shares;
pub mod training;
