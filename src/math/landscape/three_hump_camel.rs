//! Three-hump camel: three minima in a row, the middle one the deepest.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "three_hump_camel",
    title: Bilingual::new("Three-hump camel", "三峰骆驼函数"),
    formula: "f(x, y) = 2x² − 1.05x⁴ + x⁶/6 + xy + y²",
    doc: Bilingual::new(
        "Three basins in a row, the middle one the deepest: a run that starts at a side stays in its own.",
        "三个盆地排成一行，中间的最深：从旁边出发就留在自己的盆地里。",
    ),
    reference: "F. H. Branin, Widely convergent method for finding multiple solutions of simultaneous nonlinear equations, IBM Journal 16 (1972)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "2x^2 - 1.05x^4 + x^6/6 + x y + y^2",
    domain: [[-2.5, 2.5], [-2.5, 2.5]],
    has_log_scale: false,
    critical_points: &[
        (CriticalKind::Minimum, [0.0, 0.0]),
        (
            CriticalKind::LocalMinimum,
            [1.7475523458302913, -0.8737761729151456],
        ),
        (
            CriticalKind::LocalMinimum,
            [-1.7475523458302913, 0.8737761729151456],
        ),
        (CriticalKind::Saddle, [-1.07054229182366, 0.53527114591183]),
        (CriticalKind::Saddle, [1.07054229182366, -0.53527114591183]),
    ],
};
