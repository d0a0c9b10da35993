use super::*;
use crate::math::{
    descent::{StopReason, descend},
    formula::Formula,
    landscape::{self, Rosenbrock},
    optimizer,
    schedule::Schedule,
    spec::Spec,
    table::Matrix,
};

fn run(text: &str, optimizer: &str, start: [f64; 2], steps: usize) -> (Formula, Trajectory) {
    let landscape = Formula::parse(text).unwrap();
    let trajectory = trajectory(&landscape, optimizer, start, steps);
    (landscape, trajectory)
}

fn trajectory(
    landscape: &dyn Landscape,
    optimizer: &str,
    start: [f64; 2],
    steps: usize,
) -> Trajectory {
    let optimizer = optimizer::CATALOGUE
        .build(&optimizer.parse().unwrap())
        .unwrap();
    let start = &start[..landscape.variables()];
    descend(landscape, optimizer, Schedule::Constant, start, steps, None).unwrap()
}

fn verdict(text: &str, optimizer: &str, start: [f64; 2], steps: usize) -> (Verdict, usize) {
    let (landscape, trajectory) = run(text, optimizer, start, steps);
    let found = diagnose(&trajectory, &landscape);
    (found.verdict, found.step)
}

/// The learning rates of a published table for x² from 5.
#[test]
fn verdicts_distinguish_learning_rates_on_a_parabola() {
    let on_parabola = |optimizer: &str| verdict("x^2", optimizer, [5.0, 0.0], 30).0;
    assert_eq!(on_parabola("gd(lr=1.1)"), Verdict::Exploding);
    assert_eq!(on_parabola("gd(lr=1.0)"), Verdict::Oscillating);
    // Each step overshoots to the other side, with the same speed as 0.1 approaches from one side.
    assert_eq!(on_parabola("gd(lr=0.9)"), Verdict::DampedOscillation);
    assert_eq!(on_parabola("gd(lr=0.4)"), Verdict::Converged);
    assert_eq!(on_parabola("gd(lr=0.1)"), Verdict::Healthy);
    assert_eq!(on_parabola("gd(lr=0.001)"), Verdict::TooSlow);
}

#[test]
fn an_undamped_oscillation_is_a_warning_and_a_damped_one_is_not() {
    let verdict_after = |text: &str, optimizer: &str, steps: usize| {
        let found = verdict(text, optimizer, [5.05, 0.0], steps).0;
        (found, found.severity())
    };
    let damped = (Verdict::DampedOscillation, Severity::Good);
    let undamped = (Verdict::Oscillating, Severity::Warning);
    // 0.95ᵏ of the loss remains after k steps: 4·10⁻¹² after 500.
    for steps in [30, 100, 200, 300] {
        assert_eq!(
            verdict_after("x^2", "momentum(lr=0.1, momentum=0.95)", steps),
            damped
        );
    }
    for steps in [40, 1000] {
        assert_eq!(verdict_after("|x|", "gd(lr=0.3)", steps), undamped);
        assert_eq!(verdict_after("x^2", "gd(lr=1)", steps), undamped);
    }
}

#[test]
fn the_kind_of_the_end_point_decides_the_verdict() {
    let (saddle, step) = verdict("x^2 - y^2", "gd(lr=0.4)", [1.0, 0.0], 40);
    assert_eq!(saddle, Verdict::StuckAtSaddle);
    // 2·0.2ᵏ < 10⁻⁶ from k = 10 on.
    assert_eq!(step, 10);
    assert_eq!(
        verdict("exp(-x^2)", "gd(lr=0.1)", [6.0, 0.0], 20).0,
        Verdict::VanishingGradient
    );
    assert_eq!(
        verdict("x^2 + y^2", "gd(lr=0.3)", [1.0, 1.0], 40).0,
        Verdict::Converged
    );
}

#[test]
fn an_overflowing_run_explodes_from_its_first_rise_on() {
    let start = [-1.2, 1.0];
    let trajectory = trajectory(&Rosenbrock, "gd(lr=0.01)", start, 100);
    let found = diagnose(&trajectory, &Rosenbrock);
    assert_eq!((found.verdict, found.step), (Verdict::Exploding, 0));
}

#[test]
fn a_run_that_stalls_far_above_its_start_has_exploded() {
    // Uphill to 10²⁰ in a few steps, where differences of f are below the precision.
    let (landscape, mut trajectory) = run("x^2", "gd(lr=0.001)", [5.0, 0.0], 30);
    trajectory.points = Matrix::from_fn(trajectory.points.rows(), 1, |step, _| match step {
        0..3 => trajectory.point(step)[0],
        _ => 1e10,
    });
    trajectory.values[3..].fill(1e20);
    trajectory.gradient_norms[3..].fill(2e10);
    assert_eq!(
        diagnose(&trajectory, &landscape).verdict,
        Verdict::Exploding
    );
}

