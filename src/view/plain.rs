//! What of the view needs no graphics: colours, scales and what charts consist of, for charts and models that are made
//! without the feature `app`.

pub mod chart;
pub mod chart_source;
pub mod request;
pub mod scale;
pub mod step_axis;
pub mod texts;
pub mod theme;
pub mod tree;
pub mod x_axis;
