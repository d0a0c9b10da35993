mod header;
mod survey;

use std::sync::Arc;

use csv::StringRecord;

use self::survey::Survey;
use super::{Format, TableError};
use crate::{
    files::{
        dialect::{self, collapse_spaces, detect_separator, first_overlong_line, is_missing},
        notation::{Decimal, NumberSeparators, ParsedCell},
    },
    math::{
        excerpt::excerpt,
        memory,
        table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
    },
};

/// What the user can do about a text that is too large.
const SIZE_ADVICE: &str =
    "save the numbers as NPY, which reduce reads in batches, or use fewer rows";
/// Names of the index column in files written by R and by pandas.
const INDEX_NAMES: [&str; 2] = ["", "Unnamed: 0"];

/// Parses CSV text as a table.
///
/// Cells are separated by commas, semicolons, tabs or, in rows of numbers, spaces, and may be quoted; lines end in LF
/// or CRLF. Separators at the end of rows are ignored. The first row is a header if none of its cells is a number, or
/// if its numbers are years or count up and the columns below hold other numbers (`docs/own-data.md` has the exact
/// rule); otherwise the columns are named `column 1`, `column 2`, … A first column without a name, or named
/// `Unnamed: 0`, is an index, not a feature, if its entries are distinct texts or distinct integers.
///
/// A column is numeric if at least half of its cells that are not missing are numbers, otherwise text. Numbers have a
/// decimal point, or a decimal comma if other cells of the column, or else of the file, show it; the other character may
/// separate thousands. Empty cells and NA, N/A, NaN, null or ? are missing.
///
/// # Errors
/// There are no rows, rows have different lengths or too many cells, a numeric column holds text, infinity or an
/// ambiguous number, or the table needs too much memory.
pub fn parse_table(text: &str) -> Result<Table, TableError> {
    Ok(parse(text, ParseOptions::detect(text))?.0)
}

/// How a CSV text is parsed.
#[derive(Clone, Copy)]
pub(super) struct ParseOptions {
    /// The character between cells.
    pub separator: char,
    /// Whether cells can be quoted.
    pub quotes: bool,
    /// Whether the first row is a header; detected if none.
    pub header: Option<bool>,
    /// Whether NA and the like are ordinary text, and a column with any text is a text column.
    pub is_literal: bool,
}

impl ParseOptions {
    /// Detects the separator of a text; the other options have their defaults.
    pub(super) fn detect(text: &str) -> Self {
        Self::with_separator(detect_separator(without_comment_marker(text)))
    }

    /// Creates the default options with this separator.
    pub(super) fn with_separator(separator: char) -> Self {
        Self {
            separator,
            quotes: true,
            header: None,
            is_literal: false,
        }
    }

    /// Whether the header may have no cell for the row names.
    fn may_leave_out_corner(self) -> bool {
        matches!(self.separator, dialect::SPACES | '\t') && !self.is_literal
    }

    fn is_missing(self, cell: &str) -> bool {
        match self.is_literal {
            true => cell.is_empty(),
            false => is_missing(cell),
        }
    }
}

/// The text without a byte order mark and the comment marker that NumPy writes before the header.
fn without_comment_marker(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    text.strip_prefix("# ").unwrap_or(text)
}

/// Like [`parse_table`], with options. Also returns the detected format.
pub(super) fn parse(text: &str, mut options: ParseOptions) -> Result<(Table, Format), TableError> {
    if let Some((row, found)) = first_overlong_line(text, options.separator) {
        return Err(TableError::TooManyCells { row, found });
    }
    let uncommented = if options.is_literal {
        text
    } else {
        without_comment_marker(text)
    };
    if options.header.is_none() && uncommented.len() < text.trim_start_matches('\u{feff}').len() {
        options.header = Some(true);
    }
    let text = &*collapse_spaces(uncommented, options.separator);
    let survey = Survey::scan(text, options)?;
    let (mut columns, separators) = columns(&survey, text)?;
    let has_index = !options.is_literal && survey.header.is_some() && begins_with_index(&columns);
    if has_index {
        columns[0].role = Role::Metadata;
    }
    let format = Format::Text {
        separator: options.separator,
        has_header: survey.header.is_some(),
        has_index,
        has_decimal_comma: separators.has_decimal_comma,
        has_thousands_separator: separators.has_thousands_separator,
    };
    let table = Table::new(columns).expect("every row has a cell for each column");
    Ok((table, format))
}