/// The verdict at each step equals that on a run stopped there.
#[test]
fn the_verdict_follows_a_run_as_it_plays() {
    for (text, optimizer, start) in [
        ("x^2", "gd(lr=1.1)", [5.0, 0.0]),
        ("x^2", "gd(lr=0.9)", [5.0, 0.0]),
        ("x^2", "momentum(lr=0.1, momentum=0.95)", [5.0, 0.0]),
        ("|x|", "gd(lr=0.3)", [5.05, 0.0]),
        ("x^2 - y^2 + y^4/9", "gd(lr=0.2)", [2.0, 1e-12]),
        ("ln(x)", "gd(lr=0.5)", [3.0, 0.0]),
        ("x^2 + 100y^2", "gd(lr=0.0098)", [5.0, 1.0]),
    ] {
        let (landscape, trajectory) = run(text, optimizer, start, 120);
        let verdicts = Verdicts::of(&trajectory, &landscape);
        let last = trajectory.steps();
        for step in 0..last {
            let stopped = diagnose(&trajectory.first_steps(step), &landscape);
            assert_eq!(verdicts.at(step), stopped, "{text}, {step}");
        }
        assert_eq!(verdicts.at(last), diagnose(&trajectory, &landscape));
        assert_eq!(verdicts.at(9999), verdicts.at(last));
    }
    let (landscape, trajectory) = run("x^2", "gd(lr=1.1)", [5.0, 0.0], 30);
    let verdicts = Verdicts::of(&trajectory, &landscape);
    assert_eq!(verdicts.at(2).verdict, Verdict::Healthy);
    assert_eq!(verdicts.at(6).verdict, Verdict::Exploding);
}

#[test]
fn a_verdict_has_the_step_at_which_it_began() {
    // Each step overshoots: the first reversal is the step from point 1.
    assert_eq!(
        verdict("x^2", "gd(lr=0.9)", [5.0, 0.0], 30),
        (Verdict::DampedOscillation, 1)
    );
    // Steps of 0.3 from 5.05 cross 0 at the 17th step and then alternate.
    for steps in [40, 100] {
        let found = verdict("|x|", "gd(lr=0.3)", [5.05, 0.0], steps);
        assert_eq!(found, (Verdict::Oscillating, 17), "{steps} steps");
    }
    // Slow from the first step on, and then from where the steep part ends.
    for steps in [30, 100] {
        let found = verdict("x^2", "gd(lr=0.001)", [5.0, 0.0], steps);
        assert_eq!(found, (Verdict::TooSlow, 0), "{steps} steps");
    }
    let (found, step) = verdict("x^2 + 1e-3 y^2 + 1", "gd(lr=0.4)", [5.0, 1.0], 100);
    assert_eq!(found, Verdict::TooSlow);
    // 0.2ᵏ of x remains.
    assert!((2..=8).contains(&step), "{step}");
}

#[test]
fn a_run_that_left_the_domain_is_not_healthy() {
    // From 1 to 1/2, and from there by 1 to −1/2.
    let (landscape, trajectory) = run("ln(x)", "gd(lr=0.5)", [1.0, 0.0], 30);
    assert_eq!(trajectory.stop_reason, StopReason::LeftDomain);
    let found = diagnose(&trajectory, &landscape);
    assert_eq!((found.verdict, found.step), (Verdict::LeftDomain, 1));
    assert_eq!(
        Verdicts::of(&trajectory, &landscape).at(0).verdict,
        Verdict::Healthy
    );
}

/// On x² with a rate of 0.1 and the wrong sign, x grows by a fifth at each step.
#[test]
fn a_wrong_sign_is_distinguished_from_a_rate_that_is_too_large() {
    let (landscape, trajectory) = run("x^2", "gd(lr=1.1)", [5.0, 0.0], 10);
    let found = diagnose(&trajectory, &landscape);
    assert_eq!(
        (found.verdict, found.advice),
        (Verdict::Exploding, Verdict::Exploding.advice())
    );
    let points: Vec<f64> = (0..=10).map(|k| 5.0 * 1.2f64.powi(k)).collect();
    let uphill = Trajectory {
        values: points.iter().map(|x| x * x).collect(),
        gradient_norms: points.iter().map(|x| 2.0 * x).collect(),
        points: Matrix::of_column(points),
        ..trajectory
    };
    let found = diagnose(&uphill, &landscape);
    assert_eq!(
        (found.verdict, found.step, found.advice),
        (Verdict::Exploding, 0, WRONG_SIGN)
    );
}

