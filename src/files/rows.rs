//! Some rows of a table, written as CSV.

use std::io;

use crate::math::table::{Table, Values};

/// What kept CSV from being written, as the system said it: a full disk, a closed pipe.
pub fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Rows of a table (from 0) with all their columns, the number of each row in front; every number with the fewest digits
/// that give it back exactly, nothing for a missing value.
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
    fn rows_keep_their_numbers_and_all_their_columns() {
        let names = Column {
            name: "name".into(),
            role: Role::Note,
            values: Values::Words(["a, b", "c", ""].into_iter().collect()),
        };
        let size = Column::of_numbers("size", vec![0.1, 2.0, f64::NAN]);
        let table = Table::new(vec![names, size]).unwrap();
        let csv = String::from_utf8(rows_to_csv(&table, &[2, 0]).unwrap()).unwrap();
        assert_eq!(csv, "row,name,size\n2,,\n0,\"a, b\",0.1\n");
    }
}
