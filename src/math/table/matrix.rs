use thiserror::Error;

/// A matrix of numbers, usually with samples as rows and features as columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// A matrix of `rows` × `columns` numbers in row-major order.
    ///
    /// # Errors
    /// [`ShapeError`] if the number of values is not `rows · columns`.
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

    /// A matrix with a single column.
    pub fn of_column(values: Vec<f64>) -> Self {
        Self {
            rows: values.len(),
            columns: 1,
            values,
        }
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

    /// A matrix without rows, to which rows of `columns` numbers can be [appended](Self::push_row).
    pub fn without_rows(columns: usize) -> Self {
        Self {
            rows: 0,
            columns,
            values: Vec::new(),
        }
    }

    /// Appends a row.
    ///
    /// # Panics
    /// If the row does not have the length of the others.
    pub fn push_row(&mut self, row: &[f64]) {
        assert_eq!(
            row.len(),
            self.columns,
            "a row must be as long as the others"
        );
        self.values.extend_from_slice(row);
        self.rows += 1;
    }

    /// The number of rows (samples).
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns (features).
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All values, in row-major order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Row `i`, counted from 0.
    ///
    /// # Panics
    /// If the matrix has no such row.
    pub fn row(&self, i: usize) -> &[f64] {
        assert!(i < self.rows, "row {i} of a matrix with {} rows", self.rows);
        &self.values[i * self.columns..(i + 1) * self.columns]
    }

    /// The rows, from first to last.
    pub fn iter_rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        (0..self.rows).map(|i| self.row(i))
    }
}

/// The error that the number of values does not match the shape of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{values} values don't fill {rows} rows of {columns} columns; give rows × columns values")]
pub struct ShapeError {
    /// The requested number of rows.
    pub rows: usize,
    /// The requested number of columns.
    pub columns: usize,
    /// The number of values given.
    pub values: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_values_must_match_the_shape() {
        let error = Matrix::new(2, 2, vec![1.0; 3]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "3 values don't fill 2 rows of 2 columns; give rows × columns values"
        );
    }
}
