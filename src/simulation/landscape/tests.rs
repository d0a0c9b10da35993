use glam::DVec2;

use super::*;
use crate::{
    math::{descent::StopReason, landscape::CriticalKind},
    scene::{Scene, Source, Starts, Subject, gallery},
    simulation::{Simulation, simulate},
};

fn simulated(source: &Source, previous: Option<&Simulation>) -> Simulation {
    simulate(source, 0, previous).unwrap()
}

fn outcome(simulation: &Simulation) -> &LandscapeOutcome {
    match simulation {
        Simulation::Landscape(outcome) => outcome,
        _ => panic!("a landscape"),
    }
}

fn edited(source: &Source, edit: impl FnOnce(&mut LandscapeSubject)) -> Source {
    let mut scene: Scene = source.scene.clone();
    match &mut scene.figures[0].subject {
        Subject::Landscape(subject) => edit(subject),
        _ => panic!("a landscape"),
    }
    source.with_scene(scene).unwrap()
}

/// The final x, y and f of each run of a gallery scene.
fn ends(name: &str) -> Vec<[f64; 3]> {
    let simulation = simulated(&Source::open(name).unwrap(), None);
    let ends = outcome(&simulation).runs.iter().map(|run| {
        let at = run.at(f64::INFINITY);
        [at.x, at.y, run.final_value()]
    });
    ends.collect()
}

fn assert_ends(name: &str, expected: &[[f64; 3]], tolerance: f64) {
    let ends = ends(name);
    assert_eq!(ends.len(), expected.len());
    for (end, expected) in ends.iter().zip(expected) {
        for (a, b) in end.iter().zip(expected) {
            assert!(
                (a - b).abs() <= tolerance * b.abs().max(1e-3),
                "{name}: {end:?} for {expected:?}"
            );
        }
    }
}

#[test]
fn gallery_landscapes_have_finite_trajectories_of_full_length() {
    let mut diverging = Vec::new();
    for entry in gallery() {
        let source = Source::open(entry.name).unwrap();
        if !matches!(source.scene.figures[0].subject, Subject::Landscape(_)) {
            continue;
        }
        let simulation = simulated(&source, None);
        let outcome = outcome(&simulation);
        assert!(
            outcome.grid.values.iter().all(|value| value.is_finite()),
            "{}",
            entry.name
        );
        assert!(outcome.grid.minimum < outcome.grid.maximum);
        for run in outcome.runs.iter() {
            match run.trajectory.stop_reason {
                StopReason::StepLimit => assert_eq!(run.last_step(), outcome.runs.steps),
                // A scene with a tolerance shows convergence.
                StopReason::Converged => {}
                StopReason::Diverged => diverging.push(entry.name),
                StopReason::LeftDomain => panic!("{} leaves its domain", entry.name),
            }
            assert!(run.trajectory.points.values().iter().all(|x| x.is_finite()));
            assert!(
                run.trajectory
                    .values
                    .iter()
                    .chain(&run.trajectory.gradient_norms)
                    .all(|value| value.is_finite())
            );
        }
    }
    assert_eq!(
        diverging,
        ["learning-rate-sandbox"],
        "as its caption states"
    );
}

#[test]
fn gallery_runs_end_at_the_reference_values() {
    assert_ends(
        "bowl",
        &[[-0.03458764513821, 0.04611686018427, 0.003323069989462]],
        1e-9,
    );
    assert_ends(
        "saddle",
        &[
            [0.02598326272555, 2.066240756508, -2.445940008463],
            [-3.827215729745e-5, 2.236159858851, -2.49999998165],
        ],
        1e-9,
    );
    assert_ends(
        "rosenbrock",
        &[
            [0.3272627747528, 0.1040128003696, 0.4535290248277],
            [0.9949990013384, 0.9900029395569, 2.505028057786e-5],
            [0.6452323734835, 0.4149318755131, 0.126054097086],
            [0.9964767452382, 0.9929543786405, 1.242660704793e-5],
        ],
        1e-8,
    );
    assert_ends(
        "sine-mountains",
        &[
            [3.837467106499, -1.10998264025, 5.069192209472],
            [3.838303956989, -1.443617966119, 5.440002723403],
        ],
        1e-9,
    );
    let advertising = ends("advertising");
    assert!(
        (advertising[0][2] - 37.88610073607).abs() < 1e-8,
        "{advertising:?}"
    );
}

