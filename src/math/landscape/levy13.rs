//! Lévy function N. 13: waves across a bowl, with the minimum at (1, 1).

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "levy13",
    title: Bilingual::new("Lévy function N. 13", "莱维函数 13 号"),
    formula: "f(x, y) = sin²(3πx) + (x − 1)²·(1 + sin²(3πy)) + (y − 1)²·(1 + sin²(2πy))",
    doc: Bilingual::new(
        "A sine in each direction on a shallow bowl: long corridors of minima that lead to (1, 1) only for a method that can climb.",
        "浅碗上每个方向叠加正弦：成排的极小值通向 (1, 1)，但只有能爬坡的方法走得到。",
    ),
    reference: "A. V. Levy and A. Montalvo, The tunneling algorithm for the global minimization of functions, SIAM Journal on Scientific and Statistical Computing 6 (1985)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "sin(3π x)^2 + (x-1)^2 (1 + sin(3π y)^2) + (y-1)^2 (1 + sin(2π y)^2)",
    domain: [[-4.0, 4.0], [-4.0, 4.0]],
    has_log_scale: false,
    critical_points: &[(CriticalKind::Minimum, [1.0, 1.0])],
};
