use super::*;
use crate::math::{
    model::{
        activation, initialization, loss,
        samples::{Targets, TrainingSamples},
    },
    random::RandomStream,
    table::Matrix,
};

/// A network with hidden layers of these widths and activations.
fn network(features: usize, hidden: &[usize], activations: &[&str], targets: &Targets) -> Network {
    let loss = loss::CATALOGUE.get(loss::usual(targets)).unwrap();
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
    Network::new(features, &hidden, loss.build_default().into(), targets).unwrap()
}

fn classes(codes: Vec<usize>, count: usize) -> Targets {
    let names = (0..count).map(|k| k.to_string()).collect();
    Targets::Classes { codes, names }
}

/// 9 samples of 3 features with 3 classes, 2 classes or numbers as targets.
fn problems() -> Vec<TrainingSamples> {
    let features = Matrix::from_fn(9, 3, |i, j| ((5 * i + 3 * j) as f64).sin());
    let targets = [
        classes((0..9).map(|i| i % 3).collect(), 3),
        classes((0..9).map(|i| i % 2).collect(), 2),
        Targets::Numbers((0..9).map(|i| f64::from(i).cos()).collect()),
    ];
    let samples = targets.into_iter();
    samples
        .map(|targets| TrainingSamples::new(features.clone(), targets).unwrap())
        .collect()
}

/// The loss by plain loops over samples, layers and neurons.
fn plain_loss(network: &Network, parameters: &[f64], samples: &TrainingSamples, row: usize) -> f64 {
    let mut values = samples.features.row(row).to_vec();
    for layer in network.layers() {
        let neuron = |k: usize| {
            let weights = &parameters[layer.weights.start + k * layer.inputs..][..layer.inputs];
            let products = weights.iter().zip(&values).map(|(w, a)| w * a);
            let z = products.sum::<f64>() + parameters[layer.biases.start + k];
            layer
                .activation
                .as_ref()
                .map_or(z, |activation| activation.value(z))
        };
        values = (0..layer.outputs).map(neuron).collect();
    }
    match &samples.targets {
        Targets::Numbers(numbers) => (values[0] - numbers[row]).powi(2),
        Targets::Classes { codes, names } if names.len() == 2 => {
            let p = 1.0 / (1.0 + (-values[0]).exp());
            -(if codes[row] == 1 { p } else { 1.0 - p }).ln()
        }
        Targets::Classes { codes, .. } => {
            let sum: f64 = values.iter().map(|z| z.exp()).sum();
            -(values[codes[row]].exp() / sum).ln()
        }
    }
}

#[test]
fn tensors_have_the_names_and_shapes_of_a_sequential_module() {
    let targets = classes(vec![0, 1, 2], 3);
    let network = network(4, &[5, 6], &["relu"], &targets);
    let tensors = network.tensors().iter();
    let tensors: Vec<_> = tensors
        .map(|tensor| (&*tensor.name, tensor.shape.clone()))
        .collect();
    assert_eq!(
        tensors,
        [
            ("0.weight", vec![5, 4]),
            ("0.bias", vec![5]),
            ("2.weight", vec![6, 5]),
            ("2.bias", vec![6]),
            ("4.weight", vec![3, 6]),
            ("4.bias", vec![3]),
        ]
    );
    let counted: usize = network
        .tensors()
        .iter()
        .map(|tensor| tensor.range.len())
        .sum();
    assert_eq!((counted, network.parameter_count()), (82, 82));
}

