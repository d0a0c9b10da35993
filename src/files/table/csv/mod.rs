mod header;
mod survey;

use std::sync::Arc;

use csv::StringRecord;

use self::survey::Survey;
use super::{Format, TableError};
use crate::{
    files::{
        dialect::{self, is_missing, separator, single_separated, too_many_cells},
        notation::{Decimal, ParsedCell},
    },
    math::{
        excerpt::excerpt,
        memory,
        table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
    },
};

/// What to do about a text that is too large.
const INSTEAD: &str = "save the numbers as NPY, which reduce reads in batches, or use fewer rows";
/// Names of the index column in files written by R and by pandas.
const INDEX_NAMES: [&str; 2] = ["", "Unnamed: 0"];

/// Parses CSV text as a table.
///
/// Cells are separated by commas, semicolons, tabs or, in rows of numbers, spaces, and may be quoted; lines end in LF
/// or CRLF. Separators at the end of rows are ignored. The first row is a header if none of its cells is a number, or
/// if its numbers are years or count up and the columns below hold other numbers (the README has the exact rule);
/// otherwise the columns are named `column 1`, `column 2`, … A first column without a name is an index, not a feature,
/// if all its entries differ.
///
/// A column is numeric if at least half of its cells are numbers, otherwise text. Numbers have a decimal point, or a
/// decimal comma if other cells of the column, or else of the file, show it; the other character may separate
/// thousands. Empty cells and NA, N/A, NaN, null or ? are missing.
///
/// # Errors
/// There are no rows, rows have different lengths, or a numeric column holds text, infinity or an ambiguous number. The
/// message names the row and the column.
pub fn parse_table(text: &str) -> Result<Table, TableError> {
    Ok(parse(text, Style::of(text))?.0)
}

/// How a text is parsed.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// The character between cells.
    pub separator: char,
    /// Whether cells can be quoted.
    pub quotes: bool,
    /// Whether the first row is a header; detected if none.
    pub header: Option<bool>,
    /// Whether NA and the like are ordinary text, and a column with any text is a text column.
    pub is_literal: bool,
}

impl Style {
    /// Detects the style of a text.
    pub(super) fn of(text: &str) -> Self {
        Self::with(separator(uncommented(text)))
    }

