//! What the box of a landscape or heat map contains.

use std::borrow::Cow;

use super::{DrawnSurface, trail::Trail};
use crate::{math::landscape::CriticalPoint, scene::Marks, simulation::Runs};

/// The content of the box in a frame: a surface and the runs on it.
pub(crate) struct SurfaceContent<'a> {
    /// The runs, visible or hidden.
    pub runs: &'a Runs,
    /// The surface in its current shape.
    pub surface: Cow<'a, DrawnSurface>,
    /// The trails on it, one per run.
    pub trails: Cow<'a, [Trail]>,
    /// Critical points of the final surface.
    pub critical_points: &'a [CriticalPoint],
    /// Whether the surface morphs into its final shape.
    pub has_morph: bool,
    /// Which marks the look draws.
    pub marks: &'a Marks,
}
