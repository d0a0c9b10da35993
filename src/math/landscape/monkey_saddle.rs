//! Monkey saddle: three ways down from one point, at which the curvature is 0.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "monkey_saddle",
    title: Bilingual::new("Monkey saddle", "猴鞍面"),
    formula: "f(x, y) = x³ − 3xy²",
    doc: Bilingual::new(
        "Three ways down and three ways up from one flat point where even the second derivatives vanish.",
        "一个平点引出三条下坡和三条上坡，那里连二阶导数也为零。",
    ),
    reference: "D. Hilbert and S. Cohn-Vossen, Anschauliche Geometrie, Springer (1932), section 29",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "x^3 - 3x y^2",
    domain: [[-2.0, 2.0], [-2.0, 2.0]],
    has_log_scale: false,
    critical_points: &[(CriticalKind::Saddle, [0.0, 0.0])],
};
