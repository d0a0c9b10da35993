use std::sync::Arc;

use csv::StringRecord;

use super::{Format, TableError};
use crate::{
    files::dialect::{self, has_comma, is_missing, number, separator},
    math::{
        excerpt::excerpt,
        table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
    },
};

/// Reads CSV text as a table.
///
/// Cells are separated by commas, semicolons or tabs and may be quoted; lines end in LF or CRLF. The first row is a header
/// when none of its cells is a number; otherwise columns are called `column 1`, `column 2`, … A column in which at least
/// half of the cells are numbers holds numbers, any other words. Beside semicolons and tabs numbers may have a decimal
/// comma. Cells that are empty or say NA, N/A, NaN, null or ? are missing.
///
/// # Errors
/// Text among numbers, infinity, rows of different length, no rows: each with its place.
pub fn parse_table(text: &str) -> Result<Table, TableError> {
    Ok(parse(text, Style::of(text))?.0)
}

/// How a text is to be taken.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// What stands between cells.
    pub separator: char,
    /// Whether cells may be quoted.
    pub quotes: bool,
    /// Whether the first row holds names, where that is known.
    pub header: Option<bool>,
}

impl Style {
    /// The style that a text seems to have.
    pub fn of(text: &str) -> Self {
        Self::with(separator(text))
    }

    /// The usual style with this separator.
    pub fn with(separator: char) -> Self {
        Self {
            separator,
            quotes: true,
            header: None,
        }
    }
}

/// The same in a known style, and what was understood.
pub(super) fn parse(text: &str, style: Style) -> Result<(Table, Format), TableError> {
    let separator = style.separator;
    let seen = Survey::of(text, style)?;
    let columns = seen.columns(text)?;
    let format = Format::Text {
        separator,
        header: seen.header.is_some(),
        comma: seen.kinds.iter().any(|kind| kind.commas > 0),
    };
    let table = Table::new(columns).expect("every row has as many cells as the first");
    Ok((table, format))
}

/// What the cells of a column look like.
#[derive(Clone, Copy, Default)]
struct Kind {
    numbers: usize,
    words: usize,
    /// Numbers with a decimal comma.
    commas: usize,
}

impl Kind {
    fn is_number(self) -> bool {
        self.numbers >= self.words
    }
}

/// A first look through the text, so that the second can put each value where it belongs.
struct Survey {
    style: Style,
    header: Option<Vec<String>>,
    rows: usize,
    kinds: Vec<Kind>,
}

impl Survey {
    fn of(text: &str, style: Style) -> Result<Self, TableError> {
        let separator = style.separator;
        let mut seen = Self {
            style,
            header: None,
            rows: 0,
            kinds: Vec::new(),
        };
        let mut first = true;
        each_row(text, style, |row, record| {
            if first {
                first = false;
                seen.kinds = vec![Kind::default(); record.len()];
                let is_number = |cell: &str| number(cell.trim(), separator).is_some();
                let names = || record.iter().all(|cell| !is_number(cell));
                if style.header.unwrap_or_else(names) {
                    let names = record.iter().map(|cell| cell.trim().to_owned());
                    seen.header = Some(names.collect());
                    return Ok(());
                }
            }
            if record.len() != seen.kinds.len() {
                return Err(TableError::Ragged {
                    row,
                    found: record.len(),
                    expected: seen.kinds.len(),
                });
            }
            seen.rows += 1;
            for (cell, kind) in record.iter().zip(&mut seen.kinds) {
                let cell = cell.trim();
                match number(cell, separator) {
                    _ if is_missing(cell) => {}
                    None => kind.words += 1,
                    Some(_) => {
                        kind.numbers += 1;
                        kind.commas += usize::from(has_comma(cell));
                    }
                }
            }
            Ok(())
        })?;
        if seen.rows == 0 {
            return Err(TableError::Empty);
        }
        Ok(seen)
    }

    /// The columns: the numbers side by side in one matrix.
    fn columns(&self, text: &str) -> Result<Vec<Column>, TableError> {
        let numbers = self.kinds.iter().filter(|kind| kind.is_number()).count();
        let mut values = Vec::with_capacity(self.rows * numbers);
        let mut missing = vec![Missing::default(); self.kinds.len()];
        let mut words: Vec<WordsBuilder> =
            self.kinds.iter().map(|_| WordsBuilder::default()).collect();
        let mut is_header = self.header.is_some();
        each_row(text, self.style, |row, record| {
            if std::mem::take(&mut is_header) {
                return Ok(());
            }
            for (at, (cell, kind)) in record.iter().zip(&self.kinds).enumerate() {
                let cell = cell.trim();
                match (is_missing(cell), kind.is_number()) {
                    (true, true) => {
                        missing[at].add(row);
                        values.push(f64::NAN);
                    }
                    (false, true) => values.push(self.number(row, at, cell)?),
                    (true, false) => words[at].push("", row),
                    (false, false) => words[at].push(cell, row),
                }
            }
            Ok(())
        })?;
        let matrix = Matrix::new(self.rows, numbers, values);
        let matrix = Arc::new(matrix.expect("each row gave one value for each of these columns"));
        let mut next = 0;
        let columns = words.into_iter().enumerate().map(|(at, words)| Column {
            name: self.name(at),
            role: Role::Measure,
            values: match self.kinds[at].is_number() {
                true => {
                    next += 1;
                    Values::Numbers(Numbers::new(matrix.clone(), next - 1, missing[at]))
                }
                false => Values::Words(words.finish()),
            },
        });
        Ok(columns.collect())
    }

