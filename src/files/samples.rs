use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::math::{
    excerpt::excerpt,
    mean::mean,
    table::{Column, Matrix, Role, Table, Values},
};

/// A table split into features and class labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// One row per sample, one column per feature.
    pub features: Arc<Matrix>,
    /// The names of the columns of `features`.
    pub feature_names: Vec<String>,
    /// The class of each sample as an index into `classes`; empty if there are no classes.
    pub labels: Vec<u32>,
    /// In order of first appearance, numeric classes ascending; empty if there are none.
    pub classes: Vec<Class>,
    /// The index of the label column in the table.
    pub label: Option<usize>,
    /// The table rows (from 0) of the samples, if rows were dropped.
    pub kept: Option<Vec<u32>>,
    /// The number of missing values among the features and the labels.
    pub missing: usize,
}

/// How a table is split into features and labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleOptions {
    /// The label column, by name or by number from 1. Default: the column that is marked as such in built-in data or in
    /// an archive of arrays, otherwise the only text column, if there is one; text that looks like malformed numbers
    /// does not count.
    pub label: Option<String>,
    /// The feature columns, by name or by number from 1. Default: every numeric column that is not the label, an index
    /// or a note.
    pub columns: Vec<String>,
    /// What to do about missing values. Default: refuse the data.
    pub missing: WhenMissing,
}

/// What to do about missing values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WhenMissing {
    /// Data with missing values are an error.
    #[default]
    Refuse,
    /// Leave out rows in which a feature or the label is missing.
    Drop,
    /// Replace missing features by the mean of their column; samples without a label form a class of their own, `?`.
    Mean,
}

/// A class with its number of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// The value of the label column.
    pub name: String,
    /// The number of samples in this class.
    pub count: usize,
}

/// The name of the class of samples without a label.
const NO_CLASS: &str = "?";

/// Why a table cannot be split into features and labels.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// There is no column of this name or number.
    #[error("there is no column `{}`; there are {available}", excerpt(.requested))]
    Unknown {
        /// The requested name, or number from 1.
        requested: String,
        /// The names of all columns, for the message.
        available: String,
    },
    /// A feature column holds text.
    #[error("column `{}` holds text, not numbers", excerpt(.0))]
    Text(String),
    /// The default choice of columns is unreliable, because the numbers of a column cannot be read.
    #[error(
        "{column} holds text, since \"{}\" in row {row} cannot be read as a number; write plain numbers, or choose the label (label) or the columns to use (columns)",
        excerpt(.cell)
    )]
    Unread {
        /// The number and the name of the column.
        column: String,
        /// The line of the first unreadable cell in the file, from 1.
        row: u64,
        /// The text of that cell, shortened.
        cell: String,
    },
    /// There are several text columns, and no label was chosen.
    #[error("columns {0} hold text; say which one is the label")]
    ManyLabels(String),
    /// The label column was chosen as a feature too.
    #[error("column `{}` is the label, not a measurement", excerpt(.0))]
    Label(String),
    /// There is no numeric column except the label.
    #[error("there is no numeric column except the label")]
    NoFeatures,
    /// Values are missing, and the options do not say what to do about them.
    #[error(
        "{count} value{} missing, the first in row {row}, {column}; drop these rows (missing: drop) or fill in the column mean (missing: mean)",
        if *.count == 1 { " is" } else { "s are" }
    )]
    Missing {
        /// The number of missing values.
        count: usize,
        /// The line of the first missing value in the file, from 1.
        row: u64,
        /// The number and the name of its column.
        column: String,
    },
    /// A column holds no value, so it has no mean.
    #[error("column `{}` holds no value; choose other columns", excerpt(.0))]
    AllMissing(String),
    /// Fewer than two rows have no missing value.
    #[error("{whole} of {rows} rows have no missing value; at least two are needed")]
    NoneWhole {
        /// The number of rows without a missing value.
        whole: usize,
        /// The number of all rows.
        rows: usize,
    },
}

impl ColumnError {
    /// Whether the options name an unusable column; otherwise the data are at fault.
    pub fn is_of_options(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Text(_) | Self::Label(_))
    }
}

/// Returns the index of a column by name or, if there is no such name, by number from 1.
///
/// # Errors
/// No column has this name or number.
pub fn column(table: &Table, requested: &str) -> Result<usize, ColumnError> {
    table
        .position(requested)
        .ok_or_else(|| ColumnError::Unknown {
            requested: requested.to_owned(),
            available: names(table, |_| true),
        })
}

