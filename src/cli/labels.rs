//! Tables as samples with known targets, for `train` and `predict`.

use serde::Serialize;

use super::{CommandError, data::DataArguments};
use crate::{
    files::extract_samples,
    math::{
        model::samples::{Targets, TrainingSamples},
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
    /// The table row (from 0) of each sample.
    pub rows: Vec<usize>,
    /// How predictions are written.
    pub format: PredictionFormat,
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
        let samples_with_targets =
            TrainingSamples::new(features, targets).map_err(|error| input_error(&error))?;
        Ok(Self {
            samples: samples_with_targets,
            label: column.name.clone(),
            columns: samples.feature_names,
            rows,
            format,
        })
    }
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

impl PredictionFormat {
    /// The predictions for the outputs of a model.
    pub(super) fn predictions(&self, outputs: &Matrix) -> Vec<Prediction> {
        use crate::math::model::learner::predicted_classes;

        if self.classes.is_empty() {
            return outputs
                .iter_rows()
                .map(|row| Prediction::Number(row[0]))
                .collect();
        }
        let named = |class: usize| {
            let name = &self.classes[class];
            match name.parse() {
                Ok(number) if self.are_numbers => Prediction::Number(number),
                _ => Prediction::Name(name.clone()),
            }
        };
        predicted_classes(outputs).into_iter().map(named).collect()
    }
}

impl std::fmt::Display for Prediction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
