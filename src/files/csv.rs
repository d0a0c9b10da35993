use std::path::Path;

use super::{FileError, read_text};
use crate::math::table::{Column, Table, Values};

/// What is wrong with a CSV text. Rows count from 1, the header included, as an editor or a spreadsheet shows them;
/// columns are named by number and, where there is a header, by name.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CsvError {
    /// There are no rows at all, or a header alone.
    #[error("holds no data; at least two rows of numbers are needed")]
    Empty,
    /// One row says nothing about how data varies.
    #[error("holds one row of data; at least two are needed")]
    OneRow,
    /// A cell is empty.
    #[error("row {row}, {column}: the cell is empty; fill it in or remove the row")]
    Hole {
        /// From 1.
        row: u64,
        /// Number and name.
        column: String,
    },
    /// A cell among numbers is none.
    #[error(
        "row {row}, {column}: \"{cell}\" is not a finite number, though the column holds numbers"
    )]
    NotANumber {
        /// From 1.
        row: u64,
        /// Number and name.
        column: String,
        /// What stands there, shortened.
        cell: String,
    },
    /// A row is longer or shorter than the first.
    #[error("row {row} has {found} cells where the first row has {expected}")]
    Ragged {
        /// From 1.
        row: u64,
        /// Cells in this row.
        found: usize,
        /// Cells in the first row.
        expected: usize,
    },
}

/// Reads a CSV file as a table, see [`parse_table`].
///
/// # Errors
/// The file cannot be read, or is no table; the message holds the path.
pub fn read_table(path: &Path) -> Result<Table, FileError> {
    parse_table(&read_text(path)?).map_err(|source| FileError::Table {
        path: path.into(),
        source,
    })
}

/// Reads CSV text as a table of at least two rows.
///
/// Cells are separated by commas (by semicolons or tabs where the first line has no comma) and may be quoted; lines end
/// in LF or CRLF. The first row is a header when none of its cells is a number; otherwise columns are called
/// `column 1`, `column 2`, … A column in which at least half of the cells are numbers holds numbers, any other text.
///
/// # Errors
/// Holes, text among numbers, NaN and infinity, rows of different length, fewer than two rows: each with its place.
pub fn parse_table(text: &str) -> Result<Table, CsvError> {
    let mut rows = read_rows(text)?;
    let Some((_, first)) = rows.first() else {
        return Err(CsvError::Empty);
    };
    let has_header = first.iter().all(|cell| cell.parse::<f64>().is_err());
    let header = has_header.then(|| rows.remove(0).1);
    match rows.len() {
        0 => return Err(CsvError::Empty),
        1 => return Err(CsvError::OneRow),
        _ => {}
    }
    let columns = rows[0].1.len();
    (0..columns)
        .map(|index| {
            let name = header.as_ref().map(|names| names[index].as_str());
            read_column(&rows, index, name)
        })
        .collect::<Result<_, _>>()
        .map(|columns| Table { columns })
}

type Row = (u64, Vec<String>);

fn read_rows(text: &str) -> Result<Vec<Row>, CsvError> {
    let mut rows: Vec<Row> = Vec::new();
    // Reading from memory as UTF-8 with rows of any length leaves the reader nothing to fail on.
    for record in reader(text).records().map_while(Result::ok) {
        let row = record.position().map_or(0, csv::Position::line);
        let expected = rows.first().map_or(record.len(), |(_, first)| first.len());
        if record.len() != expected {
            return Err(CsvError::Ragged {
                row,
                found: record.len(),
                expected,
            });
        }
        rows.push((row, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

/// Takes text apart into rows of trimmed cells.
pub(super) fn reader(text: &str) -> csv::Reader<&[u8]> {
    let text = text.trim_start_matches('\u{feff}');
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes())
}

fn delimiter(text: &str) -> u8 {
    let first_line = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .find(|separator| first_line.bytes().any(|byte| byte == *separator))
        .unwrap_or(b',')
}

fn read_column(rows: &[Row], index: usize, name: Option<&str>) -> Result<Column, CsvError> {
    let place = || match name {
        Some(name) if !name.is_empty() => format!("column {} ({name})", index + 1),
        _ => format!("column {}", index + 1),
    };
    let cells = || {
        rows.iter()
            .map(|(row, cells)| (*row, cells[index].as_str()))
    };
    if let Some((row, _)) = cells().find(|(_, cell)| cell.is_empty()) {
        return Err(CsvError::Hole {
            row,
            column: place(),
        });
    }
    let numbers = cells()
        .filter(|(_, cell)| cell.parse::<f64>().is_ok())
        .count();
    let values = if 2 * numbers >= rows.len() {
        cells()
            .map(|(row, cell)| {
                let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
                number.ok_or_else(|| CsvError::NotANumber {
                    row,
                    column: place(),
                    cell: cell.chars().take(24).collect(),
                })
            })
            .collect::<Result<_, _>>()
            .map(Values::Numbers)?
    } else {
        Values::Text(cells().map(|(_, cell)| cell.to_owned()).collect())
    };
    Ok(Column {
        name: name.map_or_else(|| format!("column {}", index + 1), str::to_owned),
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse_table(text).unwrap_err().to_string()
    }

    fn numbers(table: &Table, column: usize) -> &[f64] {
        match &table.columns[column].values {
            Values::Numbers(numbers) => numbers,
            Values::Text(_) => panic!("text"),
        }
    }

    #[test]
    fn reads_headers_quotes_byte_order_marks_and_windows_line_ends() {
        let table =
            parse_table("\u{feff}\"a, b\",kind\r\n1.5,\"x \"\"y\"\"\"\r\n-2e3,z\r\n").unwrap();
        assert_eq!(table.columns[0].name, "a, b");
        assert_eq!(numbers(&table, 0), [1.5, -2e3]);
        assert_eq!(
            table.columns[1].values,
            Values::Text(vec!["x \"y\"".into(), "z".into()])
        );
    }

    #[test]
    fn reads_files_without_a_header_and_with_other_separators() {
        let table = parse_table("1,2,left\n3,4,right").unwrap();
        assert_eq!(table.columns[1].name, "column 2");
        assert_eq!(numbers(&table, 1), [2.0, 4.0]);
        let table = parse_table("a;b\n1;2\n3;4\n").unwrap();
        assert_eq!(numbers(&table, 1), [2.0, 4.0]);
    }

    #[test]
    fn errors_name_row_and_column() {
        assert_eq!(
            message("a,b\n1,2\n3,\n"),
            "row 3, column 2 (b): the cell is empty; fill it in or remove the row"
        );
        assert_eq!(
            message("a,b\n1,2\n3,4\nsix,5\n"),
            "row 4, column 1 (a): \"six\" is not a finite number, though the column holds numbers"
        );
        assert_eq!(
            message("1,2\n3,NaN\n"),
            "row 2, column 2: \"NaN\" is not a finite number, though the column holds numbers"
        );
        assert_eq!(
            message("a,b\n1,2\n3\n"),
            "row 3 has 1 cells where the first row has 2"
        );
    }

    #[test]
    fn too_little_data_is_said_plainly() {
        assert!(message("").contains("holds no data"));
        assert!(message("a,b\n").contains("holds no data"));
        assert!(message("a,b\n1,2\n").contains("holds one row"));
    }
}
