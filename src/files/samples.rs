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
    /// The classes: texts in order of first appearance in the table, numbers ascending; empty if there is no label
    /// column.
    pub classes: Vec<Class>,
    /// The index of the label column in the table.
    pub label_column: Option<usize>,
    /// The table rows (from 0) of the samples, if rows were dropped.
    pub kept_rows: Option<Vec<u32>>,
    /// The number of missing values among the features and the labels of the table, before they are handled.
    pub missing_count: usize,
}

/// Options for splitting a table into features and labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleOptions {
    /// The label column, by name or by number from 1. Default: the column that is marked as such in built-in data or in
    /// an archive of arrays, otherwise the only text column, if there is one; text that looks like malformed numbers
    /// does not count.
    pub label: Option<String>,
    /// The feature columns, by name or by number from 1. Default: every numeric column except the label, row indices and
    /// metadata.
    pub columns: Vec<String>,
    /// How missing values are handled. Default: they are an error.
    pub missing: WhenMissing,
}

/// How missing values are handled.
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

/// The name of the class that samples without a label form.
const UNLABELLED: &str = "?";

/// Why a table cannot be split into features and labels.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// There is no column with this name or number.
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
    /// No columns were chosen, and a column that seems to hold numbers cannot be read as such.
    #[error(
        "{column} holds text, since \"{}\" in row {row} cannot be read as a number; write plain numbers, or choose the label (label) or the columns to use (columns)",
        excerpt(.cell)
    )]
    UnreadableNumber {
        /// The number and the name of the column.
        column: String,
        /// The line of the first unreadable cell in the file, from 1.
        row: u64,
        /// The text of that cell, shortened.
        cell: String,
    },
    /// There are several text columns, and no label was chosen.
    #[error("columns {0} hold text; say which one is the label")]
    AmbiguousLabel(String),
    /// The label column was chosen as a feature too.
    #[error("column `{}` is the label, not a measurement", excerpt(.0))]
    LabelAsFeature(String),
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
    #[error("{complete} of {rows} rows have no missing value; at least two are needed")]
    TooFewCompleteRows {
        /// The number of rows without a missing value.
        complete: usize,
        /// The number of all rows.
        rows: usize,
    },
}

impl ColumnError {
    /// Whether the options name an unusable column; otherwise the data are at fault.
    pub fn is_caused_by_options(&self) -> bool {
        matches!(
            self,
            Self::Unknown { .. } | Self::Text(_) | Self::LabelAsFeature(_)
        )
    }
}

/// Returns the index of a column by name or, if there is no such name, by number from 1.
///
/// # Errors
/// No column has this name or number.
pub fn find_column(table: &Table, requested: &str) -> Result<usize, ColumnError> {
    table
        .position(requested)
        .ok_or_else(|| ColumnError::Unknown {
            requested: requested.to_owned(),
            available: quoted_names(table, |_| true),
        })
}

