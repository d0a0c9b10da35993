//! The results of a training as JSON, CSV and text.

use std::io::Write;

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{Prepared, Trained};
use crate::{
    cli::{
        CommandError,
        labels::{Prediction, predicted_classes},
        output::{Align, rounded, table},
    },
    math::{
        excerpt::excerpt,
        model::{
            metrics::confusion_matrix,
            network::{Network, Tensor},
        },
        spec::Spec,
        table::Matrix,
    },
};

/// The number of epochs in the table, about.
const EPOCHS_IN_TEXT: usize = 10;
/// The largest number of classes whose confusion matrix is printed.
const MAX_CLASSES_IN_TEXT: usize = 20;

/// Loss and accuracy before the first update and after each epoch. Accuracies are empty for numbers, and those of the
/// test without a test share.
#[derive(Debug, Default)]
struct Curves {
    loss: Vec<f64>,
    accuracy: Vec<f64>,
    test_loss: Vec<f64>,
    test_accuracy: Vec<f64>,
    gradient_norm: Vec<Vec<f64>>,
}

impl Curves {
    fn of(trained: &Trained) -> Self {
        let mut curves = Self::default();
        for epoch in trained.history.epochs() {
            curves.loss.push(epoch.training.loss);
            curves.accuracy.extend(epoch.training.accuracy);
            curves
                .test_loss
                .extend(epoch.test.as_ref().map(|test| test.loss));
            let accuracy = epoch.test.as_ref().and_then(|test| test.accuracy);
            curves.test_accuracy.extend(accuracy);
            let norms = epoch.layers.iter().map(|layer| layer.gradient_norm);
            curves.gradient_norm.push(norms.collect());
        }
        curves
    }

    /// The number of epochs.
    fn epochs(&self) -> usize {
        self.loss.len().saturating_sub(1)
    }

    /// The columns of CSV and text.
    fn columns(&self) -> [(&'static str, &[f64]); 4] {
        [
            ("loss", &self.loss),
            ("accuracy", &self.accuracy),
            ("test_loss", &self.test_loss),
            ("test_accuracy", &self.test_accuracy),
        ]
    }

    /// About ten evenly spaced epochs.
    fn to_text(&self) -> String {
        let columns: Vec<_> = (self.columns().into_iter())
            .filter(|(_, values)| !values.is_empty())
            .collect();
        let heads = columns.iter().map(|(name, _)| name.replace('_', " "));
        let mut rows: Vec<Vec<String>> =
            vec![["epoch".to_owned()].into_iter().chain(heads).collect()];
        let last = self.epochs();
        let stride = last.div_ceil(EPOCHS_IN_TEXT).max(1);
        rows.extend((0..last).step_by(stride).chain([last]).map(|epoch| {
            let cells = columns.iter().map(|(_, values)| rounded(values[epoch]));
            [epoch.to_string()].into_iter().chain(cells).collect()
        }));
        table(&rows, Align::Right)
    }
}

/// A finished training with its predictions.
pub(super) struct Outcome<'a> {
    prepared: &'a Prepared,
    network: &'a Network,
    trained: &'a Trained,
    /// The outputs for all samples.
    outputs: Matrix,
    curves: Curves,
}

/// The JSON output.
#[derive(Serialize)]
pub(super) struct TrainOutput<'a> {
    epochs: usize,
    loss: &'a [f64],
    accuracy: &'a [f64],
    test_loss: &'a [f64],
    test_accuracy: &'a [f64],
    gradient_norm: &'a [Vec<f64>],
    parameters: Parameters<'a>,
    predictions: Vec<Prediction>,
    confusion: Vec<Vec<usize>>,
    stopped: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<f64>,
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    updates_per_epoch: &'a [usize],
}

/// The parameters by name, as nested arrays of their shapes.
struct Parameters<'a> {
    tensors: &'a [Tensor],
    values: &'a [f64],
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.tensors.len()))?;
        for tensor in self.tensors {
            let values = &self.values[tensor.range.clone()];
            match tensor.shape[..] {
                [_, columns] => {
                    let rows: Vec<&[f64]> = values.chunks_exact(columns.max(1)).collect();
                    map.serialize_entry(&tensor.name, &rows)?;
                }
                _ => map.serialize_entry(&tensor.name, values)?,
            }
        }
        map.end()
    }
}

