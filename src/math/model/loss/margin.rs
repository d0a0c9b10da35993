//! Losses of margins: of the outputs with the sign that they should have.

use super::{Targets, TargetsView};

/// The number of outputs: one for two classes, otherwise one per class.
pub(super) fn outputs(targets: &Targets) -> Option<usize> {
    match targets.class_names().len() {
        0 | 1 => None,
        2 => Some(1),
        classes => Some(classes),
    }
}

/// The sum of `loss`, which gives value and derivative, over the margins of all outputs. Replaces the outputs by the
/// derivatives of the sum. The sign of an output is 1 for samples of its class, which is the second class if there is a
/// single output, and −1 for all others.
pub(super) fn sum_and_derivatives(
    outputs: &mut [f64],
    targets: TargetsView,
    loss: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let TargetsView::Codes(codes) = targets else {
        return f64::NAN;
    };
    let columns = outputs.len() / codes.len().max(1);
    let mut sum = 0.0;
    for (row, code) in outputs.chunks_exact_mut(columns.max(1)).zip(codes) {
        for (column, output) in row.iter_mut().enumerate() {
            let class = if columns == 1 { 1 } else { column };
            let sign = if *code == class { 1.0 } else { -1.0 };
            let (value, derivative) = loss(sign * *output);
            *output = sign * derivative;
            sum += value;
        }
    }
    sum
}

/// The score of each class.
pub(super) fn predict(outputs: &[f64]) -> Vec<f64> {
    match outputs {
        [single] => vec![-single, *single],
        scores => scores.to_vec(),
    }
}

/// The predicted class: with one output the second if it is positive, otherwise that of the largest output.
pub(super) fn class(outputs: &[f64]) -> usize {
    match outputs {
        [single] => usize::from(*single > 0.0),
        scores => (1..scores.len()).fold(0, |best, class| match scores[class] > scores[best] {
            true => class,
            false => best,
        }),
    }
}
