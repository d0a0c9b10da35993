//! Properties of every model that is linear in the features.

use std::sync::Arc;

use super::{
    catalogue::{ArchitectureError, CATALOGUE},
    fit::{Fit, FitError},
    network::Network,
    optimum::OptimumError,
    samples::{Targets, TrainingSamples},
    shares::Shares,
    training::{StopReason, Training, TrainingOptions},
};
use crate::math::{
    optimizer, progress::no_progress, random::Normal, schedule::Schedule, table::Matrix,
};

fn classes(count: usize, codes: Vec<usize>) -> Targets {
    Targets::Classes {
        codes,
        names: (0..count).map(|class| class.to_string()).collect(),
    }
}

/// Overlapping clouds of three features, with two or three classes, or numbers.
fn samples(count: usize) -> TrainingSamples {
    let mut normal = Normal::new(count as u64);
    let codes: Vec<usize> = (0..60).map(|i| i % count.max(1)).collect();
    let features = Matrix::from_fn(60, 3, |i, j| {
        normal.draw() + [0.0, 1.5][usize::from(codes[i] == j)]
    });
    let mut number = |row: &[f64]| row[0] - 2.0 * row[1] + 0.3 * normal.draw();
    let targets = match count {
        0 => Targets::Numbers(features.iter_rows().map(&mut number).collect()),
        _ => classes(count, codes),
    };
    TrainingSamples::new(features, targets).unwrap()
}

fn network(spec: &str, samples: &TrainingSamples) -> Result<Network, ArchitectureError> {
    let architecture = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    architecture.network(samples.features.columns(), &samples.targets, None)
}

fn fit(spec: &str, samples: &TrainingSamples) -> Result<Fit, FitError> {
    let architecture = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    let rule = architecture.rule().unwrap();
    rule.fit(samples, 100, &mut |_| Ok(()))
}

fn all(samples: &TrainingSamples) -> Shares {
    Shares {
        training: (0..samples.len()).collect(),
        validation: Vec::new(),
        test: Vec::new(),
    }
}

const CASES: [(&str, usize); 8] = [
    ("linear", 0),
    ("logistic", 2),
    ("softmax", 2),
    ("softmax", 3),
    ("svm", 2),
    ("svm(loss=squared_hinge)", 3),
    ("svm", 3),
    ("perceptron", 2),
];

#[test]
fn gradients_match_finite_differences() {
    let mut normal = Normal::new(5);
    for (spec, count) in CASES {
        let samples = samples(count);
        let network = network(spec, &samples).unwrap();
        let rows: Vec<usize> = (0..60).collect();
        let at: Vec<f64> = (0..network.parameter_count())
            .map(|_| normal.draw())
            .collect();
        let (_, gradient) = network.evaluate_with_gradient(&at, &samples, &rows);
        for i in 0..at.len() {
            const STEP: f64 = 1e-6;
            let [above, below] = [STEP, -STEP].map(|step| {
                let mut moved = at.clone();
                moved[i] += step;
                network.evaluate(&moved, &samples, &rows).loss
            });
            let difference = (above - below) / (2.0 * STEP);
            assert!((gradient[i] - difference).abs() < 1e-6, "{spec}: {i}");
        }
    }
}

#[test]
fn parameters_are_weight_and_bias() {
    for (spec, count) in CASES {
        let network = network(spec, &samples(count)).unwrap();
        let names: Vec<&str> = network
            .tensors()
            .iter()
            .map(|tensor| &tensor.name[..])
            .collect();
        assert_eq!(names, ["weight", "bias"], "{spec}");
        assert_eq!(network.tensors()[0].shape, [network.outputs(), 3]);
    }
}

/// At the optimum, the gradient of the sum of losses and that of the penalty cancel, and the objective follows from the
/// mean loss.
#[test]
fn optima_are_stationary_points_of_the_objective() {
    for (spec, count, c) in [
        ("linear", 0, f64::INFINITY),
        ("logistic(C=0.3)", 2, 0.3),
        ("softmax(C=20)", 3, 20.0),
        ("svm(C=5, loss=squared_hinge)", 2, 5.0),
    ] {
        let samples = samples(count);
        let fit = fit(spec, &samples).unwrap();
        let network = network(spec, &samples).unwrap();
        let rows: Vec<usize> = (0..60).collect();
        let (evaluation, gradient) =
            network.evaluate_with_gradient(&fit.parameters, &samples, &rows);
        let weights = network.tensors()[0].range.clone();
        let mut squares = 0.0;
        for (i, slope) in gradient.iter().enumerate() {
            let is_weight = weights.contains(&i);
            let penalty = if is_weight {
                fit.parameters[i] / c
            } else {
                0.0
            };
            squares += penalty * fit.parameters[i];
            assert!((60.0 * slope + penalty).abs() < 1e-8, "{spec}: {i}");
        }
        let objective = 60.0 * evaluation.loss + 0.5 * squares;
        let scale = if spec.starts_with("svm") { c } else { 1.0 };
        let found = fit.objective.unwrap();
        assert!((found - scale * objective).abs() < 1e-9 * found, "{spec}");
    }
}

