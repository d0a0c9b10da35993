//! `fallline inspect`: how data are read.

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    data::DataArguments,
    output::{Align, print_json, print_text, rounded, table},
    progress::Bar,
};
use crate::{
    files::{Format, Samples, extract_samples, path_excerpt},
    math::{
        excerpt::excerpt,
        mean::mean,
        table::{Column, Numbers, Role, Table, Values, Words},
    },
};

/// The maximum number of columns and of classes listed in text; JSON has all.
const MAX_LISTED: usize = 40;

/// How a data set is read: its format, its columns with their ranges, missing values, classes
#[derive(Debug, Args)]
pub(super) struct InspectArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Print JSON in full precision
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct InspectOutput<'a> {
    format: String,
    rows: usize,
    columns: Vec<ColumnSummary<'a>>,
    missing: usize,
    features: usize,
    label: Option<&'a str>,
    classes: Vec<ClassCount<'a>>,
    /// Why the data cannot be used as they are, and what to do.
    problem: Option<String>,
    memory_bytes: usize,
}

#[derive(Serialize)]
struct ColumnSummary<'a> {
    name: &'a str,
    kind: &'static str,
    role: &'static str,
    missing: usize,
    distinct: usize,
    /// In a text column that was probably meant to hold numbers: the first cell that is not a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<UnreadCell<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct UnreadCell<'a> {
    row: u64,
    cell: &'a str,
}

#[derive(Serialize)]
struct Range {
    min: f64,
    max: f64,
    mean: f64,
}

#[derive(Serialize)]
struct ClassCount<'a> {
    name: &'a str,
    count: usize,
}

pub(super) fn run(arguments: &InspectArguments) -> Result<(), CommandError> {
    let bar = Bar::new();
    let (table, format) = arguments.data.open()?;
    let samples_or_error = extract_samples(&table, &arguments.data.options());
    if let Err(error) = &samples_or_error
        && error.is_caused_by_options()
    {
        return Err(arguments.data.input_error(error));
    }
    let samples_or_error = samples_or_error.map_err(|error| error.to_string());
    let output = output(&table, &format, &samples_or_error);
    drop(bar);
    match arguments.json {
        true => print_json(&output),
        false => print_text(&to_text(&output)),
    }
}

fn output<'a>(
    table: &'a Table,
    format: &Format,
    samples_or_error: &'a Result<Samples, String>,
) -> InspectOutput<'a> {
    let samples = samples_or_error.as_ref().ok();
    let columns: Vec<ColumnSummary> = table.columns().iter().map(summarize).collect();
    let classes = samples.map_or(&[][..], |samples| &samples.classes);
    let label = samples.and_then(|samples| samples.label_column);
    InspectOutput {
        format: format_text(format),
        rows: table.rows(),
        missing: columns.iter().map(|column| column.missing).sum(),
        columns,
        features: samples.map_or(0, |samples| samples.features.columns()),
        label: label.map(|at| table.columns()[at].name.as_str()),
        classes: (classes.iter())
            .map(|class| ClassCount {
                name: &class.name,
                count: class.count,
            })
            .collect(),
        problem: samples_or_error.as_ref().err().cloned(),
        memory_bytes: table.columns().iter().map(memory_bytes).sum(),
    }
}

/// A description of a format in words.
fn format_text(format: &Format) -> String {
    match format {
        Format::Text {
            separator,
            has_header: header,
            has_index: index,
            has_decimal_comma: comma,
            has_thousands_separator: thousands,
        } => {
            let separator_name = match separator {
                '\t' => "tabs",
                ';' => "semicolons",
                ' ' => "spaces",
                _ => "commas",
            };
            let names = match header {
                true => "names in the first row",
                false => "no names (the first row is data)",
            };
            let index = match index {
                true => ", an index without a name in the first column",
                false => "",
            };
            let decimals = if *comma { ", decimal commas" } else { "" };
            let thousands = match (thousands, comma) {
                (false, _) => "",
                (true, true) => ", points as thousands separators",
                (true, false) => ", commas as thousands separators",
            };
            format!("text with {separator_name} between cells, {names}{index}{decimals}{thousands}")
        }
        Format::Arrays { read, left_out } => {
            let arrays = read.iter().map(|(name, kind, shape)| {
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                format!("{} ({kind}, {})", excerpt(name), shape.join(" × "))
            });
            let read = arrays.collect::<Vec<_>>().join(", ");
            match left_out.is_empty() {
                true => format!("NumPy: {read}"),
                false => format!(
                    "NumPy: {read}; of other length and left out: {}",
                    excerpts(left_out)
                ),
            }
        }
        Format::Parquet { writer, left_out } => {
            let mut text = "Parquet".to_owned();
            if let Some(writer) = writer {
                text.push_str(&format!(" by {}", excerpt(writer)));
            }
            if !left_out.is_empty() {
                text.push_str(&format!("; left out: {}", excerpts(left_out)));
            }
            text
        }
        Format::Vectors { metadata } => {
            format!("vectors, with metadata from {}", path_excerpt(metadata))
        }
        Format::BuiltIn => "inside the program".to_owned(),
        Format::Generated => "generated".to_owned(),
    }
}

