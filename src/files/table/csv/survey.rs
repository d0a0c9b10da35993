//! The first pass over a text: the types of its columns.

use csv::StringRecord;

use super::{Style, TableError, each_row, header};
use crate::{
    files::{
        dialect::{is_missing, shortened},
        notation::{Decimal, Evidence, ParsedCell, is_meant_as_number},
    },
    math::table::InvalidNumber,
};

/// The content of a column.
#[derive(Clone, Default)]
pub(super) struct Kind {
    pub numbers: usize,
    /// The number of cells with text.
    pub words: usize,
    /// The number of these that elsewhere mark a missing value.
    named_missing: usize,
    /// The number of these that look like malformed numbers, …
    meant: usize,
    /// … and the first of them.
    unread: Option<Box<InvalidNumber>>,
    /// Whether any cell is not empty.
    is_filled: bool,
    pub evidence: Evidence,
    /// The number in the first row that holds one.
    pub first: Option<f64>,
    last: Option<f64>,
    skips: bool,
    pub has_fractions: bool,
    pub has_years: bool,
}

impl Kind {
    fn add(&mut self, row: u64, cell: &str, style: Style) {
        self.is_filled |= !cell.is_empty();
        if style.is_missing(cell) {
            return;
        }
        let parsed = ParsedCell::of(cell);
        // Where NaN counts as text, infinity does too.
        let number = parsed
            .number(Some(Decimal::Point))
            .or(parsed.number(Some(Decimal::Comma)));
        let Some(number) = number.filter(|number| !style.is_literal || number.is_finite()) else {
            self.words += 1;
            self.named_missing += usize::from(is_missing(cell));
            if is_meant_as_number(cell) {
                self.meant += 1;
                self.unread.get_or_insert_with(|| {
                    Box::new(InvalidNumber {
                        row,
                        cell: shortened(cell),
                    })
                });
            }
            return;
        };
        self.numbers += 1;
        self.evidence.add(cell, parsed);
        self.has_fractions |= number.fract() != 0.0;
        self.has_years |= header::is_year(number);
        self.skips |= self.last.is_some_and(|last| number != last + 1.0);
        self.first = self.first.or(Some(number));
        self.last = Some(number);
    }

    /// Whether the column is numeric: at least half of its cells are numbers; in a literal style, all of them.
    pub(super) fn is_number(&self, style: Style) -> bool {
        match style.is_literal {
            true => self.words == 0,
            false => self.numbers >= self.words,
        }
    }

    /// Whether the cells are row numbers: integers, each one more than the one before.
    pub(super) fn counts_up(&self) -> bool {
        !self.skips && self.words == 0 && self.numbers > 1 && !self.has_fractions
    }

    /// The first malformed number, if at least half of the cells are numbers or malformed numbers.
    pub(super) fn unread(&self) -> Option<InvalidNumber> {
        let is_unread = 2 * (self.numbers + self.meant) >= self.numbers + self.words;
        let unread = self.unread.as_deref().filter(|_| is_unread);
        unread.cloned()
    }
}

/// The result of the first pass.
pub(super) struct Survey {
    pub style: Style,
    /// The names in the first row, if it is a header.
    pub header: Option<Vec<String>>,
    pub rows: usize,
    pub kinds: Vec<Kind>,
    /// The minimum and maximum number of cells of a row, empty ones at its end aside.
    cells: [usize; 2],
}

impl Survey {
    pub(super) fn of(text: &str, style: Style) -> Result<Self, TableError> {
        let mut survey = Self {
            style,
            header: None,
            rows: 0,
            kinds: Vec::new(),
            cells: [0; 2],
        };
        let mut first: Vec<String> = Vec::new();
        let mut line = 0;
        each_row(text, style, |row, record| {
            if first.is_empty() {
                first = record.iter().map(|cell| cell.trim().to_owned()).collect();
                let filled = first.iter().rposition(|cell| !cell.is_empty());
                survey.cells = [filled.map_or(1, |last| last + 1), first.len()];
                survey.kinds = vec![Kind::default(); first.len()];
                line = row;
                return Ok(());
            }
            if survey.rows == 0
                && style.may_leave_out_corner()
                && names_all_but_the_first(&first, record)
            {
                first.insert(0, String::new());
                survey.cells = survey.cells.map(|cells| cells + 1);
                survey.kinds.push(Kind::default());
            }
            survey.check(row, record)?;
            survey.rows += 1;
            for (cell, kind) in record.iter().zip(&mut survey.kinds) {
                kind.add(row, cell.trim(), style);
            }
            Ok(())
        })?;
        let is_header = || header::is_header(&first, &survey.kinds);
        if style.header.unwrap_or_else(is_header) {
            survey.header = Some(first);
        } else {
            survey.rows += 1;
            for (cell, kind) in first.iter().zip(&mut survey.kinds) {
                kind.add(line, cell, style);
            }
        }
        if survey.rows == 0 || survey.kinds.is_empty() {
            return Err(TableError::Empty);
        }
        survey.leave_out_what_ends_rows();
        Ok(survey)
    }

    /// Rejects a row whose length differs from the first; empty cells at the end of either do not count.
    pub(super) fn check(&self, row: u64, record: &StringRecord) -> Result<(), TableError> {
        let [least, most] = self.cells;
        let found = record.len();
        let is_long = || record.iter().skip(most).any(|cell| !cell.trim().is_empty());
        match found < least || found > most && is_long() {
            true => Err(TableError::Ragged {
                row,
                found,
                expected: most,
            }),
            false => Ok(()),
        }
    }

    /// Removes the columns without name and values that separators at the ends of rows make.
    fn leave_out_what_ends_rows(&mut self) {
        let has_name = |at: usize| {
            let names = self.header.as_ref();
            names.is_some_and(|names| !names[at].is_empty())
        };
        let is_column = |at: &usize| self.kinds[*at].is_filled || has_name(*at);
        let last = (0..self.kinds.len()).rev().find(is_column);
        self.kinds.truncate(last.map_or(1, |last| last + 1));
    }
}

/// Whether the first row names all columns but the first, as R writes tables with row names, between spaces or tabs.
fn names_all_but_the_first(first: &[String], second: &StringRecord) -> bool {
    let is_filled = second
        .iter()
        .next_back()
        .is_some_and(|cell| !cell.trim().is_empty());
    second.len() == first.len() + 1
        && is_filled
        && first
            .iter()
            .all(|cell| !cell.is_empty() && !ParsedCell::of(cell).is_number())
}