    /// The default style with this separator.
    pub(super) fn with(separator: char) -> Self {
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

/// The text without the comment marker that NumPy writes before the header.
fn uncommented(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    text.strip_prefix("# ").unwrap_or(text)
}

/// Like [`parse_table`] in a given style. Also returns the detected format.
pub(super) fn parse(text: &str, mut style: Style) -> Result<(Table, Format), TableError> {
    if let Some((row, found)) = too_many_cells(text, style.separator) {
        return Err(TableError::TooManyCells { row, found });
    }
    let plain = if style.is_literal {
        text
    } else {
        uncommented(text)
    };
    if style.header.is_none() && plain.len() < text.trim_start_matches('\u{feff}').len() {
        style.header = Some(true);
    }
    let text = &*single_separated(plain, style.separator);
    let survey = Survey::of(text, style)?;
    let (mut columns, notation) = columns(&survey, text)?;
    let index = !style.is_literal && survey.header.is_some() && begins_with_index(&columns);
    if index {
        columns[0].role = Role::Metadata;
    }
    let format = Format::Text {
        separator: style.separator,
        header: survey.header.is_some(),
        index,
        comma: notation.0,
        thousands: notation.1,
    };
    let table = Table::new(columns).expect("every row has a cell for each column");
    Ok((table, format))
}

/// The columns, the numeric ones in one matrix; and whether numbers have decimal commas and thousands separators.
fn columns(survey: &Survey, text: &str) -> Result<(Vec<Column>, (bool, bool)), TableError> {
    let style = survey.style;
    let evidence = survey.kinds.iter().map(|kind| kind.evidence);
    let all = evidence.reduce(|all, one| all.and(one)).unwrap_or_default();
    let mut notation = (false, false);
    let mut missing = vec![Missing::default(); survey.kinds.len()];
    let mut builders: Vec<ColumnBuilder> = (survey.kinds.iter())
        .map(|kind| {
            if !kind.is_number(style) {
                return ColumnBuilder::Words(Box::default());
            }
            let decimal = kind.evidence.decide(all, style.separator);
            let (comma, thousands) = kind.evidence.style(decimal.unwrap_or(Decimal::Point));
            notation = (notation.0 | comma, notation.1 | thousands);
            ColumnBuilder::Numbers(decimal)
        })
        .collect();
    let numbers = builders
        .iter()
        .filter(|builder| matches!(builder, ColumnBuilder::Numbers(_)));
    let numbers = numbers.count();
    let cells = (survey.rows as u64).saturating_mul(numbers as u64);
    let mut values = memory::reserve("the table", cells, INSTEAD)?;
    let mut bytes_of_words = 0;
    let mut is_header = survey.header.is_some();
    each_row(text, style, |row, record| {
        if std::mem::take(&mut is_header) {
            return Ok(());
        }
        for (at, builder) in builders.iter_mut().enumerate() {
            let cell = record.get(at).unwrap_or_default().trim();
            match (style.is_missing(cell), builder) {
                (true, ColumnBuilder::Numbers(_)) => {
                    missing[at].add(row);
                    values.push(f64::NAN);
                }
                (false, ColumnBuilder::Numbers(decimal)) => {
                    let number = number(cell, *decimal);
                    values.push(number.map_err(|problem| TableError::NotANumber {
                        row,
                        column: place(survey, at),
                        cell: dialect::shortened(cell),
                        problem,
                    })?);
                }
                (is_missing, ColumnBuilder::Words(words)) => {
                    let before = words.bytes();
                    words.push(if is_missing { "" } else { cell }, row);
                    bytes_of_words += words.bytes() - before;
                }
            }
        }
        Ok(memory::check_bytes(
            "the text in the table",
            bytes_of_words,
            INSTEAD,
        )?)
    })?;
    let matrix = Matrix::new(survey.rows, numbers, values);
    let matrix = Arc::new(matrix.expect("each row adds one value per numeric column"));
    Ok((finished(survey, builders, &missing, &matrix), notation))
}

/// The columns of the table; those of numbers share the matrix.
fn finished(
    survey: &Survey,
    builders: Vec<ColumnBuilder>,
    missing: &[Missing],
    matrix: &Arc<Matrix>,
) -> Vec<Column> {
    let mut numbers = 0..;
    let values = |(at, builder): (usize, ColumnBuilder)| match builder {
        ColumnBuilder::Numbers(_) => {
            let next = numbers.next().unwrap_or_default();
            Values::Numbers(Numbers::new(matrix.clone(), next, missing[at]))
        }
        ColumnBuilder::Words(words) => {
            let unread = survey.kinds[at].unread();
            let unread = unread.filter(|_| !survey.style.is_literal);
            Values::Words(words.finish().with_invalid_number(unread))
        }
    };
    (builders.into_iter().enumerate().map(values).enumerate())
        .map(|(at, values)| Column {
            name: name(survey, at),
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
fn number(cell: &str, decimal: Option<Decimal>) -> Result<f64, &'static str> {
    let parsed = ParsedCell::of(cell);
    let number = parsed.number(decimal).filter(|number| number.is_finite());
    number.ok_or(match parsed {
        ParsedCell::Open { .. } => {
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

/// Whether the first of several columns is an index: no name of its own, and unique entries.
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
            let differ = sorted.windows(2).all(|pair| pair[0] < pair[1]);
            differ && sorted.iter().all(|number| number.fract() == 0.0)
        }
    }
}

fn name(survey: &Survey, at: usize) -> String {
    let named = survey.header.as_ref().map(|names| names[at].clone());
    named.unwrap_or_else(|| format!("column {}", at + 1))
}

fn place(survey: &Survey, at: usize) -> String {
    match survey.header.as_ref().map(|names| names[at].as_str()) {
        None | Some("") => format!("column {}", at + 1),
        Some(name) => format!("column {} ({})", at + 1, excerpt(name)),
    }
}

/// Calls `read` with each row and its line number, from 1.
fn each_row(
    text: &str,
    style: Style,
    read: impl FnMut(u64, &StringRecord) -> Result<(), TableError>,
) -> Result<(), TableError> {
    dialect::each_row(text, style.separator, style.quotes, read)
}

#[cfg(test)]
mod tests;
