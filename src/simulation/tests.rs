use std::ops::ControlFlow;

use super::*;

mod reused;

/// A surface with runs, a morph, a formula, a heat map, clusters, cluster scores, and a projection.
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
fn every_kind_of_simulation_can_be_cancelled() {
    for name in SCENES {
        let source = Source::open(name).unwrap();
        let mut reports = 0;
        let outcome = simulate_with_progress(&source, 0, None, &mut |_| {
            reports += 1;
            ControlFlow::Break(())
        });
        let error = outcome.map(drop).unwrap_err();
        assert!(matches!(error, SceneError::Cancelled(_)), "{name}: {error}");
        assert!(reports >= 1, "{name}");
    }
}

#[test]
fn progress_is_monotonic_and_complete() {
    for name in &SCENES[..5] {
        let source = Source::open(name).unwrap();
        let mut reports = Vec::new();
        simulate_with_progress(&source, 0, None, &mut |done| {
            reports.push(done);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert!(reports.is_sorted(), "{name}: {reports:?}");
        assert!(
            reports.iter().all(|done| (0.0..=1.0).contains(done)),
            "{name}"
        );
        // A clustering that converges ends before its step limit.
        let expected = if *name == "kmeans" { 0.0 } else { 0.99 };
        assert!(
            reports.last() > Some(&expected),
            "{name}: {:?}",
            reports.last()
        );
    }
}
