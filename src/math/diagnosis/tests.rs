use super::*;
use crate::math::{
    descent::descend,
    formula::Formula,
    landscape::{self, Rosenbrock},
    optimizer,
    schedule::Schedule,
};

fn run(text: &str, optimizer: &str, start: DVec2, steps: usize) -> (Formula, Path) {
    let landscape = Formula::parse(text).unwrap();
    let path = path(&landscape, optimizer, start, steps);
    (landscape, path)
}

fn path(landscape: &dyn Landscape, optimizer: &str, start: DVec2, steps: usize) -> Path {
    let optimizer = optimizer::build(&optimizer.parse().unwrap()).unwrap();
    descend(landscape, optimizer, Schedule::Constant, start, steps, None).unwrap()
}

fn verdict(text: &str, optimizer: &str, start: [f64; 2], steps: usize) -> (Verdict, usize) {
    let (landscape, path) = run(text, optimizer, start.into(), steps);
    let found = diagnose(&path, &landscape);
    (found.verdict, found.step)
}

/// The cases of a table of learning rates on x² from 5.
#[test]
fn learning_rates_on_a_parabola_are_told_apart() {
    let on_parabola = |optimizer: &str| verdict("x^2", optimizer, [5.0, 0.0], 30).0;
    assert_eq!(on_parabola("gd(lr=1.1)"), Verdict::Exploding);
    assert_eq!(on_parabola("gd(lr=1.0)"), Verdict::Oscillating);
    assert_eq!(on_parabola("gd(lr=0.9)"), Verdict::Oscillating);
    assert_eq!(on_parabola("gd(lr=0.4)"), Verdict::Converged);
    assert_eq!(on_parabola("gd(lr=0.1)"), Verdict::Healthy);
    assert_eq!(on_parabola("gd(lr=0.001)"), Verdict::TooSlow);
}

#[test]
fn a_heavy_ball_whose_loss_saws_oscillates() {
    assert_eq!(
        verdict("x^2", "momentum(lr=0.1, momentum=0.95)", [5.0, 0.0], 30).0,
        Verdict::Oscillating
    );
}

#[test]
fn the_place_where_a_run_rests_decides() {
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
fn a_run_beyond_all_numbers_exploded_from_its_first_rise_on() {
    let start = DVec2::new(-1.2, 1.0);
    let path = path(&Rosenbrock, "gd(lr=0.01)", start, 100);
    let found = diagnose(&path, &Rosenbrock);
    assert_eq!((found.verdict, found.step), (Verdict::Exploding, 0));
}

#[test]
fn the_verdict_follows_a_run_as_it_plays() {
    let (landscape, path) = run("x^2", "gd(lr=1.1)", DVec2::new(5.0, 0.0), 30);
    assert_eq!(
        diagnose_until(&path, 2, &landscape).verdict,
        Verdict::Healthy
    );
    assert_eq!(
        diagnose_until(&path, 6, &landscape).verdict,
        Verdict::Exploding
    );
    assert_eq!(
        diagnose_until(&path, 999, &landscape),
        diagnose(&path, &landscape)
    );
}

#[test]
fn the_largest_stable_rate_is_two_over_the_greatest_curvature() {
    let ripples = landscape::find("ripples").unwrap().plain();
    let minimum = ripples.critical_points()[0].at;
    let rate = largest_stable_rate(ripples.as_ref(), minimum).unwrap();
    assert!((rate - 2.0 / 4.5).abs() < 1e-9, "{rate}");
    let line = Formula::parse("3x^2").unwrap();
    assert_eq!(largest_stable_rate(&line, DVec2::ZERO), Some(1.0 / 3.0));
    let hill = Formula::parse("-x^2").unwrap();
    assert_eq!(largest_stable_rate(&hill, DVec2::ZERO), None);
}

/// x² from 5 with ε = 10⁻³: the steps at which the rule stops, and where it is fooled.
#[test]
fn a_small_decrease_is_no_proof() {
    let stops = |rate: f64| {
        let (_, path) = run("x^2", &format!("gd(lr={rate})"), DVec2::new(5.0, 0.0), 2000);
        let step = epsilon_convergence(&path.values, 1e-3).unwrap();
        (step, path.values[step])
    };
    for (rate, step, value) in [
        (0.5, 2, 0.0),
        (0.4, 5, 2.56e-6),
        (0.1, 22, 0.001361129467684),
        (0.9, 22, 0.001361129467684),
        (0.01, 172, 0.02397231892627),
        (0.001, 1151, 0.2491414869973),
        // It rises, and the rule calls it converged; it hardly moves, and the rule calls it converged.
        (1.1, 1, 36.0),
        (1e-5, 1, 24.99900001),
    ] {
        let found = stops(rate);
        assert_eq!(found.0, step, "{rate}");
        assert!((found.1 - value).abs() < 1e-10, "{rate}: {}", found.1);
    }
}