    fn number(&self, row: u64, at: usize, cell: &str) -> Result<f64, TableError> {
        let mixed = self.kinds[at].commas > 0 && cell.contains('.');
        let number = number(cell, self.style.separator).filter(|number| number.is_finite());
        let mixed = mixed && number.is_some();
        number
            .filter(|_| !mixed)
            .ok_or_else(|| TableError::NotANumber {
                row,
                column: self.place(at),
                cell: cell.chars().take(24).collect(),
                problem: match mixed {
                    true => "has a decimal point where other numbers of the column have a comma",
                    false => "is not a finite number, though the column holds numbers",
                },
            })
    }

    fn name(&self, at: usize) -> String {
        let named = self.header.as_ref().map(|names| names[at].clone());
        named.unwrap_or_else(|| format!("column {}", at + 1))
    }

    fn place(&self, at: usize) -> String {
        match self.header.as_ref().map(|names| names[at].as_str()) {
            None | Some("") => format!("column {}", at + 1),
            Some(name) => format!("column {} ({})", at + 1, excerpt(name)),
        }
    }
}

/// Every row with its line in the text, from 1.
fn each_row(
    text: &str,
    style: Style,
    mut read: impl FnMut(u64, &StringRecord) -> Result<(), TableError>,
) -> Result<(), TableError> {
    let mut reader = dialect::reader(text, style.separator, style.quotes);
    let bytes = text.trim_start_matches('\u{feff}').as_bytes();
    let mut record = StringRecord::new();
    // Reading from memory as UTF-8 with rows of any length leaves the reader nothing to fail on.
    while reader.read_record(&mut record).unwrap_or(false) {
        // Empty lines before a record count as its own.
        let line = record.position().map_or(0, |place| {
            let from = bytes.get(place.byte() as usize..).unwrap_or_default();
            let before = from.iter().take_while(|byte| b"\r\n".contains(byte));
            place.line() + before.filter(|byte| **byte == b'\n').count() as u64
        });
        read(line, &record)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse_table(text).unwrap_err().to_string()
    }

    fn numbers(table: &Table, column: usize) -> Vec<f64> {
        table.columns()[column].numbers().unwrap().iter().collect()
    }

    #[test]
    fn reads_headers_quotes_byte_order_marks_and_windows_line_ends() {
        let table =
            parse_table("\u{feff}\"a, b\",kind\r\n1.5,\"x \"\"y\"\"\"\r\n-2e3,z\r\n").unwrap();
        assert_eq!(table.columns()[0].name, "a, b");
        assert_eq!(numbers(&table, 0), [1.5, -2e3]);
        let words = table.columns()[1].words().unwrap();
        assert_eq!(words.iter().collect::<Vec<_>>(), ["x \"y\"", "z"]);
    }

    #[test]
    fn reads_files_without_a_header_and_with_other_separators() {
        let table = parse_table("1,2,left\n3,4,right").unwrap();
        assert_eq!(table.columns()[1].name, "column 2");
        assert_eq!(numbers(&table, 1), [2.0, 4.0]);
        let table = parse_table("a;b\n1,5;2\n3;4,25\n").unwrap();
        assert_eq!(numbers(&table, 0), [1.5, 3.0]);
        assert_eq!(numbers(&table, 1), [2.0, 4.25]);
        let table = parse_table("a\tb c\n1\tx, y\n2\tz\n").unwrap();
        assert_eq!(table.columns()[1].words().unwrap().get(0), "x, y");
    }

    #[test]
    fn missing_values_are_counted_where_they_are() {
        let table = parse_table("a,b,c\n1,,x\n\n?,NA,\n3,4,y\n").unwrap();
        let missing = table.columns().iter().map(|column| column.values.missing());
        let missing: Vec<_> = missing.map(|holes| (holes.count, holes.first)).collect();
        assert_eq!(missing, [(1, 4), (2, 2), (1, 4)]);
        assert!(numbers(&table, 1)[0].is_nan());
        // A column that is missing everywhere has no words to hold.
        let table = parse_table("a,b\n,1\n,2\n").unwrap();
        assert_eq!(table.columns()[0].values.missing().count, 2);
    }

    #[test]
    fn errors_name_row_and_column() {
        assert_eq!(
            message("a,b\n1,2\n3,4\nsix,5\n"),
            "row 4, column 1 (a): \"six\" is not a finite number, though the column holds numbers"
        );
        assert_eq!(
            message("1,2\n3,-inf\n"),
            "row 2, column 2: \"-inf\" is not a finite number, though the column holds numbers"
        );
        assert_eq!(
            message("a,b\n1,2\n3\n"),
            "row 3 has 1 cells where the first row has 2"
        );
        assert_eq!(
            message("a;b\n1,5;2\n2.5;1\n"),
            "row 3, column 1 (a): \"2.5\" has a decimal point where other numbers of the column have a comma"
        );
    }

    #[test]
    fn too_little_data_is_said_plainly() {
        assert!(message("").contains("holds no data"));
        assert!(message("a,b\n").contains("holds no data"));
    }
}
