//! `fallline reduce`: dimensionality reduction of a table.

use std::io::{BufWriter, StdoutLock};

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    data::DataArguments,
    output::{Align, print_json, print_text, rounded, stdout, table},
    progress::Bar,
    values,
};
use crate::{
    files::{NpyRows, Samples, csv_error, text_to_path},
    math::{
        excerpt::excerpt,
        progress::{report, stage_progress},
        projection::{self, Layout, LayoutStatus, Method, Pca},
        spec::Spec,
        table::Matrix,
    },
};

mod large;

/// The default of `--components`, if the data have as many.
const DEFAULT_COMPONENTS: usize = 3;
/// The share of the progress for the initialization of a method.
const INITIALIZATION_SHARE: f64 = 0.1;
/// The maximum number of equal intervals of steps in text; a line is printed at both ends of each.
const STEP_INTERVALS: usize = 10;

/// Principal components of a table, or another projection
#[derive(Debug, Args)]
pub(super) struct ReduceArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The method, such as 'tsne(perplexity=20)'; see `fallline list projections`
    #[arg(long, value_name = "METHOD", value_parser = values::projection, default_value = "pca")]
    method: Spec,
    /// The number of components (default: 3, or fewer if the table has fewer numeric columns)
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u32).range(1..))]
    components: Option<u32>,
    /// Print JSON in full precision
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the projected rows as CSV in full precision, the label last
    #[arg(long)]
    csv: bool,
}

#[derive(Serialize)]
struct PcaOutput<'a> {
    mean: &'a [f64],
    components: &'a [Vec<f64>],
    explained_variance: &'a [f64],
    explained_variance_ratio: &'a [f64],
    projected: Vec<&'a [f64]>,
    /// Bounds of the errors of the variances, if the components were computed by a randomized method.
    #[serde(skip_serializing_if = "Option::is_none")]
    variance_error: Option<&'a [f64]>,
}

#[derive(Serialize)]
struct LayoutOutput<'a> {
    method: &'a Spec,
    projected: Vec<&'a [f64]>,
    loss: Option<f64>,
    steps: usize,
}

pub(super) fn run(arguments: &ReduceArguments) -> Result<(), CommandError> {
    let input_error = |error: &dyn std::fmt::Display| arguments.data.input_error(error);
    let method = projection::CATALOGUE.build(&arguments.method)?;
    if method == Method::Pca && arguments.data.uses_columns_unchanged() {
        // Large NPY files are read in batches of rows.
        if let Some(rows) = NpyRows::open(
            &text_to_path(&arguments.data.file),
            large::MIN_BATCHED_BYTES,
        )? {
            return large::run(arguments, &rows);
        }
    }
    let bar = Bar::new();
    let (_, samples) = arguments.data.read()?;
    let features = &samples.features;
    let components = component_count(arguments, features.rows(), features.columns());
    if method == Method::Pca {
        let pca = Pca::fit(features, components).map_err(|error| input_error(&error))?;
        drop(bar);
        return print_pca(arguments, &pca, &samples);
    }
    let mut progress = bar.progress();
    let initialization = &mut stage_progress(&mut progress, [0.0, INITIALIZATION_SHARE]);
    let layout = method
        .init(features, components, initialization)
        .map_err(|error| input_error(&error))?;
    print_layout(arguments, layout, components, &samples, bar)
}

/// The number of components for data of this size.
fn component_count(arguments: &ReduceArguments, rows: usize, columns: usize) -> usize {
    let default = DEFAULT_COMPONENTS.min(columns).min(rows);
    arguments
        .components
        .map_or(default, |components| components as usize)
}

fn print_pca(
    arguments: &ReduceArguments,
    pca: &Pca,
    samples: &Samples,
) -> Result<(), CommandError> {
    if arguments.csv {
        return print_csv(&pca.project(&samples.features), samples);
    }
    if !arguments.json {
        let rows = samples.features.rows();
        return print_text(&to_text(pca, &samples.feature_names, rows));
    }
    print_pca_json(pca, &pca.project(&samples.features))
}

fn print_pca_json(pca: &Pca, projected: &Matrix) -> Result<(), CommandError> {
    print_json(&PcaOutput {
        mean: &pca.mean,
        components: &pca.components,
        explained_variance: &pca.explained_variance,
        explained_variance_ratio: &pca.explained_variance_ratio,
        projected: projected.iter_rows().collect(),
        variance_error: pca.variance_error.as_deref(),
    })
}

