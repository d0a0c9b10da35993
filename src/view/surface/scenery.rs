use std::borrow::Cow;

use super::{DrawnSurface, trail::Trail};
use crate::{math::landscape::CriticalPoint, scene::Marks, simulation::Runs};

/// The content of the box at a step.
pub(crate) struct Scenery<'a> {
    /// The runs, drawn or hidden.
    pub runs: &'a Runs,
    /// The surface at this step.
    pub surface: Cow<'a, DrawnSurface>,
    /// The trails on it, one per run.
    pub trails: Cow<'a, [Trail]>,
    /// Critical points of the final surface.
    pub critical_points: &'a [CriticalPoint],
    /// Whether the surface morphs before it reaches its final shape.
    pub morphs: bool,
    /// The marks that are drawn.
    pub marks: &'a Marks,
}
