//! Films and stills: frames drawn without a window and written as mp4, gif or png. Beside them the other exports of a
//! scene: tables, charts, models.
//!
//! A [`Job`] is an [`ExportRequest`](crate::view::request::ExportRequest) with its scene, checked, and makes the file;
//! [`studio`] draws the frames, [`film`] writes them, a thread of its own ([`encoder`]) beside the drawing.

mod export;
pub mod interrupt;
mod job;
pub mod metadata;
mod outputs;
mod png;
pub mod stats;

#[cfg(feature = "app")]
mod capture;
#[cfg(feature = "app")]
pub mod encoder;
#[cfg(feature = "app")]
pub mod film;
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
mod still;
#[cfg(feature = "app")]
pub mod studio;
#[cfg(feature = "app")]
mod yuv;

#[cfg(feature = "app")]
pub use filming::FilmingPlugin;
pub use job::{ExportProgress, Job, JobError};
pub use outputs::OutputError;
