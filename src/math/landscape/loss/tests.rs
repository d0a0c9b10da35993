use proptest::prelude::*;
use serde_json::Value;

use super::{super::Landscape, *};

const SIZE: [f64; 3] = [2104.0, 1416.0, 852.0];
const ROOMS: [f64; 3] = [5.0, 3.0, 2.0];
const PRICE: [f64; 3] = [460.0, 232.0, 178.0];
const NO_PENALTY: Penalty = Penalty { l1: 0.0, l2: 0.0 };
const PENALIZED: Penalty = Penalty { l1: 0.3, l2: 0.2 };

fn reference(name: &str) -> (Value, Value) {
    let all: Value =
        serde_json::from_str(include_str!("../../../../tests/data/losses.json")).unwrap();
    let checkpoint = &all[name];
    (
        checkpoint["expected"].clone(),
        checkpoint["tolerance"].clone(),
    )
}

#[track_caller]
fn assert_near(found: f64, expected: &Value, tolerance: &Value, what: &str) {
    let number = |value: &Value| value.as_f64().unwrap();
    let expected = number(expected);
    let allowed = number(&tolerance["abs"]).max(number(&tolerance["rel"]) * expected.abs());
    assert!(
        (found - expected).abs() <= allowed,
        "{what}: {found}, expected {expected}"
    );
}

fn feature<'a>(name: &'a str, values: &'a [f64]) -> Feature<'a> {
    Feature { name, values }
}

fn houses(scaling: Scaling, bias: Bias) -> SquaredLoss {
    let (size, rooms) = (scaling.apply(&SIZE), scaling.apply(&ROOMS));
    let features = [feature("size", &size), feature("rooms", &rooms)];
    SquaredLoss::new(features, feature("price", &PRICE), bias, NO_PENALTY).unwrap()
}

/// The columns of a built-in file with two features and a class.
fn points(text: &str) -> [Vec<f64>; 3] {
    let rows: Vec<Vec<f64>> = (text.lines().skip(1))
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    std::array::from_fn(|column| rows.iter().map(|row| row[column]).collect())
}

fn classes(text: &str, bias: Bias, penalty: Penalty) -> LogisticLoss {
    let [x, y, label] = points(text);
    let features = [feature("x1", &x), feature("x2", &y)];
    LogisticLoss::of_two_features(features, feature("class", &label), bias, penalty).unwrap()
}

const SEPARABLE: &str = include_str!("../../../../assets/data/separable.csv");
const OVERLAPPING: &str = include_str!("../../../../assets/data/overlapping.csv");

/// Losses of every kind on generated data.
fn losses(penalty: Penalty) -> Vec<(&'static str, Box<dyn Landscape>)> {
    let generator = SampleGenerator {
        samples: 40,
        seed: 3,
        noise: 1.0,
        correlation: 0.6,
    };
    let truth = TrueModel {
        weights: [2.0, -1.0],
        bias: 0.7,
    };
    let (numbers, labels) = (
        generator.regression_samples(truth),
        generator.classification_samples(truth),
    );
    fn features(columns: &GeneratedSamples) -> [Feature<'_>; 2] {
        [feature("a", &columns.x[0]), feature("b", &columns.x[1])]
    }
    let squared = |bias| {
        SquaredLoss::new(features(&numbers), feature("y", &numbers.y), bias, penalty).unwrap()
    };
    let logistic = |bias| {
        LogisticLoss::of_two_features(features(&labels), feature("y", &labels.y), bias, penalty)
            .unwrap()
    };
    let line = LogisticLoss::of_one_feature(features(&labels)[0], feature("y", &labels.y), penalty)
        .unwrap();
    vec![
        ("squared, best bias", Box::new(squared(Bias::Best))),
        ("squared, bias 0.5", Box::new(squared(Bias::Fixed(0.5)))),
        ("logistic, best bias", Box::new(logistic(Bias::Best))),
        ("logistic, no bias", Box::new(logistic(Bias::Fixed(0.0)))),
        ("logistic of one", Box::new(line)),
    ]
}

