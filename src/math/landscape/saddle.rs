//! A saddle between two valleys.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "saddle",
    title: Bilingual::new("Saddle", "马鞍"),
    formula: "f(x, y) = x² − y² + 0.1 (x⁴ + y⁴)",
    doc: Bilingual::new(
        "Flat at the middle without a minimum there: a start with y = 0 ends on the saddle, any other falls into one of two basins.",
        "中心平坦却不是最小值：从 y = 0 出发就停在鞍点，其余起点都落入两个盆地之一。",
    ),
    reference: "A saddle bounded by quartic walls; for saddles in learning: Y. Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional non-convex optimization, NeurIPS 27 (2014)",
    parameters: &[],
    build: |_| Arc::new(Saddle),
};

/// f(x, y) = x² − y² + 0.1 (x⁴ + y⁴): a saddle at the origin, minima at (0, ±√5).
#[derive(Clone, Copy, Debug)]
pub struct Saddle;

impl Landscape for Saddle {
    fn value(&self, at: DVec2) -> f64 {
        let (x2, y2) = (at.x * at.x, at.y * at.y);
        x2 - y2 + 0.1 * (x2 * x2 + y2 * y2)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (x2, y2) = (at.x * at.x, at.y * at.y);
        DVec2::new(at.x * (2.0 + 0.4 * x2), at.y * (0.4 * y2 - 2.0))
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        Some(symmetric(
            2.0 + 1.2 * at.x * at.x,
            0.0,
            1.2 * at.y * at.y - 2.0,
        ))
    }

    fn domain(&self) -> Domain {
        Domain::square(3.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        let y = 5.0_f64.sqrt();
        vec![
            CriticalPoint::of(self, (0.0, y), CriticalKind::Minimum),
            CriticalPoint::of(self, (0.0, -y), CriticalKind::Minimum),
            CriticalPoint::of(self, (0.0, 0.0), CriticalKind::Saddle),
        ]
    }
}
