//! The picture: a pure function of a simulation and a playback time, drawn on the GPU.
//!
//! Its inputs are [`SceneOutcome`], [`PlaybackTime`], [`Viewpoint`], [`Canvas`], [`PointSelection`] and
//! [`CurrentLanguage`]; in a scene with several figures, [`frame::figures`] derives the inputs of each figure.
//! `picture` turns them into a `gpu::Drawing`, and `overlay` paints the text. What is cached between frames, above all
//! the [`Tables`], depends only on these inputs.
//!
//! Two units of length occur besides world units. A *point* is that of egui, [`Canvas::pixels_per_point`] physical
//! pixels. Sizes of text, strokes and glyphs are given in *pixels of the 1080-line picture*: a picture 1080 pixels high
//! has them in physical pixels, in others they are scaled with the picture, see `frame::layout`.
//!
//! Without the feature `app` only the styles, the charts, the requests and the texts that do not depend on a picture
//! exist.

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
    canvas::{Canvas, PlaybackTime},
    outcome::{FigureOutcome, SceneOutcome},
    point_selection::PointSelection,
    viewpoint::Viewpoint,
};
#[cfg(feature = "app")]
pub(crate) use plugin::OnlySubjects;
#[cfg(feature = "app")]
pub use plugin::{CurrentLanguage, Tables, ViewPlugin, ViewSystems};
