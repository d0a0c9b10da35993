use std::{collections::HashMap, sync::Arc};

use super::Matrix;

/// One column of a [`Table`](super::Table).
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name, as its header says.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// What stands below the name, first row to last.
    pub values: Values,
}

/// What a column is for, unless a person says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Numbers to be measured with, or words that may be classes.
    #[default]
    Measure,
    /// The class of each row.
    Class,
    /// Something known about each row that is neither: a name, a target, a link to another row.
    Note,
}

/// The entries of a [`Column`].
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers, NaN where one is missing.
    Numbers(Numbers),
    /// Words, empty where one is missing.
    Words(Words),
}

/// Entries without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// How many.
    pub count: usize,
    /// The row of the first, as its file counts rows: from 1, a header included. 0 where none is missing.
    pub first: u64,
}

impl Missing {
    /// Counts one more, in this row of the file.
    pub fn add(&mut self, row: u64) {
        if self.count == 0 {
            self.first = row;
        }
        self.count += 1;
    }
}

/// A column of numbers, side by side with others in a matrix that they share.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    matrix: Arc<Matrix>,
    at: usize,
    /// Those that are NaN.
    pub missing: Missing,
}

impl Numbers {
    /// Column `at` (from 0) of a matrix.
    ///
    /// # Panics
    /// The matrix has no such column.
    pub fn new(matrix: Arc<Matrix>, at: usize, missing: Missing) -> Self {
        assert!(at < matrix.columns(), "column {at} of {}", matrix.columns());
        Self {
            matrix,
            at,
            missing,
        }
    }

    /// These numbers, none of them missing.
    pub fn alone(values: Vec<f64>) -> Self {
        let matrix = Arc::new(Matrix::of_column(values));
        Self::new(matrix, 0, Missing::default())
    }

    /// The matrix that the column stands in.
    pub fn matrix(&self) -> &Arc<Matrix> {
        &self.matrix
    }

    /// Where it stands there, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The number in a row, from 0.
    pub fn get(&self, row: usize) -> f64 {
        self.matrix.row(row)[self.at]
    }

    /// Every number, first row to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        let values = self.matrix.values();
        (values.get(self.at..).unwrap_or_default().iter())
            .step_by(self.matrix.columns())
            .copied()
    }
}

/// A column of words, each different one stored once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    codes: Vec<u32>,
    distinct: Vec<String>,
    /// Those that are empty.
    pub missing: Missing,
    unread: Option<Box<Unread>>,
}

/// A cell that looks like a number and could not be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its row, as its file counts rows: from 1, a header included.
    pub row: u64,
    /// The cell, shortened.
    pub cell: String,
}

impl Words {
    /// The same words, of which this is the first that was meant as a number.
    #[must_use]
    pub fn with_unread(self, unread: Option<Unread>) -> Self {
        Self {
            unread: unread.map(Box::new),
            ..self
        }
    }

    /// The first cell that was meant as a number, in a column that holds words because its numbers could not be read.
    pub fn unread(&self) -> Option<&Unread> {
        self.unread.as_deref()
    }

    /// The different words, in the order of first appearance.
    pub fn distinct(&self) -> &[String] {
        &self.distinct
    }

    /// Which of the different words stands in each row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The word in a row, from 0.
    pub fn get(&self, row: usize) -> &str {
        &self.distinct[self.codes[row] as usize]
    }

    /// Every word, first row to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (self.codes.iter()).map(|&code| self.distinct[code as usize].as_str())
    }
}

/// Gathers a column of words.
#[derive(Debug, Default)]
pub struct WordsBuilder {
    words: Words,
    known: HashMap<String, u32>,
    bytes: u64,
}

impl WordsBuilder {
    /// Appends the word of this row of the file; an empty one is missing.
    pub fn push(&mut self, word: &str, row: u64) {
        if word.is_empty() {
            self.words.missing.add(row);
        }
        self.bytes += size_of::<u32>() as u64;
        let code = match self.known.get(word) {
            Some(code) => *code,
            None => {
                let code = self.words.distinct.len() as u32;
                self.known.insert(word.to_owned(), code);
                // The word is both in the list and in the map.
                self.bytes += 2 * (word.len() + size_of::<String>()) as u64;
                self.words.distinct.push(word.to_owned());
                code
            }
        };
        self.words.codes.push(code);
    }

    /// About how many bytes of memory the column takes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The column.
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
    /// The number of entries.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.matrix.rows(),
            Self::Words(words) => words.codes.len(),
        }
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries without a value.
    pub fn missing(&self) -> Missing {
        match self {
            Self::Numbers(numbers) => numbers.missing,
            Self::Words(words) => words.missing,
        }
    }
}

impl Column {
    /// Numbers that are measured, none of them missing.
    pub fn of_numbers(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            role: Role::Measure,
            values: Values::Numbers(Numbers::alone(values)),
        }
    }

    /// The same for something else.
    #[must_use]
    pub fn with_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The columns of a matrix with these names; NaN is missing, and the first row of the file is the first row.
    pub fn of_matrix(matrix: Matrix, names: impl IntoIterator<Item = String>) -> Vec<Self> {
        let mut missing = vec![Missing::default(); matrix.columns()];
        // Few data have holes, and a sum over all is quick.
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
        let numbers = |(at, missing)| Numbers::new(matrix.clone(), at, missing);
        (missing.into_iter().enumerate().map(numbers))
            .zip(names)
            .map(|(numbers, name)| Self {
                name,
                role: Role::Measure,
                values: Values::Numbers(numbers),
            })
            .collect()
    }

    /// The column's numbers, unless it holds words.
    pub fn numbers(&self) -> Option<&Numbers> {
        match &self.values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Words(_) => None,
        }
    }

    /// The column's words, unless it holds numbers.
    pub fn words(&self) -> Option<&Words> {
        match &self.values {
            Values::Numbers(_) => None,
            Values::Words(words) => Some(words),
        }
    }
}
