//! Rows of a table as CSV.

use std::io;

use crate::math::table::{Table, Values};

/// Converts a CSV error to the error of the system behind it, such as a full disk or a closed pipe.
pub fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Writes rows of a table (indices from 0) as CSV: the row index, then all columns. Numbers have the fewest digits that
/// round-trip; missing and infinite values are empty.
pub fn rows_to_csv(table: &Table, rows: &[usize]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = table.columns();
    let names = columns.iter().map(|column| column.name.as_str());
    writer.write_record(std::iter::once("row").chain(names))?;
    for &row in rows {
        writer.write_field(row.to_string())?;
        for column in columns {
            match &column.values {
                Values::Words(words) => writer.write_field(words.get(row))?,
                Values::Numbers(numbers) => match numbers.get(row) {
                    number if number.is_finite() => writer.write_field(number.to_string())?,
                    _ => writer.write_field("")?,
                },
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::table::{Column, Role};

    #[test]
    fn rows_have_exact_numbers_and_all_columns() {
        let names = Column {
            name: "name".into(),
            role: Role::Metadata,
            values: Values::Words(["a, b", "c", ""].into_iter().collect()),
        };
        let size = Column::of_numbers("size", vec![0.1, 2.0, f64::NAN]);
        let table = Table::new(vec![names, size]).unwrap();
        let csv = String::from_utf8(rows_to_csv(&table, &[2, 0]).unwrap()).unwrap();
        assert_eq!(csv, "row,name,size\n2,,\n0,\"a, b\",0.1\n");
    }
}
