//! The picture: the same however its moment is reached, the same in the window, and showing what it should.

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
