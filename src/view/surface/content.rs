//! What the box of a landscape or heat map contains.

use std::borrow::Cow;

use super::{DrawnSurface, balls::PlacedBall, trail::Trail};
use crate::{
    math::landscape::CriticalPoint,
    scene::Marks,
    simulation::{RunOutcome, Runs},
};

/// Opacity of the runs that are not in focus.
const QUIET_OPACITY: f32 = 0.6;

/// The content of the box in a frame: a surface and the runs on it.
pub(crate) struct SurfaceContent<'a> {
    /// The runs, visible or hidden.
    pub runs: &'a Runs,
    /// The surface in its current shape.
    pub surface: Cow<'a, DrawnSurface>,
    /// The trails on it, one per run.
    pub trails: Cow<'a, [Trail]>,
    /// The balls of the visible runs, in the order of the runs.
    pub balls: Vec<PlacedBall<'a>>,
    /// Critical points of the final surface.
    pub critical_points: &'a [CriticalPoint],
    /// Whether the surface morphs into its final shape.
    pub has_morph: bool,
    /// Which marks the look draws.
    pub marks: &'a Marks,
    /// The index of the run that is emphasized, if one is.
    pub emphasized: Option<usize>,
}

impl SurfaceContent<'_> {
    /// The opacity of the marks of a run: 1, or less if another run is emphasized.
    pub(crate) fn strength(&self, run: &RunOutcome) -> f32 {
        let is_quiet = |index: usize| !std::ptr::eq(&raw const self.runs[index], run);
        match self.emphasized {
            Some(index) if is_quiet(index) => QUIET_OPACITY,
            _ => 1.0,
        }
    }
}
