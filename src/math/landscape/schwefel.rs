//! Schwefel’s function: the two deepest minima are far apart.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "schwefel",
    title: Bilingual::new("Schwefel’s function", "施韦费尔函数"),
    formula: "f(x, y) = 837.9658 − x·sin √|x| − y·sin √|y|",
    doc: Bilingual::new(
        "The second best minimum lies far from the best: following the trend of the hills leads to the wrong corner.",
        "次好的极小值离最好的很远：顺着地势的总趋势走，会走到错误的角落。",
    ),
    reference: "H.-P. Schwefel, Numerische Optimierung von Computer-Modellen, Birkhäuser (1977)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

/// The local minima of g(t) = −t·sin √|t|: 2·sin s + s·cos s = 0 at s = √|t|; the last is the lowest.
const MINIMA_ON_AXIS: [f64; 7] = [
    -302.52493561191176,
    -124.82935642021526,
    -25.877417347618685,
    5.239199300195525,
    65.54786509015155,
    203.81425264889447,
    420.96874635998205,
];

/// All minima of g(x) + g(y).
const MINIMA: [(CriticalKind, [f64; 2]); 49] = {
    let mut minima = [(CriticalKind::LocalMinimum, [0.0; 2]); 49];
    let mut k = 0;
    while k < 49 {
        minima[k].1 = [MINIMA_ON_AXIS[k % 7], MINIMA_ON_AXIS[k / 7]];
        k += 1;
    }
    minima[48].0 = CriticalKind::Minimum;
    minima
};

static DEFINITION: Definition = Definition {
    formula: "837.9657745448674 - (x sin(sqrt(|x|)) + y sin(sqrt(|y|)))",
    domain: [[-500.0, 500.0], [-500.0, 500.0]],
    has_log_scale: false,
    critical_points: &MINIMA,
};
