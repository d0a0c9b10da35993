//! The scenes of the gallery come to what is said of them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod changing;
mod clouds;
mod data;
mod gradients;
mod rates;
mod reference;
mod starts;
