//! Eggholder function: ridges and pits at every scale, with the lowest point on the boundary.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "eggholder",
    title: Bilingual::new("Eggholder function", "蛋架函数"),
    formula: "f(x, y) = −(y + 47)·sin √|y + x/2 + 47| − x·sin √|x − y − 47|",
    doc: Bilingual::new(
        "Ridges and pits at every scale, and the lowest point on the edge of the square: a search that cannot leave a basin fails here.",
        "处处是脊与坑，最低点又在正方形的边上：走不出盆地的搜索在这里必然失败。",
    ),
    reference: "D. Whitley et al., Evaluating evolutionary algorithms, Artificial Intelligence 85 (1996)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "-(y+47) sin(sqrt(|y + x/2 + 47|)) - x sin(sqrt(|x - y - 47|))",
    domain: [[-512.0, 512.0], [-512.0, 512.0]],
    has_log_scale: false,
    // The gradient is not 0 there: f falls further outside the square.
    critical_points: &[(CriticalKind::Minimum, [512.0, 404.2318051137578])],
};
