//! The results of a training as JSON, CSV and text.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::*;
use crate::{
    cli::labels::Prediction,
    math::model::{
        learner::{Tensor, predicted_classes},
        metrics::confusion_matrix,
    },
};

/// The number of epochs in the table, about.
const EPOCHS_IN_TEXT: usize = 10;
/// The largest number of classes whose confusion matrix is printed.
const MAX_CLASSES_IN_TEXT: usize = 20;

/// Loss and accuracy before the first update and after each epoch. Accuracies are empty for numbers, and those of the
/// test without a test share.
#[derive(Debug, Default)]
pub(super) struct History {
    loss: Vec<f64>,
    accuracy: Vec<f64>,
    test_loss: Vec<f64>,
    test_accuracy: Vec<f64>,
    gradient_norm: Vec<Vec<f64>>,
}

impl History {
    pub(super) fn push(
        &mut self,
        training: Evaluation,
        test: Option<Evaluation>,
        gradient_norms: Vec<f64>,
    ) {
        self.loss.push(training.loss);
        self.accuracy.extend(training.accuracy);
        self.test_loss.extend(test.map(|test| test.loss));
        self.test_accuracy
            .extend(test.and_then(|test| test.accuracy));
        self.gradient_norm.push(gradient_norms);
    }

    /// The number of epochs so far.
    pub(super) fn epochs(&self) -> usize {
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

    pub(super) fn write_csv(&self, out: &mut impl Write) -> Result<(), CommandError> {
        writeln!(out, "epoch,loss,accuracy,test_loss,test_accuracy")?;
        for epoch in 0..self.loss.len() {
            write!(out, "{epoch}")?;
            for (_, values) in self.columns() {
                match values.get(epoch) {
                    Some(value) => write!(out, ",{value:?}")?,
                    None => write!(out, ",")?,
                }
            }
            writeln!(out)?;
        }
        Ok(out.flush()?)
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

/// A finished training.
pub(super) struct Outcome<'a> {
    pub labelled: &'a Labelled,
    pub shares: &'a Shares,
    pub model: &'a dyn Model,
    pub fit: &'a Fit,
    /// The outputs for all samples.
    pub outputs: Matrix,
    pub history: &'a History,
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

impl Outcome<'_> {
    /// The confusion matrix of the test share or, without one, of all samples; empty for numbers.
    fn confusion(&self) -> Vec<Vec<usize>> {
        let Some(codes) = self.labelled.samples.targets.codes() else {
            return Vec::new();
        };
        let all = predicted_classes(&self.outputs);
        let rows = match self.shares.test.is_empty() {
            true => &self.shares.training,
            false => &self.shares.test,
        };
        let of_rows =
            |classes: &[usize]| -> Vec<usize> { rows.iter().map(|row| classes[*row]).collect() };
        confusion_matrix(
            &of_rows(&all),
            &of_rows(codes),
            self.labelled.format.classes.len(),
        )
    }

    pub(super) fn to_json(&self) -> TrainOutput<'_> {
        TrainOutput {
            epochs: self.history.epochs(),
            loss: &self.history.loss,
            accuracy: &self.history.accuracy,
            test_loss: &self.history.test_loss,
            test_accuracy: &self.history.test_accuracy,
            gradient_norm: &self.history.gradient_norm,
            parameters: Parameters {
                tensors: self.model.tensors(),
                values: &self.fit.parameters,
            },
            predictions: self.labelled.format.predictions(&self.outputs),
            confusion: self.confusion(),
            stopped: if self.fit.is_converged {
                "converged"
            } else {
                "epoch_limit"
            },
            objective: self.fit.objective,
            updates_per_epoch: &self.fit.updates_per_epoch,
        }
    }

    pub(super) fn to_text(&self, spec: &Spec) -> String {
        let (training, test) = (self.shares.training.len(), self.shares.test.len());
        let mut text = format!(
            "{spec} predicts {} from {} columns, {training} training samples, {test} test samples\n{}",
            excerpt(&self.labelled.label),
            self.labelled.columns.len(),
            self.history.to_text()
        );
        let epochs = self.history.epochs();
        text += &match self.fit.is_converged {
            true => format!("converged after {epochs} epochs"),
            false => format!("stopped at the limit of {epochs} epochs"),
        };
        if let Some(objective) = self.fit.objective {
            text += &format!(", objective {}", rounded(objective));
        }
        let updates: usize = self.fit.updates_per_epoch.iter().sum();
        if !self.fit.updates_per_epoch.is_empty() {
            text += &format!(", {updates} corrections");
        }
        text + "\n" + &self.confusion_to_text()
    }

    /// Rows are known classes, columns predicted ones.
    fn confusion_to_text(&self) -> String {
        let classes = &self.labelled.format.classes;
        if classes.is_empty() || classes.len() > MAX_CLASSES_IN_TEXT {
            return String::new();
        }
        let names = classes.iter().map(|name| excerpt(name));
        let share = if self.shares.test.is_empty() {
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
