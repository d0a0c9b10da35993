//! The commands that print numbers, as another program sees them: arguments in; stdout, stderr and exit code out.

#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cluster;
mod export;
mod formulas;
mod inspect;
mod list;
mod manners;
mod numbers;
mod outputs;
mod own_data;
mod pipes;
mod program;
mod quoting;
mod reduce;
mod scenes;
mod ways;
