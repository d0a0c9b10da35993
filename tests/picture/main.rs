//! Tests of pictures: reproducible whatever was drawn before, the same in the window, and with the right content.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(feature = "app")]

mod changing;
mod clouds;
mod contents;
mod drawing;
mod golden;
mod moments;
mod scripts;
#[cfg(target_os = "linux")]
mod window;
