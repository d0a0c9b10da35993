use serde::Deserialize;

mod annealing;
mod lbfgs;
mod sgd;

use super::*;
use crate::math::spec::Spec;
use crate::math::{
    descent::{Trajectory, descend},
    landscape,
    schedule::Schedule,
};
use glam::DVec2;

/// Runs computed in 60-digit arithmetic from the formulas that PyTorch documents or, for other optimizers, from those
/// of their publications.
const REFERENCE: &str = include_str!("../../../tests/data/optimizers.json");

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    optimizer: Spec,
    /// The learning rate of each update; the optimizer's own if empty.
    #[serde(default)]
    rates: Vec<f64>,
    #[serde(rename = "path")]
    trajectory: Vec<[f64; 3]>,
}

/// f = a⁴ − ab + b² + b·sin c + c²/4, whose gradient changes size and sign along the run.
struct Hills;

impl Objective for Hills {
    fn value(&mut self, _: &[f64]) -> f64 {
        panic!("no optimizer tested here needs the value");
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        let &[a, b, c] = at else {
            panic!("three parameters")
        };
        into.copy_from_slice(&[
            4.0 * a.powi(3) - b,
            2.0 * b - a + c.sin(),
            c / 2.0 + b * c.cos(),
        ]);
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let &[a, b, c] = at else {
            panic!("three parameters")
        };
        into.copy_from_slice(&[
            12.0 * a * a,
            -1.0,
            0.0,
            -1.0,
            2.0,
            c.cos(),
            0.0,
            c.cos(),
            0.5 - b * c.sin(),
        ]);
        true
    }
}

/// A function whose gradient is always 1.
struct Slope;

impl Objective for Slope {
    fn value(&mut self, at: &[f64]) -> f64 {
        at.iter().sum()
    }

    fn gradient(&mut self, _: &[f64], into: &mut [f64]) {
        into.fill(1.0);
    }
}

fn optimizer(spec: &str) -> Box<dyn Optimizer> {
    CATALOGUE.build(&spec.parse().unwrap()).unwrap()
}

/// The parameter after each of `N` updates on a slope of 1, from 0.
fn down_a_slope<const N: usize>(spec: &str) -> [f64; N] {
    let mut optimizer = optimizer(spec);
    let rate = optimizer.learning_rate();
    let mut theta = [0.0];
    std::array::from_fn(|_| {
        optimizer.step(&mut theta, &mut Slope, rate);
        theta[0]
    })
}

#[track_caller]
fn assert_close(found: f64, expected: f64, relative_tolerance: f64, context: &str) {
    let difference = (found - expected).abs();
    assert!(
        difference <= relative_tolerance * expected.abs(),
        "{context}: {found:?} instead of {expected:?}"
    );
}

#[test]
fn every_setting_of_every_optimizer_follows_the_documented_formulas() {
    let reference: Reference = serde_json::from_str(REFERENCE).unwrap();
    for Case {
        optimizer: spec,
        rates,
        trajectory,
    } in &reference.cases
    {
        let mut optimizer = CATALOGUE.build(spec).unwrap();
        let mut theta = [1.5, -0.75, 2.0];
        for (update, expected) in trajectory.iter().enumerate() {
            let rate = rates
                .get(update)
                .copied()
                .unwrap_or(optimizer.learning_rate());
            optimizer.step(&mut theta, &mut Hills, rate);
            for (found, expected) in theta.iter().zip(expected) {
                assert_close(
                    *found,
                    *expected,
                    1e-12,
                    &format!("{spec}, update {update}"),
                );
            }
        }
    }
    for entry in &CATALOGUE {
        // Random terms and those found by a search have their own tests.
        let tested_elsewhere = ["noisy_gd", "lbfgs", "sgd", "annealing"];
        for parameter in entry
            .parameters
            .iter()
            .filter(|_| !tested_elsewhere.contains(&entry.name))
        {
            let is_set = |case: &Case| {
                case.optimizer.name == entry.name && case.optimizer.get(parameter.name).is_some()
            };
            assert!(
                reference.cases.iter().any(is_set),
                "{}({})",
                entry.name,
                parameter.name
            );
        }
    }
}

