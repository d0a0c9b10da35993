//! Booth’s function: a slanted, gently stretched bowl.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "booth",
    title: Bilingual::new("Booth’s function", "布斯函数"),
    formula: "f(x, y) = (x + 2y − 7)² + (2x + y − 5)²",
    doc: Bilingual::new(
        "A tilted elliptical bowl, easy for every method: a first check that an optimizer works at all.",
        "倾斜的椭圆碗，对各种方法都容易：用来先确认优化器能正常工作。",
    ),
    reference: "M. Jamil, X.-S. Yang, A literature survey of benchmark functions for global optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation 4 (2013)",
    parameters: &[],
    build: |_| Arc::new(Booth),
};

/// f(x, y) = (x + 2y − 7)² + (2x + y − 5)²: a quadratic bowl with condition number 9 and its minimum at (1, 3).
#[derive(Clone, Copy, Debug)]
pub struct Booth;

/// The two residuals, whose squares are added.
fn residuals(at: DVec2) -> (f64, f64) {
    (at.x + 2.0 * at.y - 7.0, 2.0 * at.x + at.y - 5.0)
}

impl Landscape for Booth {
    fn value(&self, at: DVec2) -> f64 {
        let (a, b) = residuals(at);
        a * a + b * b
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (a, b) = residuals(at);
        DVec2::new(2.0 * a + 4.0 * b, 4.0 * a + 2.0 * b)
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        Some(symmetric(10.0, 8.0, 10.0))
    }

    fn domain(&self) -> Domain {
        Domain::square(10.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, (1.0, 3.0), CriticalKind::Minimum)]
    }
}
