mod header;
mod survey;

use std::sync::Arc;

use csv::StringRecord;

use self::survey::Survey;
use super::{Format, TableError};
use crate::{
    files::{
        dialect::{self, is_missing, separator, single_separated, too_many_cells},
        notation::{Decimal, Seen},
    },
    math::{
        excerpt::excerpt,
        memory,
        table::{Column, Matrix, Missing, Numbers, Role, Table, Values, WordsBuilder},
    },
};

/// What to do about a text that is too large.
const INSTEAD: &str = "save the numbers as NPY, which reduce reads in pieces, or take fewer rows";
/// Names that the column of row numbers has in files of R and of pandas.
const INDEX_NAMES: [&str; 2] = ["", "Unnamed: 0"];

/// Reads CSV text as a table.
///
/// Cells are separated by commas, semicolons, tabs or, in rows of numbers, spaces, and may be quoted; lines end in LF or
/// CRLF. Separators at the end of rows do not count. The first row is a header when none of its cells is a number, and when
/// its numbers are years or count up and the columns below hold other numbers (the README has the rule); otherwise columns
/// are called `column 1`, `column 2`, … The column below no name is an index, known and not measured, when all its entries
/// are different.
///
/// A column in which at least half of the cells are numbers holds numbers, any other words. Numbers have a decimal point, or
/// a decimal comma where other cells of the column, or else of the file, show that; the other character may separate
/// thousands. Cells that are empty or say NA, N/A, NaN, null or ? are missing.
///
/// # Errors
/// Text among numbers, infinity, numbers that may mean two things, rows of different length, no rows: each with its place.
pub fn parse_table(text: &str) -> Result<Table, TableError> {
    Ok(parse(text, Style::of(text))?.0)
}

/// How a text is to be taken.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// What separates cells.
    pub separator: char,
    /// Whether cells may be quoted.
    pub quotes: bool,
    /// Whether the first row holds names, where that is known.
    pub header: Option<bool>,
    /// Whether NA and the like are words, and a column with any word holds words.
    pub is_literal: bool,
}

impl Style {
    /// The style that a text seems to have.
    pub fn of(text: &str) -> Self {
        Self::with(separator(uncommented(text)))
    }

    /// The usual style with this separator.
    pub fn with(separator: char) -> Self {
        Self {
            separator,
            quotes: true,
            header: None,
            is_literal: false,
        }
    }

    /// Whether the first row may have no cell above the names of rows.
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

/// The text without what NumPy writes in front of a line of names.
fn uncommented(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    text.strip_prefix("# ").unwrap_or(text)
}

/// The same in a known style, and what was understood.
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
    let seen = Survey::of(text, style)?;
    let (mut columns, notation) = columns(&seen, text)?;
    let index = !style.is_literal && seen.header.is_some() && begins_with_index(&columns);
    if index {
        columns[0].role = Role::Note;
    }
    let format = Format::Text {
        separator: style.separator,
        header: seen.header.is_some(),
        index,
        comma: notation.0,
        thousands: notation.1,
    };
    let table = Table::new(columns).expect("every row has a cell for each column");
    Ok((table, format))
}

/// The columns, the numbers side by side in one matrix; and whether numbers have decimal commas and thousands separators.
fn columns(seen: &Survey, text: &str) -> Result<(Vec<Column>, (bool, bool)), TableError> {
    let style = seen.style;
    let evidence = seen.kinds.iter().map(|kind| kind.evidence);
    let all = evidence.reduce(|all, one| all.and(one)).unwrap_or_default();
    let mut notation = (false, false);
    let mut missing = vec![Missing::default(); seen.kinds.len()];
    let mut room: Vec<Room> = (seen.kinds.iter())
        .map(|kind| {
            if !kind.is_number(style) {
                return Room::Words(Box::default());
            }
            let decimal = kind.evidence.decide(all, style.separator);
            let (comma, thousands) = kind.evidence.style(decimal.unwrap_or(Decimal::Point));
            notation = (notation.0 | comma, notation.1 | thousands);
            Room::Numbers(decimal)
        })
        .collect();
    let numbers = room.iter().filter(|room| matches!(room, Room::Numbers(_)));
    let numbers = numbers.count();
    let cells = (seen.rows as u64).saturating_mul(numbers as u64);
    let mut values = memory::reserve("the table", cells, INSTEAD)?;
    let mut bytes_of_words = 0;
    let mut is_header = seen.header.is_some();
    each_row(text, style, |row, record| {
        if std::mem::take(&mut is_header) {
            return Ok(());
        }
        for (at, room) in room.iter_mut().enumerate() {
            let cell = record.get(at).unwrap_or_default().trim();
            match (style.is_missing(cell), room) {
                (true, Room::Numbers(_)) => {
                    missing[at].add(row);
                    values.push(f64::NAN);
                }
                (false, Room::Numbers(decimal)) => {
                    let number = number(cell, *decimal);
                    values.push(number.map_err(|problem| TableError::NotANumber {
                        row,
                        column: place(seen, at),
                        cell: dialect::shortened(cell),
                        problem,
                    })?);
                }
                (is_missing, Room::Words(words)) => {
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
    let matrix = Matrix::new(seen.rows, numbers, values);
    let matrix = Arc::new(matrix.expect("each row gave one value for each of these columns"));
    let mut next = 0;
    let columns = room.into_iter().enumerate().map(|(at, room)| Column {
        name: name(seen, at),
        role: Role::Measure,
        values: match room {
            Room::Numbers(_) => {
                next += 1;
                Values::Numbers(Numbers::new(matrix.clone(), next - 1, missing[at]))
            }
            Room::Words(words) => {
                let unread = seen.kinds[at].unread().filter(|_| !style.is_literal);
                Values::Words(words.finish().with_unread(unread))
            }
        },
    });
    Ok((columns.collect(), notation))
}

/// Where the values of a column go.
enum Room {
    /// Numbers in this notation, if it is known.
    Numbers(Option<Decimal>),
    Words(Box<WordsBuilder>),
}

/// The finite number that a cell holds, or what is wrong with it.
fn number(cell: &str, decimal: Option<Decimal>) -> Result<f64, &'static str> {
    let seen = Seen::of(cell);
    let number = seen.number(decimal).filter(|number| number.is_finite());
    number.ok_or(match seen {
        Seen::Open { .. } => {
            "is ambiguous: its separator may begin decimals or separate thousands, and no other number of the file tells which; write all numbers in the same way"
        }
        Seen::Only(Decimal::Point, _) => {
            "has a decimal point where other numbers of the column have a comma"
        }
        Seen::Only(Decimal::Comma, _) => {
            "has a decimal comma where other numbers of the column have a point"
        }
        Seen::Same(_) | Seen::Text => "is not a finite number, though the column holds numbers",
    })
}

/// Whether the first of several columns has no name of its own and a different entry in each row.
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

fn name(seen: &Survey, at: usize) -> String {
    let named = seen.header.as_ref().map(|names| names[at].clone());
    named.unwrap_or_else(|| format!("column {}", at + 1))
}

fn place(seen: &Survey, at: usize) -> String {
    match seen.header.as_ref().map(|names| names[at].as_str()) {
        None | Some("") => format!("column {}", at + 1),
        Some(name) => format!("column {} ({})", at + 1, excerpt(name)),
    }
}

/// Every row with its line in the text, from 1.
fn each_row(
    text: &str,
    style: Style,
    read: impl FnMut(u64, &StringRecord) -> Result<(), TableError>,
) -> Result<(), TableError> {
    dialect::each_row(text, style.separator, style.quotes, read)
}

#[cfg(test)]
mod tests;
