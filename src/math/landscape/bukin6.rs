//! Bukin’s function N. 6: a valley with a sharp bottom along a parabola.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "bukin6",
    title: Bilingual::new("Bukin’s function N. 6", "布金函数 6 号"),
    formula: "f(x, y) = 100·√|y − 0.01x²| + 0.01·|x + 10|",
    doc: Bilingual::new(
        "A valley with a kink all along its floor: the gradient jumps from side to side there, and no step is small enough.",
        "谷底处处是折痕：梯度在那里左右跳变，步长再小也不够。",
    ),
    reference: "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments: Test Functions and Datasets (2013)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "100 sqrt(|y - 0.01x^2|) + 0.01|x+10|",
    domain: [[-15.0, -5.0], [-3.0, 3.0]],
    has_log_scale: false,
    critical_points: &[(CriticalKind::Minimum, [-10.0, 1.0])],
};
