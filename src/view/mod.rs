//! The picture: a pure function of a simulation and a playback time, drawn on the GPU.
//!
//! Its inputs are [`SceneOutcome`], [`PlaybackTime`], [`Viewpoint`] and [`Canvas`]; in a scene with several figures,
//! [`frame::figures`] derives these inputs for each figure. `picture` turns them into a `gpu::Drawing`, and `overlay` paints
//! the text. What is cached between frames, above all the [`Tables`], depends only on these inputs.
//!
//! Without the feature `app` only the style, the text that is independent of a picture, the charts and the requests exist.

#[cfg(feature = "app")]
pub(crate) mod arrows;
#[cfg(feature = "app")]
pub(crate) mod axes;
pub mod charts;
#[cfg(feature = "app")]
pub(crate) mod depiction;
#[cfg(feature = "app")]
pub mod frame;
#[cfg(feature = "app")]
pub(crate) mod gpu;
#[cfg(feature = "app")]
pub(crate) mod insets;
#[cfg(feature = "app")]
pub(crate) mod overlay;
#[cfg(feature = "app")]
pub(crate) mod picture;
#[cfg(feature = "app")]
mod plugin;
pub mod request;
pub mod style;
#[cfg(feature = "app")]
pub mod surface;
pub mod text;

#[cfg(feature = "app")]
pub use depiction::FigureTables;
#[cfg(feature = "app")]
pub use frame::{
    attention::Attention,
    canvas::{Canvas, PlaybackTime},
    outcome::{FigureOutcome, SceneOutcome},
    viewpoint::Viewpoint,
};
#[cfg(feature = "app")]
pub use plugin::{CurrentLanguage, Tables, ViewPlugin, ViewSystems};
