//! Compares runs like those of the gallery with independently computed trajectories.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use fallline::math::{
    descent::{Mode, StopReason, Trajectory, best_run, descend},
    formula::Formula,
    landscape::{self, Landscape, LineFit},
    optimizer, schedule,
    spec::Spec,
};
use glam::DVec2;
use serde::Deserialize;

/// Trajectories computed by NumPy or PyTorch in f64, or in 60-digit arithmetic if the name says so.
const REFERENCE: &str = include_str!("data/descents.json");

#[derive(Deserialize)]
struct ReferenceRun {
    name: String,
    landscape: String,
    optimizer: Spec,
    schedule: Spec,
    start: [f64; 2],
    steps: usize,
    /// The absolute tolerance of each number, if it is larger than the relative one.
    abs: f64,
    /// The relative tolerance of each number.
    rel: f64,
    /// Some points of the trajectory, as (step, x, y).
    points: Vec<(usize, f64, f64)>,
    /// Some values of the trajectory, as (step, f).
    values: Vec<(usize, f64)>,
}

impl ReferenceRun {
    fn run(&self) -> Trajectory {
        run(
            &self.landscape,
            &self.optimizer.to_string(),
            &self.schedule.to_string(),
            self.start,
            self.steps,
            None,
        )
    }

    #[track_caller]
    fn assert_close(&self, step: usize, found: f64, expected: f64) {
        let allowed = self.abs.max(self.rel * expected.abs());
        let difference = (found - expected).abs();
        assert!(
            difference <= allowed,
            "{}, step {step}: {found:?} instead of {expected:?}",
            self.name
        );
    }
}

fn landscape(name: &str) -> Arc<dyn Landscape> {
    match name {
        "advertising" => Arc::new(advertising()),
        name => landscape::CATALOGUE.find(name).unwrap().build_default(),
    }
}

/// The loss of a line fitted to sales as a function of radio advertising.
fn advertising() -> LineFit {
    let columns = |line: &str| {
        let mut cells = line
            .split(',')
            .skip(2)
            .map(|cell| cell.parse::<f64>().unwrap());
        (cells.next().unwrap(), cells.nth(1).unwrap())
    };
    let lines = include_str!("../assets/data/advertising.csv")
        .lines()
        .skip(1);
    let (radio, sales): (Vec<f64>, Vec<f64>) = lines.map(columns).unzip();
    LineFit::new(&radio, &sales, ["radio", "sales"]).unwrap()
}

fn run(
    name: &str,
    optimizer: &str,
    schedule: &str,
    start: [f64; 2],
    steps: usize,
    tolerance: Option<f64>,
) -> Trajectory {
    descend(
        landscape(name).as_ref(),
        optimizer::CATALOGUE
            .build(&optimizer.parse().unwrap())
            .unwrap(),
        schedule::CATALOGUE
            .build(&schedule.parse().unwrap())
            .unwrap(),
        &start,
        steps,
        tolerance,
    )
    .unwrap()
}

#[test]
fn every_reference_run_is_reproduced_within_its_tolerance() {
    let references: Vec<ReferenceRun> = serde_json::from_str(REFERENCE).unwrap();
    assert!(references.len() >= 20);
    for reference in &references {
        let trajectory = reference.run();
        assert_eq!(trajectory.steps(), reference.steps, "{}", reference.name);
        for &(step, x, y) in &reference.points {
            reference.assert_close(step, trajectory.point(step)[0], x);
            reference.assert_close(step, trajectory.point(step)[1], y);
        }
        for &(step, value) in &reference.values {
            reference.assert_close(step, trajectory.values[step], value);
        }
    }
}

#[test]
fn on_the_bowl_every_step_shrinks_the_distance_by_the_same_factor() {
    let trajectory = run(
        "bowl",
        "gd(lr=0.1)",
        "constant",
        [-3.0, 4.0],
        1000,
        Some(1e-6),
    );
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::Converged, 74)
    );
    for (step, point) in trajectory.plane_points().enumerate() {
        let expected = DVec2::new(-3.0, 4.0) * 0.8f64.powi(step as i32);
        assert!(
            point.distance(expected) <= 1e-13 * expected.length(),
            "step {step}"
        );
    }
}

#[test]
fn on_the_diagonal_of_the_ripples_gradient_descent_ends_at_the_saddle() {
    let trajectory = run(
        "ripples",
        "gd(lr=0.1)",
        "exponential(gamma=0.995)",
        [2.5, 2.5],
        100,
        None,
    );
    assert!(
        trajectory
            .points
            .iter_rows()
            .all(|point| point[0] == point[1])
    );
    assert!(
        trajectory
            .values
            .is_sorted_by(|earlier, later| later < earlier)
    );
    assert!(trajectory.plane_point(100).length() < 1e-16);
}

#[test]
fn on_the_ridge_of_the_saddle_momentum_ends_at_the_saddle_too() {
    for optimizer in ["gd(lr=0.01)", "momentum(lr=0.01)"] {
        let trajectory = run("saddle", optimizer, "constant", [2.0, 0.0], 2000, None);
        assert!(trajectory.plane_point(2000).length() < 1e-12, "{optimizer}");
    }
}

