//! Benchmarks of descents on `rosenbrock`: the updates per second of each optimizer, and the time of a run of every
//! optimizer.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::math::{
    descent::{Trajectory, descend},
    landscape::{Landscape, Rosenbrock},
    optimizer::{self, Entry},
    schedule::Schedule,
};

const STEPS: usize = 1000;

/// A run of `STEPS` updates; the learning rate is small enough for every optimizer.
fn rosenbrock(entry: &Entry) -> Trajectory {
    let spec = format!("{}(lr=0.0005)", entry.name);
    let optimizer = optimizer::CATALOGUE
        .build(&spec.parse().expect("a spec"))
        .expect("a known optimizer");
    // Dynamic dispatch, as in the program.
    let landscape: &dyn Landscape = &Rosenbrock;
    let start = black_box([-1.2, 1.0]);
    let trajectory = descend(
        landscape,
        optimizer,
        Schedule::Constant,
        &start,
        STEPS,
        None,
    );
    trajectory.expect("rosenbrock is defined everywhere")
}

fn updates_of_each_optimizer(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("updates");
    group.throughput(Throughput::Elements(STEPS as u64));
    for entry in &optimizer::CATALOGUE {
        assert_eq!(
            rosenbrock(entry).steps(),
            STEPS,
            "{} must not diverge",
            entry.name
        );
        group.bench_function(entry.name, |bencher| bencher.iter(|| rosenbrock(entry)));
    }
    group.finish();
}

fn all_optimizers_on_rosenbrock(criterion: &mut Criterion) {
    criterion.bench_function("rosenbrock, 1000 steps of every optimizer", |bencher| {
        bencher.iter(|| {
            optimizer::CATALOGUE
                .iter()
                .map(|entry| rosenbrock(entry))
                .collect::<Vec<_>>()
        });
    });
}

criterion_group!(
    benches,
    updates_of_each_optimizer,
    all_optimizers_on_rosenbrock
);
criterion_main!(benches);
