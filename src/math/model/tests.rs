//! Properties of every model in the catalogue that is linear in the features.

use super::{
    catalogue::{ArchitectureError, CATALOGUE, DataShape},
    learner::{Fit, FitError, Model, predicted_classes},
    optimum::OptimumError,
    samples::{Targets, TrainingSamples},
};
use crate::math::{random::Normal, table::Matrix};

/// Overlapping clouds of three features, with two or three classes, or numbers.
fn samples(classes: usize) -> TrainingSamples {
    let mut normal = Normal::new(classes as u64);
    let codes: Vec<usize> = (0..60).map(|i| i % classes.max(1)).collect();
    let features = Matrix::from_fn(60, 3, |i, j| {
        normal.draw() + [0.0, 1.5][usize::from(codes[i] == j)]
    });
    let targets = match classes {
        0 => Targets::Numbers(
            features
                .iter_rows()
                .map(|row| row[0] - 2.0 * row[1] + 0.3 * normal.draw())
                .collect(),
        ),
        _ => Targets::Classes {
            codes,
            names: (0..classes).map(|class| class.to_string()).collect(),
        },
    };
    TrainingSamples::new(features, targets).unwrap()
}

fn model(spec: &str, classes: usize) -> Result<Box<dyn Model>, ArchitectureError> {
    let architecture = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    architecture.build(
        DataShape {
            features: 3,
            classes,
        },
        None,
    )
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

fn fit(spec: &str, samples: &TrainingSamples) -> Result<Fit, FitError> {
    let classes = samples.targets.class_names().len();
    let model = model(spec, classes).unwrap();
    model.fit(samples, 100, &mut |_| Ok(())).unwrap()
}

#[test]
fn gradients_match_finite_differences() {
    let mut normal = Normal::new(5);
    for (spec, classes) in CASES {
        let (model, samples) = (model(spec, classes).unwrap(), samples(classes));
        let count = model.tensors().last().unwrap().range.end;
        let at: Vec<f64> = (0..count).map(|_| normal.draw()).collect();
        let mut gradient = vec![0.0; count];
        let loss = model.loss_and_gradient(&at, &samples, &mut gradient);
        let loss_at =
            |at: &[f64]| model.loss(&model.forward(at, &samples.features), &samples.targets);
        assert!((loss - loss_at(&at)).abs() < 1e-12, "{spec}");
        for i in 0..count {
            const STEP: f64 = 1e-6;
            let [above, below] = [STEP, -STEP].map(|step| {
                let mut moved = at.clone();
                moved[i] += step;
                loss_at(&moved)
            });
            let difference = (above - below) / (2.0 * STEP);
            assert!((gradient[i] - difference).abs() < 1e-6, "{spec}: {i}");
        }
    }
}

#[test]
fn tensors_cover_the_parameters_in_order() {
    for (spec, classes) in CASES {
        let model = model(spec, classes).unwrap();
        let [weight, bias] = model.tensors() else {
            panic!("{spec}");
        };
        assert_eq!((&weight.name[..], &bias.name[..]), ("weight", "bias"));
        assert_eq!(weight.shape, [model.outputs(), 3]);
        assert_eq!(weight.range, 0..3 * model.outputs());
        assert_eq!(bias.range, 3 * model.outputs()..4 * model.outputs());
    }
}

/// At the optimum, the gradient of the sum of losses and that of the penalty cancel, and the objective follows from the
/// mean loss.
#[test]
fn optima_are_stationary_points_of_the_objective() {
    for (spec, classes, c) in [
        ("linear", 0, f64::INFINITY),
        ("logistic(C=0.3)", 2, 0.3),
        ("softmax(C=20)", 3, 20.0),
        ("svm(C=5, loss=squared_hinge)", 2, 5.0),
    ] {
        let samples = samples(classes);
        let fit = fit(spec, &samples).unwrap();
        let model = model(spec, classes).unwrap();
        let mut gradient = vec![0.0; fit.parameters.len()];
        let loss = model.loss_and_gradient(&fit.parameters, &samples, &mut gradient);
        let weights = model.tensors()[0].range.clone();
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
        let objective = 60.0 * loss + 0.5 * squares;
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
    let model = model("svm", 3).unwrap();
    let objective = |at: &[f64]| {
        let loss = model.loss(&model.forward(at, &samples.features), &samples.targets);
        2.0 * 60.0 * loss + 0.5 * at[..9].iter().map(|w| w * w).sum::<f64>()
    };
    assert!((objective(&fit.parameters) - fit.objective.unwrap()).abs() < 1e-9);
    let mut normal = Normal::new(1);
    for _ in 0..1000 {
        let near: Vec<f64> = fit
            .parameters
            .iter()
            .map(|p| p + 1e-3 * normal.draw())
            .collect();
        assert!(objective(&near) > fit.objective.unwrap());
    }
}

#[test]
fn more_than_two_classes_need_a_model_for_them() {
    let message = |spec: &str, classes: usize| model(spec, classes).unwrap_err().to_string();
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
    let shape = DataShape {
        features: 1,
        classes: 2,
    };
    let error = architecture.build(shape, Some("mse")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the loss \"mse\" does not apply to this model, whose loss is ce"
    );
}

#[test]
fn separable_classes_need_a_penalty() {
    let targets = Targets::Classes {
        codes: vec![0, 0, 1, 1],
        names: vec!["a".into(), "b".into()],
    };
    let separable =
        TrainingSamples::new(Matrix::of_column(vec![0.0, 1.0, 2.0, 3.0]), targets).unwrap();
    for model in ["logistic", "softmax"] {
        let shape = DataShape {
            features: 1,
            classes: 2,
        };
        let build = |spec: String| {
            let architecture = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
            architecture
                .build(shape, None)
                .unwrap()
                .fit(&separable, 1, &mut |_| Ok(()))
                .unwrap()
        };
        let error = build(format!("{model}(penalty=none)")).unwrap_err();
        assert_eq!(error, FitError::Optimum(OptimumError::Separable));
        assert!(build(format!("{model}(C=1000)")).is_ok());
    }
}

#[test]
fn a_class_is_that_of_the_largest_output() {
    let outputs = Matrix::new(3, 3, vec![1.0, 2.0, 2.0, -1.0, -3.0, -2.0, 0.0, 0.0, 1.0]).unwrap();
    assert_eq!(predicted_classes(&outputs), [1, 0, 2]);
    assert_eq!(
        predicted_classes(&Matrix::of_column(vec![0.0, 1e-9, -1.0])),
        [0, 1, 0]
    );
}
