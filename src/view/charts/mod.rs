//! Charts of runs and of clouds: one model, [`chart::DrawnChart`], and one painter, [`paint`], for three backends: the picture
//! ([`egui_canvas`]), the panel (`ui::charts`) and a file (`record::export::charts`).
//!
//! The model says which lines, axes and ticks there are; the painter in which order, colours and dashes they are drawn, and
//! what is emphasized at the present step. A backend only knows sizes: widths of lines, lengths of dashes, fonts.

pub mod chart;
#[cfg(feature = "app")]
pub(super) mod data_plot;
#[cfg(feature = "app")]
pub(super) mod dendrogram;
#[cfg(feature = "app")]
pub(super) mod egui_canvas;
#[cfg(feature = "app")]
pub(super) mod inset;
pub mod paint;
#[cfg(feature = "app")]
pub(super) mod scores;
pub mod step_axis;
pub mod tree;
pub mod x_axis;