#[test]
fn every_verdict_has_a_distinct_name() {
    for (index, verdict) in Verdict::ALL.iter().enumerate() {
        let titles = Verdict::ALL[..index].iter().map(|other| other.title());
        for title in titles {
            assert_ne!(title.en, verdict.title().en);
            assert_ne!(title.zh, verdict.title().zh);
        }
    }
}

#[test]
fn the_largest_stable_rate_is_two_over_the_greatest_curvature() {
    let ripples = landscape::CATALOGUE
        .find("ripples")
        .unwrap()
        .build_default();
    let minimum = ripples.critical_points()[0].at;
    let rate = largest_stable_rate(ripples.as_ref(), &minimum.to_array()).unwrap();
    assert!((rate - 2.0 / 4.5).abs() < 1e-9, "{rate}");
    let line = Formula::parse("3x^2").unwrap();
    assert_eq!(largest_stable_rate(&line, &[0.0]), Some(1.0 / 3.0));
    // The run diverged; the rate is that of the minimum it missed.
    let trajectory = trajectory(&Rosenbrock, "gd(lr=0.01)", [-1.2, 1.0], 100);
    let rate = stable_rate_for_run(
        &trajectory,
        diagnose(&trajectory, &Rosenbrock).verdict,
        &Rosenbrock,
    )
    .unwrap();
    // The larger eigenvalue of ((802, −400), (−400, 200)).
    assert!((rate * 1_001.600_639_360_8 - 2.0).abs() < 1e-9, "{rate}");
    let hill = Formula::parse("-x^2").unwrap();
    assert_eq!(largest_stable_rate(&hill, &[0.0]), None);
}

/// The ratio of an optimizer's largest stable rate to that of gradient descent.
fn stable_rate_factor(spec: &Spec) -> Option<f64> {
    let optimizer = optimizer::CATALOGUE.build(spec).unwrap();
    optimizer.stable_rate_factor()
}

/// On a bowl, a run at 0.999 of the rate converges and one at 1.001 diverges.
#[test]
fn the_stable_rate_of_an_optimizer_is_where_its_runs_begin_to_grow() {
    for spec in [
        "gd",
        "momentum(momentum=0.9)",
        "momentum(momentum=0.5, dampening=0.25)",
        "nesterov(momentum=0.9)",
    ] {
        let spec: Spec = spec.parse().unwrap();
        let bowl = Formula::parse("2x^2 + y^2/2").unwrap();
        let start = [1.0, 1.0];
        let final_value = |fraction: f64| {
            let mut spec = spec.clone();
            let rate = fraction * stable_rate_factor(&spec).unwrap();
            spec.set_number("lr", rate * largest_stable_rate(&bowl, &start).unwrap());
            let trajectory = trajectory(&bowl, &spec.to_string(), start, 40_000);
            *trajectory.values.last().unwrap()
        };
        let [stable, unstable] = [0.999, 1.001].map(final_value);
        assert!(stable < 1e-3, "{spec}: {stable}");
        assert!(unstable > 1e3, "{spec}: {unstable}");
    }
    assert_eq!(stable_rate_factor(&"adam".parse().unwrap()), None);
    assert_eq!(
        stable_rate_factor(&"momentum(dampening=1)".parse().unwrap()),
        None
    );
}

/// x² from 5 with ε = 10⁻³: the steps at which the rule stops, and cases that mislead it.
#[test]
fn a_small_decrease_does_not_prove_convergence() {
    let stops = |rate: f64| {
        let (_, trajectory) = run("x^2", &format!("gd(lr={rate})"), [5.0, 0.0], 2000);
        let step = epsilon_convergence(&trajectory.values, 1e-3).unwrap();
        // Ignoring rises, a rising run never stops; one that hardly moves does.
        let downhill = downhill_convergence(&trajectory.values, 1e-3);
        assert_eq!(downhill, (rate < 1.0).then_some(step), "{rate}");
        (step, trajectory.values[step])
    };
    for (rate, step, value) in [
        (0.5, 2, 0.0),
        (0.4, 5, 2.56e-6),
        (0.1, 22, 0.001361129467684),
        (0.9, 22, 0.001361129467684),
        (0.01, 172, 0.02397231892627),
        (0.001, 1151, 0.2491414869973),
        // The rule reports convergence for a rising run and for one that hardly moves.
        (1.1, 1, 36.0),
        (1e-5, 1, 24.99900001),
    ] {
        let found = stops(rate);
        assert_eq!(found.0, step, "{rate}");
        assert!((found.1 - value).abs() < 1e-10, "{rate}: {}", found.1);
    }
}
