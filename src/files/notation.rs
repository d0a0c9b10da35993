//! How numbers are written in a text: with a decimal point or a decimal comma, with or without thousands separators.
//!
//! A single cell may be ambiguous: `2.155` or `1,234`. Then the other cells of its column decide, otherwise the other
//! columns, since a file usually uses one notation.

use std::borrow::Cow;

/// The decimal separator; the other character, comma or point, may separate thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decimal {
    /// A decimal point: 1234.5 or 1,234.5
    Point,
    /// A decimal comma: 1234,5 or 1.234,5
    Comma,
}

/// Thousands separators that are valid in either notation: apostrophes and spaces.
const NEUTRAL_THOUSANDS: [char; 6] = ['\'', '’', '\u{a0}', '\u{202f}', '\u{2009}', ' '];
/// Characters before the digits of a cell that is probably meant as a number.
const PREFIXES: [char; 14] = [
    '+', '-', '−', '<', '>', '≤', '≥', '~', '≈', '±', '$', '€', '£', '¥',
];
/// Characters after the digits of a cell that is probably meant as a number.
const SUFFIXES: [char; 7] = ['%', '‰', '°', '$', '€', '£', '¥'];
/// The maximum number of letters of a unit after a number.
const MAX_UNIT_LETTERS: usize = 4;

impl Decimal {
    fn separators(self) -> (char, char) {
        match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        }
    }

    /// Parses a cell in this notation; infinity and NaN count as numbers.
    pub(super) fn number(self, cell: &str) -> Option<f64> {
        let (decimal, thousands) = self.separators();
        let cell = match cell.strip_prefix('−') {
            Some(rest) => Cow::Owned(format!("-{rest}")),
            None => Cow::Borrowed(cell),
        };
        let is_grouping =
            |character: char| character == thousands || NEUTRAL_THOUSANDS.contains(&character);
        let is_grouped = cell.contains(is_grouping);
        if is_grouped && !has_groups(&cell, decimal, is_grouping) {
            return None;
        }
        if !is_grouped && decimal == '.' {
            return cell.parse().ok();
        }
        let digits = cell.chars().filter(|character| !is_grouping(*character));
        let with_point: String = digits
            .map(|character| if character == decimal { '.' } else { character })
            .collect();
        with_point.parse().ok()
    }
}

/// Whether the digits before the decimal separator form groups of three with one separator throughout, the first group
/// of one to three digits without a leading 0.
fn has_groups(cell: &str, decimal: char, is_grouping: impl Fn(char) -> bool) -> bool {
    let unsigned = cell.trim_start_matches(['+', '-']);
    let (whole, decimals) = unsigned.split_once(decimal).unwrap_or((unsigned, ""));
    let Some(character) = whole.chars().find(|character| is_grouping(*character)) else {
        return false;
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(character);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && are_digits(first)
        && groups.all(|group| group.len() == 3 && are_digits(group))
        && are_digits(decimals)
}

/// A cell parsed as a number in both notations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ParsedCell {
    /// Not a number in either notation.
    Text,
    /// The same number in both notations.
    Same(f64),
    /// A number in one notation only.
    Only(Decimal, f64),
    /// A different number in each notation.
    Ambiguous {
        /// The value with a decimal point.
        point: f64,
        /// The value with a decimal comma.
        comma: f64,
    },
}

impl ParsedCell {
    /// Parses a cell in both notations.
    pub(super) fn parse(cell: &str) -> Self {
        if let Ok(number) = cell.parse() {
            // A single point followed by exactly three digits may separate thousands.
            return match cell.rfind('.') {
                None => Self::Same(number),
                Some(at) if at + 4 == cell.len() => match Decimal::Comma.number(cell) {
                    Some(comma) => Self::Ambiguous {
                        point: number,
                        comma,
                    },
                    None => Self::Only(Decimal::Point, number),
                },
                Some(_) => Self::Only(Decimal::Point, number),
            };
        }
        if !cell.contains(['.', ',']) {
            return Decimal::Point.number(cell).map_or(Self::Text, Self::Same);
        }
        let [point, comma] = [Decimal::Point, Decimal::Comma].map(|decimal| decimal.number(cell));
        match (point, comma) {
            (None, None) => Self::Text,
            (Some(number), None) => Self::Only(Decimal::Point, number),
            (None, Some(number)) => Self::Only(Decimal::Comma, number),
            (Some(point), Some(comma)) => Self::Ambiguous { point, comma },
        }
    }

    /// Whether the cell is a number in at least one notation.
    pub(super) fn is_number(self) -> bool {
        self != Self::Text
    }

