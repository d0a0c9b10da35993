//! `fallline reduce`: the principal components of a table.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    output::{Align, print_json, print_text, rounded, table},
};
use crate::{
    files::{Samples, read_table, samples},
    math::projection::Pca,
};

/// Components without `--components`, where the data have as many.
const USUAL_COMPONENTS: usize = 3;

/// The principal components of the columns of numbers in a CSV file, centred and not scaled
#[derive(Debug, Args)]
pub struct ReduceArguments {
    /// The table, at least two rows; a header is welcome
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// How many components; without it 3, or as many as the table has columns of numbers
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u32).range(1..))]
    components: Option<u32>,
    /// The column that is no measurement, by name or number from 1; without it, the only text column
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    label: Option<String>,
    /// Print JSON with full precision
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    mean: &'a [f64],
    components: &'a [Vec<f64>],
    explained_variance: &'a [f64],
    explained_variance_ratio: &'a [f64],
    projected: Vec<&'a [f64]>,
}

pub fn run(arguments: &ReduceArguments) -> Result<(), CommandError> {
    let path = arguments.file.display();
    let refuse = |error: &dyn std::fmt::Display| CommandError::Input(format!("{path}: {error}"));
    let table = read_table(&arguments.file)?;
    let samples = samples(&table, arguments.label.as_deref()).map_err(|error| refuse(&error))?;
    let features = &samples.features;
    let usual = USUAL_COMPONENTS
        .min(features.columns())
        .min(features.rows());
    let components = arguments
        .components
        .map_or(usual, |components| components as usize);
    let pca = Pca::fit(features, components).map_err(|error| refuse(&error))?;
    if !arguments.json {
        return print_text(&for_people(&pca, &samples));
    }
    let projected = pca.project(features);
    print_json(&Answer {
        mean: &pca.mean,
        components: &pca.components,
        explained_variance: &pca.explained_variance,
        explained_variance_ratio: &pca.explained_variance_ratio,
        projected: projected.iter_rows().collect(),
    })
}

/// Means and loadings by column, then the variance of each component.
fn for_people(pca: &Pca, samples: &Samples) -> String {
    let text = |text: &str| text.to_owned();
    let cells = |name: &str, mean: String, numbers: Vec<f64>| {
        let numbers = numbers.into_iter().map(rounded);
        [text(name), mean]
            .into_iter()
            .chain(numbers)
            .collect::<Vec<_>>()
    };
    let heads = (1..=pca.components.len()).map(|number| format!("component {number}"));
    let mut rows = vec![
        [text("column"), text("mean")]
            .into_iter()
            .chain(heads)
            .collect(),
    ];
    for (column, name) in samples.feature_names.iter().enumerate() {
        let loadings = pca
            .components
            .iter()
            .map(|component| component[column])
            .collect();
        rows.push(cells(name, rounded(pca.mean[column]), loadings));
    }
    rows.push(cells("variance", text(""), pca.explained_variance.clone()));
    rows.push(cells(
        "share of the total",
        text(""),
        pca.explained_variance_ratio.clone(),
    ));
    format!(
        "{} rows\n{}",
        samples.features.rows(),
        table(&rows, Align::Right)
    )
}
