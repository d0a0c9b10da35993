//! Drop-wave function: concentric waves around a drop.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "drop_wave",
    title: Bilingual::new("Drop-wave function", "水滴波函数"),
    formula: "f(x, y) = −(1 + cos(12·√(x² + y²)))/(0.5·(x² + y²) + 2)",
    doc: Bilingual::new(
        "Rings around a drop, each a trough without an exit: the slope points along the rings’ radius, the way down crosses every crest.",
        "水滴四周的一圈圈波纹，每一圈都是出不去的槽：坡度沿半径方向，往下要越过每一道波峰。",
    ),
    reference: "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments: Test Functions and Datasets (2013)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "-(1 + cos(12 sqrt(x^2+y^2)))/(0.5(x^2+y^2) + 2)",
    domain: [[-2.0, 2.0], [-2.0, 2.0]],
    has_log_scale: false,
    critical_points: &[(CriticalKind::Minimum, [0.0, 0.0])],
};
