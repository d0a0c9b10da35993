//! Tables of numbers and words: what a file of measurements is read into.

use thiserror::Error;

/// Numbers in rows and columns: rows are samples, columns are features.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// A matrix of `rows` × `columns` numbers, given row after row.
    ///
    /// # Errors
    /// [`ShapeError`] where the count of values is not `rows · columns`.
    pub fn new(rows: usize, columns: usize, values: Vec<f64>) -> Result<Self, ShapeError> {
        if rows.checked_mul(columns) != Some(values.len()) {
            return Err(ShapeError {
                rows,
                columns,
                values: values.len(),
            });
        }
        Ok(Self {
            rows,
            columns,
            values,
        })
    }

    /// A matrix whose entry in row `i`, column `j` (from 0) is `value(i, j)`.
    pub fn from_fn(
        rows: usize,
        columns: usize,
        mut value: impl FnMut(usize, usize) -> f64,
    ) -> Self {
        let mut values = Vec::with_capacity(rows * columns);
        for i in 0..rows {
            values.extend((0..columns).map(|j| value(i, j)));
        }
        Self {
            rows,
            columns,
            values,
        }
    }

    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of features.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Every number, row after row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Row `i`, from 0.
    ///
    /// # Panics
    /// Where the matrix has no such row.
    pub fn row(&self, i: usize) -> &[f64] {
        assert!(i < self.rows, "row {i} of a matrix with {} rows", self.rows);
        &self.values[i * self.columns..(i + 1) * self.columns]
    }

    /// The rows, first to last.
    pub fn iter_rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        (0..self.rows).map(|i| self.row(i))
    }
}

/// A count of values that doesn't fill the rows and columns it was given for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{values} values don't fill {rows} rows of {columns} columns; give rows × columns values")]
pub struct ShapeError {
    /// Wanted rows.
    pub rows: usize,
    /// Wanted columns.
    pub columns: usize,
    /// Values given.
    pub values: usize,
}

/// Named columns of equal length, each of numbers or of words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<Column>,
}

/// One column of a [`Table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name, as its header says.
    pub name: String,
    /// What stands below the name, first row to last.
    pub values: Values,
}

/// The entries of a [`Column`].
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Every entry is a number.
    Numbers(Vec<f64>),
    /// Some entry is not a number.
    Text(Vec<String>),
}

impl Values {
    /// The number of entries.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Text(words) => words.len(),
        }
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Column {
    /// The column's numbers, unless it holds text.
    pub fn numbers(&self) -> Option<&[f64]> {
        match &self.values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Text(_) => None,
        }
    }
}

impl Table {
    /// The number of rows, the header not counted.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Where a column stands (from 0), asked for as a person does: by its name or, if none is called so, by its number
    /// from 1.
    pub fn position(&self, name_or_number: &str) -> Option<usize> {
        let named = self
            .columns
            .iter()
            .position(|column| column.name == name_or_number);
        named.or_else(|| {
            let number: usize = name_or_number.parse().ok()?;
            (1..=self.columns.len())
                .contains(&number)
                .then(|| number - 1)
        })
    }

    /// The names of all columns of numbers but the one at `left_out` (from 0), and those columns side by side.
    pub fn numbers_without(&self, left_out: Option<usize>) -> (Vec<&str>, Matrix) {
        let (names, columns): (Vec<&str>, Vec<&[f64]>) = self
            .columns
            .iter()
            .enumerate()
            .filter(|(position, _)| Some(*position) != left_out)
            .filter_map(|(_, column)| Some((column.name.as_str(), column.numbers()?)))
            .unzip();
        (
            names,
            Matrix::from_fn(self.rows(), columns.len(), |i, j| columns[j][i]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowers() -> Table {
        let numbers = |name: &str, values: [f64; 2]| Column {
            name: name.into(),
            values: Values::Numbers(values.into()),
        };
        let kind = Values::Text(vec!["setosa".into(), "virginica".into()]);
        Table {
            columns: vec![
                numbers("length", [5.1, 6.3]),
                Column {
                    name: "kind".into(),
                    values: kind,
                },
                numbers("1", [3.5, 3.3]),
            ],
        }
    }

    #[test]
    fn a_column_is_found_by_its_name_and_else_by_its_number_from_1() {
        let table = flowers();
        assert_eq!(table.position("kind"), Some(1));
        assert_eq!(table.position("2"), Some(1));
        assert_eq!(table.position("1"), Some(2), "a name goes before a number");
        assert_eq!(table.position("0"), None);
        assert_eq!(table.position("4"), None);
    }

    #[test]
    fn columns_of_numbers_stand_side_by_side_row_after_row() {
        let table = flowers();
        let (names, matrix) = table.numbers_without(None);
        assert_eq!(names, ["length", "1"]);
        assert_eq!(matrix, Matrix::new(2, 2, vec![5.1, 3.5, 6.3, 3.3]).unwrap());
        assert_eq!(matrix.row(1), [6.3, 3.3]);
        assert_eq!(table.numbers_without(Some(0)).0, ["1"]);
    }

    #[test]
    fn values_must_fill_the_shape() {
        let error = Matrix::new(2, 2, vec![1.0; 3]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "3 values don't fill 2 rows of 2 columns; give rows × columns values"
        );
    }
}
