use std::f64::consts::PI;

use super::*;
use crate::math::spec::Spec;

fn build(spec: &Spec) -> Result<Table, String> {
    let built = CATALOGUE.build(spec).map_err(|error| error.to_string())?;
    built.map_err(|error| error.to_string())
}

fn generate(spec: &str) -> Table {
    build(&spec.parse().unwrap()).unwrap()
}

fn column(table: &Table, name: &str) -> Vec<f64> {
    let at = table.position(name).unwrap();
    table.columns()[at].numbers().unwrap().iter().collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean).powi(2));
    (mean, (squares.sum::<f64>() / count).sqrt())
}

#[test]
fn every_generator_follows_its_defaults_and_repeats_for_a_seed() {
    for entry in &CATALOGUE {
        let spec = Spec::new(entry.name);
        let table = build(&spec).unwrap();
        assert_eq!(
            table.rows() as f64,
            entry.parameters[0].default,
            "{}",
            entry.name
        );
        assert_eq!(table, build(&spec).unwrap());
        assert_ne!(
            table,
            build(&spec.with("seed", 1.0)).unwrap(),
            "{}",
            entry.name
        );
    }
}

/// Relative to the spread, the mean of 5,000 samples has a standard deviation of 1/√5000, and their standard deviation
/// has one of 1/√10000. The tolerance is five times as large.
#[test]
fn blobs_have_their_spread_about_centres_within_the_cube() {
    let table = generate("blobs(n=10001, centers=2, spread=0.8, features=3, seed=4)");
    let classes = column(&table, "class");
    assert_eq!(classes.iter().filter(|class| **class == 0.0).count(), 5001);
    for name in ["x1", "x2", "x3"] {
        for class in [0.0, 1.0] {
            let values = column(&table, name);
            let of_class = values
                .iter()
                .zip(&classes)
                .filter(|(_, other)| **other == class);
            let (mean, deviation) = moments(&of_class.map(|(value, _)| *value).collect::<Vec<_>>());
            assert!(mean.abs() <= 10.0 + 5.0 * 0.8 / 5000f64.sqrt());
            assert!(
                (deviation / 0.8 - 1.0).abs() < 5.0 / 10_000f64.sqrt(),
                "{deviation}"
            );
        }
    }
    // The rows of the classes are shuffled.
    assert!(classes.windows(2).filter(|pair| pair[0] != pair[1]).count() > 4000);
}

#[test]
fn stretched_blobs_have_the_covariance_of_their_matrix() {
    let table = generate("anisotropic(n=20000, centers=1, seed=2)");
    let [x, y] = ["x1", "x2"].map(|name| column(&table, name));
    let ((mean_x, dev_x), (mean_y, dev_y)) = (moments(&x), moments(&y));
    assert!((dev_x - 0.52f64.sqrt()).abs() < 0.02 && (dev_y - 1.0).abs() < 0.03);
    let products = x.iter().zip(&y).map(|(x, y)| (x - mean_x) * (y - mean_y));
    // 0.6·(−0.6) + (−0.4)·0.8
    assert!((products.sum::<f64>() / 20_000.0 + 0.68).abs() < 0.03);
}

#[test]
fn moons_and_circles_are_on_their_curves_with_noise_around_them() {
    let table = generate("moons(n=201)");
    let (x, y, class) = (
        column(&table, "x1"),
        column(&table, "x2"),
        column(&table, "class"),
    );
    for i in 0..201 {
        let (cx, cy) = if class[i] == 0.0 {
            (0.0, 0.0)
        } else {
            (1.0, 0.5)
        };
        assert!(((x[i] - cx).hypot(y[i] - cy) - 1.0).abs() < 1e-12);
        assert!(if class[i] == 0.0 {
            y[i] >= -1e-12
        } else {
            y[i] <= 0.5 + 1e-12
        });
    }
    let table = generate("circles(n=20000, factor=0.4, noise=0.05, seed=1)");
    let (x, y, class) = (
        column(&table, "x1"),
        column(&table, "x2"),
        column(&table, "class"),
    );
    for (expected_class, radius) in [(0.0, 1.0), (1.0, 0.4)] {
        let rows = (0..20_000).filter(|i| class[*i] == expected_class);
        let deviations: Vec<f64> = rows.map(|i| x[i].hypot(y[i]) - radius).collect();
        assert_eq!(deviations.len(), 10_000);
        // Noise across a circle increases the mean radius by σ²/2r.
        let (mean, deviation) = moments(&deviations);
        assert!((mean - 0.0025 / 2.0 / radius).abs() < 0.003, "{mean}");
        assert!((deviation - 0.05).abs() < 0.002, "{deviation}");
    }
}

