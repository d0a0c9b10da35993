//! Tables of numeric and text columns, as read from data files.
//!
//! Numeric columns are views into matrices, which tables, samples and algorithms share so that large data are not
//! copied.

use thiserror::Error;

use super::excerpt::excerpt;

mod column;
mod matrix;

pub use column::{Column, InvalidNumber, Missing, Numbers, Role, Values, Words, WordsBuilder};
pub use matrix::{Matrix, ShapeError};

/// Named columns of equal length, each of numbers or of words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
}

/// The error that the columns of a table differ in length.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column `{name}` has {found} rows where the first column has {expected}")]
pub struct UnevenError {
    /// The name of the column.
    pub name: String,
    /// The number of rows of the column.
    pub found: usize,
    /// The number of rows of the first column.
    pub expected: usize,
}

impl Table {
    /// A table of these columns, from left to right.
    ///
    /// # Errors
    /// The columns differ in length.
    pub fn new(columns: Vec<Column>) -> Result<Self, UnevenError> {
        let expected = columns.first().map_or(0, |column| column.values.len());
        match (columns.iter()).find(|column| column.values.len() != expected) {
            Some(column) => Err(UnevenError {
                name: column.name.clone(),
                found: column.values.len(),
                expected,
            }),
            None => Ok(Self { columns }),
        }
    }

    /// The columns, from left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The number of rows, excluding the header.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// How messages refer to a column, by its index: `column 2 (size)`.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn column_label(&self, index: usize) -> String {
        let number = format!("column {}", index + 1);
        match self.columns[index].name.as_str() {
            "" => number,
            name if name == number => number,
            name => format!("{number} ({})", excerpt(name)),
        }
    }

    /// The index of the column with this name or, if there is none, with this number, counted from 1.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowers() -> Table {
        let kind = Column {
            name: "kind".into(),
            role: Role::Class,
            values: Values::Words(["setosa", "virginica"].into_iter().collect()),
        };
        Table::new(vec![
            Column::of_numbers("length", vec![5.1, 6.3]),
            kind,
            Column::of_numbers("1", vec![3.5, 3.3]),
        ])
        .unwrap()
    }

    #[test]
    fn a_column_is_found_by_its_name_and_else_by_its_number_from_1() {
        let table = flowers();
        assert_eq!(table.position("kind"), Some(1));
        assert_eq!(table.position("2"), Some(1));
        assert_eq!(
            table.position("1"),
            Some(2),
            "a name takes precedence over a number"
        );
        assert_eq!(table.position("0"), None);
        assert_eq!(table.position("4"), None);
    }

    #[test]
    fn columns_of_a_matrix_share_it_and_count_missing_numbers() {
        let matrix = Matrix::new(3, 2, vec![1.0, 2.0, f64::NAN, 4.0, f64::NAN, 6.0]).unwrap();
        let columns = Column::of_matrix(matrix, ["a".into(), "b".into()]);
        assert_eq!(
            columns[0].values.missing(),
            Missing {
                count: 2,
                first_row: 2
            }
        );
        assert_eq!(columns[1].values.missing(), Missing::default());
        let second = columns[1].numbers().unwrap();
        assert_eq!(second.iter().collect::<Vec<_>>(), [2.0, 4.0, 6.0]);
        assert_eq!(second.get(2), 6.0);
    }

    #[test]
    fn a_word_is_stored_once() {
        let words: Words = ["b", "a", "", "b"].into_iter().collect();
        assert_eq!(words.distinct(), ["b", "a", ""]);
        assert_eq!(words.iter().collect::<Vec<_>>(), ["b", "a", "", "b"]);
        assert_eq!(
            words.missing,
            Missing {
                count: 1,
                first_row: 3
            }
        );
    }

    #[test]
    fn columns_must_have_equal_length() {
        let columns = [vec![1.0], vec![1.0, 2.0]].map(|values| Column::of_numbers("x", values));
        assert_eq!(
            Table::new(columns.into()).unwrap_err().to_string(),
            "column `x` has 2 rows where the first column has 1"
        );
    }
}
