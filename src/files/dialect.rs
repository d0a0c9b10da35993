//! How a text of cells is written: what stands between cells, and which sign begins decimals.

/// Signs that may stand between cells, in the order of doubt: a sign that few texts hold by chance comes first.
const SEPARATORS: [char; 3] = ['\t', ';', ','];
/// So many lines are looked at.
const LOOKED_AT: usize = 50;
/// What stands in a cell where a value is missing, in any case.
const MISSING: [&str; 6] = ["", "na", "n/a", "nan", "null", "?"];

/// The sign between the cells of a text: of those that stand equally often in each of the first lines, quotes aside, the
/// first of tab, semicolon and comma; else the first of them in the first line.
pub fn separator(text: &str) -> char {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let count = |line: &str, separator: char| {
        let mut quoted = false;
        let stands = |sign: &char| {
            quoted ^= *sign == '"';
            *sign == separator && !quoted
        };
        line.chars().filter(stands).count()
    };
    let in_first = |separator: &char| count(lines().next().unwrap_or_default(), *separator);
    let everywhere = |separator: &char| {
        let expected = in_first(separator);
        expected > 0
            && lines()
                .take(LOOKED_AT)
                .all(|line| count(line, *separator) == expected)
    };
    let found = SEPARATORS.into_iter().find(everywhere);
    let found = found.or_else(|| SEPARATORS.into_iter().find(|sign| in_first(sign) > 0));
    found.unwrap_or(',')
}

/// Whether numbers may have a decimal comma beside this separator.
pub fn allows_comma(separator: char) -> bool {
    separator != ','
}

/// Takes text apart into rows of cells, which may be of different length.
pub fn reader(text: &str, separator: char, quotes: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quotes)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
}

/// Whether a cell says that its value is missing.
pub fn is_missing(cell: &str) -> bool {
    cell.len() <= 4 && MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// The number that a cell holds; infinity and NaN are numbers here.
pub fn number(cell: &str, separator: char) -> Option<f64> {
    match cell.parse() {
        Ok(number) => Some(number),
        Err(_) if allows_comma(separator) && has_comma(cell) => cell.replace(',', ".").parse().ok(),
        Err(_) => None,
    }
}

/// Whether a cell has one comma and no point.
pub fn has_comma(cell: &str) -> bool {
    cell.bytes().filter(|byte| *byte == b',').count() == 1 && !cell.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_stands_equally_often_in_every_line() {
        assert_eq!(separator("a,b\n1,2\n"), ',');
        assert_eq!(separator("a;b\n1,5;2,5\n"), ';');
        assert_eq!(separator("1,5;2,5\n3,5;4\n"), ';');
        assert_eq!(separator("a\tb\n1,5\t2;3\n"), '\t');
        assert_eq!(separator("a,b\n\"x;y\",2\n\"x;z\",2\n"), ',');
        assert_eq!(separator("a,b;c\n1,2\n"), ',');
        // Rows of different length: the header decides.
        assert_eq!(separator("a,b\n1,2\n3\n"), ',');
        assert_eq!(separator("alone\n1\n"), ',');
        assert_eq!(separator(""), ',');
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_separates_no_cells() {
        assert_eq!(number("-1,5e2", ';'), Some(-150.0));
        assert_eq!(number("1,5", ','), None);
        assert_eq!(number("1,234,567", ';'), None);
        assert_eq!(number("1.234,5", '\t'), None);
        assert_eq!(number("1.5", ';'), Some(1.5));
        assert_eq!(number("x,y", ';'), None);
    }

    #[test]
    fn missing_values_have_several_names() {
        for cell in ["", "NA", "n/a", "NaN", "NULL", "?"] {
            assert!(is_missing(cell), "{cell}");
        }
        for cell in ["0", "none at all", "Nan Goldin", "-"] {
            assert!(!is_missing(cell), "{cell}");
        }
    }
}
