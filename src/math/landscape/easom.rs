//! Easom’s function: one narrow hole in a plain without slope.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "easom",
    title: Bilingual::new("Easom’s function", "伊索姆函数"),
    formula: "f(x, y) = −cos x·cos y·exp(−(x − π)² − (y − π)²)",
    doc: Bilingual::new(
        "A needle’s hole in a plain: but for a few units around the minimum there is no slope at all to follow.",
        "平原上的一个针孔：除了最小值附近几个单位，处处没有坡度可循。",
    ),
    reference: "E. E. Easom, A survey of global optimization techniques, M. Eng. thesis, University of Louisville (1990)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "-cos(x) cos(y) exp(-(x-π)^2 - (y-π)^2)",
    domain: [[-2.0, 8.0], [-2.0, 8.0]],
    has_log_scale: false,
    critical_points: &[(CriticalKind::Minimum, [std::f64::consts::PI; 2])],
};
