use std::sync::Arc;

use glam::DVec2;

use super::*;
use crate::math::{
    descent::{Trajectory, descend, explain},
    formula::Formula,
    landscape::{Bowl, Landscape, LineFit, Rosenbrock},
    optimizer::{CATALOGUE, term_with_role, term_with_symbol},
    schedule::Schedule,
};

const ASCEND: Mode = Mode {
    gradient: GradientSource::Exact,
    ascend: true,
    coordinatewise: false,
};
const COORDINATEWISE: Mode = Mode {
    gradient: GradientSource::Exact,
    ascend: false,
    coordinatewise: true,
};

fn central(h: f64) -> Mode {
    Mode {
        gradient: GradientSource::Central(h),
        ..Mode::default()
    }
}

fn run(
    landscape: &dyn Landscape,
    spec: &str,
    mode: Mode,
    start: [f64; 2],
    steps: usize,
) -> Trajectory {
    let optimizer = mode.build(&spec.parse().unwrap()).unwrap();
    let constant = Schedule::Constant;
    let start = &start[..landscape.variables()];
    descend(landscape, optimizer, constant, start, steps, None).unwrap()
}

fn end(trajectory: &Trajectory) -> DVec2 {
    trajectory.plane_point(trajectory.steps())
}

/// Values computed by the program of a reference document for f = x² + y² and h = 10⁻⁴. Rounding differs between
/// programs by about 10⁻¹¹ here.
#[test]
fn central_differences_match_the_reference_document() {
    for (at, expected) in [
        ([3.0, 4.0], [6.00000000000378, 7.999999999999119]),
        ([0.0, 2.0], [0.0, 4.000000000004]),
        ([3.0, 0.0], [6.000000000012662, 0.0]),
        ([-3.0, 4.0], [-6.00000000000378, 7.999999999999119]),
        ([1.0, -2.0], [1.9999999999997797, -4.000000000004]),
    ] {
        let trajectory = run(&Bowl, "gd(lr=1)", central(1e-4), at, 1);
        let gradient = DVec2::from(at) - end(&trajectory);
        assert!(gradient.distance(expected.into()) < 1e-8, "{gradient}");
    }
    let trajectory = run(&Bowl, "gd(lr=0.1)", central(1e-4), [-3.0, 4.0], 100);
    let expected = DVec2::new(-6.111107928998789e-10, 8.148143905314271e-10);
    assert!(end(&trajectory).distance(expected) < 1e-6 * expected.length());
}

/// With learning rate 10 the exact run oscillates forever; with differences it stalls where x + h = x in f64, near the
/// values in the document, which have their own rounding.
#[test]
fn differences_underflow_far_from_the_origin() {
    let trajectory = run(&Bowl, "gd(lr=10)", central(1e-4), [-3.0, 4.0], 100);
    let expected = DVec2::new(-25898374737328.363, -1295248616896.5398);
    assert!(
        end(&trajectory).distance(expected) < 1e-9 * expected.length(),
        "{}",
        end(&trajectory)
    );
    let exact = run(&Bowl, "gd(lr=10)", Mode::default(), [-3.0, 4.0], 100);
    assert!(end(&exact).length() > 1e128);
}

#[test]
fn differences_cost_two_evaluations_per_parameter() {
    let trajectory = run(&Bowl, "adam", central(1e-4), [-3.0, 4.0], 10);
    assert_eq!(
        (
            trajectory.evaluations.value,
            trajectory.evaluations.gradient
        ),
        (40, 0)
    );
    let coordinatewise = Mode {
        coordinatewise: true,
        ..central(1e-4)
    };
    let trajectory = run(&Bowl, "adam", coordinatewise, [-3.0, 4.0], 10);
    assert_eq!(
        (
            trajectory.evaluations.value,
            trajectory.evaluations.gradient
        ),
        (40, 0)
    );
}

/// The error of central differences scales with h² until rounding dominates.
#[test]
fn the_error_of_differences_is_of_second_order() {
    let quartic = Formula::parse("x^4 + y^3").unwrap();
    let error = |h: f64| {
        let at = [1.5, -1.0];
        let trajectory = run(&quartic, "gd(lr=1)", central(h), at, 1);
        (DVec2::from(at) - end(&trajectory)).distance(quartic.gradient(at.into()))
    };
    let ratio = error(1e-1) / error(1e-2);
    assert!((ratio - 100.0).abs() < 0.1, "{ratio}");
}

/// The document's table of symptoms: J = x² from 5 with the wrong sign and learning rate 0.1.
#[test]
fn the_wrong_sign_grows_the_loss_by_a_constant_factor() {
    let square = Formula::parse("x^2").unwrap();
    let trajectory = run(&square, "gd(lr=0.1)", ASCEND, [5.0, 0.0], 10);
    for (step, point) in trajectory.points.values().iter().enumerate() {
        let expected = 5.0 * 1.2f64.powi(step as i32);
        assert!((point - expected).abs() < 1e-12 * expected);
    }
    assert!((trajectory.values[10] - 958.4399981118692).abs() < 1e-10 * 958.0);
    assert!((trajectory.point(2)[0] - 7.2).abs() < 1e-14);
}

#[test]
fn ascending_f_is_descending_minus_f() {
    let hill = Formula::parse("-(x^2 + 3*y^2 - x*y)").unwrap();
    let valley = Formula::parse("x^2 + 3*y^2 - x*y").unwrap();
    for entry in CATALOGUE.iter().filter(|entry| entry.name != "sgd") {
        let up = run(&hill, entry.name, ASCEND, [1.0, -0.7], 20);
        let down = run(&valley, entry.name, Mode::default(), [1.0, -0.7], 20);
        for (up, down) in up.plane_points().zip(down.plane_points()) {
            assert!(up.distance(down) < 1e-12, "{}", entry.name);
        }
    }
}

