//! The first pass over a text: the types of its columns.

use csv::StringRecord;

use super::{ParseOptions, TableError, for_each_row, header};
use crate::{
    files::{
        dialect::shortened,
        notation::{Decimal, Evidence, ParsedCell, looks_like_malformed_number},
    },
    math::table::InvalidNumber,
};

/// What the first pass reveals about a column.
#[derive(Clone, Default)]
pub(super) struct ColumnSurvey {
    /// The number of cells that are numbers in either notation.
    pub numbers: usize,
    /// The number of cells with text.
    pub words: usize,
    /// The number of cells with text that looks like a malformed number.
    malformed: usize,
    /// The first cell that looks like a malformed number.
    first_malformed: Option<Box<InvalidNumber>>,
    /// Whether any cell is not empty.
    is_filled: bool,
    /// What the numbers reveal about the notation.
    pub evidence: Evidence,
    /// The number in the first row that holds one.
    pub first: Option<f64>,
    /// The last number so far.
    last: Option<f64>,
    /// Whether a number is not one more than the one before.
    has_jumps: bool,
    /// Whether a number is not an integer.
    pub has_fractions: bool,
    /// Whether a number is a plausible year.
    pub has_years: bool,
}

impl ColumnSurvey {
    fn add(&mut self, row: u64, cell: &str, options: ParseOptions) {
        self.is_filled |= !cell.is_empty();
        if options.is_missing(cell) {
            return;
        }
        let parsed = ParsedCell::parse(cell);
        // Where NaN counts as text, infinity does too.
        let number = parsed
            .number(Some(Decimal::Point))
            .or(parsed.number(Some(Decimal::Comma)));
        let Some(number) = number.filter(|number| !options.is_literal || number.is_finite()) else {
            self.words += 1;

            if looks_like_malformed_number(cell) {
                self.malformed += 1;
                self.first_malformed.get_or_insert_with(|| {
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
        self.has_jumps |= self.last.is_some_and(|last| number != last + 1.0);
        self.first = self.first.or(Some(number));
        self.last = Some(number);
    }

    /// Whether the column is numeric: at least half of its cells that are not missing are numbers;
    /// if NA and the like are ordinary text, all of them.
    pub(super) fn is_number(&self, options: ParseOptions) -> bool {
        match options.is_literal {
            true => self.words == 0,
            false => self.numbers >= self.words,
        }
    }

    /// Whether the cells are row numbers: integers, each one more than the one before.
    pub(super) fn counts_up(&self) -> bool {
        !self.has_jumps && self.words == 0 && self.numbers > 1 && !self.has_fractions
    }

    /// The first malformed number, if at least half of the cells are numbers or malformed numbers.
    pub(super) fn malformed_number(&self) -> Option<InvalidNumber> {
        let holds_numbers = 2 * (self.numbers + self.malformed) >= self.numbers + self.words;
        let first = self.first_malformed.as_deref().filter(|_| holds_numbers);
        first.cloned()
    }
}

/// The result of the first pass over a text.
pub(super) struct Survey {
    pub options: ParseOptions,
    /// The names in the first row, if it is a header.
    pub header: Option<Vec<String>>,
    /// The number of rows without the header.
    pub rows: usize,
    pub columns: Vec<ColumnSurvey>,
    /// The minimum and maximum number of cells in a row, where trailing empty cells are optional.
    cell_range: [usize; 2],
}

impl Survey {
    /// Scans all rows of a text.
    ///
    /// # Errors
    /// There are no rows, or rows have different lengths.
    pub(super) fn scan(text: &str, options: ParseOptions) -> Result<Self, TableError> {
        let mut survey = Self {
            options,
            header: None,
            rows: 0,
            columns: Vec::new(),
            cell_range: [0; 2],
        };
        let mut first: Vec<String> = Vec::new();
        let mut line = 0;
        for_each_row(text, options, |row, record| {
            if first.is_empty() {
                first = record.iter().map(|cell| cell.trim().to_owned()).collect();
                let filled = first.iter().rposition(|cell| !cell.is_empty());
                survey.cell_range = [filled.map_or(1, |last| last + 1), first.len()];
                survey.columns = vec![ColumnSurvey::default(); first.len()];
                line = row;
                return Ok(());
            }
            if survey.rows == 0 && options.may_leave_out_corner() && lacks_corner(&first, record) {
                first.insert(0, String::new());
                survey.cell_range = survey.cell_range.map(|cells| cells + 1);
                survey.columns.push(ColumnSurvey::default());
            }
            survey.check_length(row, record)?;
            survey.rows += 1;
            for (cell, column) in record.iter().zip(&mut survey.columns) {
                column.add(row, cell.trim(), options);
            }
            Ok(())
        })?;
        let is_header = || header::is_header(&first, &survey.columns);
        if options.header.unwrap_or_else(is_header) {
            survey.header = Some(first);
        } else {
            survey.rows += 1;
            for (cell, column) in first.iter().zip(&mut survey.columns) {
                column.add(line, cell, options);
            }
        }
        if survey.rows == 0 || survey.columns.is_empty() {
            return Err(TableError::Empty);
        }
        survey.remove_trailing_empty_columns();
        Ok(survey)
    }

    /// Rejects a row whose length differs from the first; empty cells at the end of either do not count.
    pub(super) fn check_length(&self, row: u64, record: &StringRecord) -> Result<(), TableError> {
        let [min, max] = self.cell_range;
        let found = record.len();
        let is_long = || record.iter().skip(max).any(|cell| !cell.trim().is_empty());
        match found < min || found > max && is_long() {
            true => Err(TableError::Ragged {
                row,
                found,
                expected: max,
            }),
            false => Ok(()),
        }
    }

    /// Removes trailing columns without a name and without values, which separators at the end of rows create.
    fn remove_trailing_empty_columns(&mut self) {
        let has_name = |index: usize| {
            let names = self.header.as_ref();
            names.is_some_and(|names| !names[index].is_empty())
        };
        let is_column = |index: &usize| self.columns[*index].is_filled || has_name(*index);
        let last = (0..self.columns.len()).rev().find(is_column);
        self.columns.truncate(last.map_or(1, |last| last + 1));
    }
}

/// Whether the first row names all columns but the first, as in tables with row names that R writes with spaces or tabs.
fn lacks_corner(first: &[String], second: &StringRecord) -> bool {
    let is_filled = second
        .iter()
        .next_back()
        .is_some_and(|cell| !cell.trim().is_empty());
    second.len() == first.len() + 1
        && is_filled
        && first
            .iter()
            .all(|cell| !cell.is_empty() && !ParsedCell::parse(cell).is_number())
}