/// A sixth-order difference; with steps of 1e-2 its own error is about 1e-13 here.
fn slope(f: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 1e-2;
    let apart = |k: f64| f(k * STEP) - f(-k * STEP);
    (45.0 * apart(1.0) - 9.0 * apart(2.0) + apart(3.0)) / (60.0 * STEP)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn derivatives_agree_with_high_order_differences(x in 0.1..3.0f64, y in 0.1..3.0f64, west: bool, south: bool) {
        // Away from the kink on the axes.
        let at = DVec2::new(if west { -x } else { x }, if south { -y } else { y });
        let close = |a: f64, b: f64| (a - b).abs() <= (1e-6 * b.abs()).max(1e-9);
        for (name, loss) in losses(NO_PENALTY).into_iter().chain(losses(PENALIZED)) {
            let (gradient, hessian) = (loss.gradient(at), loss.hessian(at).unwrap());
            for (k, axis) in [DVec2::X, DVec2::Y].into_iter().enumerate() {
                let by_differences = slope(|t| loss.value(at + t * axis));
                prop_assert!(close(gradient[k], by_differences), "{name} at {at}: {gradient}, {by_differences}");
                for j in 0..2 {
                    let by_differences = slope(|t| loss.gradient(at + t * axis)[j]);
                    prop_assert!(close(hessian.col(k)[j], by_differences), "{name} at {at}: {hessian}, {by_differences}");
                }
            }
        }
    }

    #[test]
    fn no_value_is_below_the_minimum(fractions in [0.0..1.0, 0.0..1.0].prop_map(DVec2::from)) {
        for (name, loss) in losses(NO_PENALTY).into_iter().chain(losses(PENALIZED)) {
            let at = loss.domain().at(fractions);
            let [minimum] = loss.critical_points()[..] else { panic!("{name}") };
            prop_assert!(loss.value(at) >= minimum.value, "{name} at {at}");
            // Up to the rounding of sums of numbers of about 1.
            prop_assert!(loss.gradient(minimum.at).length() < 1e-12, "{name}: {:?}", loss.gradient(minimum.at));
            prop_assert!(loss.domain().contains(minimum.at));
        }
    }
}

#[test]
fn batch_gradients_average_to_the_full_gradient() {
    for (name, loss) in losses(PENALIZED) {
        let at = DVec2::new(0.8, -0.3);
        assert_eq!(loss.samples(), 40);
        let parts: Vec<usize> = (0..40).collect();
        let sum: DVec2 = parts.chunks(8).map(|part| loss.gradient_on(part, at)).sum();
        assert!((sum / 5.0).distance(loss.gradient(at)) < 1e-13, "{name}");
        let one = loss.gradient_on(&[7], at);
        assert!(
            one.distance(loss.gradient(at)) > 1e-3,
            "{name}: a sample is not the whole"
        );
    }
}

/// With centred features, the Hessian including the bias has the eigenvalue 1 for the bias alone; the other two are
/// those of the loss at the best bias.
#[test]
fn curvatures_of_the_scaled_houses_match_the_reference() {
    let (expected, tolerance) = reference("002.conditioning");
    let eigenvalues = |loss: &SquaredLoss| {
        let hessian = loss.hessian(DVec2::ZERO).unwrap();
        let (a, b, c) = (hessian.x_axis.x, hessian.x_axis.y, hessian.y_axis.y);
        let greater = 0.5 * (a + c) + (0.25 * (a - c) * (a - c) + b * b).sqrt();
        // The smaller one is lost in a difference: it is 10⁻⁸ of the larger for raw features.
        [(a * c - b * b) / greater, greater]
    };
    for (name, scaling) in [("mean_norm", Scaling::Mean), ("zscore", Scaling::ZScore)] {
        let found = eigenvalues(&houses(scaling, Bias::Best));
        let all = expected[name]["hessian_eigs_w1_w2_b"].as_array().unwrap();
        let own: Vec<&Value> = all
            .iter()
            .filter(|value| (value.as_f64().unwrap() - 1.0).abs() > 1e-9)
            .collect();
        for (found, expected) in found.iter().zip(own) {
            assert_near(*found, expected, &tolerance, name);
        }
    }
    for (name, scaling) in [
        ("raw", Scaling::None),
        ("div_by_max", Scaling::Max),
        ("mean_norm", Scaling::Mean),
        ("zscore", Scaling::ZScore),
    ] {
        let found = eigenvalues(&houses(scaling, Bias::Fixed(0.0)));
        for k in 0..2 {
            assert_near(
                found[k],
                &expected[name]["hessian_eigs_no_bias"][k],
                &tolerance,
                name,
            );
        }
    }
}

