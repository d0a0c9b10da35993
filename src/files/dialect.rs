//! The dialect of a CSV text: what separates cells, and what marks a missing value.

use std::borrow::Cow;

use csv::StringRecord;

use super::notation::ParsedCell;

/// Candidate separators in order of preference: those that are rarest in other roles come first.
const SEPARATORS: [char; 3] = ['\t', ';', ','];
/// The separator of cells that are separated by runs of spaces or tabs.
pub(super) const SPACES: char = ' ';
/// The maximum number of lines examined to detect the separator.
const MAX_SAMPLED_LINES: usize = 50;
/// The maximum number of cells in a row.
pub(super) const MAX_CELLS: usize = 1 << 20;
/// Markers of a missing value, compared case-insensitively.
const MISSING_MARKERS: [&str; 6] = ["", "na", "n/a", "nan", "null", "?"];

/// Detects the character that separates the cells of a text, from its occurrences outside quotes in the first lines: the
/// first of tab, semicolon and comma that is equally frequent in all of them, otherwise the first that occurs in the
/// first line. If none does, [`SPACES`] if the lines are rows of numbers with the same number of words (the first line
/// may have one word less, as R writes no header for row names), otherwise a comma.
pub(super) fn detect_separator(text: &str) -> char {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let count = |line: &str, separator: char| {
        outside_quotes(line, |character| character == separator).count()
    };
    let count_in_first_line =
        |separator: &char| count(lines().next().unwrap_or_default(), *separator);
    let is_equally_frequent = |separator: &char| {
        let expected = count_in_first_line(separator);
        expected > 0
            && lines()
                .take(MAX_SAMPLED_LINES)
                .all(|line| count(line, *separator) == expected)
    };
    let found = SEPARATORS.into_iter().find(is_equally_frequent);
    let found = found.or_else(|| {
        SEPARATORS
            .into_iter()
            .find(|character| count_in_first_line(character) > 0)
    });
    found.unwrap_or_else(
        || match are_rows_of_numbers(lines().take(MAX_SAMPLED_LINES)) {
            true => SPACES,
            false => ',',
        },
    )
}

/// The characters of a line outside quotes that match `is_sought`, with their byte offsets.
fn outside_quotes(
    line: &str,
    is_sought: impl Fn(char) -> bool,
) -> impl Iterator<Item = (usize, char)> {
    let mut quoted = false;
    line.char_indices().filter(move |(_, character)| {
        quoted ^= *character == '"';
        is_sought(*character) && !quoted
    })
}

/// Whether lines are rows of the same number of space-separated words, at least two, at least half of which are numbers
/// (the first row aside).
fn are_rows_of_numbers<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let rows: Vec<String> = lines.map(collapse_spaces_in_line).collect();
    let words = |row: &str| outside_quotes(row, |character| character == SPACES).count() + 1;
    let Some(last) = rows.last() else {
        return false;
    };
    let expected = words(last);
    let (first, others) = rows.split_at(1);
    let cells = others.iter().flat_map(|row| row.split(SPACES));
    let (numbers, all) = cells.fold((0, 0), |(numbers, all), cell| {
        (
            numbers + usize::from(ParsedCell::parse(cell).is_number()),
            all + 1,
        )
    });
    expected > 1
        && others.iter().all(|row| words(row) == expected)
        && (words(&first[0]) == expected || words(&first[0]) + 1 == expected)
        && 2 * numbers >= all
}

/// The line trimmed, with each run of whitespace replaced by one space.
fn collapse_spaces_in_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(SPACES);
        }
        out.push_str(word);
    }
    out
}

/// Replaces runs of whitespace by one space if spaces separate the cells, since [`for_each_row`] requires exactly one
/// separator between cells.
pub(super) fn collapse_spaces(text: &str, separator: char) -> Cow<'_, str> {
    if separator != SPACES {
        return Cow::Borrowed(text);
    }
    let lines = text.lines().map(collapse_spaces_in_line);
    Cow::Owned(lines.fold(String::with_capacity(text.len()), |out, line| {
        out + &line + "\n"
    }))
}

