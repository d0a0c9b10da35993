//! Rosenbrock’s valley: flat and bent, with steep walls.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "rosenbrock",
    title: Bilingual::new("Rosenbrock’s valley", "罗森布罗克山谷"),
    formula: "f(x, y) = (1 − x)² + 100 (y − x²)²",
    doc: Bilingual::new(
        "A curved valley that is easy to find and hard to follow: the floor hardly slopes while the walls are steep, which is what momentum and second derivatives are for.",
        "弯曲的山谷容易找到、却难以沿着走：谷底几乎不倾斜，两壁却很陡，动量和二阶导数正是为此而生。",
    ),
    reference: "H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The Computer Journal 3 (1960)",
    parameters: &[],
    build: |_| Arc::new(Rosenbrock),
};

/// f(x, y) = (1 − x)² + 100 (y − x²)²: the valley is easy to reach, the minimum at (1, 1) hard.
#[derive(Clone, Copy, Debug)]
pub struct Rosenbrock;

impl Landscape for Rosenbrock {
    fn value(&self, at: DVec2) -> f64 {
        let to_minimum = 1.0 - at.x;
        let above_valley = at.y - at.x * at.x;
        to_minimum * to_minimum + 100.0 * (above_valley * above_valley)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let to_minimum = 1.0 - at.x;
        let above_valley = at.y - at.x * at.x;
        DVec2::new(
            -2.0 * to_minimum - 400.0 * at.x * above_valley,
            200.0 * above_valley,
        )
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let above_valley = at.y - at.x * at.x;
        Some(symmetric(
            2.0 + 800.0 * at.x * at.x - 400.0 * above_valley,
            -400.0 * at.x,
            200.0,
        ))
    }

    fn domain(&self) -> Domain {
        Domain {
            x: [-2.0, 2.0],
            y: [-1.0, 3.0],
        }
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, (1.0, 1.0), CriticalKind::Minimum)]
    }

    fn has_log_scale(&self) -> bool {
        true
    }
}
