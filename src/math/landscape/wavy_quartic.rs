//! Wavy quartic: a double well with waves, with sixteen minima.

use std::sync::Arc;

use glam::{DMat2, DVec2};
use std::f64::consts::TAU;

use super::{
    CriticalPoint, Domain, Entry, Landscape, critical,
    critical::Extremum::{self, Max, Min},
    symmetric,
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "wavy_quartic",
    title: Bilingual::new("Wavy quartic", "波浪四次函数"),
    formula: "f(x, y) = g(x) + g(y), g(t) = t⁴ − 4t³ + 4t² + t² sin 2πt",
    doc: Bilingual::new(
        "A quartic double well with a sine on top, in each direction: minima, maxima and saddles side by side, each found and named.",
        "每个方向都是四次双阱加正弦：极小、极大与鞍点并列，逐一找出并命名。",
    ),
    reference: "A double well t²(t − 2)² under waves that grow with t; for the well: S. H. Strogatz, Nonlinear Dynamics and Chaos, 2nd edition, Westview (2015), section 2.7",
    parameters: &[],
    build: |_| Arc::new(WavyQuartic),
};

/// f(x, y) = g(x) + g(y) with g(t) = t⁴ − 4t³ + 4t² + t² sin 2πt: sixteen minima, the lowest near (2.72, 2.72).
#[derive(Clone, Copy, Debug)]
pub struct WavyQuartic;

/// The roots of g′ within the domain.
const EXTREMA: [Extremum; 8] = [
    Min(0.0),
    Max(0.4947920349723595),
    Min(0.7790213824761508),
    Max(1.2736151437583472),
    Min(1.7873970292237606),
    Max(2.288315956396949),
    Min(2.721905423537101),
    Max(3.3694813944018085),
];

impl Landscape for WavyQuartic {
    fn value(&self, at: DVec2) -> f64 {
        let g = |t: f64| t * t * ((t - 2.0) * (t - 2.0) + (TAU * t).sin());
        g(at.x) + g(at.y)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let slope = |t: f64| {
            let (sin, cos) = (TAU * t).sin_cos();
            t * (4.0 * (t - 1.0) * (t - 2.0) + 2.0 * sin + TAU * t * cos)
        };
        DVec2::new(slope(at.x), slope(at.y))
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let curvature = |t: f64| {
            let (sin, cos) = (TAU * t).sin_cos();
            let phase = TAU * t;
            12.0 * t * t - 24.0 * t + 8.0 + (2.0 - phase * phase) * sin + 4.0 * phase * cos
        };
        Some(symmetric(curvature(at.x), 0.0, curvature(at.y)))
    }

    fn domain(&self) -> Domain {
        Domain {
            x: [-0.5, 3.5],
            y: [-0.5, 3.5],
        }
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        critical::of_sum(self, &EXTREMA, &EXTREMA)
    }
}