#[test]
fn losses_are_those_of_plain_loops_and_gradients_those_of_central_differences() {
    for samples in problems() {
        let network = network(3, &[4, 5], &["tanh", "softplus"], &samples.targets);
        let initialization = initialization::CATALOGUE
            .get("xavier")
            .unwrap()
            .build_default();
        let parameters = network.initial_parameters(&*initialization, 1);
        let rows: Vec<usize> = (0..samples.len()).collect();
        let loss = |parameters: &[f64]| {
            let losses = rows
                .iter()
                .map(|&row| plain_loss(&network, parameters, &samples, row));
            losses.sum::<f64>() / rows.len() as f64
        };
        let (evaluation, gradient) = network.evaluate_with_gradient(&parameters, &samples, &rows);
        assert!((evaluation.loss - loss(&parameters)).abs() < 1e-13);
        for (k, slope) in gradient.iter().enumerate() {
            let moved = |by: f64| {
                let mut moved = parameters.clone();
                moved[k] += by;
                loss(&moved)
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!(
                (slope - difference).abs() < 1e-8,
                "parameter {k}: {slope}, {difference}"
            );
        }
    }
}

#[test]
fn dropout_drops_the_requested_share_and_keeps_the_mean() {
    let samples = &problems()[0];
    let network = network(3, &[2000], &["identity"], &samples.targets);
    let initialization = initialization::CATALOGUE.get("he").unwrap().build_default();
    let parameters = network.initial_parameters(&*initialization, 1);
    let mut space = Workspace::default();
    let mut gradient = vec![0.0; parameters.len()];
    space.load(samples, &[0]);
    space.drop_outputs(&network, 0.25, &mut RandomStream::new(8));
    network.mean_loss_and_gradient(&parameters, &mut space, &mut gradient);
    let by_biases = &gradient[network.layers()[0].biases.clone()];
    let dropped = by_biases.iter().filter(|slope| **slope == 0.0).count();
    // 500 ± 5 standard deviations of 19.4.
    assert!((403..=597).contains(&dropped), "{dropped}");
    // The outputs are means over many neurons, so dropout hardly changes them.
    let with_dropout = space.outputs().to_vec();
    space.load(samples, &[0]);
    network.forward(&parameters, &mut space);
    for (a, b) in with_dropout.iter().zip(space.outputs()) {
        assert!((a - b).abs() < 1.0, "{a}, {b}");
    }
}

#[test]
fn a_trace_has_the_results_of_every_neuron_and_the_gradient() {
    let samples = &problems()[1];
    let network = network(3, &[4], &["sigmoid"], &samples.targets);
    let initialization = initialization::CATALOGUE
        .get("default")
        .unwrap()
        .build_default();
    let parameters = network.initial_parameters(&*initialization, 5);
    let (layers, loss, gradient) = network.trace(&parameters, samples, 2);
    assert!((loss - plain_loss(&network, &parameters, samples, 2)).abs() < 1e-14);
    let sizes: Vec<_> = layers.iter().map(|layer| layer.outputs.len()).collect();
    assert_eq!(sizes, [4, 1]);
    for (trace, layer) in layers.iter().zip(network.layers()) {
        // The derivative by z is that by the bias.
        assert_eq!(trace.derivatives, gradient[layer.biases.clone()]);
    }
    assert_eq!(layers[1].outputs, layers[1].sums);
}

#[test]
fn evaluation_in_blocks_equals_evaluation_at_once() {
    let count = 700;
    let features = Matrix::from_fn(count, 2, |i, j| ((i + 31 * j) as f64).sin());
    let samples =
        TrainingSamples::new(features, classes((0..count).map(|i| i % 2).collect(), 2)).unwrap();
    let network = network(2, &[8], &["tanh"], &samples.targets);
    let initialization = initialization::CATALOGUE.get("he").unwrap().build_default();
    let parameters = network.initial_parameters(&*initialization, 2);
    let rows: Vec<usize> = (0..count).collect();
    let (evaluation, gradient) = network.evaluate_with_gradient(&parameters, &samples, &rows);
    let mut space = Workspace::default();
    let mut at_once = vec![0.0; parameters.len()];
    space.load(&samples, &rows);
    let loss = network.mean_loss_and_gradient(&parameters, &mut space, &mut at_once);
    assert!((loss - evaluation.loss).abs() < 1e-13);
    assert!(
        gradient
            .iter()
            .zip(&at_once)
            .all(|(a, b)| (a - b).abs() < 1e-13)
    );
    let outputs = network.predict_outputs(&parameters, &samples.features);
    assert_eq!(outputs.values(), space.outputs());
    let correct = (0..count)
        .filter(|&i| usize::from(outputs.row(i)[0] > 0.0) == i % 2)
        .count();
    assert_eq!(evaluation.accuracy, Some(correct as f64 / count as f64));
}

#[test]
fn impossible_networks_are_refused() {
    let targets = classes(vec![0, 1], 2);
    let build = |widths: &[usize], activations: usize| {
        let relu = || {
            activation::CATALOGUE
                .get("relu")
                .unwrap()
                .build_default()
                .into()
        };
        let hidden = Hidden {
            widths: widths.to_vec(),
            activations: std::iter::repeat_with(relu).take(activations).collect(),
        };
        let loss = loss::CATALOGUE.get("bce").unwrap().build_default();
        Network::new(2, &hidden, loss.into(), &targets)
            .err()
            .map(|error| error.to_string())
    };
    assert_eq!(build(&[3, 4], 2), None);
    assert_eq!(
        build(&[3, 0], 1).unwrap(),
        "hidden layer 2 has no neurons; give each at least 1"
    );
    assert!(
        build(&[3, 4, 5], 2)
            .unwrap()
            .contains("2 activations are given for 3 hidden layer(s)")
    );
    let too_large = build(&[1_000_000, 1_000_000], 1).unwrap();
    assert!(too_large.contains("choose narrower layers"), "{too_large}");
}