#[test]
fn the_first_updates_down_a_slope_match_hand_computed_values() {
    assert_eq!(down_a_slope("gd(lr=0.5)"), [-0.5, -1.0, -1.5]);
    // Velocities 1, 1.5, 1.75; with dampening 1, 0.75, 0.625.
    assert_eq!(
        down_a_slope("momentum(lr=1, momentum=0.5)"),
        [-1.0, -2.5, -4.25]
    );
    assert_eq!(
        down_a_slope("momentum(lr=1, momentum=0.5, dampening=0.75)"),
        [-1.0, -1.75, -2.375]
    );
    // Steps of 1 + 0.5·v.
    assert_eq!(
        down_a_slope("nesterov(lr=1, momentum=0.5)"),
        [-1.5, -3.25, -5.125]
    );
    // The sums of squares are 1 and 2; with an initial value of 3, the first is 4.
    assert_eq!(
        down_a_slope("adagrad(lr=1, eps=0)"),
        [-1.0, -1.0 - 0.5f64.sqrt()]
    );
    assert_eq!(
        down_a_slope("adagrad(lr=1, eps=0, initial_accumulator=3)"),
        [-0.5]
    );
    // The mean square starts at 0 without correction: √0.75 after one update with α = 0.25.
    assert_eq!(
        down_a_slope("rmsprop(lr=1, alpha=0.25, eps=0)"),
        [-1.0 / 0.75f64.sqrt()]
    );
    // Adam's bias correction makes the first steps exactly lr, whatever the slope.
    let adam: [f64; 3] = down_a_slope("adam(lr=0.25, eps=0)");
    for (found, expected) in adam.iter().zip([-0.25, -0.5, -0.75]) {
        assert_close(*found, expected, 1e-14, "adam");
    }
}

#[test]
fn the_variance_of_a_constant_gradient_never_gives_nan() {
    let trajectory: [f64; 500] = down_a_slope("rmsprop(centered=true, alpha=0.9)");
    assert!(trajectory.iter().all(|theta| theta.is_finite()));
}

#[test]
fn momentum_0_is_gradient_descent() {
    assert_eq!(
        down_a_slope::<9>("momentum(lr=0.1, momentum=0)"),
        down_a_slope::<9>("gd(lr=0.1)")
    );
}

#[test]
fn settings_and_defaults_are_pytorchs() {
    let defaults: Vec<String> = CATALOGUE
        .iter()
        .map(|entry| {
            let spec = entry.default_spec();
            assert!(CATALOGUE.build(&spec).is_ok());
            spec.to_string()
        })
        .collect();
    assert_eq!(
        defaults,
        [
            "gd(lr=0.001, weight_decay=0)",
            "momentum(lr=0.001, momentum=0.9, dampening=0, weight_decay=0)",
            "nesterov(lr=0.001, momentum=0.9, weight_decay=0)",
            "adagrad(lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator=0, eps=1e-10)",
            "rmsprop(lr=0.01, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=false)",
            "adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0)",
            "amsgrad(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0)",
            "adamw(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01)",
            "nadam(lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0, momentum_decay=0.004)",
            "radam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0)",
            "adamax(lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0)",
            "adadelta(lr=1, rho=0.9, eps=1e-6, weight_decay=0)",
            "lion(lr=0.0001, beta1=0.9, beta2=0.99, weight_decay=0)",
            "rprop(lr=0.01, etaminus=0.5, etaplus=1.2, step_min=1e-6, step_max=50)",
            "newton(lr=1, eps=1e-8)",
            "lbfgs(lr=1, history_size=100, tolerance_grad=1e-7, c1=0.0001, c2=0.9)",
            "noisy_gd(lr=0.001, sigma=0.1, decay=0, seed=0)",
            "sgd(lr=0.001, batch_size=1, momentum=0, dampening=0, weight_decay=0, nesterov=false, seed=0)",
            "annealing(lr=0.5, temperature=10, cooling=0.995, proposal=random, seed=0)",
        ]
    );
}