impl<'a> Outcome<'a> {
    pub(super) fn new(prepared: &'a Prepared, network: &'a Network, trained: &'a Trained) -> Self {
        let parameters = &trained.fit.parameters;
        Self {
            outputs: network.predict_outputs(parameters, &prepared.samples.features),
            curves: Curves::of(trained),
            prepared,
            network,
            trained,
        }
    }

    pub(super) fn write_csv(&self, out: &mut impl Write) -> Result<(), CommandError> {
        writeln!(out, "epoch,loss,accuracy,test_loss,test_accuracy")?;
        for epoch in 0..=self.curves.epochs() {
            write!(out, "{epoch}")?;
            for (_, values) in self.curves.columns() {
                match values.get(epoch) {
                    Some(value) => write!(out, ",{value:?}")?,
                    None => write!(out, ",")?,
                }
            }
            writeln!(out)?;
        }
        Ok(out.flush()?)
    }

    /// The confusion matrix of the test share or, without one, of all samples; empty for numbers.
    fn confusion(&self) -> Vec<Vec<usize>> {
        let codes = self.prepared.samples.targets.codes();
        let predicted = predicted_classes(self.network, &self.outputs);
        let (Some(known), Some(predicted)) = (codes, predicted) else {
            return Vec::new();
        };
        let rows = match self.prepared.shares.test.is_empty() {
            true => &self.prepared.shares.training,
            false => &self.prepared.shares.test,
        };
        let of_rows =
            |classes: &[usize]| -> Vec<usize> { rows.iter().map(|row| classes[*row]).collect() };
        let classes = self.prepared.labelled.format.classes.len();
        confusion_matrix(&of_rows(&predicted), &of_rows(known), classes)
    }

    pub(super) fn to_json(&self) -> TrainOutput<'_> {
        TrainOutput {
            epochs: self.curves.epochs(),
            loss: &self.curves.loss,
            accuracy: &self.curves.accuracy,
            test_loss: &self.curves.test_loss,
            test_accuracy: &self.curves.test_accuracy,
            gradient_norm: &self.curves.gradient_norm,
            parameters: Parameters {
                tensors: self.network.tensors(),
                values: &self.trained.fit.parameters,
            },
            predictions: self
                .prepared
                .labelled
                .format
                .predictions(self.network, &self.outputs),
            confusion: self.confusion(),
            stopped: self.trained.stopped,
            objective: self.trained.fit.objective,
            updates_per_epoch: &self.trained.fit.updates_per_epoch,
        }
    }

    pub(super) fn to_text(&self, spec: &Spec) -> String {
        let (training, test) = (
            self.prepared.shares.training.len(),
            self.prepared.shares.test.len(),
        );
        let mut text = format!(
            "{spec} predicts {} from {} columns, {training} training samples, {test} test samples\n{}",
            excerpt(&self.prepared.labelled.label),
            self.prepared.labelled.columns.len(),
            self.curves.to_text()
        );
        let epochs = self.curves.epochs();
        let unit = match self.trained.fit.objective {
            Some(_) => "iterations",
            None => "epochs",
        };
        text += &match self.trained.stopped {
            "converged" => format!("converged after {epochs} {unit}"),
            "diverged" => format!(
                "diverged in epoch {}, of which nothing is kept; reduce the learning rate",
                epochs + 1
            ),
            _ => format!("stopped at the limit of {epochs} {unit}"),
        };
        if let Some(objective) = self.trained.fit.objective {
            text += &format!(", objective {}", rounded(objective));
        }
        let updates: usize = self.trained.fit.updates_per_epoch.iter().sum();
        if !self.trained.fit.updates_per_epoch.is_empty() {
            text += &format!(", {updates} corrections");
        }
        text + "\n" + &self.confusion_to_text()
    }

    /// Rows are known classes, columns predicted ones.
    fn confusion_to_text(&self) -> String {
        let classes = &self.prepared.labelled.format.classes;
        if classes.is_empty() || classes.len() > MAX_CLASSES_IN_TEXT {
            return String::new();
        }
        let names = classes.iter().map(|name| excerpt(name));
        let share = if self.prepared.shares.test.is_empty() {
            "training"
        } else {
            "test"
        };
        let head = format!("{share}: known \\ predicted");
        let mut rows: Vec<Vec<String>> = vec![[head].into_iter().chain(names.clone()).collect()];
        for (name, counts) in names.zip(self.confusion()) {
            let counts = counts.iter().map(usize::to_string);
            rows.push([name].into_iter().chain(counts).collect());
        }
        table(&rows, Align::Right)
    }
}
