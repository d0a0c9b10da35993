//! Benchmarks of landscapes: f on a grid of 512², on one core.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fallline::math::landscape::{self, Landscape, LineFit};
use glam::DVec2;

const SIDE: usize = 512;

fn sum_over_grid(landscape: &dyn Landscape) -> f64 {
    let domain = landscape.domain();
    let fraction = |i: usize| i as f64 / (SIDE - 1) as f64;
    let row = |j: usize| (0..SIDE).map(move |i| DVec2::new(fraction(i), fraction(j)));
    (0..SIDE)
        .flat_map(row)
        .map(|at| landscape.value(domain.at(at)))
        .sum()
}

fn grid(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("grid of 512 x 512");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    for name in [
        "bowl",
        "ripples",
        "rosenbrock",
        "rastrigin",
        "ackley",
        "wavy_quartic",
    ] {
        let landscape = landscape::CATALOGUE
            .find(name)
            .expect("a name from the catalogue")
            .build_default();
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| black_box(sum_over_grid(&*landscape)));
        });
    }
    let x: Vec<f64> = (0..200).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 + 0.5 * x + x.sin()).collect();
    let line = LineFit::new(&x, &y, ["x", "y"]).expect("x values that differ");
    group.bench_function(
        BenchmarkId::from_parameter("line_fit of 200 points"),
        |bencher| {
            bencher.iter(|| black_box(sum_over_grid(&line)));
        },
    );
    group.finish();
}

criterion_group!(benches, grid);
criterion_main!(benches);
