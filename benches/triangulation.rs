//! Benchmarks of triangulations: the errors of all triangles of a height field, and the extraction of triangles.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fallline::math::{
    landscape::{self, Landscape},
    triangulation::{HeightField, Hierarchy},
};
use glam::DVec2;

/// Heights of 0 to 1 on a square grid.
fn heights(landscape: &dyn Landscape, size: usize) -> Vec<f64> {
    let domain = landscape.domain();
    let part = |i: usize| i as f64 / (size - 1) as f64;
    let points = (0..size).flat_map(|j| (0..size).map(move |i| DVec2::new(part(i), part(j))));
    let values: Vec<f64> = points.map(|at| landscape.value(domain.at(at))).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    values
        .iter()
        .map(|value| (value - low) / (high - low))
        .collect()
}

fn triangulation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("triangulation");
    group.sample_size(10);
    for name in ["bowl", "ripples", "rastrigin"] {
        let landscape = landscape::CATALOGUE
            .find(name)
            .expect("a name from the catalogue")
            .build_default();
        for size in [256, 2048] {
            let heights = heights(&*landscape, size);
            let field = HeightField {
                rows: size,
                columns: size,
                heights: &heights,
                top: 1.0,
                weights: &[],
                attributes: &[],
                tolerances: [0.0001, 0.01],
            };
            group.throughput(Throughput::Elements((size * size) as u64));
            let errors = BenchmarkId::new(format!("errors of {name}"), size);
            group.bench_function(errors, |bencher| {
                bencher.iter(|| black_box(Hierarchy::new(&field)));
            });
            let hierarchy = Hierarchy::new(&field);
            let count = hierarchy.triangles(0.001, 0).len();
            group.throughput(Throughput::Elements(count as u64));
            let triangles = BenchmarkId::new(format!("triangles of {name}"), size);
            group.bench_function(triangles, |bencher| {
                bencher.iter(|| black_box(hierarchy.triangles(0.001, 0)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, triangulation);
criterion_main!(benches);