    /// The number in a notation; if that is unknown, only a number that is the same in both.
    pub(super) fn number(self, decimal: Option<Decimal>) -> Option<f64> {
        match (self, decimal) {
            (Self::Same(number), _) => Some(number),
            (Self::Only(own, number), Some(decimal)) if own == decimal => Some(number),
            (Self::Ambiguous { point, .. }, Some(Decimal::Point)) => Some(point),
            (Self::Ambiguous { comma, .. }, Some(Decimal::Comma)) => Some(comma),
            _ => None,
        }
    }
}

/// What the cells of a column reveal about the notation: how many are numbers in one notation only, and which
/// separators are ambiguous.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Cells that are valid only with a decimal point.
    point_only: usize,
    /// Cells that are valid only with a decimal comma.
    comma_only: usize,
    /// Whether a cell like `2.155` is ambiguous.
    has_ambiguous_point: bool,
    /// Whether a cell like `1,234` is ambiguous.
    has_ambiguous_comma: bool,
    /// Whether a cell that is valid in one notation only has a point or a comma as thousands separator.
    has_thousands_separator: bool,
}

impl Evidence {
    /// Adds the evidence of a cell.
    pub(super) fn add(&mut self, cell: &str, parsed: ParsedCell) {
        match parsed {
            ParsedCell::Text | ParsedCell::Same(_) => {}
            ParsedCell::Only(decimal, _) => {
                let (_, thousands) = decimal.separators();
                self.has_thousands_separator |= cell.contains(thousands);
                match decimal {
                    Decimal::Point => self.point_only += 1,
                    Decimal::Comma => self.comma_only += 1,
                }
            }
            ParsedCell::Ambiguous { .. } if cell.contains('.') => self.has_ambiguous_point = true,
            ParsedCell::Ambiguous { .. } => self.has_ambiguous_comma = true,
        }
    }

    /// Combines the evidence of two sets of cells.
    #[must_use]
    pub(super) fn combined(self, other: Self) -> Self {
        Self {
            point_only: self.point_only + other.point_only,
            comma_only: self.comma_only + other.comma_only,
            has_ambiguous_point: self.has_ambiguous_point || other.has_ambiguous_point,
            has_ambiguous_comma: self.has_ambiguous_comma || other.has_ambiguous_comma,
            has_thousands_separator: self.has_thousands_separator || other.has_thousands_separator,
        }
    }

    /// The decimal separator of a column with this evidence, in a text whose columns together have the evidence `all` and
    /// whose cells are separated by `separator`. If cells of the column contradict each other, the majority decides, on a tie
    /// the comma. Without evidence, an ambiguous character is the decimal separator, except for a comma in a file that
    /// commas separate. None if the column has an ambiguous cell and the other columns contradict each other or leave both
    /// separators ambiguous.
    pub(super) fn decimal(self, all: Self, separator: char) -> Option<Decimal> {
        for evidence in [self, all] {
            match (evidence.point_only, evidence.comma_only) {
                (0, 0) => {}
                (_, 0) => return Some(Decimal::Point),
                (0, _) => return Some(Decimal::Comma),
                (points, commas) if evidence == self => {
                    return Some(match commas < points {
                        true => Decimal::Point,
                        false => Decimal::Comma,
                    });
                }
                // Columns that contradict each other do not decide for a third.
                _ => return (!self.is_ambiguous()).then_some(Decimal::Point),
            }
        }
        match (all.has_ambiguous_point, all.has_ambiguous_comma) {
            (true, true) => (!self.is_ambiguous()).then_some(Decimal::Point),
            // In a file that commas separate, 1,234 must be quoted; programs that write it so use commas for thousands.
            (false, true) if separator != ',' => Some(Decimal::Comma),
            _ => Some(Decimal::Point),
        }
    }

    fn is_ambiguous(self) -> bool {
        self.has_ambiguous_point || self.has_ambiguous_comma
    }

    /// The separators that numbers with this decimal separator have in these cells.
    pub(super) fn separators(self, decimal: Decimal) -> NumberSeparators {
        let (has_decimal_comma, has_thousands) = match decimal {
            Decimal::Point => (false, self.has_ambiguous_comma),
            Decimal::Comma => (
                self.comma_only > 0 || self.has_ambiguous_comma,
                self.has_ambiguous_point,
            ),
        };
        NumberSeparators {
            has_decimal_comma,
            has_thousands_separator: has_thousands || self.has_thousands_separator,
        }
    }
}

/// Which separators the numbers of a text have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberSeparators {
    /// Whether a number has a decimal comma.
    pub has_decimal_comma: bool,
    /// Whether a number has thousands separators.
    pub has_thousands_separator: bool,
}

