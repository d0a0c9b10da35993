//! Benchmarks of simulations: each gallery scene from scratch, and two edits of `rosenbrock` with six runs, after which
//! unchanged runs are reused.
//!
//! `cargo bench --no-default-features --bench simulation`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fallline::{
    scene::{LandscapeSubject, Run, Source, Subject, gallery},
    simulation::{Simulation, simulate},
};

fn gallery_scenes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulate");
    for entry in gallery() {
        let source = Source::open(entry.name).expect("a gallery scene");
        group.bench_function(entry.name, |bencher| {
            bencher.iter(|| simulated(black_box(&source), None))
        });
    }
}

/// Six optimizers with 1,000 steps each; the learning rate of the first changes.
fn slider_drag(criterion: &mut Criterion) {
    let source = rosenbrock_with(|subject| {
        let more = ["nesterov(lr=0.001)", "rmsprop(lr=0.01)"];
        subject.runs.extend(more.map(run));
        assert_eq!((subject.runs.len(), subject.steps), (6, 1000));
    });
    let before = simulated(&source, None);
    let dragged = |lr: f64| {
        let mut scene = source.scene.clone();
        subject(&mut scene.figures[0].subject).runs[0]
            .optimizer
            .set_number("lr", lr);
        source.with_scene(scene).expect("a learning rate in range")
    };
    criterion.bench_function("drag one learning rate", |bencher| {
        bencher.iter(|| simulated(&dragged(black_box(0.0011)), Some(&before)));
    });
    // The same with all trajectories new, as when the start moves.
    criterion.bench_function("move the start of six runs", |bencher| {
        bencher.iter(|| {
            let mut scene = source.scene.clone();
            subject(&mut scene.figures[0].subject).start = black_box([-1.1, 1.0]);
            simulated(
                &source.with_scene(scene).expect("a start in range"),
                Some(&before),
            )
        });
    });
}

fn rosenbrock_with(edit: impl FnOnce(&mut LandscapeSubject)) -> Source {
    let source = Source::open("rosenbrock").expect("a gallery scene");
    let mut scene = source.scene.clone();
    edit(subject(&mut scene.figures[0].subject));
    source.with_scene(scene).expect("runs in range")
}

fn subject(subject: &mut Subject) -> &mut LandscapeSubject {
    match subject {
        Subject::Landscape(subject) => subject,
        _ => unreachable!("rosenbrock is a landscape"),
    }
}

fn run(optimizer: &str) -> Run {
    Run::new(optimizer.parse().expect("an optimizer"))
}

fn simulated(source: &Source, previous: Option<&Simulation>) -> Simulation {
    simulate(source, 0, previous).expect("a valid scene")
}

criterion_group!(benches, gallery_scenes, slider_drag);
criterion_main!(benches);
