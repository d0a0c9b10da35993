//! Films and stills: frames drawn without a window and written as mp4, gif or png. Beside them what else can be taken
//! away of a scene ([`export`]): tables, charts, models.
//!
//! [`Job`] says what to make and makes it; [`studio`] draws the frames, [`film`] writes them, a thread of its own
//! ([`encoder`]) beside the drawing.

pub mod export;
pub mod format;
pub mod interrupt;
pub mod metadata;
pub mod outputs;
mod png;
pub mod settings;
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
mod gif;
#[cfg(feature = "app")]
mod h264;
#[cfg(feature = "app")]
mod job;
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
#[cfg(feature = "app")]
pub use job::{FilmProgress, Job, JobError};