/// Splits a table into features and labels.
///
/// # Errors
/// A requested column is missing or unusable, the label is not clear, there is no numeric column, or missing values are
/// refused or leave too few rows.
///
/// # Examples
/// ```
/// use fallline::files::{SampleOptions, parse_table, samples};
///
/// let table = parse_table("x,y,kind\n1,2,a\n3,4,b\n")?;
/// let samples = samples(&table, &SampleOptions::default())?;
/// assert_eq!(samples.feature_names, ["x", "y"]);
/// assert_eq!(samples.labels, [0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn samples(table: &Table, options: &SampleOptions) -> Result<Samples, ColumnError> {
    if options.label.is_none() && options.columns.is_empty() {
        refuse_unread(table)?;
    }
    let label = label(table, options.label.as_deref())?;
    let chosen = features(table, label, &options.columns)?;
    let used = || chosen.iter().copied().chain(label);
    let holes = |at: usize| table.columns()[at].values.missing();
    let missing = used().map(|at| holes(at).count).sum();
    let mut kept = None;
    if missing > 0 {
        match options.missing {
            WhenMissing::Refuse => {
                let with_holes = used().filter(|at| holes(*at).count > 0);
                let first = with_holes.min_by_key(|at| holes(*at).first_row);
                return Err(ColumnError::Missing {
                    count: missing,
                    row: first.map_or(0, |at| holes(at).first_row),
                    column: first.map_or_else(String::new, |at| table.column_label(at)),
                });
            }
            WhenMissing::Drop => kept = Some(whole_rows(table, used())?),
            WhenMissing::Mean => {}
        }
    }
    let kept_rows = kept.as_deref();
    let (labels, classes) = label.map_or_else(Default::default, |at| {
        classes(&table.columns()[at].values, kept_rows)
    });
    let name = |&at: &usize| table.columns()[at].name.clone();
    Ok(Samples {
        features: side_by_side(table, &chosen, kept_rows)?,
        feature_names: chosen.iter().map(name).collect(),
        labels,
        classes,
        label,
        kept,
        missing,
    })
}

impl Samples {
    /// The table row (from 0) of a sample.
    pub fn row(&self, sample: usize) -> usize {
        let kept = self.kept.as_ref();
        kept.map_or(sample, |kept| kept[sample] as usize)
    }
}

/// Rejects data in which unreadable numbers would turn a column into the label or leave it out.
fn refuse_unread(table: &Table) -> Result<(), ColumnError> {
    let unread = |(at, column): (usize, &Column)| match column.role {
        Role::Feature => Some((at, column.words()?.invalid_number()?.clone())),
        Role::Class | Role::Metadata => None,
    };
    match table.columns().iter().enumerate().find_map(unread) {
        None => Ok(()),
        Some((at, unread)) => Err(ColumnError::Unread {
            column: table.column_label(at),
            row: unread.row,
            cell: unread.cell,
        }),
    }
}

/// The index of the label column, if there is one.
fn label(table: &Table, requested: Option<&str>) -> Result<Option<usize>, ColumnError> {
    if let Some(requested) = requested {
        return column(table, requested).map(Some);
    }
    let named = |column: &Column| column.role == Role::Class;
    if let Some(at) = table.columns().iter().position(named) {
        return Ok(Some(at));
    }
    let is_text = |column: &Column| {
        column.role == Role::Feature
            && column
                .words()
                .is_some_and(|words| words.invalid_number().is_none())
    };
    let mut text = (0..table.columns().len()).filter(|at| is_text(&table.columns()[*at]));
    match (text.next(), text.next()) {
        (only, None) => Ok(only),
        _ => Err(ColumnError::ManyLabels(names(table, is_text))),
    }
}

/// The indices of the feature columns.
fn features(
    table: &Table,
    label: Option<usize>,
    requested: &[String],
) -> Result<Vec<usize>, ColumnError> {
    let position = |requested: &String| {
        let at = column(table, requested)?;
        let name = || table.columns()[at].name.clone();
        match table.columns()[at].values {
            Values::Numbers(_) if Some(at) == label => Err(ColumnError::Label(name())),
            Values::Numbers(_) => Ok(at),
            Values::Words(_) => Err(ColumnError::Text(name())),
        }
    };
    if !requested.is_empty() {
        return requested.iter().map(position).collect();
    }
    let measured = |at: &usize| {
        let column = &table.columns()[*at];
        Some(*at) != label && column.role != Role::Metadata && column.numbers().is_some()
    };
    let all: Vec<usize> = (0..table.columns().len()).filter(measured).collect();
    match all.is_empty() {
        true => Err(ColumnError::NoFeatures),
        false => Ok(all),
    }
}

