//! `fallline predict`: the predictions of a saved model for a table.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    data::{HeaderName, MissingName},
    labels::{Prediction, PredictionFormat, predicted_classes},
    output::{Align, print_json, print_text, stdout, table},
    values,
};
use crate::{
    files::{
        ReadOptions, SampleOptions, Samples, WhenMissing, csv_error, extract_samples, open_with,
        path_excerpt, read_model,
    },
    math::{
        excerpt::excerpt,
        model::{
            catalogue::CATALOGUE,
            metrics::accuracy,
            saved::{ModelDescription, SavedModel, flat_parameters},
        },
        table::Table,
    },
};

/// The number of predictions in the text.
const ROWS_IN_TEXT: usize = 10;

/// The predictions of a saved model for a table
#[derive(Debug, Args)]
pub(super) struct PredictArguments {
    /// A model that `fallline train -o` saved
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// A table with the columns of the model, a built-in data set or a generator
    #[arg(value_name = "DATA", value_parser = values::path_text())]
    data: String,
    /// Whether the first row of text is a header (names) or data (default: detected)
    #[arg(long, value_enum, value_name = "names|data")]
    header: Option<HeaderName>,
    /// How to treat missing values: drop the row, or impute the mean of the column (default: an error)
    #[arg(long, value_enum, value_name = "drop|mean")]
    missing: Option<MissingName>,
    /// Print JSON in full precision
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the prediction of each row as CSV, rows numbered from 0
    #[arg(long)]
    csv: bool,
}

#[derive(Serialize)]
struct PredictOutput<'a> {
    /// One prediction per row: a class or a number.
    predictions: &'a [Prediction],
    /// The outputs: numbers, or the logits of classes.
    outputs: Vec<&'a [f64]>,
    /// The classes in the order of the logits; empty for numbers. A single logit is that of the second class.
    classes: &'a [String],
    /// The fraction of correct classes, if the data have the label column.
    #[serde(skip_serializing_if = "Option::is_none")]
    accuracy: Option<f64>,
}

pub(super) fn run(arguments: &PredictArguments) -> Result<(), CommandError> {
    let SavedModel {
        description,
        tensors,
    } = read_model(&arguments.model)?;
    let model_error = |error: &dyn std::fmt::Display| {
        CommandError::Input(format!("{}: {error}", path_excerpt(&arguments.model)))
    };
    let architecture = CATALOGUE.build(&description.model)?;
    let network = architecture
        .network(
            description.columns.len(),
            &description.targets(),
            Some(&description.loss),
        )
        .map_err(|error| model_error(&error))?;
    let parameters = flat_parameters(network.tensors(), &tensors)
        .map_err(|error| model_error(&format!("{} {error}", description.model)))?;
    let (table, samples) = read_samples(arguments, &description)?;
    let features = description.scaler.apply_all(&samples.features);
    let outputs = network.predict_outputs(&parameters, &features);
    let predicted = predicted_classes(&network, &outputs);
    let accuracy =
        predicted.and_then(|predicted| known_accuracy(&table, &samples, &description, &predicted));
    let format = PredictionFormat {
        classes: description.classes.clone(),
        are_numbers: description
            .classes
            .iter()
            .all(|name| name.parse::<f64>().is_ok()),
    };
    let predictions = format.predictions(&network, &outputs);
    if arguments.json {
        return print_json(&PredictOutput {
            predictions: &predictions,
            outputs: outputs.iter_rows().collect(),
            classes: &description.classes,
            accuracy,
        });
    }
    if arguments.csv {
        return print_csv(&samples, &description, &predictions);
    }
    print_text(&to_text(&samples, &description, &predictions, accuracy))
}

/// Reads the columns of the model from the data.
fn read_samples(
    arguments: &PredictArguments,
    description: &ModelDescription,
) -> Result<(std::sync::Arc<Table>, Samples), CommandError> {
    let options = ReadOptions {
        metadata: None,
        header: arguments.header.map(|header| header == HeaderName::Names),
    };
    let (table, _) = open_with(&arguments.data, Path::new(""), &options)?;
    let input_error =
        |problem: String| CommandError::Input(format!("{}: {problem}", excerpt(&arguments.data)));
    let is_missing = |column: &&String| !table.columns().iter().any(|other| other.name == **column);
    let missing: Vec<String> = (description.columns.iter().filter(is_missing))
        .map(|column| format!("`{}`", excerpt(column)))
        .collect();
    if !missing.is_empty() {
        return Err(input_error(format!(
            "the model needs the columns {}, which the data lack; rename theirs",
            missing.join(", ")
        )));
    }
    // The label column, if there is one, is only compared with the predictions. Naming one of the columns would make
    // it unusable as a feature.
    let features: Vec<usize> = description
        .columns
        .iter()
        .filter_map(|name| table.position(name))
        .collect();
    let columns = features
        .iter()
        .map(|index| table.columns()[*index].clone())
        .collect();
    let features_only = Table::new(columns).map_err(|error| input_error(error.to_string()))?;
    let options = SampleOptions {
        label: None,
        columns: description.columns.clone(),
        missing: arguments.missing.map_or(WhenMissing::Refuse, Into::into),
    };
    let samples = extract_samples(&features_only, &options)
        .map_err(|error| input_error(error.to_string()))?;
    Ok((table, samples))
}

/// The fraction of rows whose predicted class is that of the label column, if the data have it and every label is a
/// class of the model.
fn known_accuracy(
    table: &Table,
    samples: &Samples,
    description: &ModelDescription,
    predicted: &[usize],
) -> Option<f64> {
    let column = table
        .columns()
        .iter()
        .find(|column| column.name == description.label)?;
    let rows = 0..predicted.len();
    let name = |sample: usize| match (column.words(), column.numbers()) {
        (Some(words), _) => words.get(samples.row(sample)).to_owned(),
        (_, Some(numbers)) => (numbers.get(samples.row(sample)) + 0.0).to_string(),
        _ => String::new(),
    };
    let code = |sample| {
        description
            .classes
            .iter()
            .position(|class| *class == name(sample))
    };
    let known: Vec<usize> = rows.map(code).collect::<Option<_>>()?;
    Some(accuracy(predicted, &known))
}

fn print_csv(
    samples: &Samples,
    description: &ModelDescription,
    predictions: &[Prediction],
) -> Result<(), CommandError> {
    let mut out = csv::Writer::from_writer(stdout());
    out.write_record(["row", &description.label])
        .map_err(csv_error)?;
    for (sample, prediction) in predictions.iter().enumerate() {
        let row = samples.row(sample).to_string();
        out.write_record([row, prediction.to_string()])
            .map_err(csv_error)?;
    }
    Ok(out.flush()?)
}

/// The first predictions, the number of each class, and the accuracy.
fn to_text(
    samples: &Samples,
    description: &ModelDescription,
    predictions: &[Prediction],
    accuracy: Option<f64>,
) -> String {
    let mut rows = vec![vec!["row".to_owned(), excerpt(&description.label)]];
    for (sample, prediction) in predictions.iter().enumerate().take(ROWS_IN_TEXT) {
        rows.push(vec![
            samples.row(sample).to_string(),
            excerpt(&prediction.to_string()),
        ]);
    }
    let mut text = table(&rows, Align::Right);
    let more = predictions.len().saturating_sub(ROWS_IN_TEXT);
    if more > 0 {
        text += &format!("and {more} more rows; --csv prints all\n");
    }
    if let Some(accuracy) = accuracy {
        text += &format!("accuracy {}\n", super::output::rounded(accuracy));
    }
    text
}
