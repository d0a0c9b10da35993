//! Beale’s function: a flat plain with sharp peaks in its corners.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "beale",
    title: Bilingual::new("Beale’s function", "比尔函数"),
    formula: "f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
    doc: Bilingual::new(
        "A flat plain with steep corners: far from the minimum there is next to no slope to follow, at the corners far too much.",
        "平原四角陡峭：远离最小值处几乎没有坡度可循，到了角落坡度又大得过分。",
    ),
    reference: "E. M. L. Beale, On an iterative method for finding a local minimum of a function of more than one variable, Technical Report 25, Princeton University (1958)",
    parameters: &[],
    build: |_| Arc::new(Beale),
};

/// f(x, y) = Σ (cᵢ − x + x yⁱ)² with c = (1.5, 2.25, 2.625): minimum 0 at (3, ½), saddle at (0, 1).
#[derive(Clone, Copy, Debug)]
pub struct Beale;

/// A residual r = c − x + x yⁱ and its derivatives (r_xx is 0).
struct Term {
    r: f64,
    rx: f64,
    ry: f64,
    rxy: f64,
    ryy: f64,
}

fn terms(DVec2 { x, y }: DVec2) -> [Term; 3] {
    // x · y · y, not x · y²: with x = 0 the product is 0 however large y is.
    let xy = x * y;
    [
        Term {
            r: 1.5 - x + xy,
            rx: y - 1.0,
            ry: x,
            rxy: 1.0,
            ryy: 0.0,
        },
        Term {
            r: 2.25 - x + xy * y,
            rx: y * y - 1.0,
            ry: 2.0 * xy,
            rxy: 2.0 * y,
            ryy: 2.0 * x,
        },
        Term {
            r: 2.625 - x + xy * y * y,
            rx: y * y * y - 1.0,
            ry: 3.0 * xy * y,
            rxy: 3.0 * y * y,
            ryy: 6.0 * xy,
        },
    ]
}

impl Landscape for Beale {
    fn value(&self, at: DVec2) -> f64 {
        terms(at).map(|term| term.r * term.r).iter().sum()
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        terms(at)
            .map(|term| 2.0 * term.r * DVec2::new(term.rx, term.ry))
            .iter()
            .sum()
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let parts = terms(at).map(
            |Term {
                 r,
                 rx,
                 ry,
                 rxy,
                 ryy,
             }| { 2.0 * symmetric(rx * rx, rx * ry + r * rxy, ry * ry + r * ryy) },
        );
        Some(parts[0] + parts[1] + parts[2])
    }

    fn domain(&self) -> Domain {
        Domain::square(4.5)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![
            CriticalPoint::of(self, (3.0, 0.5), CriticalKind::Minimum),
            CriticalPoint::of(self, (0.0, 1.0), CriticalKind::Saddle),
        ]
    }

    fn has_log_scale(&self) -> bool {
        true
    }
}
