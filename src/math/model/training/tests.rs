use std::ops::ControlFlow;

use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::math::{
    model::{
        activation, initialization, loss, network::Hidden, samples::Targets, shares::ShareFractions,
    },
    optimizer,
    progress::no_progress,
    table::Matrix,
};

/// Numbers of PyTorch, see `tests/data/networks.py`.
#[derive(Deserialize)]
struct Reference {
    x: Vec<Vec<f64>>,
    classes: Vec<usize>,
    cases: std::collections::BTreeMap<String, Case>,
    circles: Circles,
}

#[derive(Deserialize)]
struct Case {
    parameters: Value,
    loss: f64,
    gradient: Value,
    momentum: Steps,
    adam: Steps,
}

#[derive(Deserialize)]
struct Steps {
    losses: Vec<f64>,
    parameters: Value,
}

#[derive(Deserialize)]
struct Circles {
    x: Vec<Vec<f64>>,
    y: Vec<usize>,
    parameters: Value,
    losses: Vec<f64>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../../../../tests/data/networks.json")).unwrap()
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap()
}

fn classes(codes: Vec<usize>) -> Targets {
    let count = codes.iter().max().unwrap() + 1;
    let names = (0..count).map(|k| k.to_string()).collect();
    Targets::Classes { codes, names }
}

fn network(
    features: usize,
    hidden: &[usize],
    activations: &[&str],
    targets: &Targets,
) -> Arc<Network> {
    let build = |spec: &&str| {
        activation::CATALOGUE
            .build(&spec.parse().unwrap())
            .unwrap()
            .into()
    };
    let hidden = Hidden {
        widths: hidden.to_vec(),
        activations: activations.iter().map(build).collect(),
    };
    let loss = loss::CATALOGUE
        .get(loss::usual(targets))
        .unwrap()
        .build_default();
    Network::new(features, &hidden, loss.into(), targets)
        .unwrap()
        .into()
}

/// Parameters from tensors by name.
fn flat(network: &Network, tensors: &Value) -> Vec<f64> {
    fn append(value: &Value, into: &mut Vec<f64>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| append(value, into)),
            value => into.push(value.as_f64().unwrap()),
        }
    }
    let mut parameters = Vec::new();
    for tensor in network.tensors() {
        append(&tensors[&tensor.name], &mut parameters);
    }
    assert_eq!(parameters.len(), network.parameter_count());
    parameters
}

fn all_rows(samples: &TrainingSamples) -> Shares {
    Shares::split(samples, ShareFractions::default(), 0).unwrap()
}

fn training(
    network: &Arc<Network>,
    samples: &TrainingSamples,
    parameters: Vec<f64>,
    spec: &str,
    options: TrainingOptions,
) -> Training {
    let optimizer = optimizer::CATALOGUE.build(&spec.parse().unwrap()).unwrap();
    let data = (Arc::new(samples.clone()), all_rows(samples));
    let updates = (optimizer, Schedule::Constant);
    Training::new(network.clone(), data, parameters, updates, options).unwrap()
}

fn losses(training: &Training) -> Vec<f64> {
    let epochs = training.history().epochs().iter();
    epochs.map(|epoch| epoch.training.loss).collect()
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what} {k}: {a}, not {b}");
    }
}

