//! Ridges and pits at every scale; the lowest lies at the edge.

use super::{
    Entry,
    known::{self, Known},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "eggholder",
    title: Bilingual::new("Eggholder function", "蛋架函数"),
    formula: "f(x, y) = −(y + 47)·sin √|y + x/2 + 47| − x·sin √|x − y − 47|",
    reference: "D. Whitley et al., Evaluating evolutionary algorithms, Artificial Intelligence 85 (1996)",
    build: || known::build(&KNOWN),
};

static KNOWN: Known = Known {
    formula: "-(y+47) sin(sqrt(|y + x/2 + 47|)) - x sin(sqrt(|x - y - 47|))",
    domain: [[-512.0, 512.0], [-512.0, 512.0]],
    log_height: false,
    critical: &[],
};
