//! Exports of scenes: films and stills, whose frames are drawn without a window and written as mp4, gif or png; and
//! tables, charts, 3-D models and scene files.
//!
//! A [`Job`] is a checked [`ExportRequest`](crate::view::request::ExportRequest) with its scene. [`studio`] draws the
//! frames; `film` writes them on a separate thread (`encoder`).

mod export;
pub mod interrupt;
mod job;
mod metadata;
mod outputs;
mod png;

#[cfg(feature = "app")]
mod capture;
#[cfg(feature = "app")]
mod encoder;
#[cfg(feature = "app")]
mod film;
#[cfg(feature = "app")]
mod filming;
#[cfg(feature = "app")]
mod frames;
#[cfg(feature = "app")]
mod gif;
#[cfg(feature = "app")]
mod h264;
#[cfg(feature = "app")]
mod mp4;
#[cfg(feature = "app")]
mod palette;
#[cfg(feature = "app")]
mod sequence;
#[cfg(feature = "app")]
mod stats;
#[cfg(feature = "app")]
mod still;
#[cfg(feature = "app")]
pub mod studio;
#[cfg(feature = "app")]
mod yuv;

#[cfg(feature = "app")]
pub use film::FilmError;
#[cfg(feature = "app")]
pub(crate) use filming::FilmingPlugin;
#[cfg(feature = "app")]
pub use h264::EncodeError;
pub use job::{ExportProgress, Job, JobError};
pub use outputs::OutputError;