#[test]
fn runs_on_rippled_bowls_end_at_the_saddle_at_the_origin() {
    for name in ["ripples", "learning-rates"] {
        let simulation = simulated(&Source::open(name).unwrap(), None);
        let outcome = outcome(&simulation);
        let origin = outcome
            .critical_points
            .iter()
            .find(|point| point.at == DVec2::ZERO);
        assert_eq!(origin.unwrap().kind, CriticalKind::Saddle);
        for run in outcome.runs.iter() {
            assert!(
                run.trajectory
                    .points
                    .iter_rows()
                    .all(|point| point[0] == point[1]),
                "{name}"
            );
            assert!(run.at(f64::INFINITY).length() < 1e-9, "{name}");
        }
    }
}

#[test]
fn captions_state_the_number_of_steps_that_runs_need() {
    let simulation = simulated(&Source::open("learning-rates").unwrap(), None);
    let near = |run: &RunOutcome| {
        run.trajectory
            .plane_points()
            .position(|point| point.length() < 0.1)
    };
    let steps: Vec<_> = outcome(&simulation).runs.iter().map(near).collect();
    assert_eq!((steps[3], steps[0]), (Some(7), Some(77)));

    let simulation = simulated(&Source::open("saddle").unwrap(), None);
    let low = |run: &RunOutcome| run.trajectory.values.iter().position(|value| *value < -2.4);
    let steps: Vec<_> = outcome(&simulation).runs.iter().map(low).collect();
    assert_eq!(steps, [Some(191), Some(36)]);

    let simulation = simulated(&Source::open("advertising").unwrap(), None);
    let values = &outcome(&simulation).runs[0].trajectory.values;
    assert_eq!([values[0].round(), values[56].round()], [224.0, 43.0]);
}

#[test]
fn learning_rate_runs_are_labelled_by_their_rates() {
    let simulation = simulated(&Source::open("learning-rates").unwrap(), None);
    let labels: Vec<&str> = outcome(&simulation)
        .runs
        .iter()
        .map(|run| run.label.en())
        .collect();
    assert_eq!(labels, ["lr 0.02", "lr 0.05", "lr 0.1", "lr 0.2"]);
}

#[test]
fn positions_are_interpolated_between_steps_and_constant_after_the_end() {
    let simulation = simulated(&Source::open("bowl").unwrap(), None);
    let run = &outcome(&simulation).runs[0];
    assert_eq!(run.at(-1.0), DVec2::new(-3.0, 4.0));
    assert!((run.at(0.5) - DVec2::new(-2.7, 3.6)).length() < 1e-12);
    assert_eq!(run.at(99.0), run.trajectory.plane_point(20));
}

#[test]
fn only_a_changed_run_is_computed_again() {
    let source = Source::open("rosenbrock").unwrap();
    let first = simulated(&source, None);
    let changed = edited(&source, |subject| {
        subject.runs[1].optimizer.set_number("lr", 0.0005)
    });
    let second = simulated(&changed, Some(&first));
    let (first, second) = (outcome(&first), outcome(&second));
    assert!(Arc::ptr_eq(&first.grid, &second.grid));
    for index in [0, 2, 3] {
        assert!(Arc::ptr_eq(
            &first.runs[index].trajectory,
            &second.runs[index].trajectory
        ));
    }
    assert_ne!(
        first.runs[1].trajectory.points,
        second.runs[1].trajectory.points
    );
}

