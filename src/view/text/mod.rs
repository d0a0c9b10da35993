//! The text of a picture and where it is placed.

#[cfg(feature = "app")]
pub(crate) mod ball_names;
#[cfg(feature = "app")]
pub(crate) mod contour_labels;
#[cfg(feature = "app")]
pub(crate) mod explain;
#[cfg(feature = "app")]
pub(crate) mod labels;
#[cfg(feature = "app")]
pub(crate) mod legend;
pub mod placeholders;
#[cfg(feature = "app")]
pub(crate) mod run_signs;
#[cfg(feature = "app")]
pub(crate) mod verdict;
