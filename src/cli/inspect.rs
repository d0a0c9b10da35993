//! `fallline inspect`: what was understood of a file of data.

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    data::DataArguments,
    output::{Align, print_json, print_text, rounded, table},
    progress::Bar,
};
use crate::{
    files::{Format, Samples, samples},
    math::table::{Column, Numbers, Role, Table, Values},
};

/// Columns that are listed for people.
const MOST_LISTED: usize = 40;

/// What was understood of a data set: its form, its columns with their ranges, what is missing, the classes
#[derive(Debug, Args)]
pub struct InspectArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Print JSON with full precision
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    format: String,
    rows: usize,
    columns: Vec<About<'a>>,
    missing: usize,
    features: usize,
    label: Option<&'a str>,
    classes: Vec<ClassCount<'a>>,
    /// Why the data cannot be used as they are, and what to do.
    problem: Option<String>,
    memory_bytes: usize,
}

#[derive(Serialize)]
struct About<'a> {
    name: &'a str,
    kind: &'static str,
    role: &'static str,
    missing: usize,
    distinct: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
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

pub fn run(arguments: &InspectArguments) -> Result<(), CommandError> {
    let bar = Bar::new();
    let (table, format) = arguments.data.open()?;
    let taken = samples(&table, &arguments.data.options());
    let taken = taken.map_err(|error| error.to_string());
    let answer = answer(&table, &format, &taken);
    drop(bar);
    match arguments.json {
        true => print_json(&answer),
        false => print_text(&for_people(&answer)),
    }
}

fn answer<'a>(table: &'a Table, format: &Format, taken: &'a Result<Samples, String>) -> Answer<'a> {
    let samples = taken.as_ref().ok();
    let columns: Vec<About> = table.columns().iter().map(about).collect();
    let classes = samples.map_or(&[][..], |samples| &samples.classes);
    let label = samples.and_then(|samples| samples.label);
    Answer {
        format: in_words(format),
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
        problem: taken.as_ref().err().cloned(),
        memory_bytes: table.columns().iter().map(bytes).sum(),
    }
}

fn in_words(format: &Format) -> String {
    match format {
        Format::Text {
            separator,
            header,
            comma,
        } => {
            let between = match separator {
                '\t' => "tabs",
                ';' => "semicolons",
                _ => "commas",
            };
            let names = match header {
                true => "names in the first row",
                false => "no names",
            };
            let decimals = if *comma { ", decimal commas" } else { "" };
            format!("text with {between} between cells, {names}{decimals}")
        }
        Format::Arrays { read, left_out } => {
            let arrays = read.iter().map(|(name, kind, shape)| {
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                format!("{name} ({kind}, {})", shape.join(" × "))
            });
            let read = arrays.collect::<Vec<_>>().join(", ");
            match left_out.is_empty() {
                true => format!("NumPy: {read}"),
                false => format!(
                    "NumPy: {read}; of other length and left out: {}",
                    left_out.join(", ")
                ),
            }
        }
        Format::Parquet { writer, left_out } => {
            let mut text = "Parquet".to_owned();
            if let Some(writer) = writer {
                text.push_str(&format!(" by {writer}"));
            }
            if !left_out.is_empty() {
                text.push_str(&format!("; left out: {}", left_out.join(", ")));
            }
            text
        }
        Format::Vectors { metadata } => {
            format!("vectors, with metadata from {}", metadata.display())
        }
        Format::BuiltIn => "inside the program".to_owned(),
        Format::Generated => "generated".to_owned(),
    }
}

fn about(column: &Column) -> About<'_> {
    let (kind, distinct, range) = match &column.values {
        Values::Numbers(numbers) => of_numbers(numbers),
        Values::Words(words) => {
            let empty = usize::from(words.missing.count > 0);
            ("text", words.distinct().len() - empty, None)
        }
    };
    About {
        name: &column.name,
        kind,
        role: match column.role {
            Role::Measure => "measure",
            Role::Class => "class",
            Role::Note => "note",
        },
        missing: column.values.missing().count,
        distinct,
        range,
    }
}

fn of_numbers(numbers: &Numbers) -> (&'static str, usize, Option<Range>) {
    let mut known: Vec<f64> = numbers.iter().filter(|number| !number.is_nan()).collect();
    let whole = known.iter().all(|number| number.fract() == 0.0);
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    known.sort_unstable_by(f64::total_cmp);
    let range = match known[..] {
        [min, .., max] => Some(Range { min, max, mean }),
        [only] => Some(Range {
            min: only,
            max: only,
            mean: only,
        }),
        [] => None,
    };
    known.dedup();
    (if whole { "whole" } else { "number" }, known.len(), range)
}

fn bytes(column: &Column) -> usize {
    match &column.values {
        Values::Numbers(numbers) => numbers.iter().len() * size_of::<f64>(),
        Values::Words(words) => {
            let letters = words
                .distinct()
                .iter()
                .map(|word| word.len() + size_of::<String>());
            size_of_val(words.codes()) + letters.sum::<usize>()
        }
    }
}

fn for_people(answer: &Answer) -> String {
    let heads = [
        "column", "kind", "missing", "distinct", "least", "mean", "greatest",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for column in answer.columns.iter().take(MOST_LISTED) {
        let kind = match column.role {
            "measure" => column.kind.to_owned(),
            role => format!("{}, {role}", column.kind),
        };
        let mut row = vec![
            column.name.to_owned(),
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
        answer.format,
        answer.rows,
        answer.columns.len(),
        answer.memory_bytes.div_ceil(1000),
        table(&rows, Align::Right)
    );
    if let more @ 1.. = answer.columns.len().saturating_sub(MOST_LISTED) {
        text.push_str(&format!("and {more} more columns; --json lists all\n"));
    }
    if let Some(label) = answer.label {
        let classes = answer.classes.iter().take(MOST_LISTED);
        let classes = classes.map(|class| format!("{} ({})", class.name, class.count));
        let classes = classes.collect::<Vec<_>>().join(", ");
        let count = answer.classes.len();
        text.push_str(&format!("{count} classes in {label}: {classes}\n"));
    }
    match &answer.problem {
        Some(problem) => text.push_str(&format!("not usable as it is: {problem}\n")),
        None => text.push_str(&format!("{} columns are measured\n", answer.features)),
    }
    text
}
