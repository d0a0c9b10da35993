use super::*;

fn rates(spec: &str) -> [f64; 4] {
    let schedule = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    [0, 1, 2, 1000].map(|t| schedule.learning_rate(0.9, t))
}

#[test]
fn the_first_update_has_the_optimizers_own_rate() {
    let rising = ["warmup_cosine", "one_cycle"];
    for entry in CATALOGUE
        .iter()
        .filter(|entry| !rising.contains(&entry.name))
    {
        assert_eq!(rates(entry.name)[0], 0.9);
    }
    assert_eq!(rates("warmup_cosine")[0], 0.0);
    assert!((rates("one_cycle")[0] - 0.9 / 25.0).abs() < 1e-15);
}

#[test]
fn rates_follow_their_formula() {
    assert_eq!(rates("constant"), [0.9; 4]);
    assert_eq!(
        rates("time_decay"),
        [0.9, 0.9 / 1.1, 0.9 / 1.2, 0.9 / 101.0]
    );
    assert_eq!(rates("exponential(gamma=0.5)")[..3], [0.9, 0.45, 0.225]);
    // 0.995¹⁰⁰⁰ = exp(1000·ln 0.995)
    assert!((rates("exponential")[3] / (0.9 * (1000.0 * 0.995f64.ln()).exp()) - 1.0).abs() < 1e-12);
}

/// A reference table of four schedules with lr 0.1 over 100 epochs, and their sums.
#[test]
fn the_usual_schedules_match_the_reference_table() {
    let table = [
        (0, [0.1, 0.1, 0.1, 0.0]),
        (1, [0.095, 0.1, 0.09997532801829, 0.01]),
        (9, [0.06302494097246, 0.1, 0.09801468428385, 0.09]),
        (10, [0.05987369392384, 0.1, 0.09755282581476, 0.1]),
        (
            24,
            [0.02919890243388, 0.1, 0.08644843137107, 0.09414737964295],
        ),
        (
            25,
            [0.02773895731218, 0.05, 0.08535533905933, 0.09330127018922],
        ),
        (50, [0.007694497527671, 0.025, 0.05, 0.05868240888335]),
        (
            75,
            [
                0.002134373384588,
                0.0125,
                0.01464466094067,
                0.01786061951567,
            ],
        ),
        (
            99,
            [
                0.0006232136021404,
                0.0125,
                2.467198171342e-5,
                3.045864904521e-5,
            ],
        ),
    ];
    let sums = [1.988158941559, 4.6875, 5.05, 5.0];
    let specs = [
        "exponential(gamma=0.95)",
        "step(drop=0.5, every=25)",
        "cosine(steps=100)",
        "warmup_cosine(warmup=10, steps=100)",
    ];
    for (column, spec) in specs.into_iter().enumerate() {
        let schedule = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
        // The table has 13 digits.
        let near =
            |found: f64, expected: f64| (found - expected).abs() <= 1e-12 * expected.max(0.1);
        for (t, rates) in table {
            let found = schedule.learning_rate(0.1, t);
            assert!(near(found, rates[column]), "{spec} at {t}: {found}");
        }
        let sum: f64 = (0..100).map(|t| schedule.learning_rate(0.1, t)).sum();
        assert!((sum - sums[column]).abs() < 1e-11, "{spec}: {sum}");
    }
}

#[test]
fn one_cycle_peaks_at_three_tenths_and_ends_far_below_its_start() {
    let schedule = CATALOGUE
        .build(&"one_cycle(steps=100)".parse().unwrap())
        .unwrap();
    let rates: Vec<f64> = (0..100).map(|t| schedule.learning_rate(1.0, t)).collect();
    assert!((rates[29] - 1.0).abs() < 1e-12);
    assert!((rates[99] - 4e-6).abs() < 1e-12);
    assert!(rates[..30].is_sorted() && rates[29..].iter().rev().is_sorted());
    assert_eq!(schedule.learning_rate(1.0, 5000), rates[99]);
}

#[test]
fn invalid_schedules_are_rejected() {
    for (spec, expected) in [
        (
            "exponential(gamma=0)",
            "exponential: gamma=0 is not allowed; expected above 0",
        ),
        (
            "time_decay(d=-1)",
            "time_decay: d=-1 is not allowed; expected at least 0",
        ),
        (
            "constant(lr=1)",
            "constant has no setting lr; it takes none",
        ),
        (
            "step(every=2.5)",
            "step: every=2.5 is not allowed; expected a whole number at least 1",
        ),
        (
            "warmup_cosine(warmup=0.5)",
            "warmup_cosine: warmup=0.5 is not allowed; expected a whole number at least 0",
        ),
        (
            "one_cycle(steps=99.5)",
            "one_cycle: steps=99.5 is not allowed; expected a whole number at least 1",
        ),
        (
            "exponental",
            "unknown schedule \"exponental\"; did you mean \"exponential\"?",
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