/// On the ridge of a saddle, gradient descent never leaves the ridge; with noise it always does, within 600 steps.
#[test]
fn noise_escapes_a_saddle_and_repeats_for_a_seed() {
    let saddle = landscape::CATALOGUE.find("saddle").unwrap().build_default();
    let run = |spec: String| {
        let start = [2.0, 0.0];
        let optimizer = optimizer(&spec);
        descend(
            saddle.as_ref(),
            optimizer,
            Schedule::Constant,
            &start,
            600,
            None,
        )
        .unwrap()
    };
    let noisy =
        |sigma: f64, seed: u64| run(format!("noisy_gd(lr=0.01, sigma={sigma}, seed={seed})"));
    assert_eq!(noisy(0.0, 1).points, run("gd(lr=0.01)".into()).points);
    assert_eq!(noisy(0.3, 5).points, noisy(0.3, 5).points);
    assert_ne!(noisy(0.3, 5).points, noisy(0.3, 6).points);
    let first_step_off_ridge = |trajectory: &Trajectory| {
        trajectory
            .points
            .iter_rows()
            .position(|point| point[1].abs() > 1.0)
    };
    for (sigma, median) in [(0.1, 297.0), (0.3, 241.0), (0.5, 215.5)] {
        let mut steps: Vec<usize> = (0..200)
            .map(|seed| first_step_off_ridge(&noisy(sigma, seed)).expect("it leaves the ridge"))
            .collect();
        steps.sort_unstable();
        let found = 0.5 * (steps[99] + steps[100]) as f64;
        // Another generator draws other noise: medians of 200 runs vary by about 4 steps.
        assert!((found - median).abs() < 15.0, "{sigma}: {found}");
    }
}

#[test]
fn newton_converges_quadratically_and_is_repelled_by_saddles() {
    let trajectory = |name: &str, start: [f64; 2], steps| {
        let landscape = landscape::CATALOGUE.find(name).unwrap().build_default();
        let newton = optimizer("newton");
        descend(
            landscape.as_ref(),
            newton,
            Schedule::Constant,
            &start,
            steps,
            None,
        )
        .unwrap()
    };
    let valley = trajectory("rosenbrock", [0.5, 0.5], 8);
    let end = valley.plane_point(valley.steps());
    assert!(end.distance(DVec2::ONE) < 1e-12, "{end}");
    let saddle = trajectory("saddle", [0.4, 0.05], 12);
    assert!((saddle.values.last().unwrap() + 2.5).abs() < 1e-10);
}

#[test]
fn every_slider_is_inside_the_allowed_range() {
    let schedules = super::super::schedule::CATALOGUE
        .iter()
        .flat_map(|entry| entry.parameters);
    for parameter in CATALOGUE
        .iter()
        .flat_map(|entry| entry.parameters)
        .chain(schedules)
    {
        let [from, to] = parameter.slider;
        assert!(
            from < to && parameter.allows(parameter.default),
            "{}",
            parameter.name
        );
        assert!(parameter.allows(to), "{}", parameter.name);
        assert!(
            parameter.allows(from) || parameter.excludes_min && from == parameter.min,
            "{}",
            parameter.name
        );
    }
}

#[test]
fn invalid_specs_are_rejected() {
    for (spec, expected) in [
        (
            "adm(lr=0.1)",
            "unknown optimizer \"adm\"; did you mean \"adam\"?",
        ),
        (
            "adam(bta1=0.5)",
            "adam has no setting bta1; did you mean beta1?",
        ),
        (
            "adam(beta2=1)",
            "adam: beta2=1 is not allowed; expected from 0 to below 1",
        ),
        (
            "nesterov(momentum=0)",
            "nesterov: momentum=0 is not allowed; expected above 0",
        ),
        (
            "annealing(temperature=0)",
            "annealing: temperature=0 is not allowed; expected above 0",
        ),
        (
            "annealing(proposal=uphill)",
            "annealing: proposal=uphill is not allowed; expected random or gradient",
        ),
        (
            "gd(lr=-0.1)",
            "gd: lr=-0.1 is not allowed; expected at least 0",
        ),
    ] {
        assert_eq!(
            CATALOGUE
                .build(&spec.parse().unwrap())
                .unwrap_err()
                .to_string(),
            expected
        );
    }
}
