//! A bowl with ripples, whose origin is a saddle.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "ripples",
    title: Bilingual::new("Rippled bowl", "涟漪碗"),
    formula: "f(x, y) = x² + y² + 0.1 sin 5x sin 5y",
    doc: Bilingual::new(
        "A bowl with a saddle between two dips at its bottom: a run that starts with x = y keeps to that line and ends on the saddle.",
        "碗底有两个凹坑，中间夹着一个鞍点：从 x = y 出发就一直留在这条线上，最后停在鞍点。",
    ),
    reference: "A bowl with a product of sines, whose saddle at the origin lies between two minima; for saddles of this kind: J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, Springer (2006), chapter 2",
    parameters: &[],
    build: |_| Arc::new(Ripples),
};

/// f(x, y) = x² + y² + 0.1 sin 5x sin 5y: two equal minima on the line y = −x and a saddle between them at the origin.
///
/// The arithmetic is bitwise symmetric in x and y, so a descent that starts with x = y stays on the line x = y and ends
/// on the saddle.
#[derive(Clone, Copy, Debug)]
pub struct Ripples;

/// The positive root of 8t = sin 10t: the minima are (±t, ∓t).
const MINIMUM: f64 = 0.1131102585651283;

impl Landscape for Ripples {
    fn value(&self, at: DVec2) -> f64 {
        at.x * at.x + at.y * at.y + 0.1 * ((5.0 * at.x).sin() * (5.0 * at.y).sin())
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (sin_x, cos_x) = (5.0 * at.x).sin_cos();
        let (sin_y, cos_y) = (5.0 * at.y).sin_cos();
        DVec2::new(
            2.0 * at.x + 0.5 * (cos_x * sin_y),
            2.0 * at.y + 0.5 * (cos_y * sin_x),
        )
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let (sin_x, cos_x) = (5.0 * at.x).sin_cos();
        let (sin_y, cos_y) = (5.0 * at.y).sin_cos();
        let diagonal = 2.0 - 2.5 * (sin_x * sin_y);
        Some(symmetric(diagonal, 2.5 * (cos_x * cos_y), diagonal))
    }

    fn domain(&self) -> Domain {
        Domain::square(3.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![
            CriticalPoint::of(self, (-MINIMUM, MINIMUM), CriticalKind::Minimum),
            CriticalPoint::of(self, (MINIMUM, -MINIMUM), CriticalKind::Minimum),
            CriticalPoint::of(self, (0.0, 0.0), CriticalKind::Saddle),
        ]
    }
}
