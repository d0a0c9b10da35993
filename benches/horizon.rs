//! Benchmarks of horizons: sky and light of a height field, on all cores.
//!
//! `cargo bench --no-default-features --bench horizon`

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fallline::math::horizon::HeightField;
use glam::DVec2;

/// Ripples on a bowl, with many obstacles in every direction.
fn ripples(side: usize) -> HeightField {
    let place = |k: usize| 2.0 * k as f64 / (side - 1) as f64 - 1.0;
    let height = |k: usize| {
        let (x, y) = (place(k % side), place(k / side));
        0.3 * (x * x + y * y) + 0.05 * (20.0 * x).sin() * (17.0 * y).cos()
    };
    let spacing = DVec2::splat(2.0 / (side - 1) as f64);
    HeightField::new((0..side * side).map(height).collect(), side, spacing)
}

fn horizons(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("horizon");
    group.sample_size(10);
    for side in [256, 512, 2048] {
        let field = ripples(side);
        group.throughput(Throughput::Elements((side * side) as u64));
        group.bench_function(BenchmarkId::new("sky", side), |bencher| {
            bencher.iter(|| black_box(field.sky_visibility()));
        });
        group.bench_function(BenchmarkId::new("light", side), |bencher| {
            bencher.iter(|| black_box(field.light_visibility(-0.5, 0.8)));
        });
    }
    group.finish();
}

criterion_group!(benches, horizons);
criterion_main!(benches);
