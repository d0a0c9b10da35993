//! Styblinski and Tang’s function: four basins of different depths.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{
    CriticalPoint, Domain, Entry, Landscape, critical,
    critical::Extremum::{self, Max, Min},
    symmetric,
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "styblinski_tang",
    title: Bilingual::new("Styblinski and Tang’s function", "斯蒂布林斯基–唐函数"),
    formula: "f(x, y) = ½ (x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)",
    doc: Bilingual::new(
        "Four basins, only one of them the deepest: descent from most starts ends in another.",
        "四个盆地，只有一个最深：从多数起点下降，到的都是别的盆地。",
    ),
    reference: "M. A. Styblinski, T.-S. Tang, Experiments in nonconvex optimization: stochastic approximation with function smoothing and simulated annealing, Neural Networks 3 (1990)",
    parameters: &[],
    build: |_| Arc::new(StyblinskiTang),
};

/// f(x, y) = g(x) + g(y) with g(t) = ½ (t⁴ − 16t² + 5t): four minima, the deepest near (−2.9, −2.9).
#[derive(Clone, Copy, Debug)]
pub struct StyblinskiTang;

/// The roots of g′(t) = 2t³ − 16t + 2.5.
const EXTREMA: [Extremum; 3] = [
    Min(-2.903534027771177),
    Max(0.1567312567803401),
    Min(2.746802770990837),
];

impl Landscape for StyblinskiTang {
    fn value(&self, at: DVec2) -> f64 {
        let g = |t: f64| 0.5 * (t * (t * (t * t - 16.0) + 5.0));
        g(at.x) + g(at.y)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let slope = |t: f64| t * (2.0 * t * t - 16.0) + 2.5;
        DVec2::new(slope(at.x), slope(at.y))
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let curvature = |t: f64| 6.0 * t * t - 16.0;
        Some(symmetric(curvature(at.x), 0.0, curvature(at.y)))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        critical::of_sum(self, &EXTREMA, &EXTREMA)
    }
}
