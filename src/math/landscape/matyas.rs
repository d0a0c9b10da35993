//! Matyas’s function: a long trough along the diagonal.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "matyas",
    title: Bilingual::new("Matyas’s function", "马蒂亚斯函数"),
    formula: "f(x, y) = 0.26 (x² + y²) − 0.48 xy",
    doc: Bilingual::new(
        "A long trough across the axes, nearly without slope along its floor: the condition number decides how long a descent takes.",
        "与坐标轴斜交的长槽，沿槽底几乎没有坡度：条件数决定下降要走多久。",
    ),
    reference: "J. Matyas, Random optimization, Automation and Remote Control 26 (1965)",
    parameters: &[],
    build: |_| Arc::new(Matyas),
};

/// f(x, y) = 0.26 (x² + y²) − 0.48 xy: a quadratic trough with condition number 25 and its minimum at the origin.
#[derive(Clone, Copy, Debug)]
pub struct Matyas;

impl Landscape for Matyas {
    fn value(&self, at: DVec2) -> f64 {
        // In the coordinates x + y and x − y of the trough, so that no large terms cancel.
        let (along, across) = (at.x + at.y, at.x - at.y);
        0.01 * (along * along) + 0.25 * (across * across)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        DVec2::new(0.52 * at.x - 0.48 * at.y, 0.52 * at.y - 0.48 * at.x)
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        Some(symmetric(0.52, -0.48, 0.52))
    }

    fn domain(&self) -> Domain {
        Domain::square(10.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, (0.0, 0.0), CriticalKind::Minimum)]
    }
}
