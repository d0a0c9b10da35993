//! The commands that print numbers, tested as a process: arguments in; stdout, stderr and exit code out.

#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cluster;
mod errors;
mod export;
mod formulas;
mod inspect;
mod list;
mod modes;
mod numbers;
mod outputs;
mod own_data;
mod pipes;
mod program;
mod quoting;
mod reduce;
mod scenes;
mod train;
