//! Charts of runs and clouds: one model, [`chart::DrawnChart`], and one painter, [`paint`], for three backends: the
//! picture (`egui_canvas`), the panel (`ui::charts`) and files (`record::export::charts`). In the picture, dendrograms,
//! cluster scores and the data of a fitted line have painters of their own.
//!
//! The model holds lines, axes and ticks. The painter sets the drawing order, colours and dashes, and highlights the
//! current step. A backend only sets sizes: line widths, dash lengths, fonts.

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
pub mod source;
pub mod step_axis;
pub mod tree;
pub mod x_axis;
