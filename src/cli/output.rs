//! Output on stdout.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::CommandError;
use crate::math::{
    excerpt::{escape_invisible, is_invisible},
    round::{scientific, without_trailing_zeros},
};

/// Stdout, locked and buffered.
pub(super) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Writes a value as one line of JSON: numbers with the fewest digits that parse back exactly, hidden characters
/// escaped.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CommandError> {
    let mut out = stdout();
    value.serialize(&mut Serializer::with_formatter(&mut out, EscapeHidden))?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Compact JSON with hidden characters escaped, so that a terminal shows every character.
struct EscapeHidden;

impl Formatter for EscapeHidden {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_invisible) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut after = rest[at..].chars();
            for unit in after
                .next()
                .iter()
                .flat_map(|hidden| hidden.encode_utf16(&mut [0; 2]).to_vec())
            {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Writes a text unchanged.
pub(super) fn print_text(text: &str) -> Result<(), CommandError> {
    let mut out = stdout();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// A number with six significant digits.
pub(super) fn rounded(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    match scientific(number, 6) {
        (_, power @ -4..6) => {
            let decimals = usize::try_from(5 - power).unwrap_or(0);
            without_trailing_zeros(&format!("{number:.decimals$}")).to_owned()
        }
        (factor, power) => format!("{}e{power}", without_trailing_zeros(&factor)),
    }
}

/// A table as text: columns are separated by two spaces and aligned; hidden characters are escaped.
pub(super) fn table(rows: &[Vec<String>], align: Align) -> String {
    let shown = |row: &Vec<String>| row.iter().map(|cell| escape_invisible(cell)).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| terminal_width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| {
                let gap = " ".repeat(width - terminal_width(cell));
                match align {
                    Align::Left => format!("{cell}{gap}"),
                    Align::Right => format!("{gap}{cell}"),
                }
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The width of a text on a terminal, in cells: Chinese characters take two.
fn terminal_width(text: &str) -> usize {
    text.chars()
        .map(|character| {
            if ('\u{2e80}'..='\u{ffef}').contains(&character) {
                2
            } else {
                1
            }
        })
        .sum()
}

/// How the cells of a [`table`] are aligned.
#[derive(Clone, Copy, Debug)]
pub(super) enum Align {
    Left,
    Right,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_six_significant_digits() {
        let shown = [
            0.0,
            1.0,
            -2.5,
            1234.5678,
            123456.7,
            999999.9,
            1e-3,
            1.23456789e-7,
            -4e200,
        ];
        let shown: Vec<String> = shown.into_iter().map(rounded).collect();
        assert_eq!(
            shown,
            [
                "0",
                "1",
                "-2.5",
                "1234.57",
                "123457",
                "1e6",
                "0.001",
                "1.23457e-7",
                "-4e200"
            ]
        );
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [
            vec!["a".to_owned(), "12".to_owned()],
            vec!["bcd".to_owned(), "3".to_owned()],
        ];
        assert_eq!(table(&rows, Align::Left), "a    12\nbcd  3\n");
        assert_eq!(table(&rows, Align::Right), "  a  12\nbcd   3\n");
    }
}
