//! Tests of films and stills: the program is run, and its files are decoded.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(feature = "app")]

mod failures;
mod mp4;
mod pictures;
mod program;
mod video;
