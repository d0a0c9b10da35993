//! A saddle for two legs and a tail: three ways down from one point, and no curvature there.

use super::{
    CriticalKind, Entry,
    known::{self, Known},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "monkey_saddle",
    title: Bilingual::new("Monkey saddle", "猴鞍面"),
    formula: "f(x, y) = x³ − 3xy²",
    reference: "D. Hilbert and S. Cohn-Vossen, Anschauliche Geometrie, Springer (1932), section 29",
    build: || known::build(&KNOWN),
};

static KNOWN: Known = Known {
    formula: "x^3 - 3x y^2",
    domain: [[-2.0, 2.0], [-2.0, 2.0]],
    log_height: false,
    critical: &[(CriticalKind::Saddle, [0.0, 0.0])],
};
