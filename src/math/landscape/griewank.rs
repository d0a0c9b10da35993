//! Griewank’s function: a wide bowl covered with ripples.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "griewank",
    title: Bilingual::new("Griewank’s function", "格里万克函数"),
    formula: "f(x, y) = 1 + (x² + y²)/4000 − cos x·cos(y/√2)",
    doc: Bilingual::new(
        "A wide bowl covered by a regular grid of dimples: from afar it is convex, close up it is full of minima.",
        "宽碗上布满规则的小坑：远看是凸的，近看到处是极小值。",
    ),
    reference: "A. O. Griewank, Generalized descent for global optimization, Journal of Optimization Theory and Applications 34 (1981)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "1 + (x^2 + y^2)/4000 - cos(x) cos(y/sqrt(2))",
    domain: [[-10.0, 10.0], [-10.0, 10.0]],
    has_log_scale: false,
    critical_points: &[
        (CriticalKind::Minimum, [0.0, 0.0]),
        (
            CriticalKind::LocalMinimum,
            [-3.1400226338955397, -4.438444480920714],
        ),
        (
            CriticalKind::LocalMinimum,
            [3.1400226338955397, -4.438444480920714],
        ),
        (
            CriticalKind::LocalMinimum,
            [-3.14002263389554, 4.438444480920715],
        ),
        (
            CriticalKind::LocalMinimum,
            [3.1400226338955397, 4.438444480920714],
        ),
        (CriticalKind::LocalMinimum, [-6.280045279379904, 0.0]),
        (CriticalKind::LocalMinimum, [6.280045279379904, 0.0]),
        (CriticalKind::LocalMinimum, [0.0, -8.876888929095657]),
        (CriticalKind::LocalMinimum, [0.0, 8.876888929095657]),
        (
            CriticalKind::LocalMinimum,
            [-9.420067886213593, -4.438444437201061],
        ),
        (
            CriticalKind::LocalMinimum,
            [9.420067886213593, -4.438444437201061],
        ),
        (
            CriticalKind::LocalMinimum,
            [-9.420067886213593, 4.438444437201062],
        ),
        (
            CriticalKind::LocalMinimum,
            [9.420067886213593, 4.438444437201062],
        ),
        (
            CriticalKind::LocalMinimum,
            [-6.280045217550294, -8.876888885374552],
        ),
        (
            CriticalKind::LocalMinimum,
            [6.280045217550294, -8.876888885374552],
        ),
        (
            CriticalKind::LocalMinimum,
            [-6.280045217550294, 8.876888885374552],
        ),
        (
            CriticalKind::LocalMinimum,
            [6.280045217550294, 8.876888885374552],
        ),
    ],
};
