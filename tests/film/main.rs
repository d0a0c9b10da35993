//! Films and stills as a person gets them: the program is run, and what it wrote is read back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(feature = "app")]

mod failures;
mod mp4;
mod pictures;
mod program;
mod video;
