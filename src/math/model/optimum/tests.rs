use serde_json::Value;

use super::*;
use crate::math::{model::training::Penalty, table::Matrix};

const REFERENCES: &str = include_str!("../../../../tests/data/models.json");
const TWO_CLASSES: &str = include_str!("../../../../assets/data/overlapping.csv");
const IRIS: &str = include_str!("../../../../assets/data/iris.csv");

/// The optima by scikit-learn for the models of one kind: C and the parameters.
fn references(kind: &str) -> Vec<(f64, Vec<f64>)> {
    let all: Value = serde_json::from_str(REFERENCES).unwrap();
    let cases = all[kind].as_array().unwrap().iter();
    let case = |case: &Value| (case["C"].as_f64().unwrap(), numbers(&case["parameters"]));
    cases.map(case).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    let values = value.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).collect()
}

/// The features, and the index of each label in order of first appearance.
fn samples(csv: &str) -> (Matrix, Vec<usize>) {
    let (mut values, mut codes, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for line in csv.lines().skip(1) {
        let (features, label) = line.rsplit_once(',').unwrap();
        values.extend(features.split(',').map(|cell| cell.parse::<f64>().unwrap()));
        if !labels.contains(&label) {
            labels.push(label);
        }
        codes.push(labels.iter().position(|known| *known == label).unwrap());
    }
    (
        Matrix::new(codes.len(), values.len() / codes.len(), values).unwrap(),
        codes,
    )
}

/// The design of `overlapping.csv`, and −1 for class 0 and 1 for class 1, which is that of the first row.
fn two_classes() -> (Design, Vec<f64>) {
    let (features, codes) = samples(TWO_CLASSES);
    let signs = codes.iter().map(|code| if *code == 0 { 1.0 } else { -1.0 });
    (Design::new(&features), signs.collect())
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let bound = tolerance * expected.abs().max(1.0);
        assert!((found - expected).abs() <= bound, "{found} {expected}");
    }
}

fn penalty(factor: f64, includes_biases: bool) -> Penalty {
    Penalty {
        factor,
        includes_biases,
    }
}

fn ignore(_: &[f64]) -> Result<(), Cancelled> {
    Ok(())
}

fn margin_optimum(loss: &dyn margin_loss::MarginLoss, c: f64, penalizes_bias: bool) -> Vec<f64> {
    let (design, signs) = two_classes();
    let objective = MarginObjective {
        design: &design,
        signs: &signs,
        loss,
        penalty: penalty(1.0 / c, penalizes_bias),
    };
    let mut at = vec![0.0; 3];
    let value = minimize(&objective, &mut at, &mut ignore).unwrap();
    assert_eq!(value, objective.value(&at));
    at
}

#[test]
fn logistic_regression_matches_scikit_learn_for_every_c() {
    for (c, expected) in references("logistic") {
        assert_close(&margin_optimum(&Logistic, c, false), &expected, 1e-8);
    }
    // liblinear stops earlier.
    for (c, expected) in references("logistic_penalized_intercept") {
        assert_close(&margin_optimum(&Logistic, c, true), &expected, 2e-7);
    }
}

#[test]
fn the_squared_hinge_loss_matches_scikit_learn() {
    for (c, expected) in references("svm_squared_hinge_penalized_intercept") {
        assert_close(&margin_optimum(&SquaredHinge, c, true), &expected, 2e-7);
    }
}

#[test]
fn softmax_regression_matches_scikit_learn() {
    let (features, codes) = samples(IRIS);
    let design = Design::new(&features);
    for (c, expected) in references("softmax_iris") {
        let objective = SoftmaxObjective {
            design: &design,
            codes: &codes,
            classes: 3,
            penalty: 1.0 / c,
        };
        let mut at = vec![0.0; 15];
        minimize(&objective, &mut at, &mut ignore).unwrap();
        assert_close(&at, &expected, 1e-6);
    }
}