#[test]
fn rolls_have_the_position_of_each_sample() {
    let table = generate("swiss_roll(n=5000)");
    let [x, y, z, t] = ["x", "y", "z", "t"].map(|name| column(&table, name));
    assert!((0..5000).all(|i| (x[i].hypot(z[i]) - t[i]).abs() < 1e-9));
    // Uniform between 3π/2 and 9π/2; the tolerance is 5 standard deviations of the mean.
    assert!((moments(&t).0 - 3.0 * PI).abs() < 5.0 * 3.0 * PI / 12f64.sqrt() / 5000f64.sqrt());
    assert!(y.iter().all(|h| (0.0..21.0).contains(h)));
    assert_eq!(table.columns()[3].role, Role::Metadata);
    let table = generate("s_curve(n=500)");
    let [x, z, t] = ["x", "z", "t"].map(|name| column(&table, name));
    for i in 0..500 {
        let side = if t[i] > 0.0 { 1.0 } else { -1.0 };
        assert!((x[i].powi(2) + (side * z[i] + 1.0).powi(2) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn classes_are_at_corners_and_other_features_are_redundant_or_noise() {
    let table = generate(
        "classification(n=8000, features=6, informative=2, redundant=2, clusters=1, sep=3, flip=0, seed=3)",
    );
    let class = column(&table, "class");
    for name in ["x1", "x2"] {
        let values = column(&table, name);
        for expected_class in [0.0, 1.0] {
            let own = values
                .iter()
                .zip(&class)
                .filter(|(_, class)| **class == expected_class);
            let (mean, _) = moments(&own.map(|(value, _)| *value).collect::<Vec<_>>());
            assert!((mean.abs() - 3.0).abs() < 0.1, "{mean}");
        }
    }
    let (mean, deviation) = moments(&column(&table, "x6"));
    assert!(mean.abs() < 0.06 && (deviation - 1.0).abs() < 0.04);
    // A linear combination of two columns: the three have no volume.
    let [a, b, c] = ["x1", "x2", "x3"].map(|name| column(&table, name));
    let solve = |i: usize, j: usize| {
        let det = a[i] * b[j] - a[j] * b[i];
        (
            (c[i] * b[j] - c[j] * b[i]) / det,
            (a[i] * c[j] - a[j] * c[i]) / det,
        )
    };
    let (p, q) = solve(0, 1);
    assert!((0..8000).all(|i| (p * a[i] + q * b[i] - c[i]).abs() < 1e-6));
    let redrawn = generate("classification(n=20000, flip=0.5, clusters=1, sep=50, seed=1)");
    let (x, class) = (
        [column(&redrawn, "x1"), column(&redrawn, "x2")],
        column(&redrawn, "class"),
    );
    // Half of the classes are redrawn, and half of those are wrong; so some axis separates three quarters.
    let accuracy = |x: &Vec<f64>| {
        let same = x
            .iter()
            .zip(&class)
            .filter(|(x, class)| (**x > 0.0) == (**class > 0.5))
            .count() as f64;
        (same / 20_000.0 - 0.5).abs() + 0.5
    };
    let best = x.iter().map(accuracy).fold(0.0, f64::max);
    assert!((best - 0.75).abs() < 0.02, "{best}");
}

#[test]
fn invalid_combinations_of_settings_are_rejected() {
    let message = |spec: &str| build(&spec.parse().unwrap()).unwrap_err().to_string();
    assert!(message("blobs(n=10000000, features=100)").contains("choose fewer"));
    assert!(message("classification(classes=5)").contains("10 clusters"));
    assert!(message("classification(features=3)").contains("4 informative and redundant"));
    assert!(message("blob").contains("did you mean \"blobs\"?"));
    assert!(message("moons(noise=-1)").contains("noise"));
}
