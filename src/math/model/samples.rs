//! Labelled data that models learn from.

use thiserror::Error;

use crate::math::{
    excerpt::excerpt,
    table::{Column, Matrix, Values},
};

/// The largest magnitude of a feature or a target: its square, summed over many samples, does not overflow.
pub const MAX_MAGNITUDE: f64 = 1e100;

/// The largest number of distinct numbers that are taken as classes if it is not stated what they are.
pub const MAX_INFERRED_CLASSES: usize = 20;

/// Features with the targets to be predicted from them.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingSamples {
    /// One row per sample, one column per feature.
    pub features: Matrix,
    /// One target per sample.
    pub targets: Targets,
}

/// What a model predicts: a class or a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// Classes.
    Classes {
        /// The class of each sample, as an index into `names`.
        codes: Vec<usize>,
        /// The classes in ascending order: numerically if all are numbers, otherwise by code points.
        names: Vec<String>,
    },
    /// One number per sample.
    Numbers(Vec<f64>),
}

/// Why data cannot be learned from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SamplesError {
    /// There are fewer than two samples.
    #[error("{0} sample(s) are too few to learn from; at least 2 are needed")]
    TooFew(usize),
    /// The numbers of features and targets differ.
    #[error("{features} samples have {targets} targets; give one target per sample")]
    Lengths {
        /// The number of rows of features.
        features: usize,
        /// The number of targets.
        targets: usize,
    },
    /// A feature or a target is not finite or too large.
    #[error(
        "sample {sample}, {place}: the value is not finite or beyond ±1e100; drop the sample or scale the column"
    )]
    InvalidValue {
        /// The sample, counted from 1.
        sample: usize,
        /// The feature, such as `feature 3`, or `target`.
        place: String,
    },
    /// Labels are missing.
    #[error(
        "{count} value(s) of `{}` are missing, the first in row {row}; drop these rows (missing: drop)",
        excerpt(.column)
    )]
    MissingLabels {
        /// The name of the label column.
        column: String,
        /// The number of missing values.
        count: usize,
        /// The line of the first missing value in the file, from 1.
        row: u64,
    },
    /// The labels are probably not classes.
    #[error(
        "`{}` holds {distinct} different {kind} in {rows} rows, probably not classes; {advice}",
        excerpt(.column)
    )]
    NotClasses {
        /// The name of the label column.
        column: String,
        /// The number of distinct labels.
        distinct: usize,
        /// `numbers` or `texts`.
        kind: &'static str,
        /// The number of samples.
        rows: usize,
        /// What to do instead.
        advice: &'static str,
    },
    /// The targets must be numbers, and the labels are text.
    #[error("`{}` holds text; to predict numbers, choose a numeric column", excerpt(.0))]
    NotNumbers(String),
    /// All samples are of the same class.
    #[error(
        "all samples are of class \"{}\"; at least two classes are needed",
        excerpt(.0)
    )]
    OneClass(String),
    /// No sample of a class is left for training.
    #[error(
        "class \"{}\" has no sample in the training share: its {count} sample(s) are in the other shares; reduce these, or drop the class",
        excerpt(.name)
    )]
    MissingClass {
        /// The name of the class.
        name: String,
        /// The number of its samples.
        count: usize,
    },
    /// The shares leave too few samples for training.
    #[error("{left} of {rows} samples are left for training; reduce the other shares")]
    NoTraining {
        /// The number of samples left for training.
        left: usize,
        /// The number of all samples.
        rows: usize,
    },
    /// A batch has more samples than the training share.
    #[error(
        "a batch of {batch} samples exceeds the {samples} training samples; use at most {samples}"
    )]
    BatchTooLarge {
        /// The requested number of samples per batch.
        batch: usize,
        /// The number of training samples.
        samples: usize,
    },
}

impl TrainingSamples {
    /// Samples with one row of `features` and one target each.
    ///
    /// # Errors
    /// There are fewer than two samples, the numbers of features and targets differ, or a value is not finite or
    /// beyond ±[`MAX_MAGNITUDE`].
    pub fn new(features: Matrix, targets: Targets) -> Result<Self, SamplesError> {
        if features.rows() != targets.len() {
            return Err(SamplesError::Lengths {
                features: features.rows(),
                targets: targets.len(),
            });
        }
        if features.rows() < 2 {
            return Err(SamplesError::TooFew(features.rows()));
        }
        let invalid = |sample: usize, place: String| SamplesError::InvalidValue { sample, place };
        if let Some(at) = features.values().iter().position(|value| !is_valid(*value)) {
            let place = format!("feature {}", at % features.columns() + 1);
            return Err(invalid(at / features.columns() + 1, place));
        }
        if let Targets::Numbers(numbers) = &targets
            && let Some(at) = numbers.iter().position(|number| !is_valid(*number))
        {
            return Err(invalid(at + 1, "target".to_owned()));
        }
        Ok(Self { features, targets })
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.features.rows()
    }

    /// Whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The samples in these rows, in the given order. Classes keep their indices, even if no sample is left of one.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn select(&self, rows: &[usize]) -> Self {
        let columns = self.features.columns();
        Self {
            features: Matrix::from_fn(rows.len(), columns, |i, j| self.features.row(rows[i])[j]),
            targets: self.targets.select(rows),
        }
    }
}

/// Whether a number is finite and not too large.
fn is_valid(value: f64) -> bool {
    // False for NaN.
    value.abs() <= MAX_MAGNITUDE
}