/// To 1e-12 for one evaluation and 1e-11 after ten updates: only the order of sums differs.
#[test]
fn losses_gradients_and_updates_are_those_of_pytorch() {
    let reference = reference();
    let is_last = |code: &usize| usize::from(*code == 2);
    let squares = reference.x.iter().map(|row| row[0] * row[0]).collect();
    for (name, hidden, first, targets) in [
        ("ce", 5, "gelu", classes(reference.classes.clone())),
        (
            "bce",
            6,
            "relu",
            classes(reference.classes.iter().map(is_last).collect()),
        ),
        ("mse", 5, "silu", Targets::Numbers(squares)),
    ] {
        let case = &reference.cases[name];
        let samples = TrainingSamples::new(matrix(&reference.x), targets).unwrap();
        let network = network(3, &[hidden, 4], &[first, "tanh"], &samples.targets);
        let parameters = flat(&network, &case.parameters);
        let rows: Vec<usize> = (0..samples.len()).collect();
        let (evaluation, gradient) = network.evaluate_with_gradient(&parameters, &samples, &rows);
        assert!((evaluation.loss - case.loss).abs() < 1e-12, "{name}");
        assert_close(&gradient, &flat(&network, &case.gradient), 1e-12, name);
        for (spec, steps) in [
            ("momentum(lr=0.1, momentum=0.9)", &case.momentum),
            ("adam(lr=0.01)", &case.adam),
        ] {
            let mut training = training(
                &network,
                &samples,
                parameters.clone(),
                spec,
                TrainingOptions::default(),
            );
            training.run(10, &mut no_progress).unwrap();
            let expected = flat(&network, &steps.parameters);
            assert_close(training.parameters(), &expected, 1e-11, spec);
            assert_close(&losses(&training)[..10], &steps.losses, 1e-11, spec);
        }
    }
}

/// The network of 2-16-16-1 neurons on two circles: 200 epochs of Adam. Rounding grows with the updates.
#[test]
fn a_long_training_follows_pytorch() {
    let Circles {
        x,
        y,
        parameters,
        losses: expected,
    } = reference().circles;
    let samples = TrainingSamples::new(matrix(&x), classes(y)).unwrap();
    let network = network(2, &[16, 16], &["relu"], &samples.targets);
    let parameters = flat(&network, &parameters);
    let mut training = training(
        &network,
        &samples,
        parameters,
        "adam(lr=0.01)",
        TrainingOptions::default(),
    );
    training.run(200, &mut no_progress).unwrap();
    assert_close(&losses(&training)[..200], &expected, 1e-8, "loss");
    let last = training.history().epochs().last().unwrap();
    assert_eq!(last.training.accuracy, Some(0.995));
}

/// Samples of two classes that a line separates, and a small network with its initial parameters.
fn problem() -> (TrainingSamples, Arc<Network>, Vec<f64>) {
    let count = 60;
    let features = Matrix::from_fn(count, 2, |i, j| ((7 * i + 11 * j) as f64).sin());
    let codes = (0..count)
        .map(|i| usize::from(features.row(i)[0] > 0.1))
        .collect();
    let samples = TrainingSamples::new(features, classes(codes)).unwrap();
    let network = network(2, &[6], &["tanh"], &samples.targets);
    let initialization = initialization::CATALOGUE
        .get("xavier")
        .unwrap()
        .build_default();
    let parameters = network.initial_parameters(&*initialization, 3);
    (samples, network, parameters)
}

#[test]
fn every_optimizer_reduces_the_loss() {
    let (samples, network, parameters) = problem();
    for entry in optimizer::CATALOGUE.iter() {
        // Newton's method needs a Hessian, Adadelta starts with tiny steps, and annealing also accepts higher losses.
        if matches!(entry.name, "newton" | "adadelta" | "annealing") {
            continue;
        }
        let options = TrainingOptions {
            batch: Some(20),
            ..TrainingOptions::default()
        };
        let mut training = training(&network, &samples, parameters.clone(), entry.name, options);
        training.run(60, &mut no_progress).unwrap();
        let losses = losses(&training);
        assert!(
            losses[60] < losses[0],
            "{}: {} → {}",
            entry.name,
            losses[0],
            losses[60]
        );
    }
}

#[test]
fn batches_depend_on_the_seed_alone_and_visit_every_sample() {
    let (samples, network, parameters) = problem();
    let trained = |seed, batch| {
        let options = TrainingOptions {
            batch,
            seed,
            dropout: 0.1,
            ..TrainingOptions::default()
        };
        let mut training = training(
            &network,
            &samples,
            parameters.clone(),
            "gd(lr=0.1)",
            options,
        );
        training.run(5, &mut no_progress).unwrap();
        training.parameters().to_vec()
    };
    assert_eq!(trained(1, Some(7)), trained(1, Some(7)));
    assert_ne!(trained(1, Some(7)), trained(2, Some(7)));
    // A tiny step per sample adds up to one step on all of them.
    let epoch = |batch, lr: f64| {
        let options = TrainingOptions {
            batch,
            ..TrainingOptions::default()
        };
        let spec = format!("gd(lr={lr})");
        let mut training = training(&network, &samples, parameters.clone(), &spec, options);
        training.epoch();
        training
            .parameters()
            .iter()
            .zip(&parameters)
            .map(|(a, b)| a - b)
            .collect::<Vec<_>>()
    };
    assert_close(
        &epoch(Some(1), 1e-7),
        &epoch(None, 60.0 * 1e-7),
        1e-10,
        "step",
    );
}

