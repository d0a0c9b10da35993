use glam::{DMat2, DVec2};

use super::*;
use crate::math::{
    formula::Formula,
    landscape::{Bowl, Domain, Landscape, LineFit, Rosenbrock, plane_point},
    optimizer, schedule,
};

mod dimensions;

/// x·ln x + y²: undefined for x < 0, minimum at x = 1/e.
#[derive(Debug)]
struct Logarithm;

impl Landscape for Logarithm {
    fn value(&self, at: DVec2) -> f64 {
        at.x * at.x.ln() + at.y * at.y
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        DVec2::new(at.x.ln() + 1.0, 2.0 * at.y)
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        Some(DMat2::from_diagonal(DVec2::new(1.0 / at.x, 2.0)))
    }

    fn domain(&self) -> Domain {
        Bowl.domain()
    }
}

/// x⁴ − 4x³ + y, which evaluates to ∞ − ∞ for an x far below 1e150.
#[derive(Debug)]
struct Quartic;

impl Landscape for Quartic {
    fn value(&self, at: DVec2) -> f64 {
        at.x.powi(4) - 4.0 * at.x.powi(3) + at.y
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        DVec2::new(4.0 * at.x.powi(3) - 12.0 * at.x.powi(2), 1.0)
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        None
    }

    fn domain(&self) -> Domain {
        Bowl.domain()
    }
}

fn run(
    landscape: &dyn Landscape,
    optimizer: &str,
    start: [f64; 2],
    steps: usize,
    tolerance: Option<f64>,
) -> Result<Trajectory, StartError> {
    let optimizer = optimizer::CATALOGUE
        .build(&optimizer.parse().unwrap())
        .unwrap();
    let start = &start[..landscape.variables()];
    let constant = Schedule::Constant;
    descend(landscape, optimizer, constant, start, steps, tolerance)
}

#[track_caller]
fn assert_consistent(trajectory: &Trajectory) {
    let count = trajectory.steps() + 1;
    assert_eq!(trajectory.points.rows(), count);
    assert_eq!(trajectory.values.len(), count);
    assert_eq!(trajectory.gradient_norms.len(), count);
    assert_eq!(trajectory.learning_rates.len() + 1, count);
    let numbers = (trajectory.points.values().iter().copied())
        .chain(trajectory.values.clone())
        .chain(trajectory.gradient_norms.clone());
    assert!(
        numbers
            .chain(trajectory.learning_rates.clone())
            .all(f64::is_finite)
    );
}

#[test]
fn a_run_stores_the_start_and_one_point_per_update() {
    let trajectory = run(&Bowl, "gd(lr=0.25)", [2.0, -4.0], 2, None).unwrap();
    assert_eq!(
        trajectory.points.values(),
        [2.0, -4.0, 1.0, -2.0, 0.5, -1.0]
    );
    assert_eq!(trajectory.values, [20.0, 5.0, 1.25]);
    assert_eq!(
        trajectory.gradient_norms,
        [80f64.sqrt(), 20f64.sqrt(), 5f64.sqrt()]
    );
    assert_eq!(trajectory.learning_rates, [0.25, 0.25]);
    assert_eq!(trajectory.stop_reason, StopReason::StepLimit);
}

#[test]
fn a_run_of_no_steps_has_one_point() {
    let trajectory = run(&Bowl, "gd", [3.0, 4.0], 0, None).unwrap();
    assert_eq!(
        (trajectory.points.rows(), trajectory.stop_reason),
        (1, StopReason::StepLimit)
    );
    assert_consistent(&trajectory);
}

#[test]
fn the_schedule_counts_from_the_first_update() {
    let halving = schedule::CATALOGUE
        .build(&"exponential(gamma=0.5)".parse().unwrap())
        .unwrap();
    let gd = optimizer::CATALOGUE
        .build(&"gd(lr=0.25)".parse().unwrap())
        .unwrap();
    let trajectory = descend(&Bowl, gd, halving, &[1.0, 1.0], 3, None).unwrap();
    assert_eq!(trajectory.learning_rates, [0.25, 0.125, 0.0625]);
    assert_eq!(trajectory.point(3), [0.5 * 0.75 * 0.875; 2]);
}

