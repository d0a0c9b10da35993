//! Goldstein-Price function: four minima, with values over six orders of magnitude.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "goldstein_price",
    title: Bilingual::new("Goldstein-Price function", "戈德斯坦-普赖斯函数"),
    formula: "f(x, y) = (1 + (x + y + 1)²·(19 − 14x + 3x² − 14y + 6xy + 3y²))·(30 + (2x − 3y)²·(18 − 32x + 12x² + 48y − 36xy + 27y²))",
    doc: Bilingual::new(
        "Heights from 3 to a million: on a linear scale the lowest part looks flat, on a logarithmic one its four basins appear.",
        "高度从 3 到一百万：用线性刻度看底部像平地，换成对数刻度才显出四个盆地。",
    ),
    reference: "A. A. Goldstein and J. F. Price, On descent from local minima, Mathematics of Computation 25 (1971)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "(1 + (x+y+1)^2 (19 - 14x + 3x^2 - 14y + 6x y + 3y^2)) (30 + (2x-3y)^2 (18 - 32x + 12x^2 + 48y - 36x y + 27y^2))",
    domain: [[-2.0, 2.0], [-2.0, 2.0]],
    has_log_scale: true,
    critical_points: &[
        (CriticalKind::Minimum, [0.0, -1.0]),
        (CriticalKind::LocalMinimum, [-0.6, -0.4]),
        (CriticalKind::Saddle, [-0.4, -0.6]),
        (CriticalKind::LocalMinimum, [1.8, 0.2]),
        (CriticalKind::Saddle, [1.2, -0.2]),
        (CriticalKind::LocalMinimum, [1.2, 0.8]),
        (CriticalKind::Saddle, [1.4, 0.6]),
        (CriticalKind::Saddle, [0.6, 0.4]),
        (CriticalKind::Maximum, [0.8, 0.2]),
    ],
};