#[test]
fn the_hinge_loss_matches_scikit_learn() {
    let (design, signs) = two_classes();
    for (c, expected) in references("svm_hinge") {
        let found = minimize_hinge(&design, &signs, c, false, &mut ignore)
            .unwrap()
            .0;
        assert_close(&found, &expected, 1e-9);
    }
    for (c, expected) in references("svm_hinge_penalized_intercept") {
        let found = minimize_hinge(&design, &signs, c, true, &mut ignore)
            .unwrap()
            .0;
        assert_close(&found, &expected, 1e-6);
    }
}

#[test]
fn least_squares_match_scikit_learn() {
    let all: Value = serde_json::from_str(REFERENCES).unwrap();
    let (features, _) = samples(IRIS);
    let targets: Vec<f64> = features.iter_rows().map(|row| row[3]).collect();
    let columns = Matrix::from_fn(features.rows(), 3, |i, j| features.row(i)[j]);
    let expected = numbers(&all["linear_iris"]["parameters"]);
    assert_close(
        &least_squares(&columns, &targets).unwrap(),
        &expected,
        1e-11,
    );
    let repeated = Matrix::from_fn(features.rows(), 4, |i, j| features.row(i)[j % 3]);
    let expected = numbers(&all["linear_iris"]["repeated_column"]);
    assert_close(
        &least_squares(&repeated, &targets).unwrap(),
        &expected,
        1e-11,
    );
}

/// Without a penalty, there is an optimum if the classes overlap, and none if a line separates them.
#[test]
fn without_a_penalty_separable_classes_have_no_optimum() {
    let optimum = |values: &[f64], signs: &[f64]| {
        let design = Design::new(&Matrix::of_column(values.to_vec()));
        let objective = MarginObjective {
            design: &design,
            signs,
            loss: &Logistic,
            penalty: penalty(0.0, false),
        };
        let mut at = vec![0.0; 2];
        minimize(&objective, &mut at, &mut ignore).map(|_| at)
    };
    let signs = [-1.0, -1.0, 1.0, 1.0];
    assert_eq!(
        optimum(&[0.0, 1.0, 2.0, 3.0], &signs),
        Err(OptimumError::Separable)
    );
    // Only the samples at 1 are of both classes.
    assert_eq!(
        optimum(&[0.0, 1.0, 1.0, 3.0], &signs),
        Err(OptimumError::NotUnique)
    );
    let at = optimum(&[0.0, 2.0, 1.0, 3.0], &signs).unwrap();
    // By symmetry, the boundary is at 1.5.
    assert!((at[1] / at[0] + 1.5).abs() < 1e-12, "{at:?}");
}

/// Features of very different scales, and an observer that sees every iterate.
#[test]
fn badly_scaled_features_have_an_optimum_too() {
    let (features, codes) = samples(TWO_CLASSES);
    let signs: Vec<f64> = codes
        .iter()
        .map(|code| if *code == 0 { 1.0 } else { -1.0 })
        .collect();
    let scaled = Matrix::from_fn(features.rows(), 2, |i, j| {
        features.row(i)[j] * [1e6, 1e-3][j] + [1e6, 0.0][j]
    });
    let design = Design::new(&scaled);
    for c in [1e-3, 1e3] {
        let objective = MarginObjective {
            design: &design,
            signs: &signs,
            loss: &Logistic,
            penalty: penalty(1.0 / c, false),
        };
        let mut at = vec![0.0; 3];
        let mut iterates = Vec::new();
        let mut observer = |at: &[f64]| {
            iterates.push(at.to_vec());
            Ok(())
        };
        minimize(&objective, &mut at, &mut observer).unwrap();
        assert_eq!(iterates.last(), Some(&at));
        let values: Vec<f64> = iterates.iter().map(|at| objective.value(at)).collect();
        assert!(
            values
                .windows(2)
                .all(|pair| pair[1] <= pair[0] * (1.0 + 1e-10)),
            "{values:?}"
        );
    }
}

#[test]
fn an_observer_can_cancel() {
    let (design, signs) = two_classes();
    let cancelled = minimize_hinge(&design, &signs, 1.0, false, &mut |_| Err(Cancelled));
    assert_eq!(cancelled, Err(OptimumError::Cancelled(Cancelled)));
}