/// Splits a table into features and labels.
///
/// # Errors
/// A requested column is missing or unusable, the label is ambiguous, there is no numeric column, numbers cannot be read,
/// or missing values are rejected, leave too few rows or leave a column without values.
///
/// # Examples
/// ```
/// use fallline::files::{SampleOptions, extract_samples, parse_table};
///
/// let table = parse_table("x,y,kind\n1,2,a\n3,4,b\n")?;
/// let samples = extract_samples(&table, &SampleOptions::default())?;
/// assert_eq!(samples.feature_names, ["x", "y"]);
/// assert_eq!(samples.labels, [0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn extract_samples(table: &Table, options: &SampleOptions) -> Result<Samples, ColumnError> {
    if options.label.is_none() && options.columns.is_empty() {
        reject_unreadable_numbers(table)?;
    }
    let label = label_column(table, options.label.as_deref())?;
    let chosen = feature_columns(table, label, &options.columns)?;
    let used_columns = || chosen.iter().copied().chain(label);
    let missing_of = |index: usize| table.columns()[index].values.missing();
    let missing_count = used_columns().map(|index| missing_of(index).count).sum();
    let mut kept_rows = None;
    if missing_count > 0 {
        match options.missing {
            WhenMissing::Refuse => {
                let incomplete = used_columns().filter(|index| missing_of(*index).count > 0);
                let first = incomplete.min_by_key(|index| missing_of(*index).first_row);
                return Err(ColumnError::Missing {
                    count: missing_count,
                    row: first.map_or(0, |index| missing_of(index).first_row),
                    column: first.map_or_else(String::new, |index| table.column_label(index)),
                });
            }
            WhenMissing::Drop => kept_rows = Some(complete_rows(table, used_columns())?),
            WhenMissing::Mean => {}
        }
    }
    let kept = kept_rows.as_deref();
    let (labels, classes) = label.map_or_else(Default::default, |index| {
        labels_and_classes(&table.columns()[index].values, kept)
    });
    let name = |&index: &usize| table.columns()[index].name.clone();
    Ok(Samples {
        features: feature_matrix(table, &chosen, kept)?,
        feature_names: chosen.iter().map(name).collect(),
        labels,
        classes,
        label_column: label,
        kept_rows,
        missing_count,
    })
}

impl Samples {
    /// The table row (from 0) of a sample.
    pub fn row(&self, sample: usize) -> usize {
        let kept = self.kept_rows.as_ref();
        kept.map_or(sample, |kept| kept[sample] as usize)
    }
}

/// Rejects a table in which unreadable numbers would make a column the label or exclude it from the features.
fn reject_unreadable_numbers(table: &Table) -> Result<(), ColumnError> {
    let unread = |(index, column): (usize, &Column)| match column.role {
        Role::Feature => Some((index, column.words()?.invalid_number()?.clone())),
        Role::Class | Role::Metadata => None,
    };
    match table.columns().iter().enumerate().find_map(unread) {
        None => Ok(()),
        Some((index, unread)) => Err(ColumnError::UnreadableNumber {
            column: table.column_label(index),
            row: unread.row,
            cell: unread.cell,
        }),
    }
}

/// The index of the label column, if there is one.
fn label_column(table: &Table, requested: Option<&str>) -> Result<Option<usize>, ColumnError> {
    if let Some(requested) = requested {
        return find_column(table, requested).map(Some);
    }
    let has_class_role = |column: &Column| column.role == Role::Class;
    if let Some(index) = table.columns().iter().position(has_class_role) {
        return Ok(Some(index));
    }
    let is_text = |column: &Column| {
        column.role == Role::Feature
            && column
                .words()
                .is_some_and(|words| words.invalid_number().is_none())
    };
    let mut text = (0..table.columns().len()).filter(|index| is_text(&table.columns()[*index]));
    match (text.next(), text.next()) {
        (only, None) => Ok(only),
        _ => Err(ColumnError::AmbiguousLabel(quoted_names(table, is_text))),
    }
}

/// The indices of the feature columns.
fn feature_columns(
    table: &Table,
    label: Option<usize>,
    requested: &[String],
) -> Result<Vec<usize>, ColumnError> {
    let position = |requested: &String| {
        let index = find_column(table, requested)?;
        let name = || table.columns()[index].name.clone();
        match table.columns()[index].values {
            Values::Numbers(_) if Some(index) == label => Err(ColumnError::LabelAsFeature(name())),
            Values::Numbers(_) => Ok(index),
            Values::Words(_) => Err(ColumnError::Text(name())),
        }
    };
    if !requested.is_empty() {
        return requested.iter().map(position).collect();
    }
    let is_feature = |index: &usize| {
        let column = &table.columns()[*index];
        Some(*index) != label && column.role != Role::Metadata && column.numbers().is_some()
    };
    let all: Vec<usize> = (0..table.columns().len()).filter(is_feature).collect();
    match all.is_empty() {
        true => Err(ColumnError::NoFeatures),
        false => Ok(all),
    }
}

