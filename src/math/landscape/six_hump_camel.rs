//! Six-hump camel: six minima, two of them global, symmetric about the origin.

use super::{
    CriticalKind, Entry,
    by_formula::{self, Definition},
};
use crate::math::words::Bilingual;

pub(super) const ENTRY: Entry = Entry {
    name: "six_hump_camel",
    title: Bilingual::new("Six-hump camel", "六峰骆驼函数"),
    formula: "f(x, y) = (4 − 2.1x² + x⁴/3)·x² + xy + (4y² − 4)·y²",
    doc: Bilingual::new(
        "Six minima, two of them the deepest, mirrored in the origin: a small map with every kind of critical point.",
        "六个极小值，其中两个最深，关于原点对称：一张小图里各类临界点俱全。",
    ),
    reference: "F. H. Branin, Widely convergent method for finding multiple solutions of simultaneous nonlinear equations, IBM Journal 16 (1972)",
    parameters: &[],
    build: |_| by_formula::build(&DEFINITION),
};

static DEFINITION: Definition = Definition {
    formula: "(4 - 2.1x^2 + x^4/3) x^2 + x y + (4y^2 - 4) y^2",
    domain: [[-2.0, 2.0], [-1.2, 1.2]],
    has_log_scale: false,
    critical_points: &[
        (
            CriticalKind::Minimum,
            [0.08984201310031807, -0.7126564030207396],
        ),
        (
            CriticalKind::Minimum,
            [-0.08984201310031807, 0.7126564030207396],
        ),
        (
            CriticalKind::LocalMinimum,
            [1.7036067149699814, -0.7960835686726252],
        ),
        (
            CriticalKind::LocalMinimum,
            [-1.7036067149699814, 0.7960835686726253],
        ),
        (CriticalKind::Saddle, [0.0, 0.0]),
        (
            CriticalKind::Saddle,
            [1.1092053368047867, -0.7682680925095398],
        ),
        (
            CriticalKind::Saddle,
            [-1.1092053368047867, 0.7682680925095398],
        ),
        (
            CriticalKind::LocalMinimum,
            [-1.607104752920199, -0.5686514548841312],
        ),
        (
            CriticalKind::LocalMinimum,
            [1.607104752920198, 0.5686514548841313],
        ),
        (
            CriticalKind::Saddle,
            [-1.6380679841897805, -0.2286740690443944],
        ),
        (
            CriticalKind::Saddle,
            [1.6380679841897805, 0.2286740690443944],
        ),
        (
            CriticalKind::Saddle,
            [-1.2960702671671087, -0.6050843880386586],
        ),
        (
            CriticalKind::Saddle,
            [1.2960702671671087, 0.6050843880386586],
        ),
        (
            CriticalKind::Maximum,
            [-1.230229876516652, -0.16233458445899485],
        ),
        (
            CriticalKind::Maximum,
            [1.230229876516652, 0.16233458445899393],
        ),
    ],
};