/// The rows without a missing value in these columns.
fn whole_rows(table: &Table, used: impl Iterator<Item = usize>) -> Result<Vec<u32>, ColumnError> {
    let mut whole = vec![true; table.rows()];
    for at in used.filter(|at| table.columns()[*at].values.missing().count > 0) {
        match &table.columns()[at].values {
            Values::Numbers(numbers) => (whole.iter_mut().zip(numbers.iter()))
                .for_each(|(whole, number)| *whole &= !number.is_nan()),
            Values::Words(words) => (whole.iter_mut().zip(words.iter()))
                .for_each(|(whole, word)| *whole &= !word.is_empty()),
        }
    }
    let rows: Vec<u32> = (0..)
        .zip(&whole)
        .filter(|(_, whole)| **whole)
        .map(|(row, _)| row)
        .collect();
    match rows.len() {
        0 | 1 => Err(ColumnError::NoneWhole {
            whole: rows.len(),
            rows: table.rows(),
        }),
        _ => Ok(rows),
    }
}

/// The chosen columns as a matrix. Shares the matrix of the table if it has exactly these columns without missing
/// values.
fn side_by_side(
    table: &Table,
    chosen: &[usize],
    kept: Option<&[u32]>,
) -> Result<Arc<Matrix>, ColumnError> {
    let columns: Vec<_> = (chosen.iter())
        .filter_map(|&at| table.columns()[at].numbers())
        .collect();
    let mut fill = Vec::with_capacity(columns.len());
    for (numbers, at) in columns.iter().zip(chosen) {
        if numbers.missing.count == table.rows() {
            return Err(ColumnError::AllMissing(table.columns()[*at].name.clone()));
        }
        fill.push(match numbers.missing.count {
            0 => 0.0,
            _ => mean(numbers.iter().filter(|number| !number.is_nan())),
        });
    }
    if let [first, ..] = &columns[..] {
        let matrix = first.matrix();
        let in_place = |(at, numbers): (usize, &&crate::math::table::Numbers)| {
            Arc::ptr_eq(numbers.matrix(), matrix)
                && numbers.column() == at
                && numbers.missing.count == 0
        };
        if kept.is_none()
            && columns.len() == matrix.columns()
            && columns.iter().enumerate().all(in_place)
        {
            return Ok(matrix.clone());
        }
    }
    let value = |row: usize, j: usize| {
        let number = columns[j].get(row);
        if number.is_nan() { fill[j] } else { number }
    };
    Ok(Arc::new(match kept {
        Some(kept) => Matrix::from_fn(kept.len(), columns.len(), |i, j| value(kept[i] as usize, j)),
        None => Matrix::from_fn(table.rows(), columns.len(), value),
    }))
}

/// The class of each sample, and the classes.
fn classes(values: &Values, kept: Option<&[u32]>) -> (Vec<u32>, Vec<Class>) {
    let (mut labels, names) = match values {
        Values::Words(words) => {
            let name = |word: &String| match word.as_str() {
                "" => NO_CLASS.to_owned(),
                word => word.to_owned(),
            };
            (
                words.codes().to_vec(),
                words.distinct().iter().map(name).collect::<Vec<_>>(),
            )
        }
        Values::Numbers(numbers) => {
            // −0 and 0 are one class.
            let bits = |number: f64| (number + 0.0).to_bits();
            let mut sorted: Vec<f64> = numbers.iter().map(|number| number + 0.0).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            sorted.dedup_by_key(|number| number.to_bits());
            let index_of: HashMap<u64, u32> =
                sorted.iter().map(|number| bits(*number)).zip(0..).collect();
            let name = |number: &f64| match number.is_nan() {
                true => NO_CLASS.to_owned(),
                false => number.to_string(),
            };
            (
                numbers
                    .iter()
                    .map(|number| index_of[&bits(number)])
                    .collect(),
                sorted.iter().map(name).collect(),
            )
        }
    };
    if let Some(kept) = kept {
        labels = kept.iter().map(|&row| labels[row as usize]).collect();
    }
    let mut classes: Vec<Class> = (names.into_iter())
        .map(|name| Class { name, count: 0 })
        .collect();
    for label in &labels {
        classes[*label as usize].count += 1;
    }
    (labels, classes)
}

fn names(table: &Table, chosen: impl Fn(&Column) -> bool) -> String {
    const MOST: usize = 20;
    let mut chosen = table.columns().iter().filter(|column| chosen(column));
    let quoted = chosen
        .by_ref()
        .take(MOST)
        .map(|column| format!("`{}`", excerpt(&column.name)));
    let quoted = quoted.collect::<Vec<_>>().join(", ");
    match chosen.count() {
        0 => quoted,
        more => format!("{quoted} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
