use std::ops::ControlFlow;

use super::*;

mod kept;

/// A surface of runs, one that changes, one of a formula, heat maps, clusters, scores of them, and a projection.
const SCENES: [&str; 7] = [
    "rosenbrock",
    "l2-morph",
    "noise-escape",
    "lr-heatmap",
    "kmeans",
    "cluster-playground",
    "digits-unfold",
];

#[test]
fn every_kind_of_scene_can_be_stopped_at_once() {
    for name in SCENES {
        let source = Source::open(name).unwrap();
        let mut told = 0;
        let outcome = simulate_with_progress(&source, 0, None, &mut |_| {
            told += 1;
            ControlFlow::Break(())
        });
        let error = outcome.map(drop).unwrap_err();
        assert!(matches!(error, SceneError::Cancelled(_)), "{name}: {error}");
        assert!(told >= 1, "{name}");
    }
}

#[test]
fn the_share_that_is_done_never_falls_and_reaches_the_whole() {
    for name in &SCENES[..5] {
        let source = Source::open(name).unwrap();
        let mut told = Vec::new();
        simulate_with_progress(&source, 0, None, &mut |done| {
            told.push(done);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert!(told.is_sorted(), "{name}: {told:?}");
        assert!(told.iter().all(|done| (0.0..=1.0).contains(done)), "{name}");
        // A clustering that converges ends before its step limit.
        let expected = if *name == "kmeans" { 0.0 } else { 0.99 };
        assert!(told.last() > Some(&expected), "{name}: {:?}", told.last());
    }
}
