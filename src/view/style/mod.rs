//! Colours, strokes, and how values become heights and ticks.

pub mod scale;
pub mod theme;
