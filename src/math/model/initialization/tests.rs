use super::*;

/// The mean and the standard deviation of 100,000 weights of a layer of 50 inputs and 10 outputs, and the largest
/// magnitude.
fn statistics(spec: &str) -> [f64; 3] {
    let initialization = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    let mut weights = vec![f64::NAN; 100_000];
    Generator::new(4).fill(initialization.weights(50, 10), &mut weights);
    let count = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / count;
    let square = weights.iter().map(|w| w * w).sum::<f64>() / count;
    let largest = weights
        .iter()
        .fold(0.0, |largest: f64, w| largest.max(w.abs()));
    [mean, square.sqrt(), largest]
}

/// Within 1 %: five times the standard error of a standard deviation of 100,000 numbers.
#[test]
fn weights_have_the_published_spread() {
    let uniform = |bound: f64| [bound / 3f64.sqrt(), bound];
    let cases = [
        ("default", uniform(1.0 / 50f64.sqrt())),
        ("xavier", uniform((6.0 / 60f64).sqrt())),
        ("he", [0.2, f64::INFINITY]),
        ("normal(std=0.5)", [0.5, f64::INFINITY]),
        ("zero", [0.0, 0.0]),
    ];
    for (spec, [std, bound]) in cases {
        let [mean, found, largest] = statistics(spec);
        assert!(
            mean.abs() <= 0.02 * std && (found - std).abs() <= 0.01 * std,
            "{spec}"
        );
        assert!(largest <= bound, "{spec}");
    }
}

#[test]
fn only_the_default_has_biases_other_than_0() {
    for entry in CATALOGUE.iter() {
        let biases = entry.build_default().biases(25);
        let expected = match entry.name {
            "default" => Distribution::Uniform { bound: 0.2 },
            _ => Distribution::Zero,
        };
        assert_eq!(biases, expected, "{}", entry.name);
    }
}

#[test]
fn a_seed_gives_the_same_weights_and_another_seed_others() {
    let weights = |seed| {
        let mut weights = [0.0; 4];
        Generator::new(seed).fill(Distribution::Normal { std: 1.0 }, &mut weights);
        weights
    };
    assert_eq!(weights(1), weights(1));
    assert_ne!(weights(1), weights(2));
}