#[test]
fn removing_a_run_reuses_the_trajectories_of_the_others() {
    let source = Source::open("rosenbrock").unwrap();
    let first = simulated(&source, None);
    let fewer = edited(&source, |subject| drop(subject.runs.remove(0)));
    let second = simulated(&fewer, Some(&first));
    assert!(Arc::ptr_eq(
        &outcome(&first).runs[1].trajectory,
        &outcome(&second).runs[0].trajectory
    ));
    assert_eq!(outcome(&second).runs[0].color, 0);
}

#[test]
fn another_landscape_or_domain_is_computed_again() {
    let source = Source::open("rosenbrock").unwrap();
    let first = simulated(&source, None);
    let other = simulated(
        &edited(&source, |subject| subject.landscape = Spec::new("booth")),
        Some(&first),
    );
    assert!(!Arc::ptr_eq(&outcome(&first).grid, &outcome(&other).grid));
    assert!(!Arc::ptr_eq(
        &outcome(&first).runs[0].trajectory,
        &outcome(&other).runs[0].trajectory
    ));
    let finer = simulated(
        &edited(&source, |subject| subject.resolution = 64),
        Some(&first),
    );
    assert_eq!(outcome(&finer).grid.size, 64);
    assert!(Arc::ptr_eq(
        &outcome(&first).runs[0].trajectory,
        &outcome(&finer).runs[0].trajectory
    ));
}

#[test]
fn critical_points_outside_the_domain_are_not_marked() {
    let source = edited(&Source::open("saddle").unwrap(), |subject| {
        subject.domain = Some(Domain {
            x: [-1.0, 1.0],
            y: [-1.0, 3.0],
        });
    });
    let simulation = simulated(&source, None);
    let kinds: Vec<_> = outcome(&simulation)
        .critical_points
        .iter()
        .map(|point| point.kind)
        .collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == CriticalKind::Minimum)
            .count(),
        1
    );
}

#[test]
fn the_run_with_the_lowest_final_value_represents_several_starts() {
    let source = Source::open("rosenbrock").unwrap();
    let many = edited(&source, |subject| {
        subject.landscape = Spec::new("wavy_quartic");
        subject.domain = None;
        subject.steps = 400;
        subject.start = [0.8, 0.8];
        subject.runs = vec![
            Run::new("gd(lr=0.005)".parse().unwrap()),
            Run {
                starts: Some(Starts { count: 60, seed: 1 }),
                ..Run::new("gd(lr=0.005)".parse().unwrap())
            },
        ];
    });
    let first = simulated(&many, None);
    let outcome = outcome(&first);
    assert_eq!(outcome.runs.len(), 61);
    assert!(outcome.runs[0].is_representative && outcome.runs[0].color == 0);
    let starts = &outcome.runs[1..];
    assert!(starts.iter().all(|run| run.color == 1));
    assert!(
        starts
            .iter()
            .all(|run| outcome.runs.domain.contains(run.trajectory.plane_point(0)))
    );
    let lowest = |runs: &[RunOutcome]| {
        let ends = runs.iter().map(RunOutcome::final_value);
        ends.fold(f64::INFINITY, f64::min)
    };
    let representatives: Vec<&RunOutcome> =
        starts.iter().filter(|run| run.is_representative).collect();
    assert_eq!(representatives.len(), 1);
    assert_eq!(representatives[0].final_value(), lowest(starts));
    // One of 60 starts reaches the deepest of 16 valleys; the one from (0.8, 0.8) does not.
    assert!((lowest(starts) + 6.865153873518).abs() < 1e-6);
    assert!(outcome.runs[0].final_value() > 0.6);
    assert_eq!(outcome.runs.legend().count(), 2);
}

#[test]
fn a_run_in_another_mode_is_computed_again() {
    let source = Source::open("bowl").unwrap();
    let first = simulated(&source, None);
    let up = edited(&source, |subject| subject.runs[0].ascend = true);
    let second = simulated(&up, Some(&first));
    let [down, up] =
        [&first, &second].map(|simulated| outcome(simulated).runs[0].trajectory.clone());
    assert!(up.values.last() > up.values.first() && down.values.last() < down.values.first());
}