#[test]
fn only_evaluations_of_the_optimizer_are_counted() {
    for entry in &optimizer::CATALOGUE {
        if entry.name == "sgd" {
            continue;
        }
        let trajectory = run(&Rosenbrock, entry.name, [0.5, 0.5], 10, Some(1e-9)).unwrap();
        let updates = trajectory.learning_rates.len() as u64;
        let gradients_only = Evaluations {
            gradient: updates,
            ..Evaluations::default()
        };
        let expected = match entry.name {
            "newton" => Evaluations {
                hessian: updates,
                ..gradients_only
            },
            // f at the start and at each proposal.
            "annealing" => Evaluations {
                value: updates + 1,
                ..Evaluations::default()
            },
            // Both at every point tried by a line search: some steps need more than one.
            "lbfgs" => {
                assert!((updates + 1..4 * updates).contains(&trajectory.evaluations.gradient));
                Evaluations {
                    value: trajectory.evaluations.gradient,
                    gradient: trajectory.evaluations.gradient,
                    ..gradients_only
                }
            }
            _ => gradients_only,
        };
        assert_eq!(trajectory.evaluations, expected, "{}", entry.name);
    }
}

#[test]
fn random_starts_are_where_the_function_is_defined() {
    let domain = Domain::new([-1.0, 3.0], [2.0, 5.0]).unwrap();
    let ranges = [domain.x, domain.y];
    let draw = |seed| random_starts(&Logarithm, &ranges, 200, seed).unwrap();
    assert!(draw(7) == draw(7) && draw(7) != draw(8));
    let starts: Vec<DVec2> = (draw(7).iter()).map(|start| plane_point(start)).collect();
    assert_eq!(starts.len(), 200);
    assert!(starts.iter().all(|at| domain.contains(*at) && at.x > 0.0));
    // A function of x alone gets the same x: y is drawn and discarded.
    let line = Formula::parse("ln(x)").unwrap();
    let on_line = random_starts(&line, &ranges, 200, 7).unwrap();
    let has_same_x = |(start, at): (&Vec<f64>, &DVec2)| *start == [at.x];
    assert!(on_line.iter().zip(&starts).all(has_same_x));
    // The mean of 200 values is within 5 standard deviations of the centre.
    let mean = starts.iter().sum::<DVec2>() / 200.0;
    assert!((mean - DVec2::new(1.5, 3.5)).abs().max_element() < 5.0 * 0.87 / 14.1);
    let undefined_ranges = [[-3.0, -1.0], [0.0, 1.0]];
    let none = random_starts(&Logarithm, &undefined_ranges, 5, 0);
    assert_eq!(none, Err(StartError::NoStartFound));
}

#[test]
fn batch_gradients_are_counted_per_sample() {
    let line = LineFit::new(&[1.0, 2.0, 4.0], &[2.0, 3.0, 5.5], ["x", "y"]).unwrap();
    // Batches of 2, 1, 2.
    let trajectory = run(&line, "sgd(lr=0.01, batch_size=2)", [0.0, 0.0], 3, None).unwrap();
    let expected = Evaluations {
        sample_gradient: 5,
        ..Evaluations::default()
    };
    assert_eq!(trajectory.evaluations, expected);
}

#[test]
fn an_optimizer_that_needs_samples_needs_a_loss_on_data() {
    let error = run(&Bowl, "sgd", [1.0, 1.0], 3, None).unwrap_err();
    assert_eq!(error, StartError::NoSamples);
    assert!(error.to_string().contains("no loss on data"), "{error}");
}

#[test]
fn a_run_converges_only_if_a_tolerance_is_given() {
    let trajectory = run(&Bowl, "gd(lr=0.5)", [3.0, 4.0], 5, Some(1e-6)).unwrap();
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::Converged, 2)
    );
    let trajectory = run(&Bowl, "gd(lr=0.5)", [3.0, 4.0], 5, None).unwrap();
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::StepLimit, 6)
    );
}

#[test]
fn a_run_may_converge_at_its_start() {
    let trajectory = run(&Bowl, "gd", [0.0, 0.0], 5, Some(1e-6)).unwrap();
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::Converged, 1)
    );
    // The norm must be strictly below the tolerance.
    let trajectory = run(&Bowl, "gd(lr=0)", [3.0, 4.0], 2, Some(10.0)).unwrap();
    assert_eq!(trajectory.stop_reason, StopReason::StepLimit);
}

#[test]
fn a_coordinate_beyond_1e150_has_diverged() {
    let trajectory = run(&Bowl, "gd(lr=1.1)", [-3.0, 4.0], 10_000, None).unwrap();
    assert_eq!(trajectory.stop_reason, StopReason::Diverged);
    assert_consistent(&trajectory);
    let last = trajectory
        .plane_point(trajectory.steps())
        .abs()
        .max_element();
    assert!((1e149..=1e150).contains(&last), "{last:e}");
    assert_eq!(
        trajectory.evaluations.gradient as usize,
        trajectory.points.rows()
    );
}

#[test]
fn a_function_that_overflows_has_diverged() {
    let trajectory = run(&Rosenbrock, "gd(lr=0.01)", [-1.2, 1.0], 1000, None).unwrap();
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::Diverged, 6)
    );
    assert_consistent(&trajectory);
}

