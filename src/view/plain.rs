//! The part of the view that needs no graphics, for builds without the feature `app`: colours, scales and chart models.

pub mod chart_source;
pub mod charts;
pub mod request;
pub mod scale;
pub mod texts;
pub mod theme;