/// Whether a cell that is not a number looks like an attempt at one: digits with points, commas or spaces in an unusual
/// order, or with a unit.
pub(super) fn looks_like_malformed_number(cell: &str) -> bool {
    let digits = cell
        .trim_start_matches(|character: char| PREFIXES.contains(&character) || character == ' ');
    if !digits.starts_with(|character: char| character.is_ascii_digit() || ".,".contains(character))
    {
        return false;
    }
    let is_part = |character: char| {
        character.is_ascii_digit()
            || ".,".contains(character)
            || NEUTRAL_THOUSANDS.contains(&character)
    };
    let unit = digits.trim_start_matches(is_part);
    let is_apart = digits[..digits.len() - unit.len()].ends_with(NEUTRAL_THOUSANDS);
    let letters = unit.chars().count();
    unit.is_empty()
        || unit.trim_end_matches(SUFFIXES).is_empty()
        || is_apart && letters <= MAX_UNIT_LETTERS && unit.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_point_or_a_comma_and_groups_of_three() {
        let both = |cell: &str| [Decimal::Point, Decimal::Comma].map(|one| one.number(cell));
        assert_eq!(both("12"), [Some(12.0); 2]);
        assert_eq!(both("-1.5e2"), [Some(-150.0), None]);
        assert_eq!(both("-1,5e2"), [None, Some(-150.0)]);
        assert_eq!(both("2.155"), [Some(2.155), Some(2155.0)]);
        assert_eq!(both("1,234"), [Some(1234.0), Some(1.234)]);
        assert_eq!(both("0.155"), [Some(0.155), None]);
        assert_eq!(both("1234.567"), [Some(1234.567), None]);
        assert_eq!(both("1.000,5"), [None, Some(1000.5)]);
        assert_eq!(both("1,000.5"), [Some(1000.5), None]);
        assert_eq!(both("1,234,567"), [Some(1_234_567.0), None]);
        assert_eq!(both("-1.234.567"), [None, Some(-1_234_567.0)]);
        assert_eq!(both("12'345.5"), [Some(12_345.5), None]);
        assert_eq!(both("−12\u{202f}345,5"), [None, Some(-12_345.5)]);
        assert_eq!(both("+546"), [Some(546.0); 2]);
        for cell in [
            "1.2.3",
            "1,23,4",
            "12,34.5,6",
            "x,y",
            "",
            "1 2",
            "1_000",
            "0,001,2",
        ] {
            assert_eq!(both(cell), [None; 2], "{cell}");
        }
    }

    fn decimal_of(cells: &[&str], others: &[&str], separator: char) -> Option<Decimal> {
        let [own, other] = [cells, others].map(|cells| {
            let mut evidence = Evidence::default();
            cells
                .iter()
                .for_each(|cell| evidence.add(cell, ParsedCell::parse(cell)));
            evidence
        });
        own.decimal(own.combined(other), separator)
    }

    #[test]
    fn a_column_decides_for_itself_before_the_other_columns() {
        use Decimal::{Comma, Point};
        assert_eq!(decimal_of(&["2.155", "698"], &["19,47"], ';'), Some(Comma));
        assert_eq!(decimal_of(&["2.155", "1.5"], &["19,47"], ';'), Some(Point));
        assert_eq!(decimal_of(&["2.155"], &["7"], ';'), Some(Point));
        assert_eq!(decimal_of(&["1,234"], &["7"], ';'), Some(Comma));
        assert_eq!(decimal_of(&["1,234"], &["7"], ','), Some(Point));
        assert_eq!(decimal_of(&["1,234"], &["0.5"], ';'), Some(Point));
        // Nothing shows which of the two is meant.
        assert_eq!(decimal_of(&["2.155"], &["1,5", "2.5"], ';'), None);
        assert_eq!(decimal_of(&["2.155"], &["1,234"], ';'), None);
        assert_eq!(decimal_of(&["7"], &["1,5", "2.5"], ';'), Some(Point));
        assert_eq!(decimal_of(&["1,5", "2.5"], &[], ';'), Some(Comma));
    }

    #[test]
    fn attempts_at_numbers_are_distinguished_from_words() {
        for cell in ["12 %", "5€", "$1,234.5.6", "< 0.1", "1.2.3", "3 kg"] {
            assert!(looks_like_malformed_number(cell), "{cell}");
        }
        for cell in [
            "1,5;",
            "1st",
            "A1",
            "2020-01-01",
            "10-20",
            "",
            "-",
            "12:30",
            "3 little pigs",
        ] {
            assert!(!looks_like_malformed_number(cell), "{cell}");
        }
    }
}