#[test]
fn infinity_minus_infinity_far_from_the_origin_is_an_overflow() {
    // The first update goes to about 4e110.
    let trajectory = run(&Quartic, "gd(lr=1e20)", [-1e30, 0.0], 9, None).unwrap();
    assert!(Landscape::value(&Quartic, DVec2::new(4e110, 0.0)).is_nan());
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::Diverged, 1)
    );
    assert_consistent(&trajectory);
}

#[test]
fn a_step_to_where_the_function_is_undefined_leaves_the_domain() {
    // 2 − 2·(ln 2 + 1) < 0
    let trajectory = run(&Logarithm, "gd(lr=2)", [2.0, 0.0], 9, None).unwrap();
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::LeftDomain, 1)
    );
    let trajectory = run(&Logarithm, "gd(lr=0.1)", [2.0, 0.0], 500, Some(1e-9)).unwrap();
    assert_eq!(trajectory.stop_reason, StopReason::Converged);
    assert!((trajectory.point(trajectory.steps())[0] - (-1f64).exp()).abs() < 1e-9);
    assert_consistent(&trajectory);
}

#[test]
fn zero_divided_by_zero_ends_a_run_without_nan() {
    let trajectory = run(&Bowl, "adagrad(lr=0.1, eps=0)", [2.0, 0.0], 9, None).unwrap();
    assert_eq!(
        (trajectory.stop_reason, trajectory.points.rows()),
        (StopReason::Diverged, 1)
    );
    assert_consistent(&trajectory);
}

#[test]
fn an_invalid_start_is_rejected() {
    let error_at =
        |landscape: &dyn Landscape, start| run(landscape, "gd", start, 1, None).unwrap_err();
    assert!(matches!(
        error_at(&Bowl, [f64::NAN, 0.0]),
        StartError::InvalidCoordinate { .. }
    ));
    assert!(matches!(
        error_at(&Bowl, [1e151, 0.0]),
        StartError::InvalidCoordinate { .. }
    ));
    assert!(matches!(
        error_at(&Rosenbrock, [1e100, 0.0]),
        StartError::Overflow { .. }
    ));
    assert_eq!(
        error_at(&Logarithm, [-1.0, 0.5]).to_string(),
        "start [-1, 0.5]: the function is not defined there; choose another start"
    );
    let formula = |text: &str| Formula::parse(text).unwrap();
    // A function of one variable has no y.
    let message = error_at(&formula("ln(x)"), [-1e3, 0.0]).to_string();
    assert!(message.starts_with("start [-1000]: "), "{message}");
    assert!(message.contains("choose one with x from"), "{message}");
    assert!(!message.contains(" y "), "{message}");
    for (text, start, message) in [
        (
            "y^-y",
            [1.0, -2.0],
            "the derivative of the function is not defined there",
        ),
        (
            "sqrt(x)",
            [0.0; 2],
            "the derivative of the function is not defined there",
        ),
        ("exp(x)", [800.0, 0.0], "the function overflows there"),
        (
            "exp(9x)",
            [78.8, 0.0],
            "the derivative of the function overflows there",
        ),
    ] {
        let found = error_at(&formula(text), start).to_string();
        assert!(found.contains(message), "{text}: {found}");
    }
    let Domain { x: [low, high], .. } = Logarithm.domain();
    let message = error_at(&Logarithm, [-1e3, 0.5]).to_string();
    assert!(
        message.contains(&format!(
            "choose one with x from {low} to {high} and y from"
        )),
        "{message}"
    );
}

#[test]
fn single_steps_give_the_same_run() {
    let adam = || {
        optimizer::CATALOGUE
            .build(&"adam(lr=0.1)".parse().unwrap())
            .unwrap()
    };
    let start = [-1.2, 1.0];
    let mut descent = Descent::new(&Rosenbrock, adam(), Schedule::Constant, &start, None).unwrap();
    for _ in 0..50 {
        assert_eq!(descent.step(), None);
    }
    let whole = descend(&Rosenbrock, adam(), Schedule::Constant, &start, 50, None).unwrap();
    assert_eq!(descent.into_trajectory(), whole);
}

#[test]
fn a_run_that_has_ended_makes_no_more_updates() {
    let gd = optimizer::CATALOGUE
        .build(&"gd(lr=0.5)".parse().unwrap())
        .unwrap();
    let mut descent = Descent::new(&Bowl, gd, Schedule::Constant, &[1.0, 1.0], Some(0.1)).unwrap();
    assert_eq!(
        [descent.step(), descent.step()],
        [Some(StopReason::Converged); 2]
    );
    assert_eq!(descent.into_trajectory().steps(), 1);
}
