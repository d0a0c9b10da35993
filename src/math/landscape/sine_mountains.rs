//! Sine mountains: a sum of sines on a bowl, with two valleys separated by a pass.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{
    CriticalPoint, Domain, Entry, Landscape, critical,
    critical::Extremum::{self, Max, Min},
    symmetric,
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "sine_mountains",
    title: Bilingual::new("Sine mountains", "正弦山脉"),
    formula: "f(x, y) = x² + 10 sin x + y² + 5 sin y",
    doc: Bilingual::new(
        "Hills and hollows of a sine in each direction on a wide bowl: where a descent ends depends on its start and its step.",
        "宽阔的碗上沿两个方向叠加正弦起伏：下降停在哪里取决于起点和步长。",
    ),
    reference: "A sum of two functions of one variable, of the kind of x² + 10 sin x in the SciPy lecture notes, chapter SciPy: https://lectures.scientific-python.org/intro/scipy/",
    parameters: &[],
    build: |_| Arc::new(SineMountains),
};

/// f(x, y) = x² + 10 sin x + y² + 5 sin y: a global minimum, a local one, and the saddle between them.
#[derive(Clone, Copy, Debug)]
pub struct SineMountains;

/// The roots of 2x + 10 cos x.
const EXTREMA_X: [Extremum; 3] = [
    Min(-1.306440008369511),
    Max(1.977383029328841),
    Min(3.837467106499049),
];

/// The root of 2y + 5 cos y.
const EXTREMA_Y: [Extremum; 1] = [Min(-1.110510503581112)];

impl Landscape for SineMountains {
    fn value(&self, at: DVec2) -> f64 {
        at.x * at.x + 10.0 * at.x.sin() + at.y * at.y + 5.0 * at.y.sin()
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        DVec2::new(
            2.0 * at.x + 10.0 * at.x.cos(),
            2.0 * at.y + 5.0 * at.y.cos(),
        )
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        Some(symmetric(
            2.0 - 10.0 * at.x.sin(),
            0.0,
            2.0 - 5.0 * at.y.sin(),
        ))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        critical::of_sum(self, &EXTREMA_X, &EXTREMA_Y)
    }
}
