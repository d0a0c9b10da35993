//! McCormick’s function: a tilted wave on a trough.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "mccormick",
    title: Bilingual::new("McCormick’s function", "麦考密克函数"),
    formula: "f(x, y) = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1",
    doc: Bilingual::new(
        "A tilted sine wave across a parabola: one minimum in the usual rectangle, and the plane sinks on beyond it.",
        "倾斜的正弦波横在抛物面上：常用的矩形里只有一个最小值，出了矩形还会继续下沉。",
    ),
    reference: "G. P. McCormick, Computability of global solutions to factorable nonconvex programs, Mathematical Programming 10 (1976)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1",
    domain: [[-1.5, 4.0], [-3.0, 4.0]],
    has_log_scale: false,
    critical_points: &[
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
