//! A tilted wave on a trough.

use super::{
    CriticalKind, Entry,
    known::{self, Known},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "mccormick",
    title: Bilingual::new("McCormick’s function", "麦考密克函数"),
    formula: "f(x, y) = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1",
    reference: "G. P. McCormick, Computability of global solutions to factorable nonconvex programs, Mathematical Programming 10 (1976)",
    build: || known::build(&KNOWN),
};

static KNOWN: Known = Known {
    formula: "sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1",
    domain: [[-1.5, 4.0], [-3.0, 4.0]],
    log_height: false,
    critical: &[
        (
            CriticalKind::Minimum,
            [-0.5471975511965977, -1.5471975511965979],
        ),
        (
            CriticalKind::LocalMinimum,
            [2.5943951023931953, 1.5943951023931953],
        ),
        (
            CriticalKind::Saddle,
            [1.547197551196597, 0.5471975511965967],
        ),
    ],
};