/// The indices of the rows without a missing value in these columns.
fn complete_rows(
    table: &Table,
    used_columns: impl Iterator<Item = usize>,
) -> Result<Vec<u32>, ColumnError> {
    let mut is_complete = vec![true; table.rows()];
    for index in used_columns.filter(|index| table.columns()[*index].values.missing().count > 0) {
        match &table.columns()[index].values {
            Values::Numbers(numbers) => (is_complete.iter_mut().zip(numbers.iter()))
                .for_each(|(is_complete, number)| *is_complete &= !number.is_nan()),
            Values::Words(words) => (is_complete.iter_mut().zip(words.iter()))
                .for_each(|(is_complete, word)| *is_complete &= !word.is_empty()),
        }
    }
    let rows: Vec<u32> = (0..)
        .zip(&is_complete)
        .filter(|(_, is_complete)| **is_complete)
        .map(|(row, _)| row)
        .collect();
    match rows.len() {
        0 | 1 => Err(ColumnError::TooFewCompleteRows {
            complete: rows.len(),
            rows: table.rows(),
        }),
        _ => Ok(rows),
    }
}

/// The chosen columns as a matrix. Shares the matrix of the table if it has exactly these columns without missing
/// values.
fn feature_matrix(
    table: &Table,
    chosen: &[usize],
    kept: Option<&[u32]>,
) -> Result<Arc<Matrix>, ColumnError> {
    let columns: Vec<_> = (chosen.iter())
        .filter_map(|&index| table.columns()[index].numbers())
        .collect();
    let mut fill_values = Vec::with_capacity(columns.len());
    for (numbers, index) in columns.iter().zip(chosen) {
        if numbers.missing.count == table.rows() {
            return Err(ColumnError::AllMissing(
                table.columns()[*index].name.clone(),
            ));
        }
        fill_values.push(match numbers.missing.count {
            0 => 0.0,
            _ => mean(numbers.iter().filter(|number| !number.is_nan())),
        });
    }
    if let [first, ..] = &columns[..] {
        let matrix = first.matrix();
        let has_own_position = |(index, numbers): (usize, &&crate::math::table::Numbers)| {
            Arc::ptr_eq(numbers.matrix(), matrix)
                && numbers.column() == index
                && numbers.missing.count == 0
        };
        if kept.is_none()
            && columns.len() == matrix.columns()
            && columns.iter().enumerate().all(has_own_position)
        {
            return Ok(matrix.clone());
        }
    }
    let value = |row: usize, j: usize| {
        let number = columns[j].get(row);
        if number.is_nan() {
            fill_values[j]
        } else {
            number
        }
    };
    Ok(Arc::new(match kept {
        Some(kept) => Matrix::from_fn(kept.len(), columns.len(), |i, j| value(kept[i] as usize, j)),
        None => Matrix::from_fn(table.rows(), columns.len(), value),
    }))
}

/// The class index of each sample, and the classes.
fn labels_and_classes(values: &Values, kept: Option<&[u32]>) -> (Vec<u32>, Vec<Class>) {
    let (mut labels, names) = match values {
        Values::Words(words) => {
            let name = |word: &String| match word.as_str() {
                "" => UNLABELLED.to_owned(),
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
                true => UNLABELLED.to_owned(),
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

fn quoted_names(table: &Table, chosen: impl Fn(&Column) -> bool) -> String {
    const MAX_NAMES: usize = 20;
    let mut chosen = table.columns().iter().filter(|column| chosen(column));
    let quoted = chosen
        .by_ref()
        .take(MAX_NAMES)
        .map(|column| format!("`{}`", excerpt(&column.name)));
    let quoted = quoted.collect::<Vec<_>>().join(", ");
    match chosen.count() {
        0 => quoted,
        more => format!("{quoted} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