/// The number, from 1, of the first line with more than [`MAX_CELLS`] cells, and its number of cells; separators in
/// quotes count too. Checked before parsing, because a parsed row takes many times its length in memory.
pub(super) fn first_overlong_line(text: &str, separator: char) -> Option<(u64, usize)> {
    let separator = u8::try_from(separator).unwrap_or(b',');
    let lines = text.as_bytes().split(|byte| *byte == b'\n');
    let cells = |row: &[u8]| row.iter().filter(|byte| **byte == separator).count() + 1;
    // A carriage return without a line feed ends a row too.
    let longest = |line: &[u8]| line.split(|byte| *byte == b'\r').map(cells).max();
    (1..)
        .zip(lines.map(|line| longest(line).unwrap_or_default()))
        .find(|(_, cells)| *cells > MAX_CELLS)
}

/// Calls `read` with each row and its line number, from 1. Rows may have different lengths; empty lines are skipped.
///
/// # Errors
/// The errors of `read`.
pub(super) fn for_each_row<E>(
    text: &str,
    separator: char,
    quotes: bool,
    mut read: impl FnMut(u64, &StringRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = reader(text, separator, quotes);
    let bytes = text.trim_start_matches('\u{feff}').as_bytes();
    let mut record = StringRecord::new();
    // Reading from memory, as UTF-8 and with rows of any length, cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        // The reader's line number does not count the empty lines before a record.
        let line = record.position().map_or(0, |position| {
            let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
            let line_ends = rest.iter().take_while(|byte| b"\r\n".contains(byte));
            position.line() + line_ends.filter(|byte| **byte == b'\n').count() as u64
        });
        read(line, &record)?;
    }
    Ok(())
}

/// A CSV reader for this dialect.
fn reader(text: &str, separator: char, quotes: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quotes)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
}

/// Whether a cell marks a missing value.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.len() <= 4
        && MISSING_MARKERS
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word))
}

/// A cell as quoted in messages: at most 24 characters.
pub(super) fn shortened(cell: &str) -> String {
    cell.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_equally_frequent_in_every_line() {
        assert_eq!(detect_separator("a,b\n1,2\n"), ',');
        assert_eq!(detect_separator("a;b\n1,5;2,5\n"), ';');
        assert_eq!(detect_separator("1,5;2,5\n3,5;4\n"), ';');
        assert_eq!(detect_separator("a\tb\n1,5\t2;3\n"), '\t');
        assert_eq!(detect_separator("a,b\n\"x;y\",2\n\"x;z\",2\n"), ',');
        assert_eq!(detect_separator("a,b;c\n1,2\n"), ',');
        // Rows of different length: the header decides.
        assert_eq!(detect_separator("a,b\n1,2\n3\n"), ',');
        assert_eq!(detect_separator("alone\n1\n"), ',');
        assert_eq!(detect_separator(""), ',');
    }

    #[test]
    fn spaces_separate_rows_of_numbers() {
        assert_eq!(
            detect_separator("1.0e+00 2.0e+00\n -3.0e+00  4.0e+00\n"),
            SPACES
        );
        assert_eq!(detect_separator("x y kind\n1 2 a\n3 4 b\n"), SPACES);
        assert_eq!(
            detect_separator("\"x\" \"y z\"\n\"1\" 5 6\n\"2\" 7 8\n"),
            SPACES
        );
        // Words, and rows of different length.
        assert_eq!(detect_separator("name\nNew York\nSan Juan\n"), ',');
        assert_eq!(detect_separator("name\n1 2 3\n4 5\n"), ',');
        assert_eq!(collapse_spaces("a  b\n\n 1\t2 \n", SPACES), "a b\n\n1 2\n");
    }

    #[test]
    fn overlong_rows_are_detected_before_they_are_parsed() {
        let row = "1,".repeat(MAX_CELLS);
        assert_eq!(
            first_overlong_line(&format!("a\n{row}"), ','),
            Some((2, MAX_CELLS + 1))
        );
        assert_eq!(
            first_overlong_line(&format!("a\r\nb\r\n{row}"), ','),
            Some((3, MAX_CELLS + 1))
        );
        assert_eq!(first_overlong_line(&row[2..], ','), None);
    }

    #[test]
    fn missing_values_have_several_markers() {
        for cell in ["", "NA", "n/a", "NaN", "NULL", "?"] {
            assert!(is_missing(cell), "{cell}");
        }
        for cell in ["0", "none at all", "Nan Goldin", "-"] {
            assert!(!is_missing(cell), "{cell}");
        }
    }
}
