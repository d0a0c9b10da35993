//! The round bowl: the simplest convex landscape.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "bowl",
    title: Bilingual::new("Bowl", "碗"),
    formula: "f(x, y) = x² + y²",
    doc: Bilingual::new(
        "The simplest convex landscape: the slope points straight away from the only minimum, so plain gradient descent walks straight down to it.",
        "最简单的凸曲面：梯度正对着唯一的最小值，普通的梯度下降沿直线走到谷底。",
    ),
    reference: "The sphere function: K. A. De Jong, An Analysis of the Behavior of a Class of Genetic Adaptive Systems, PhD thesis, University of Michigan (1975), F1",
    parameters: &[],
    build: |_| Arc::new(Bowl),
};

/// f(x, y) = x² + y², convex, with its minimum at the origin.
#[derive(Clone, Copy, Debug)]
pub struct Bowl;

impl Landscape for Bowl {
    fn value(&self, at: DVec2) -> f64 {
        at.x * at.x + at.y * at.y
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        2.0 * at
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        Some(symmetric(2.0, 0.0, 2.0))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, (0.0, 0.0), CriticalKind::Minimum)]
    }
}
