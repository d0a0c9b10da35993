//! A first look through a text, so that a second one can put each value where it belongs.

use csv::StringRecord;

use super::{Style, TableError, each_row, header};
use crate::{
    files::{
        dialect::{is_missing, shortened},
        notation::{Decimal, Evidence, Seen, is_meant_as_number},
    },
    math::table::Unread,
};

/// What the cells of a column look like.
#[derive(Clone, Default)]
pub(super) struct Kind {
    pub numbers: usize,
    /// Cells with text that is no number.
    pub words: usize,
    /// Of these, words that elsewhere say that a value is missing.
    named_missing: usize,
    /// Of these, cells that were meant as numbers, …
    meant: usize,
    /// … and the first of them.
    unread: Option<Box<Unread>>,
    /// Whether a cell is not empty.
    is_filled: bool,
    pub evidence: Evidence,
    /// The first number.
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
        let seen = Seen::of(cell);
        // Where NaN is a word, infinity is one as well.
        let number = seen
            .number(Some(Decimal::Point))
            .or(seen.number(Some(Decimal::Comma)));
        let Some(number) = number.filter(|number| !style.is_literal || number.is_finite()) else {
            self.words += 1;
            self.named_missing += usize::from(is_missing(cell));
            if is_meant_as_number(cell) {
                self.meant += 1;
                self.unread.get_or_insert_with(|| {
                    Box::new(Unread {
                        row,
                        cell: shortened(cell),
                    })
                });
            }
            return;
        };
        self.numbers += 1;
        self.evidence.add(cell, seen);
        self.has_fractions |= number.fract() != 0.0;
        self.has_years |= header::is_year(number);
        self.skips |= self.last.is_some_and(|last| number != last + 1.0);
        self.first = self.first.or(Some(number));
        self.last = Some(number);
    }

    /// Whether the column holds numbers: at least half of its cells are; in a text of words alone, all.
    pub fn is_number(&self, style: Style) -> bool {
        match style.is_literal {
            true => self.words == 0,
            false => self.numbers >= self.words,
        }
    }

    /// Whether its cells are row numbers: whole ones, each one more than that above.
    pub fn counts_up(&self) -> bool {
        !self.skips && self.words == 0 && self.numbers > 1 && !self.has_fractions
    }

    /// The first cell that was meant as a number, where half of a column of words are such cells or numbers.
    pub fn unread(&self) -> Option<Unread> {
        let is_unread = 2 * (self.numbers + self.meant) >= self.numbers + self.words;
        let unread = self.unread.as_deref().filter(|_| is_unread);
        unread.cloned()
    }
}

/// What was seen.
pub(super) struct Survey {
    pub style: Style,
    /// The names in the first row, if it holds names.
    pub header: Option<Vec<String>>,
    pub rows: usize,
    pub kinds: Vec<Kind>,
    /// How many cells a row has at least and at most, empty ones at its end aside.
    cells: [usize; 2],
}

impl Survey {
    pub fn of(text: &str, style: Style) -> Result<Self, TableError> {
        let mut seen = Self {
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
                seen.cells = [filled.map_or(1, |last| last + 1), first.len()];
                seen.kinds = vec![Kind::default(); first.len()];
                line = row;
                return Ok(());
            }
            if seen.rows == 0
                && style.may_leave_out_corner()
                && names_all_but_the_first(&first, record)
            {
                first.insert(0, String::new());
                seen.cells = seen.cells.map(|cells| cells + 1);
                seen.kinds.push(Kind::default());
            }
            seen.check(row, record)?;
            seen.rows += 1;
            for (cell, kind) in record.iter().zip(&mut seen.kinds) {
                kind.add(row, cell.trim(), style);
            }
            Ok(())
        })?;
        let is_header = || header::is_header(&first, &seen.kinds);
        if style.header.unwrap_or_else(is_header) {
            seen.header = Some(first);
        } else {
            seen.rows += 1;
            for (cell, kind) in first.iter().zip(&mut seen.kinds) {
                kind.add(line, cell, style);
            }
        }
        if seen.rows == 0 || seen.kinds.is_empty() {
            return Err(TableError::Empty);
        }
        seen.leave_out_what_ends_rows();
        Ok(seen)
    }

    /// Refuses a row of another length than the first; cells without text at the end of either do not count.
    pub fn check(&self, row: u64, record: &StringRecord) -> Result<(), TableError> {
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

    /// Separators at the end of each row make columns without a name and without a value.
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

/// Whether the first row has names for all columns but the first, as R writes tables with row names, between spaces or tabs.
fn names_all_but_the_first(first: &[String], second: &StringRecord) -> bool {
    let is_filled = second
        .iter()
        .next_back()
        .is_some_and(|cell| !cell.trim().is_empty());
    second.len() == first.len() + 1
        && is_filled
        && first
            .iter()
            .all(|cell| !cell.is_empty() && !Seen::of(cell).is_number())
}
