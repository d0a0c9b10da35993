//! Tables as samples with known targets, for `train` and `predict`.

use serde::Serialize;

use super::{CommandError, data::DataArguments};
use crate::{
    files::extract_samples,
    math::{
        model::{
            network::Network,
            samples::{Targets, TrainingSamples},
        },
        table::Matrix,
    },
};

/// Samples with known targets.
pub(super) struct Labelled {
    /// The unscaled features, and the targets.
    pub samples: TrainingSamples,
    /// The name of the label column.
    pub label: String,
    /// The names of the feature columns.
    pub columns: Vec<String>,
    /// How predictions are written.
    pub format: PredictionFormat,
}

/// How predictions are written: numbers, or the names of classes.
pub(super) struct PredictionFormat {
    /// The classes by the order of outputs; empty for numbers.
    pub classes: Vec<String>,
    /// Whether the names of the classes are numbers.
    pub are_numbers: bool,
}

/// A predicted class or number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Prediction {
    Number(f64),
    Name(String),
}

impl Labelled {
    /// Reads a table, whose labels are numbers or classes as the losses require. If these include losses for both,
    /// numbers that are probably not classes are an error.
    pub(super) fn read(data: &DataArguments, losses: &[&str]) -> Result<Self, CommandError> {
        let (table, _) = data.open()?;
        let input_error = |error: &dyn std::fmt::Display| data.input_error(error);
        let samples =
            extract_samples(&table, &data.options()).map_err(|error| input_error(&error))?;
        let label = samples.label_column.ok_or_else(|| {
            input_error(&"there is no label to learn; choose its column with --label")
        })?;
        let column = &table.columns()[label];
        let rows: Vec<usize> = (0..samples.features.rows())
            .map(|i| samples.row(i))
            .collect();
        let numbers = losses.iter().filter(|loss| **loss == "mse").count();
        let targets = match numbers {
            0 => Targets::classes(column, &rows),
            _ if numbers == losses.len() => Targets::numbers(column, &rows),
            _ => Targets::inferred_classes(column, &rows),
        };
        let targets = targets.map_err(|error| input_error(&error))?;
        let format = PredictionFormat {
            classes: targets.class_names().to_vec(),
            are_numbers: column.numbers().is_some(),
        };
        let features = Matrix::clone(&samples.features);
        Ok(Self {
            samples: TrainingSamples::new(features, targets)
                .map_err(|error| input_error(&error))?,
            label: column.name.clone(),
            columns: samples.feature_names,
            format,
        })
    }
}

impl PredictionFormat {
    /// The predictions for the outputs of a network.
    pub(super) fn predictions(&self, network: &Network, outputs: &Matrix) -> Vec<Prediction> {
        let prediction = |row: &[f64]| match network.loss().class(row) {
            None => Prediction::Number(row[0]),
            Some(class) => {
                let name = &self.classes[class];
                match name.parse() {
                    Ok(number) if self.are_numbers => Prediction::Number(number),
                    _ => Prediction::Name(name.clone()),
                }
            }
        };
        outputs.iter_rows().map(prediction).collect()
    }
}

/// The predicted class of each row of outputs; `None` if the network predicts numbers.
pub(super) fn predicted_classes(network: &Network, outputs: &Matrix) -> Option<Vec<usize>> {
    let rows = outputs.iter_rows();
    rows.map(|row| network.loss().class(row)).collect()
}

impl std::fmt::Display for Prediction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