fn excerpts(names: &[String]) -> String {
    let names = names.iter().map(|name| excerpt(name));
    names.collect::<Vec<_>>().join(", ")
}

fn summarize(column: &Column) -> ColumnSummary<'_> {
    let (kind, distinct, range) = match &column.values {
        Values::Numbers(numbers) => summarize_numbers(numbers),
        Values::Words(words) => {
            let empty = usize::from(words.missing.count > 0);
            ("text", words.distinct().len() - empty, None)
        }
    };
    ColumnSummary {
        name: &column.name,
        kind,
        role: match column.role {
            Role::Feature => "measure",
            Role::Class => "class",
            Role::Metadata => "note",
        },
        missing: column.values.missing().count,
        distinct,
        unread: column
            .words()
            .and_then(Words::invalid_number)
            .map(|unread| UnreadCell {
                row: unread.row,
                cell: &unread.cell,
            }),
        range,
    }
}

/// The kind of a numeric column, its number of distinct values, and its range.
fn summarize_numbers(numbers: &Numbers) -> (&'static str, usize, Option<Range>) {
    let present = || numbers.iter().filter(|number| !number.is_nan());
    let is_integer = present().all(|number| number.fract() == 0.0);
    let range = present().next().map(|first| Range {
        min: present().fold(first, f64::min),
        max: present().fold(first, f64::max),
        mean: mean(present()),
    });
    (
        if is_integer { "whole" } else { "number" },
        distinct(present()),
        range,
    )
}

/// The number of distinct values. Duplicates are removed as they accumulate, so that memory is proportional to the
/// distinct values instead of all values.
fn distinct(numbers: impl Iterator<Item = f64>) -> usize {
    const MIN_CAPACITY: usize = 1 << 16;
    let mut seen: Vec<f64> = Vec::new();
    let mut capacity = MIN_CAPACITY;
    let deduplicate = |seen: &mut Vec<f64>| {
        seen.sort_unstable_by(f64::total_cmp);
        seen.dedup();
    };
    for number in numbers {
        if seen.last() == Some(&number) {
            continue;
        }
        if seen.len() == capacity {
            deduplicate(&mut seen);
            capacity = MIN_CAPACITY.max(2 * seen.len());
        }
        seen.push(number);
    }
    deduplicate(&mut seen);
    seen.len()
}

/// The memory of a column in bytes.
fn memory_bytes(column: &Column) -> usize {
    match &column.values {
        Values::Numbers(numbers) => numbers.iter().len() * size_of::<f64>(),
        Values::Words(words) => {
            let text_bytes = words
                .distinct()
                .iter()
                .map(|word| word.len() + size_of::<String>());
            size_of_val(words.codes()) + text_bytes.sum::<usize>()
        }
    }
}

fn to_text(output: &InspectOutput) -> String {
    let headers = [
        "column", "kind", "missing", "distinct", "least", "mean", "greatest",
    ];
    let mut rows = vec![headers.map(str::to_owned).to_vec()];
    for column in output.columns.iter().take(MAX_LISTED) {
        let kind = match column.role {
            "measure" => column.kind.to_owned(),
            role => format!("{}, {role}", column.kind),
        };
        let mut row = vec![
            excerpt(column.name),
            kind,
            column.missing.to_string(),
            column.distinct.to_string(),
        ];
        if let Some(Range { min, max, mean }) = &column.range {
            row.extend([min, mean, max].map(|number| rounded(*number)));
        }
        rows.push(row);
    }
    let mut text = format!(
        "{}\n{} rows, {} columns, {} kB in memory\n{}",
        output.format,
        output.rows,
        output.columns.len(),
        output.memory_bytes.div_ceil(1000),
        table(&rows, Align::Right)
    );
    if let more @ 1.. = output.columns.len().saturating_sub(MAX_LISTED) {
        text.push_str(&format!("and {more} more columns; --json lists all\n"));
    }
    for column in &output.columns {
        if let Some(UnreadCell { row, cell }) = &column.unread {
            let (name, cell) = (excerpt(column.name), excerpt(cell));
            text.push_str(&format!(
                "{name} holds text, since \"{cell}\" in row {row} cannot be read as a number\n"
            ));
        }
    }
    if let Some(label) = output.label {
        let classes = output.classes.iter().take(MAX_LISTED);
        let classes = classes.map(|class| format!("{} ({})", excerpt(class.name), class.count));
        let classes = classes.collect::<Vec<_>>().join(", ");
        let count = output.classes.len();
        let label = excerpt(label);
        text.push_str(&format!("{count} classes in {label}: {classes}\n"));
    }
    match &output.problem {
        Some(problem) => text.push_str(&format!("not usable as it is: {problem}\n")),
        None => text.push_str(&format!("{} columns are measured\n", output.features)),
    }
    text
}
