//! Rings of waves around one drop.

use super::{
    CriticalKind, Entry,
    known::{self, Known},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "drop_wave",
    title: Bilingual::new("Drop-wave function", "水滴波函数"),
    formula: "f(x, y) = −(1 + cos(12·√(x² + y²)))/(0.5·(x² + y²) + 2)",
    reference: "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments: Test Functions and Datasets (2013)",
    build: || known::build(&KNOWN),
};

static KNOWN: Known = Known {
    formula: "-(1 + cos(12 sqrt(x^2+y^2)))/(0.5(x^2+y^2) + 2)",
    domain: [[-2.0, 2.0], [-2.0, 2.0]],
    log_height: false,
    critical: &[(CriticalKind::Minimum, [0.0, 0.0])],
};