fn print_layout(
    arguments: &ReduceArguments,
    mut layout: Box<dyn Layout>,
    components: usize,
    samples: &Samples,
    bar: Bar,
) -> Result<(), CommandError> {
    let steps_per_line = layout.steps().div_ceil(STEP_INTERVALS).max(1);
    let line = |layout: &dyn Layout| {
        let loss = layout.loss().map_or_else(String::new, rounded);
        vec![layout.steps_made().to_string(), loss]
    };
    let mut lines = vec![vec!["step".to_owned(), "loss".to_owned()], line(&*layout)];
    while layout.steps_made() < layout.steps() {
        let status = layout.step();
        if status == LayoutStatus::Diverged {
            let method = &arguments.method;
            return Err(CommandError::Input(format!(
                "{method}: the points diverge; reduce its learning rate"
            )));
        }
        if status == LayoutStatus::Finished || layout.steps_made().is_multiple_of(steps_per_line) {
            lines.push(line(&*layout));
        }
        let made = layout.steps_made() as f64 / layout.steps() as f64;
        report(
            &mut stage_progress(&mut bar.progress(), [INITIALIZATION_SHARE, 1.0]),
            made,
        )?;
    }
    drop(bar);
    let rows = samples.features.rows();
    let projected = Matrix::new(rows, components, layout.positions().to_vec())
        .expect("a method gives each row as many coordinates as it was asked for");
    if arguments.csv {
        return print_csv(&projected, samples);
    }
    if !arguments.json {
        let table = table(&lines, Align::Right);
        let method = &arguments.method;
        return print_text(&format!("{rows} rows by {method}\n{table}"));
    }
    print_json(&LayoutOutput {
        method: &arguments.method,
        projected: projected.iter_rows().collect(),
        loss: layout.loss(),
        steps: layout.steps_made(),
    })
}

fn print_csv(projected: &Matrix, samples: &Samples) -> Result<(), CommandError> {
    let mut out = CsvRows::new(projected.columns(), !samples.labels.is_empty())?;
    for (i, row) in projected.iter_rows().enumerate() {
        let class = samples
            .labels
            .get(i)
            .map(|class| &samples.classes[*class as usize]);
        out.write(row, class.map(|class| class.name.as_str()))?;
    }
    out.finish()
}

/// CSV on stdout: the coordinates of each row, and its class if there are classes.
struct CsvRows(csv::Writer<BufWriter<StdoutLock<'static>>>);

impl CsvRows {
    fn new(components: usize, with_label: bool) -> Result<Self, CommandError> {
        let mut out = csv::Writer::from_writer(stdout());
        let numbered = (1..=components).map(|number| format!("component_{number}"));
        let label = with_label.then(|| "label".to_owned());
        out.write_record(numbered.chain(label)).map_err(csv_error)?;
        Ok(Self(out))
    }

    fn write(&mut self, row: &[f64], label: Option<&str>) -> Result<(), CommandError> {
        let cells = row.iter().map(|value| format!("{value:?}"));
        let cells = cells.chain(label.map(str::to_owned));
        Ok(self.0.write_record(cells).map_err(csv_error)?)
    }

    fn finish(mut self) -> Result<(), CommandError> {
        Ok(self.0.flush()?)
    }
}

/// A table: the mean of each column and its loadings, then the variances of the components.
fn to_text(pca: &Pca, names: &[String], count: usize) -> String {
    let text = |text: &str| text.to_owned();
    let cells = |name: &str, mean: String, numbers: Vec<f64>| {
        let numbers = numbers.into_iter().map(rounded);
        [text(name), mean]
            .into_iter()
            .chain(numbers)
            .collect::<Vec<_>>()
    };
    let headers = (1..=pca.components.len()).map(|number| format!("component {number}"));
    let mut rows = vec![
        [text("column"), text("mean")]
            .into_iter()
            .chain(headers)
            .collect(),
    ];
    for (column, name) in names.iter().enumerate() {
        let loadings = pca
            .components
            .iter()
            .map(|component| component[column])
            .collect();
        rows.push(cells(&excerpt(name), rounded(pca.mean[column]), loadings));
    }
    let mut push_row = |name: &str, numbers: Vec<f64>| rows.push(cells(name, text(""), numbers));
    push_row("variance", pca.explained_variance.clone());
    if let Some(error) = &pca.variance_error {
        push_row("error bound", error.clone());
    }
    push_row("share of the total", pca.explained_variance_ratio.clone());
    push_row("cumulative share", pca.cumulative_ratio());
    format!("{count} rows\n{}", table(&rows, Align::Right))
}