#[test]
fn on_the_sine_mountains_gd_and_adam_end_in_the_nearer_valley() {
    let gd = run(
        "sine_mountains",
        "gd(lr=0.05)",
        "constant",
        [4.0, 3.0],
        50,
        None,
    );
    let adam = run(
        "sine_mountains",
        "adam(lr=0.1)",
        "constant",
        [4.0, 3.0],
        50,
        None,
    );
    assert!(gd.values.is_sorted_by(|earlier, later| later < earlier));
    assert_eq!(
        adam.values
            .windows(2)
            .filter(|pair| pair[1] > pair[0])
            .count(),
        9
    );
    for trajectory in [gd, adam] {
        assert!(
            trajectory
                .plane_point(50)
                .distance(DVec2::new(3.8375, -1.1105))
                < 0.34
        );
    }
}

#[test]
fn steps_that_are_too_large_diverge_with_finite_numbers_only() {
    for (name, optimizer, points) in [
        ("rosenbrock", "gd(lr=0.01)", 6),
        ("rosenbrock", "momentum(lr=0.01)", 6),
        // 4·1.2ᵏ exceeds 1e150 at k = 1887.
        ("bowl", "gd(lr=1.1)", 1887),
    ] {
        let start = if name == "bowl" {
            [-3.0, 4.0]
        } else {
            [-1.2, 1.0]
        };
        let trajectory = run(name, optimizer, "constant", start, 5000, None);
        assert_eq!(
            (trajectory.stop_reason, trajectory.points.rows()),
            (StopReason::Diverged, points),
            "{optimizer}"
        );
        assert!(
            trajectory
                .values
                .iter()
                .chain(&trajectory.gradient_norms)
                .all(|number| number.is_finite())
        );
    }
}

#[test]
fn at_the_edge_of_stability_a_run_oscillates_forever() {
    let trajectory = run("bowl", "gd(lr=1)", "constant", [-3.0, 4.0], 20, None);
    assert_eq!(
        [trajectory.point(19), trajectory.point(20)],
        [[3.0, -4.0], [-3.0, 4.0]]
    );
    assert_eq!(trajectory.stop_reason, StopReason::StepLimit);
}

/// The losses printed in a reference document for its regression of sales on radio, from numpy in f64: it updates w
/// first, and b with the new w. The loss of an epoch is that after its update. The losses must agree to 11 digits, as
/// rounding differs between programs.
#[test]
fn coordinatewise_updates_give_the_losses_of_the_reference_document() {
    let run_in_mode = |mode: Mode| {
        let gd = mode.build(&"gd(lr=5e-5)".parse().unwrap()).unwrap();
        let constant = schedule::CATALOGUE
            .build(&"constant".parse().unwrap())
            .unwrap();
        descend(&advertising(), gd, constant, &[0.0, 0.0], 4000, None).unwrap()
    };
    let coordinatewise = Mode {
        coordinatewise: true,
        ..Mode::default()
    };
    let trajectory = run_in_mode(coordinatewise);
    for (epoch, loss) in [
        (0, 197.25274270926414),
        (5, 112.88939636458916),
        (10, 74.66409989764938),
        (15, 57.34204113744597),
        (20, 49.490344392988355),
        (55, 42.968173826457125),
        (1000, 41.62567353799647),
        (2000, 40.307849717949104),
        (3000, 39.06382181292731),
        (3999, 37.89059826048936),
    ] {
        let found = trajectory.values[epoch + 1];
        assert!(
            (found - loss).abs() < 1e-11 * loss,
            "epoch {epoch}: {found}"
        );
    }
    let end = trajectory.plane_point(4000);
    assert!(end.distance(DVec2::new(0.4560414772297029, 1.0259430403235812)) < 1e-10);
    // Both parameters simultaneously, as in the document's formulas.
    let simultaneous = run_in_mode(Mode::default());
    assert!((simultaneous.values[1] - 197.2504734876).abs() < 1e-9);
    assert!((simultaneous.values[4000] - 37.88610073607).abs() < 1e-9);
}

/// Five starts from a reference document on f = x⁴ − 4x³ + 4x² + x²·sin 2πx: only the last one finds the deepest
/// minimum.
#[test]
fn only_one_of_five_starts_finds_the_deepest_minimum() {
    let mountains = Formula::parse("x^4 - 4x^3 + 4x^2 + x^2*sin(2π*x)").unwrap();
    let ends = [
        (-0.2, 0.0, 0.0),
        (0.8, 0.7790213824761515, 0.3079085666689175),
        (1.5, 1.7873970292237606, -2.9625932677516995),
        (2.2, 1.7873970292237609, -2.962593267751702),
        (3.2, 2.7219054235371005, -3.432576936758866),
    ];
    let trajectories = ends.map(|(start, x, f)| {
        let gd = optimizer::CATALOGUE
            .build(&"gd(lr=0.005)".parse().unwrap())
            .unwrap();
        let constant = schedule::CATALOGUE
            .build(&"constant".parse().unwrap())
            .unwrap();
        let trajectory = descend(&mountains, gd, constant, &[start], 1500, None).unwrap();
        assert!(
            (trajectory.point(1500)[0] - x).abs() < 1e-7
                && (trajectory.values[1500] - f).abs() < 1e-7
        );
        trajectory
    });
    assert_eq!(best_run(&trajectories), 4);
}
