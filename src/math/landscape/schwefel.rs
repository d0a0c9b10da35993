//! Ever deeper pits towards a corner, far from the next best.

use super::{
    CriticalKind, Entry,
    known::{self, Known},
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
    build: |_| known::build(&KNOWN),
};

static KNOWN: Known = Known {
    formula: "837.9657745448674 - (x sin(sqrt(|x|)) + y sin(sqrt(|y|)))",
    domain: [[-500.0, 500.0], [-500.0, 500.0]],
    log_height: false,
    critical: &[(
        CriticalKind::Minimum,
        [420.968746359982, 420.96874635998216],
    )],
};