#[test]
fn scaled_features_match_the_reference() {
    let (expected, tolerance) = reference("002.scaling");
    for (name, scaling) in [
        ("div_by_max", Scaling::Max),
        ("mean_norm", Scaling::Mean),
        ("zscore_population", Scaling::ZScore),
    ] {
        let columns = [scaling.apply(&SIZE), scaling.apply(&ROOMS)];
        for row in 0..3 {
            for column in 0..2 {
                assert_near(
                    columns[column][row],
                    &expected[name][row][column],
                    &tolerance,
                    name,
                );
            }
        }
    }
}

/// With centred features, the bias converges independently, b_t = ȳ·(1 − (1 − α)^t), and adds ½(ȳ − b_t)².
#[test]
fn gradient_descent_on_the_scaled_houses_has_the_losses_of_the_reference() {
    let (expected, tolerance) = reference("002.gd_raw_vs_scaled");
    for (name, scaling, rate) in [
        ("mean_norm_lr_0.5", Scaling::Mean, 0.5),
        ("zscore_lr_0.1", Scaling::ZScore, 0.1),
        ("zscore_lr_0.5", Scaling::ZScore, 0.5),
        ("zscore_lr_1.0", Scaling::ZScore, 1.0),
    ] {
        let loss = houses(scaling, Bias::Best);
        let mut at = DVec2::ZERO;
        for step in 0..=1000 {
            let of_bias = 0.5 * (290.0 * f64::powi(1.0 - rate, step)).powi(2);
            let found = loss.value(at) + of_bias;
            let which = match step {
                0 => "J0",
                1 => "J1",
                10 => "J10",
                1000 => "J_last",
                _ => "",
            };
            if !which.is_empty() {
                assert_near(
                    found,
                    &expected[name][which],
                    &tolerance,
                    &format!("{name} {which}"),
                );
            }
            if step < 1000 {
                at -= rate * loss.gradient(at);
            }
        }
        for k in 0..2 {
            assert_near(at[k], &expected[name]["w"][k], &tolerance, name);
        }
    }
}

/// scikit-learn minimizes C·Σ loss + ½‖w‖², which corresponds to l2 = 1/(2·C·n) here; the bias is not penalized.
#[test]
fn minima_of_logistic_losses_match_the_reference() {
    let minimum = |text: &str, c: f64| {
        let count = text.lines().count() as f64 - 1.0;
        let penalty = Penalty {
            l1: 0.0,
            l2: 0.5 / (c * count),
        };
        let loss = classes(text, Bias::Best, penalty);
        let [minimum] = loss.critical_points()[..] else {
            panic!("no minimum")
        };
        (minimum, loss.best_bias(minimum.at), count)
    };
    let (expected, tolerance) = reference("000.c10.logreg");
    let (point, bias, count) = minimum(SEPARABLE, 1.0);
    for k in 0..2 {
        assert_near(
            point.at[k],
            &expected["coef_exact_optimum"][k],
            &tolerance,
            "w",
        );
    }
    assert_near(bias, &expected["intercept_exact_optimum"], &tolerance, "b");
    let objective = &expected["objective_C*sumBCE+0.5|w|^2"];
    assert_near(count * point.value, objective, &tolerance, "objective");

    let (expected, tolerance) = reference("000.c10.C_slider");
    for row in expected["rows"].as_array().unwrap() {
        let c = row["C"].as_f64().unwrap();
        let (point, bias, _) = minimum(OVERLAPPING, c);
        for (k, found) in [point.at.x, point.at.y, bias].into_iter().enumerate() {
            let what = format!("C = {c}, {k}");
            assert_near(
                found,
                &row["standard_optimum_intercept_free"][k],
                &tolerance,
                &what,
            );
        }
    }
}

