//! What of the view needs no graphics: colours, scales and what charts consist of, for charts and models that are made
//! without the feature `app`.

pub mod chart_source;
pub mod charts;
pub mod request;
pub mod scale;
pub mod texts;
pub mod theme;
