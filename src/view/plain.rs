//! What of the view needs no graphics: colours and scales, for charts and models made without the feature `app`.

pub mod scale;
pub mod theme;