/// Every direction away from the optimum of the hinge loss, which has kinks, leads upwards.
#[test]
fn nothing_near_the_optimum_of_the_hinge_loss_is_better() {
    let samples = samples(3);
    let fit = fit("svm(C=2)", &samples).unwrap();
    let network = network("svm", &samples).unwrap();
    let rows: Vec<usize> = (0..60).collect();
    let objective = |at: &[f64]| {
        let loss = network.evaluate(at, &samples, &rows).loss;
        2.0 * 60.0 * loss + 0.5 * at[..9].iter().map(|w| w * w).sum::<f64>()
    };
    assert!((objective(&fit.parameters) - fit.objective.unwrap()).abs() < 1e-9);
    let mut normal = Normal::new(1);
    for _ in 0..1000 {
        let near: Vec<f64> = (fit.parameters.iter())
            .map(|p| p + 1e-3 * normal.draw())
            .collect();
        assert!(objective(&near) > fit.objective.unwrap());
    }
}

/// An optimizer on all samples, with the penalty of the model, reaches the optimum too.
#[test]
fn an_optimizer_reaches_the_optimum() {
    for (spec, count) in [
        ("logistic(C=0.3)", 2),
        ("logistic(C=3, penalize_intercept=true)", 2),
        ("softmax(C=0.5)", 3),
        ("svm(C=0.2, loss=squared_hinge)", 3),
        ("linear", 0),
    ] {
        let samples = samples(count);
        let expected = fit(spec, &samples).unwrap();
        let architecture = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
        let network = Arc::new(network(spec, &samples).unwrap());
        let options = TrainingOptions {
            penalty: architecture.penalty(),
            ..TrainingOptions::default()
        };
        let optimizer = optimizer::CATALOGUE.build(&"lbfgs(tolerance_grad=1e-12)".parse().unwrap());
        let start = vec![0.0; network.parameter_count()];
        let shares = all(&samples);
        let mut training = Training::new(
            network,
            (Arc::new(samples), shares),
            start,
            (optimizer.unwrap(), Schedule::Constant),
            options,
        )
        .unwrap();
        assert_eq!(
            training.run(200, &mut no_progress),
            Ok(StopReason::EpochLimit)
        );
        for (found, expected) in training.parameters().iter().zip(&expected.parameters) {
            assert!(
                (found - expected).abs() < 1e-6,
                "{spec}: {found} {expected}"
            );
        }
    }
}

#[test]
fn the_history_of_a_rule_ends_at_its_optimum() {
    let samples = samples(2);
    let architecture = CATALOGUE.build(&"logistic".parse().unwrap()).unwrap();
    let network = network("logistic", &samples).unwrap();
    let rule = architecture.rule().unwrap();
    let shares = all(&samples);
    let fitted = Fit::by_rule(
        rule,
        &network,
        (&samples, &shares),
        10,
        1 << 20,
        &mut no_progress,
    );
    let (fit, history) = fitted.unwrap();
    let epochs = history.epochs();
    assert!((epochs[0].training.loss - std::f64::consts::LN_2).abs() < 1e-15);
    assert_eq!(
        &history.parameters_at(usize::MAX).unwrap().1[..],
        fit.parameters
    );
    assert!(epochs.last().unwrap().training.loss < epochs[0].training.loss);
    assert!(epochs[0].test.is_none());
}

#[test]
fn more_than_two_classes_need_a_model_for_them() {
    let message =
        |spec: &str, count: usize| network(spec, &samples(count)).unwrap_err().to_string();
    assert_eq!(
        message("logistic", 3),
        "logistic takes two classes, and there are 3; use softmax, svm or mlp"
    );
    assert!(message("perceptron", 3).starts_with("perceptron takes two classes"));
    assert_eq!(
        message("svm", 0),
        "svm predicts classes, not numbers; use linear or mlp"
    );
    assert!(message("linear", 2).starts_with("linear predicts numbers"));
    let architecture = CATALOGUE.build(&"softmax".parse().unwrap()).unwrap();
    let error = architecture
        .network(3, &samples(2).targets, Some("mse"))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the loss \"mse\" does not apply to softmax, whose loss is ce"
    );
}

#[test]
fn separable_classes_need_a_penalty() {
    let features = Matrix::of_column(vec![0.0, 1.0, 2.0, 3.0]);
    let separable = TrainingSamples::new(features, classes(2, vec![0, 0, 1, 1])).unwrap();
    for model in ["logistic", "softmax"] {
        let error = fit(&format!("{model}(penalty=none)"), &separable).unwrap_err();
        assert_eq!(error, FitError::Optimum(OptimumError::Separable));
        assert!(fit(&format!("{model}(C=1000)"), &separable).is_ok());
    }
}
