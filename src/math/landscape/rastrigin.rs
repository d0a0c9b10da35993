//! Rastrigin’s function: one global minimum among very many local ones.

use std::sync::Arc;

use glam::{DMat2, DVec2};
use std::f64::consts::{PI, TAU};

use super::{
    CriticalPoint, Domain, Entry, Landscape, critical,
    critical::Extremum::{Max, Min},
    symmetric,
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "rastrigin",
    title: Bilingual::new("Rastrigin’s function", "拉斯特里金函数"),
    formula: "f(x, y) = 20 + x² − 10 cos 2πx + y² − 10 cos 2πy",
    doc: Bilingual::new(
        "A minimum at every whole number, and only one of them is the lowest: the classic trap for methods that only look at the slope.",
        "每个整数点附近都有一个极小值，只有一个最低：对只看坡度的方法是经典的陷阱。",
    ),
    reference: "L. A. Rastrigin, Systems of Extremal Control, Nauka, Moscow (1974, in Russian)",
    parameters: &[],
    build: |_| Arc::new(Rastrigin),
};

/// f(x, y) = Σ (10 + t² − 10 cos 2πt) over t = x, y: a lattice of local minima around the one at the origin.
#[derive(Clone, Copy, Debug)]
pub struct Rastrigin;

/// The positive minima of g in the domain: t = −10π sin 2πt near the integers.
const MINIMA: [f64; 5] = [
    0.9949586376523348,
    1.9899122337085495,
    2.984855701039481,
    3.9797838603007536,
    4.974691390895051,
];

/// The positive maxima of g in the domain: the same equation near the half-integers.
const MAXIMA: [f64; 5] = [
    0.5025460365546747,
    1.5076407318703584,
    2.512743318200085,
    3.517859138170441,
    4.522993659584519,
];

/// g(t) = 10 + t² − 10 cos 2πt, in a form that is accurate near 0.
fn g(t: f64) -> f64 {
    let wave = (PI * t).sin();
    t * t + 20.0 * (wave * wave)
}

impl Landscape for Rastrigin {
    fn value(&self, at: DVec2) -> f64 {
        g(at.x) + g(at.y)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let slope = |t: f64| 2.0 * t + 20.0 * PI * (TAU * t).sin();
        DVec2::new(slope(at.x), slope(at.y))
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let curvature = |t: f64| 2.0 + 40.0 * PI * PI * (TAU * t).cos();
        Some(symmetric(curvature(at.x), 0.0, curvature(at.y)))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.12)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        let mirrored = |minima: [f64; 5], maxima: [f64; 5]| {
            let minima = minima.into_iter().flat_map(|t| [Min(-t), Min(t)]);
            let maxima = maxima.into_iter().flat_map(|t| [Max(-t), Max(t)]);
            [Min(0.0)]
                .into_iter()
                .chain(minima)
                .chain(maxima)
                .collect::<Vec<_>>()
        };
        let extrema = mirrored(MINIMA, MAXIMA);
        critical::of_sum(self, &extrema, &extrema)
    }
}
