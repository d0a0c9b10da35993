//! Compares the gallery scenes with published results and with their own captions.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod changing;
mod clouds;
mod data;
mod gradients;
mod rates;
mod reference;
mod starts;
