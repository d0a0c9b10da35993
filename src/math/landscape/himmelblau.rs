//! Himmelblau’s function: four equal minima around a hill.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "himmelblau",
    title: Bilingual::new("Himmelblau’s function", "希梅尔布劳函数"),
    formula: "f(x, y) = (x² + y − 11)² + (x + y² − 7)²",
    doc: Bilingual::new(
        "Four minima of equal depth around one hill: which of them a run reaches depends on its start alone.",
        "一座小山四周有四个同样深的极小值：到达哪一个只取决于起点。",
    ),
    reference: "D. M. Himmelblau, Applied Nonlinear Programming, McGraw-Hill (1972)",
    parameters: &[],
    build: |_| Arc::new(Himmelblau),
};

/// f(x, y) = (x² + y − 11)² + (x + y² − 7)²: four minima of value 0, four saddles between them, one maximum.
#[derive(Clone, Copy, Debug)]
pub struct Himmelblau;

/// The two residuals, whose squares are added.
fn residuals(at: DVec2) -> (f64, f64) {
    (at.x * at.x + at.y - 11.0, at.x + at.y * at.y - 7.0)
}

impl Landscape for Himmelblau {
    fn value(&self, at: DVec2) -> f64 {
        let (a, b) = residuals(at);
        a * a + b * b
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (a, b) = residuals(at);
        DVec2::new(4.0 * at.x * a + 2.0 * b, 2.0 * a + 4.0 * at.y * b)
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let (a, b) = residuals(at);
        let xx = 2.0 + 4.0 * a + 8.0 * at.x * at.x;
        let yy = 2.0 + 4.0 * b + 8.0 * at.y * at.y;
        Some(symmetric(xx, 4.0 * (at.x + at.y), yy))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        use CriticalKind::{Maximum, Minimum, Saddle};
        [
            ((3.0, 2.0), Minimum),
            ((-2.805118086952745, 3.131312518250573), Minimum),
            ((-3.779310253377747, -3.28318599128617), Minimum),
            ((3.5844283403304917, -1.8481265269644036), Minimum),
            ((3.385154183607021, 0.07385187983774928), Saddle),
            ((0.08667750455539636, 2.884254701174776), Saddle),
            ((-3.0730257507643897, -0.08135304428796751), Saddle),
            ((-0.12796134673068008, -1.9537149802445763), Saddle),
            ((-0.2708445906673476, -0.9230385564799815), Maximum),
        ]
        .map(|(at, kind)| CriticalPoint::of(self, at, kind))
        .into()
    }
}