#[test]
fn a_training_that_diverges_stops_and_keeps_what_was_before() {
    let (samples, network, parameters) = problem();
    let mut training = training(
        &network,
        &samples,
        parameters,
        "gd(lr=1e300)",
        TrainingOptions::default(),
    );
    assert_eq!(training.run(10, &mut no_progress), Ok(StopReason::Diverged));
    let losses = losses(&training);
    assert!(!losses.is_empty() && losses.iter().all(|loss| loss.is_finite()));
    assert!(
        training
            .parameters()
            .iter()
            .all(|parameter| parameter.is_finite())
    );
    assert_eq!(training.epoch(), Some(StopReason::Diverged));
}

#[test]
fn early_stopping_waits_for_the_given_number_of_epochs() {
    let (samples, network, parameters) = problem();
    let early_stopping = Some(EarlyStopping {
        patience: 4,
        tolerance: f64::INFINITY,
    });
    let options = TrainingOptions {
        early_stopping,
        ..TrainingOptions::default()
    };
    let mut training = training(&network, &samples, parameters, "gd(lr=0.1)", options);
    assert_eq!(
        training.run(50, &mut no_progress),
        Ok(StopReason::NoImprovement)
    );
    assert_eq!(training.history().epochs().len(), 1 + 4);
}

#[test]
fn a_cancelled_training_keeps_its_epochs() {
    let (samples, network, parameters) = problem();
    let mut training = training(
        &network,
        &samples,
        parameters,
        "gd(lr=0.1)",
        TrainingOptions::default(),
    );
    let mut until_half = |done: f64| match done < 0.5 {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    };
    assert!(training.run(10, &mut until_half).is_err());
    assert_eq!(training.history().epochs().len(), 1 + 5);
}

#[test]
fn parameters_are_kept_within_the_memory_limit() {
    let (samples, network, parameters) = problem();
    let history_bytes = 10 * size_of_val(&*parameters);
    let options = TrainingOptions {
        history_bytes,
        ..TrainingOptions::default()
    };
    let mut training = training(
        &network,
        &samples,
        parameters.clone(),
        "gd(lr=0.1)",
        options,
    );
    training.run(100, &mut no_progress).unwrap();
    let history = training.history();
    let kept: std::collections::BTreeSet<usize> = (0..=100)
        .map(|epoch| history.parameters_at(epoch).unwrap().0)
        .collect();
    assert!((5..=12).contains(&kept.len()), "{kept:?}");
    assert!(kept.contains(&0) && kept.contains(&100));
    assert_eq!(**history.parameters_at(0).unwrap().1, *parameters);
    assert_eq!(
        **history.parameters_at(100).unwrap().1,
        *training.parameters()
    );
}

#[test]
fn records_describe_each_layer() {
    let (samples, network, parameters) = problem();
    let training = training(
        &network,
        &samples,
        parameters.clone(),
        "gd(lr=0.1)",
        TrainingOptions::default(),
    );
    let record = &training.history().epochs()[0];
    let rows: Vec<usize> = (0..samples.len()).collect();
    let (_, gradient) = network.evaluate_with_gradient(&parameters, &samples, &rows);
    assert_eq!(record.layers.len(), 2);
    for (record, layer) in record.layers.iter().zip(network.layers()) {
        let slopes = &gradient[layer.weights.start..layer.biases.end];
        let norm = slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
        assert!((record.gradient_norm - norm).abs() < 1e-15);
        let counted: u32 = record.weights.counts.iter().sum();
        assert_eq!(counted as usize, layer.weights.len());
        let counted: u32 = record.activations.counts.iter().sum();
        assert_eq!(counted as usize, samples.len() * layer.outputs);
    }
}
