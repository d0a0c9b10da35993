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

    /// 1 for the samples of a class, −1 for all others.
    pub(super) fn signs(&self, class: usize) -> Vec<f64> {
        let codes = self.codes().unwrap_or_default().iter();
        codes
            .map(|code| if *code == class { 1.0 } else { -1.0 })
            .collect()
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

/// Checks the number of samples per batch against the training share.
///
/// # Errors
/// The batch is larger.
pub fn check_batch(batch: usize, samples: usize) -> Result<(), SamplesError> {
    match batch > samples {
        true => Err(SamplesError::BatchTooLarge { batch, samples }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::table::Role;

    fn words(labels: &[&str]) -> Column {
        Column {
            name: "kind".into(),
            role: Role::Feature,
            values: Values::Words(labels.iter().copied().collect()),
        }
    }

    fn classes(column: &Column) -> Result<Targets, SamplesError> {
        let rows: Vec<usize> = (0..column.values.len()).collect();
        Targets::classes(column, &rows)
    }

    fn named(codes: &[usize], names: &[&str]) -> Targets {
        Targets::Classes {
            codes: codes.to_vec(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn classes_are_in_order_of_their_names() {
        let found = classes(&words(&["virginica", "setosa", "virginica", "setosa"])).unwrap();
        assert_eq!(found, named(&[1, 0, 1, 0], &["setosa", "virginica"]));
        let texts = ["10", "9", "-1", "10", "9", "-1"];
        assert_eq!(
            classes(&words(&texts)).unwrap(),
            named(&[2, 1, 0, 2, 1, 0], &["-1", "9", "10"])
        );
        let numbers = Column::of_numbers("digit", vec![10.0, 2.0, 10.0, 2.0]);
        assert_eq!(
            classes(&numbers).unwrap(),
            named(&[1, 0, 1, 0], &["2", "10"])
        );
        let zeros = Column::of_numbers("sign", vec![0.0, -0.0, 1.0, 1.0]);
        assert_eq!(classes(&zeros).unwrap().class_names(), ["0", "1"]);
    }

    #[test]
    fn a_class_without_rows_is_left_out() {
        let column = words(&["c", "a", "b", "a", "b"]);
        let found = Targets::classes(&column, &[1, 2, 3, 4]).unwrap();
        assert_eq!(found, named(&[0, 1, 0, 1], &["a", "b"]));
    }

    #[test]
    fn labels_that_are_no_classes_are_refused() {
        let message = |column: &Column| classes(column).unwrap_err().to_string();
        let sales = Column::of_numbers("sales", vec![22.1, 10.4, 22.1, 10.4]);
        assert_eq!(
            message(&sales),
            "`sales` holds 2 different numbers in 4 rows, probably not classes; \
             to predict numbers, choose the loss mse, otherwise another label"
        );
        let counts = Column::of_numbers("count", (0..9).map(f64::from).collect());
        assert!(message(&counts).contains("9 different numbers in 9 rows"));
        assert!(message(&words(&["a", "b", "c"])).contains("3 different texts in 3 rows"));
        assert_eq!(
            message(&words(&["a", "a"])),
            "all samples are of class \"a\"; at least two classes are needed"
        );
        assert!(message(&words(&["a", "", "b"])).starts_with("1 value(s) of `kind` are missing"));
    }

    #[test]
    fn many_numbers_are_classes_only_if_this_is_stated() {
        let ages = Column::of_numbers("age", (0..100).map(|i| f64::from(i % 25)).collect());
        let rows: Vec<usize> = (0..100).collect();
        assert_eq!(classes(&ages).unwrap().class_names().len(), 25);
        let error = Targets::inferred_classes(&ages, &rows)
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "`age` holds 25 different numbers in 100 rows, probably not classes; \
             choose the loss mse to predict numbers, or ce if they are classes"
        );
        let digits = Column::of_numbers("digit", (0..100).map(|i| f64::from(i % 10)).collect());
        assert!(Targets::inferred_classes(&digits, &rows).is_ok());
    }

    #[test]
    fn two_samples_of_two_classes_are_enough() {
        assert_eq!(
            classes(&words(&["b", "a"])).unwrap(),
            named(&[1, 0], &["a", "b"])
        );
    }

    #[test]
    fn features_and_targets_must_match_and_be_finite() {
        let new = |values: Vec<f64>, targets| {
            let features = Matrix::new(values.len() / 2, 2, values).unwrap();
            TrainingSamples::new(features, targets).map_err(|error| error.to_string())
        };
        let numbers = |numbers: &[f64]| Targets::Numbers(numbers.to_vec());
        assert!(new(vec![1.0; 4], numbers(&[1.0, 2.0])).is_ok());
        assert_eq!(
            new(vec![1.0, 2.0, 3.0, f64::NAN], numbers(&[1.0, 2.0])).unwrap_err(),
            "sample 2, feature 2: the value is not finite or beyond ±1e100; drop the sample or scale the column"
        );
        let error = new(vec![1.0; 4], numbers(&[1.0, 1e101])).unwrap_err();
        assert!(error.starts_with("sample 2, target"), "{error}");
        let error = new(vec![1.0; 4], numbers(&[1.0])).unwrap_err();
        assert!(error.contains("2 samples have 1 targets"), "{error}");
        assert!(new(vec![1.0; 2], numbers(&[1.0])).is_err());
    }

    #[test]
    fn selected_samples_keep_the_classes() {
        let samples = TrainingSamples::new(
            Matrix::of_column(vec![1.0, 2.0, 3.0]),
            named(&[0, 1, 1], &["a", "b"]),
        )
        .unwrap();
        let selected = samples.select(&[2, 0]);
        assert_eq!(selected.features.values(), [3.0, 1.0]);
        assert_eq!(selected.targets, named(&[1, 0], &["a", "b"]));
        assert_eq!(samples.select(&[0]).targets, named(&[0], &["a", "b"]));
    }
}
