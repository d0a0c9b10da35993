//! Colours, strokes, and how values become heights and ticks.

mod colormap;
mod lab;
pub mod scale;
pub mod theme;