impl Targets {
    /// The classes in a label column, of the samples in these rows of its table. Numbers are classes if they are
    /// integers; either numbers or texts are classes only if they repeat: if they have at most half as many distinct
    /// values as there are samples.
    ///
    /// # Errors
    /// The labels are not classes, some are missing, or all are equal.
    pub fn classes(column: &Column, rows: &[usize]) -> Result<Self, SamplesError> {
        reject_missing(column, rows)?;
        let (labels, names, has_fractions) = match &column.values {
            Values::Words(words) => {
                let labels: Vec<usize> = rows
                    .iter()
                    .map(|row| words.codes()[*row] as usize)
                    .collect();
                (labels, words.distinct().to_vec(), false)
            }
            Values::Numbers(numbers) => {
                // −0 and 0 are one class.
                let values: Vec<f64> = rows.iter().map(|row| numbers.get(*row) + 0.0).collect();
                let mut distinct = values.clone();
                distinct.sort_unstable_by(f64::total_cmp);
                distinct.dedup();
                let code = |value: &f64| distinct.partition_point(|other| other < value);
                let has_fractions = distinct.iter().any(|value| value.fract() != 0.0);
                let names = distinct.iter().map(f64::to_string).collect();
                (values.iter().map(code).collect(), names, has_fractions)
            }
        };
        let targets = Self::from_labels(&labels, &names);
        let distinct = targets.class_names().len();
        let is_numeric = column.numbers().is_some();
        if has_fractions || (distinct > 2 && distinct > rows.len() / 2) {
            return Err(SamplesError::NotClasses {
                column: column.name.clone(),
                distinct,
                kind: if is_numeric { "numbers" } else { "texts" },
                rows: rows.len(),
                advice: match is_numeric {
                    true => "to predict numbers, choose the loss mse, otherwise another label",
                    false => "choose another label",
                },
            });
        }
        match targets.class_names() {
            [only] => Err(SamplesError::OneClass(only.clone())),
            _ => Ok(targets),
        }
    }

    /// The classes in a label column, as [`Self::classes`], if it is not stated whether classes or numbers are meant.
    ///
    /// # Errors
    /// As [`Self::classes`]; also if there are more than [`MAX_INFERRED_CLASSES`] distinct numbers.
    pub fn inferred_classes(column: &Column, rows: &[usize]) -> Result<Self, SamplesError> {
        let targets = Self::classes(column, rows)?;
        let distinct = targets.class_names().len();
        match column.numbers().is_some() && distinct > MAX_INFERRED_CLASSES {
            true => Err(SamplesError::NotClasses {
                column: column.name.clone(),
                distinct,
                kind: "numbers",
                rows: rows.len(),
                advice: "choose the loss mse to predict numbers, or ce if they are classes",
            }),
            false => Ok(targets),
        }
    }

    /// Classes from labels, which are indices into `names`. Names that no label refers to are left out.
    fn from_labels(labels: &[usize], names: &[String]) -> Self {
        let mut is_used = vec![false; names.len()];
        for label in labels {
            is_used[*label] = true;
        }
        let mut order: Vec<usize> = (0..names.len()).filter(|label| is_used[*label]).collect();
        let numbers: Option<Vec<f64>> = names.iter().map(|name| name.trim().parse().ok()).collect();
        match numbers {
            Some(numbers) => order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b])),
            None => order.sort_by_key(|label| &names[*label]),
        }
        let mut code_of = vec![0; names.len()];
        for (code, label) in order.iter().enumerate() {
            code_of[*label] = code;
        }
        Self::Classes {
            codes: labels.iter().map(|label| code_of[*label]).collect(),
            names: order.iter().map(|label| names[*label].clone()).collect(),
        }
    }

    /// The numbers in a column, of the samples in these rows of its table.
    ///
    /// # Errors
    /// The column holds text, or numbers are missing.
    pub fn numbers(column: &Column, rows: &[usize]) -> Result<Self, SamplesError> {
        reject_missing(column, rows)?;
        let numbers = column
            .numbers()
            .ok_or_else(|| SamplesError::NotNumbers(column.name.clone()))?;
        Ok(Self::Numbers(
            rows.iter().map(|row| numbers.get(*row)).collect(),
        ))
    }

    /// The number of targets.
    pub fn len(&self) -> usize {
        match self {
            Self::Classes { codes, .. } => codes.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// Whether there are no targets.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of the classes; empty for numbers.
    pub fn class_names(&self) -> &[String] {
        match self {
            Self::Classes { names, .. } => names,
            Self::Numbers(_) => &[],
        }
    }

    /// The class of each sample; `None` for numbers.
    pub fn codes(&self) -> Option<&[usize]> {
        match self {
            Self::Classes { codes, .. } => Some(codes),
            Self::Numbers(_) => None,
        }
    }

    /// The targets of these samples, in the given order.
    fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Classes { codes, names } => Self::Classes {
                codes: rows.iter().map(|row| codes[*row]).collect(),
                names: names.clone(),
            },
            Self::Numbers(numbers) => Self::Numbers(rows.iter().map(|row| numbers[*row]).collect()),
        }
    }
}

/// Rejects rows without a label.
fn reject_missing(column: &Column, rows: &[usize]) -> Result<(), SamplesError> {
    let is_missing = |row: &&usize| match &column.values {
        Values::Words(words) => words.get(**row).is_empty(),
        Values::Numbers(numbers) => numbers.get(**row).is_nan(),
    };
    if column.values.missing().count == 0 {
        return Ok(());
    }
    match rows.iter().filter(is_missing).count() {
        0 => Ok(()),
        count => Err(SamplesError::MissingLabels {
            column: column.name.clone(),
            count,
            row: column.values.missing().first_row,
        }),
    }
}

#[cfg(test)]
mod tests;
