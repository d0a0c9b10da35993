use std::{collections::HashMap, sync::Arc};

use super::Matrix;

/// One column of a [`Table`](super::Table).
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name in the header.
    pub name: String,
    /// The default use of the column in an analysis.
    pub role: Role,
    /// The entries, from the first row to the last.
    pub values: Values,
}

/// The use of a column in an analysis, unless the user selects another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// A feature, if the column is numeric; a column of words may be used as the classes.
    #[default]
    Feature,
    /// The class of each row.
    Class,
    /// Other information about each row, which is not a feature: a name, a target, a reference to another row.
    Metadata,
}

/// The entries of a [`Column`].
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers, with NaN for missing ones.
    Numbers(Numbers),
    /// Words, empty if missing.
    Words(Words),
}

/// The missing entries of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The number of missing entries.
    pub count: usize,
    /// The row of the first of them, as counted in its file: from 1, including a header. 0 if none is missing.
    pub first_row: u64,
}

impl Missing {
    /// Counts another missing entry, in this row of the file.
    pub fn add(&mut self, row: u64) {
        if self.count == 0 {
            self.first_row = row;
        }
        self.count += 1;
    }
}

/// A numeric column, stored in a matrix shared with other columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    matrix: Arc<Matrix>,
    /// The index of the column in the matrix.
    column: usize,
    /// The entries that are NaN.
    pub missing: Missing,
}

impl Numbers {
    /// Column `column` (from 0) of a matrix, with the count of its NaN entries.
    ///
    /// # Panics
    /// If the matrix has no such column.
    pub fn new(matrix: Arc<Matrix>, column: usize, missing: Missing) -> Self {
        assert!(
            column < matrix.columns(),
            "column {column} of {}",
            matrix.columns()
        );
        Self {
            matrix,
            column,
            missing,
        }
    }

    /// A column without missing entries, in a matrix of its own.
    pub fn from_values(values: Vec<f64>) -> Self {
        let matrix = Arc::new(Matrix::of_column(values));
        Self::new(matrix, 0, Missing::default())
    }

    /// The matrix that contains the column.
    pub fn matrix(&self) -> &Arc<Matrix> {
        &self.matrix
    }

    /// The index of the column in the matrix.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The number in a row, counted from 0.
    pub fn get(&self, row: usize) -> f64 {
        self.matrix.row(row)[self.column]
    }

    /// The numbers, from the first row to the last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        let values = self.matrix.values();
        (values.get(self.column..).unwrap_or_default().iter())
            .step_by(self.matrix.columns())
            .copied()
    }
}

/// A column of words; each distinct word is stored once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// The index in `distinct` of each row's word.
    codes: Vec<u32>,
    /// The distinct words, in order of first appearance.
    distinct: Vec<String>,
    /// The entries that are empty.
    pub missing: Missing,
    invalid_number: Option<Box<InvalidNumber>>,
}

/// A cell that looks like a number but cannot be parsed as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidNumber {
    /// The row of the cell, as counted in its file: from 1, including a header.
    pub row: u64,
    /// The text of the cell, shortened.
    pub cell: String,
}

impl Words {
    /// Sets the first cell that was probably meant as a number, if any.
    #[must_use]
    pub fn with_invalid_number(self, invalid_number: Option<InvalidNumber>) -> Self {
        Self {
            invalid_number: invalid_number.map(Box::new),
            ..self
        }
    }

    /// The first cell that was probably meant as a number, because of which the column holds words.
    pub fn invalid_number(&self) -> Option<&InvalidNumber> {
        self.invalid_number.as_deref()
    }

    /// The distinct words, in order of first appearance.
    pub fn distinct(&self) -> &[String] {
        &self.distinct
    }

    /// The index of each row's word among the distinct words.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The word in a row, counted from 0.
    pub fn get(&self, row: usize) -> &str {
        &self.distinct[self.codes[row] as usize]
    }

    /// The words, from the first row to the last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (self.codes.iter()).map(|&code| self.distinct[code as usize].as_str())
    }
}

/// Builds a column of words.
#[derive(Debug, Default)]
pub struct WordsBuilder {
    words: Words,
    /// The code of each distinct word.
    codes_by_word: HashMap<String, u32>,
    /// The approximate size in memory.
    bytes: u64,
}

impl WordsBuilder {
    /// Appends a word, found in this row of the file, counted from 1; an empty word counts as missing.
    pub fn push(&mut self, word: &str, row: u64) {
        if word.is_empty() {
            self.words.missing.add(row);
        }
        self.bytes += size_of::<u32>() as u64;
        let code = match self.codes_by_word.get(word) {
            Some(code) => *code,
            None => {
                let code = self.words.distinct.len() as u32;
                self.codes_by_word.insert(word.to_owned(), code);
                // Each word is stored in both the list and the map.
                self.bytes += 2 * (word.len() + size_of::<String>()) as u64;
                self.words.distinct.push(word.to_owned());
                code
            }
        };
        self.words.codes.push(code);
    }

    /// The approximate size of the column in memory, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the finished column.
    pub fn finish(self) -> Words {
        self.words
    }
}

impl<'a> FromIterator<&'a str> for Words {
    fn from_iter<T: IntoIterator<Item = &'a str>>(words: T) -> Self {
        let mut builder = WordsBuilder::default();
        for (row, word) in (1..).zip(words) {
            builder.push(word, row);
        }
        builder.finish()
    }
}

impl Values {
    /// The number of entries, including missing ones.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.matrix.rows(),
            Self::Words(words) => words.codes.len(),
        }
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of missing entries and the first of them.
    pub fn missing(&self) -> Missing {
        match self {
            Self::Numbers(numbers) => numbers.missing,
            Self::Words(words) => words.missing,
        }
    }
}

impl Column {
    /// A column of features without missing numbers.
    pub fn of_numbers(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            role: Role::Feature,
            values: Values::Numbers(Numbers::from_values(values)),
        }
    }

    /// Changes the use of the column.
    #[must_use]
    pub fn with_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The columns of a matrix with these names. NaN counts as missing; the row of the first missing number is counted
    /// from 1 in the matrix.
    pub fn of_matrix(matrix: Matrix, names: impl IntoIterator<Item = String>) -> Vec<Self> {
        let mut missing = vec![Missing::default(); matrix.columns()];
        // Usually no value is missing, which the sum of all values shows quickly.
        if !matrix.values().iter().sum::<f64>().is_finite() {
            for (row, values) in (1..).zip(matrix.iter_rows()) {
                for (value, missing) in values.iter().zip(&mut missing) {
                    if value.is_nan() {
                        missing.add(row);
                    }
                }
            }
        }
        let matrix = Arc::new(matrix);
        let numbers = |(column, missing)| Numbers::new(matrix.clone(), column, missing);
        (missing.into_iter().enumerate().map(numbers))
            .zip(names)
            .map(|(numbers, name)| Self {
                name,
                role: Role::Feature,
                values: Values::Numbers(numbers),
            })
            .collect()
    }

    /// The numbers, if the column is numeric.
    pub fn numbers(&self) -> Option<&Numbers> {
        match &self.values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Words(_) => None,
        }
    }

    /// The words, if the column has words.
    pub fn words(&self) -> Option<&Words> {
        match &self.values {
            Values::Numbers(_) => None,
            Values::Words(words) => Some(words),
        }
    }
}