/// On f = x² + xy + y² with learning rate 0.25: x ← x/2 − y/4, then y ← y/2 − x/4 with the new x.
#[test]
fn coordinate_descent_uses_the_newest_values() {
    let valley = Formula::parse("x^2 + x*y + y^2").unwrap();
    let trajectory = run(&valley, "gd(lr=0.25)", COORDINATEWISE, [4.0, 8.0], 2);
    assert_eq!(trajectory.points.values(), [4.0, 8.0, 0.0, 4.0, -1.0, 2.25]);
    let simultaneous = run(&valley, "gd(lr=0.25)", Mode::default(), [4.0, 8.0], 1);
    assert_eq!(end(&simultaneous), DVec2::new(0.0, 3.0));
    // Newton's method on one parameter at a time is the Gauss–Seidel method.
    let trajectory = run(&valley, "newton", COORDINATEWISE, [4.0, 8.0], 2);
    assert!(trajectory.plane_point(1).distance(DVec2::new(-4.0, 2.0)) < 1e-14);
    assert!(trajectory.plane_point(2).distance(DVec2::new(-1.0, 0.5)) < 1e-14);
    // For a separable function, the order makes no difference.
    let coordinatewise = run(&Bowl, "adam(lr=0.1)", COORDINATEWISE, [4.0, 8.0], 50);
    let simultaneous = run(&Bowl, "adam(lr=0.1)", Mode::default(), [4.0, 8.0], 50);
    assert_eq!(coordinatewise.points, simultaneous.points);
}

#[test]
fn coordinate_descent_gives_each_parameter_its_own_noise() {
    let flat = Formula::parse("0*x + 0*y").unwrap();
    for spec in ["noisy_gd(lr=1)", "annealing"] {
        let trajectory = run(&flat, spec, COORDINATEWISE, [1.0, 1.0], 5);
        assert!(
            trajectory
                .points
                .iter_rows()
                .skip(1)
                .all(|point| point[0] != point[1]),
            "{spec}"
        );
        let again = run(&flat, spec, COORDINATEWISE, [1.0, 1.0], 5);
        assert_eq!(trajectory.points, again.points);
    }
}

#[test]
fn every_mode_works_with_every_optimizer_and_is_explained() {
    let line = LineFit::new(&[1.0, 2.0, 4.0], &[2.0, 3.0, 5.5], ["x", "y"]).unwrap();
    let line: Arc<dyn Landscape> = Arc::new(line);
    for entry in &CATALOGUE {
        let landscape = match entry.name {
            "sgd" => line.clone(),
            _ => Arc::new(Rosenbrock),
        };
        for bits in 0..8 {
            let mode = Mode {
                gradient: [GradientSource::Exact, GradientSource::Central(1e-5)][bits % 2],
                ascend: bits & 2 != 0,
                coordinatewise: bits & 4 != 0,
            };
            let what = format!("{}, {mode:?}", entry.name);
            let trajectory = run(landscape.as_ref(), entry.name, mode, [0.4, 0.3], 6);
            let build = || mode.build(&Spec::new(entry.name)).unwrap();
            let last = trajectory.steps();
            if last == 0 {
                continue;
            }
            let explained = explain(
                landscape.as_ref(),
                build(),
                Schedule::Constant,
                &trajectory,
                last,
            );
            let explanation = explained.unwrap();
            let step = term_with_role(&explanation.terms, Role::Step).unwrap();
            let magnitude = explanation
                .from
                .iter()
                .fold(0.0, |max: f64, x| max.max(x.abs()));
            for (parameter, (from, to)) in explanation.from.iter().zip(&explanation.to).enumerate()
            {
                let moved = to - from;
                let explained = step.value.get(parameter).unwrap();
                let is_close =
                    (explained - moved).abs() <= 1e-14 + 1e-15 * magnitude + 1e-12 * moved.abs();
                assert!(is_close, "{what}: {explained} is not {moved}");
            }
        }
    }
}

#[test]
fn the_gradient_formula_shows_its_source() {
    let gradient = |mode: Mode| {
        let trajectory = run(&Bowl, "gd(lr=0.1)", mode, [1.0, 2.0], 1);
        let gd = mode.build(&"gd(lr=0.1)".parse().unwrap()).unwrap();
        let explained = explain(&Bowl, gd, Schedule::Constant, &trajectory, 1);
        term_with_symbol(&explained.unwrap().terms, "g")
            .unwrap()
            .formula
    };
    assert_eq!(gradient(Mode::default()), "∇f");
    assert_eq!(gradient(ASCEND), "−∇f");
    assert_eq!(gradient(central(0.1)), "(f(θ + h) − f(θ − h))/(2·h)");
}

/// Each parameter has an optimizer with its own seed, including next to the largest seed.
#[test]
fn the_largest_seed_wraps_around() {
    let run = |seed: &str| {
        let spec = format!("noisy_gd(lr=0.1, sigma=0.1, seed={seed})");
        run(&Bowl, &spec, COORDINATEWISE, [1.0, 1.0], 5)
    };
    let largest = run("9007199254740991");
    assert_ne!(largest.points, run("0").points);
    assert!(
        largest
            .points
            .iter_rows()
            .skip(1)
            .all(|point| point[0] != point[1])
    );
}