#[test]
fn separable_classes_have_a_minimum_only_with_a_penalty() {
    let loss = classes(SEPARABLE, Bias::Best, NO_PENALTY);
    assert!(loss.critical_points().is_empty());
    let held = classes(SEPARABLE, Bias::Best, Penalty { l1: 0.01, l2: 0.0 });
    assert_eq!(held.critical_points().len(), 1);
}

/// An l1 penalty sets a weight to exactly 0 if the other explains as much; l2 never does.
#[test]
fn l1_drops_a_weight_that_l2_only_shrinks() {
    let generator = SampleGenerator {
        samples: 200,
        seed: 1,
        noise: 0.5,
        correlation: 0.0,
    };
    let data = generator.regression_samples(TrueModel {
        weights: [2.0, 0.1],
        bias: 1.0,
    });
    let at = |penalty| {
        let features = [feature("a", &data.x[0]), feature("b", &data.x[1])];
        let loss = SquaredLoss::new(features, feature("y", &data.y), Bias::Best, penalty).unwrap();
        let minimum = loss.critical_points()[0].at;
        (minimum, loss.gradient(minimum), loss.hessian(minimum))
    };
    let (dropped, gradient, hessian) = at(Penalty { l1: 0.5, l2: 0.0 });
    assert_eq!(dropped.y, 0.0);
    assert!(dropped.x > 1.0);
    assert!(gradient.length() < 1e-14 && hessian.is_none());
    let (shrunk, _, hessian) = at(Penalty { l1: 0.0, l2: 0.5 });
    assert!(shrunk.y != 0.0 && shrunk.x < 1.5);
    assert!(hessian.is_some());
}

#[test]
fn generated_data_have_the_requested_distribution() {
    let generator = SampleGenerator {
        samples: 4000,
        seed: 5,
        noise: 0.0,
        correlation: -0.8,
    };
    let truth = TrueModel {
        weights: [1.5, 0.5],
        bias: -0.25,
    };
    let data = generator.regression_samples(truth);
    assert_eq!(data, generator.regression_samples(truth));
    let of = |values: &[f64]| (mean(values.iter().copied()), deviation(values));
    for x in &data.x {
        let (middle, spread) = of(x);
        // Five standard errors of a mean of 4000 and of a standard deviation.
        assert!(
            middle.abs() < 0.08 && (spread - 1.0).abs() < 0.056,
            "{middle}, {spread}"
        );
    }
    let together = mean(data.x[0].iter().zip(&data.x[1]).map(|(a, b)| a * b));
    assert!((together + 0.8).abs() < 0.1, "{together}");
    let loss = SquaredLoss::new(
        [feature("a", &data.x[0]), feature("b", &data.x[1])],
        feature("y", &data.y),
        Bias::Best,
        NO_PENALTY,
    );
    let minimum = loss.unwrap().critical_points()[0];
    assert!(minimum.at.distance(truth.weights.into()) < 1e-12 && minimum.value < 1e-24);
    // Both classes occur, even if the true model gives one only.
    let lopsided = generator.classification_samples(TrueModel { bias: 1e3, ..truth });
    assert_eq!(lopsided.y.iter().filter(|label| **label == 0.0).count(), 1);
}

#[test]
fn data_without_a_loss_are_rejected() {
    let refused = |x: &[f64], y: &[f64]| {
        let features = [feature("a", x), feature("b", &PRICE[..x.len().min(3)])];
        SquaredLoss::new(features, feature("y", y), Bias::Best, NO_PENALTY)
            .unwrap_err()
            .to_string()
    };
    assert!(refused(&[1.0], &[1.0]).contains("at least 2"));
    assert!(refused(&[2.0; 3], &PRICE).starts_with("every a is 2"));
    assert!(refused(&[1.0, f64::NAN, 2.0], &PRICE).contains("of a are too large"));
    assert!(refused(&[1e200, 2e200, 3e200], &PRICE).contains("of a are too large"));
    assert!(refused(&[1.0, 2.0], &PRICE).contains("columns of 2 and 3"));
    let three =
        LogisticLoss::of_one_feature(feature("x", &SIZE), feature("price", &PRICE), NO_PENALTY);
    let message = three.unwrap_err().to_string();
    assert!(
        message.starts_with("price holds 3 different values"),
        "{message}"
    );
}
