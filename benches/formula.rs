//! Benchmarks of formulas: values and gradients on a grid of 512², on all cores.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fallline::math::{formula::Formula, landscape::Landscape};
use glam::DVec2;
use rayon::prelude::*;

const SIDE: usize = 512;

/// About twenty operations each: a polynomial, and a typical formula with other functions.
const FORMULAS: [(&str, &str); 2] = [
    (
        "polynomial",
        "a*(x^2 + y - 11)^2 + b*(x + y^2 - 7)^2 + 0.1*x*y - (x - y)^2/4 + 2*x - 3*y",
    ),
    (
        "waves",
        "a*(x^2 - y)^2 + (1 - x)^2 + sin(3*x)*cos(2*y) + 0.5*exp(-(x^2 + y^2)/2) - b*y + sqrt(x^2 + 1)",
    ),
];

fn grid(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("values and gradients of 512 x 512");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    for (name, text) in FORMULAS {
        let formula = Formula::parse(text).expect("a formula");
        let domain = formula.domain();
        let fraction = |i: usize| i as f64 / (SIDE - 1) as f64;
        let rows: Vec<Vec<DVec2>> = (0..SIDE)
            .map(|j| {
                let row = (0..SIDE).map(|i| domain.at(DVec2::new(fraction(i), fraction(j))));
                row.collect()
            })
            .collect();
        let mut values = vec![0.0; SIDE * SIDE];
        let mut gradients = vec![DVec2::ZERO; SIDE * SIDE];
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                (rows.par_iter())
                    .zip(values.par_chunks_mut(SIDE))
                    .zip(gradients.par_chunks_mut(SIDE))
                    .for_each(|((points, values), gradients)| {
                        formula.values_and_gradients_into(points, values, gradients);
                    });
                black_box((&values, &gradients));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, grid);
criterion_main!(benches);