/// The columns, the numeric ones in one matrix, and the separators of their numbers.
fn columns(survey: &Survey, text: &str) -> Result<(Vec<Column>, NumberSeparators), TableError> {
    let options = survey.options;
    let evidence = survey.columns.iter().map(|column| column.evidence);
    let all = evidence
        .reduce(|all, one| all.combined(one))
        .unwrap_or_default();
    let mut separators = NumberSeparators::default();
    let mut missing = vec![Missing::default(); survey.columns.len()];
    let mut builders: Vec<ColumnBuilder> = (survey.columns.iter())
        .map(|column| {
            if !column.is_number(options) {
                return ColumnBuilder::Words(Box::default());
            }
            let decimal = column.evidence.decimal(all, options.separator);
            let own = column
                .evidence
                .separators(decimal.unwrap_or(Decimal::Point));
            separators.has_decimal_comma |= own.has_decimal_comma;
            separators.has_thousands_separator |= own.has_thousands_separator;
            ColumnBuilder::Numbers(decimal)
        })
        .collect();
    let numbers = builders
        .iter()
        .filter(|builder| matches!(builder, ColumnBuilder::Numbers(_)));
    let numbers = numbers.count();
    let cells = (survey.rows as u64).saturating_mul(numbers as u64);
    let mut values = memory::reserve("the table", cells, SIZE_ADVICE)?;
    let mut text_bytes = 0;
    let mut is_header = survey.header.is_some();
    for_each_row(text, options, |row, record| {
        if std::mem::take(&mut is_header) {
            return Ok(());
        }
        for (index, builder) in builders.iter_mut().enumerate() {
            let cell = record.get(index).unwrap_or_default().trim();
            match (options.is_missing(cell), builder) {
                (true, ColumnBuilder::Numbers(_)) => {
                    missing[index].add(row);
                    values.push(f64::NAN);
                }
                (false, ColumnBuilder::Numbers(decimal)) => {
                    let number = parse_number(cell, *decimal);
                    values.push(number.map_err(|problem| TableError::NotANumber {
                        row,
                        column: column_place(survey, index),
                        cell: dialect::shortened(cell),
                        problem,
                    })?);
                }
                (is_missing, ColumnBuilder::Words(words)) => {
                    let before = words.bytes();
                    words.push(if is_missing { "" } else { cell }, row);
                    text_bytes += words.bytes() - before;
                }
            }
        }
        Ok(memory::check_bytes(
            "the text in the table",
            text_bytes,
            SIZE_ADVICE,
        )?)
    })?;
    let matrix = Matrix::new(survey.rows, numbers, values);
    let matrix = Arc::new(matrix.expect("each row adds one value per numeric column"));
    Ok((
        table_columns(survey, builders, &missing, &matrix),
        separators,
    ))
}

/// The columns of the table; the numeric ones share the matrix.
fn table_columns(
    survey: &Survey,
    builders: Vec<ColumnBuilder>,
    missing: &[Missing],
    matrix: &Arc<Matrix>,
) -> Vec<Column> {
    let mut numbers = 0..;
    let values = |(index, builder): (usize, ColumnBuilder)| match builder {
        ColumnBuilder::Numbers(_) => {
            let next = numbers.next().unwrap_or_default();
            Values::Numbers(Numbers::new(matrix.clone(), next, missing[index]))
        }
        ColumnBuilder::Words(words) => {
            let malformed = survey.columns[index].malformed_number();
            let malformed = malformed.filter(|_| !survey.options.is_literal);
            Values::Words(words.finish().with_invalid_number(malformed))
        }
    };
    (builders.into_iter().enumerate().map(values).enumerate())
        .map(|(index, values)| Column {
            name: column_name(survey, index),
            role: Role::Feature,
            values,
        })
        .collect()
}

/// Collects the values of a column.
enum ColumnBuilder {
    /// Numbers in this notation, if known.
    Numbers(Option<Decimal>),
    Words(Box<WordsBuilder>),
}

/// Parses a cell as a finite number, or returns what is wrong with it.
fn parse_number(cell: &str, decimal: Option<Decimal>) -> Result<f64, &'static str> {
    let parsed = ParsedCell::parse(cell);
    let number = parsed.number(decimal).filter(|number| number.is_finite());
    number.ok_or(match parsed {
        ParsedCell::Ambiguous { .. } => {
            "is ambiguous: its separator may be a decimal or a thousands separator, and no other number in the file shows which; write all numbers in the same way"
        }
        ParsedCell::Only(Decimal::Point, _) => {
            "has a decimal point where other numbers of the column have a comma"
        }
        ParsedCell::Only(Decimal::Comma, _) => {
            "has a decimal comma where other numbers of the column have a point"
        }
        ParsedCell::Same(_) | ParsedCell::Text => "is not a finite number, though the column holds numbers",
    })
}

/// Whether the first of several columns is an index: no name of its own, no missing values, and distinct texts or
/// distinct integers.
fn begins_with_index(columns: &[Column]) -> bool {
    let [first, _, ..] = columns else {
        return false;
    };
    if !INDEX_NAMES.contains(&first.name.as_str()) || first.values.missing().count > 0 {
        return false;
    }
    match &first.values {
        Values::Words(words) => words.distinct().len() == words.codes().len(),
        Values::Numbers(numbers) => {
            let mut sorted: Vec<f64> = numbers.iter().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            let are_distinct = sorted.windows(2).all(|pair| pair[0] < pair[1]);
            are_distinct && sorted.iter().all(|number| number.fract() == 0.0)
        }
    }
}

fn column_name(survey: &Survey, index: usize) -> String {
    let named = survey.header.as_ref().map(|names| names[index].clone());
    named.unwrap_or_else(|| format!("column {}", index + 1))
}

/// The number of a column, from 1, with its name if there is one.
fn column_place(survey: &Survey, index: usize) -> String {
    match survey.header.as_ref().map(|names| names[index].as_str()) {
        None | Some("") => format!("column {}", index + 1),
        Some(name) => format!("column {} ({})", index + 1, excerpt(name)),
    }
}

/// Calls `read` with each row and its line number, from 1.
fn for_each_row(
    text: &str,
    options: ParseOptions,
    read: impl FnMut(u64, &StringRecord) -> Result<(), TableError>,
) -> Result<(), TableError> {
    dialect::for_each_row(text, options.separator, options.quotes, read)
}

#[cfg(test)]
mod tests;
