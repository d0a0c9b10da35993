//! Ackley’s function: a rippled plain around a funnel with a sharp tip.

use std::sync::Arc;

use glam::{DMat2, DVec2};
use std::f64::consts::{E, FRAC_1_SQRT_2, PI, TAU};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "ackley",
    title: Bilingual::new("Ackley’s function", "阿克利函数"),
    formula: "f(x, y) = −20 exp(−0.2 √(½(x² + y²))) − exp(½(cos 2πx + cos 2πy)) + e + 20",
    doc: Bilingual::new(
        "An almost flat, pitted plain around one deep funnel: the slope tells the way only once the funnel is reached.",
        "近乎平坦、布满小坑的平原围着一个深漏斗：进入漏斗之后坡度才指明方向。",
    ),
    reference: "D. H. Ackley, A Connectionist Machine for Genetic Hillclimbing, Kluwer (1987)",
    parameters: &[],
    build: |_| Arc::new(Ackley),
};

/// Ackley’s function, with a kink at the minimum at the origin.
///
/// The gradient there is the subgradient 0, and there is no Hessian. The many local minima of the ripples are not
/// listed.
#[derive(Clone, Copy, Debug)]
pub struct Ackley;

/// √(½(x² + y²))
fn radius(at: DVec2) -> f64 {
    at.x.hypot(at.y) * FRAC_1_SQRT_2
}

/// exp(½(cos 2πx + cos 2πy))
fn ripple_factor(at: DVec2) -> f64 {
    (0.5 * ((TAU * at.x).cos() + (TAU * at.y).cos())).exp()
}

impl Landscape for Ackley {
    fn value(&self, at: DVec2) -> f64 {
        // 20 and e are moved into the exponentials, so that nothing cancels near the origin.
        let wave = ((PI * at.x).sin(), (PI * at.y).sin());
        let ripple = wave.0 * wave.0 + wave.1 * wave.1;
        -20.0 * (-0.2 * radius(at)).exp_m1() - E * (-ripple).exp_m1()
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let r = radius(at);
        if r == 0.0 {
            return DVec2::ZERO;
        }
        let funnel = 2.0 * (-0.2 * r).exp() * (at / r);
        let ripple = ripple_factor(at) * PI * DVec2::new((TAU * at.x).sin(), (TAU * at.y).sin());
        funnel + ripple
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let r = radius(at);
        if r == 0.0 {
            return None;
        }
        let (u, v) = (at.x / r, at.y / r);
        let pull = 2.0 * (-0.2 * r).exp() / r;
        let along = -0.5 * pull * (0.2 * r + 1.0);
        let ripple = ripple_factor(at) * PI * PI;
        let (sin_x, cos_x) = (TAU * at.x).sin_cos();
        let (sin_y, cos_y) = (TAU * at.y).sin_cos();
        Some(symmetric(
            pull + along * (u * u) + ripple * (2.0 * cos_x - sin_x * sin_x),
            along * (u * v) - ripple * (sin_x * sin_y),
            pull + along * (v * v) + ripple * (2.0 * cos_y - sin_y * sin_y),
        ))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, (0.0, 0.0), CriticalKind::Minimum)]
    }
}
