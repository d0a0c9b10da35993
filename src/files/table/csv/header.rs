//! Detecting whether the first row of a text is a header.

use super::survey::ColumnSurvey;
use crate::files::{dialect::is_missing, notation::ParsedCell};

/// Numbers in a header that are taken for years.
const YEARS: std::ops::RangeInclusive<f64> = 1800.0..=2200.0;

/// Whether a number is a plausible year.
pub(super) fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && YEARS.contains(&number)
}

/// Whether the first row is a header, given the columns below it.
///
/// It is one if none of its cells is a number. If some are, they must be distinct integers written in digits only, and
/// one of these must hold:
/// - a word is above a numeric column, or the first cell is empty above row numbers that count up;
/// - they are years in equal steps (for two years at most 10; a single year requires a word in the row), and no number
///   below them is a year;
/// - there are three or more in equal steps above columns that all have fractions;
/// - there are four or more that count up from 0 or 1, and the row below does not count up.
pub(super) fn is_header(first: &[String], below: &[ColumnSurvey]) -> bool {
    let mut numbers = Vec::new();
    let (mut has_word, mut has_word_above_numbers) = (false, false);
    for (cell, column) in first.iter().zip(below) {
        if !ParsedCell::parse(cell).is_number() {
            let is_word = !is_missing(cell);
            has_word |= is_word;
            has_word_above_numbers |= is_word && column.numbers > column.words;
            continue;
        }
        let has_digits_only = cell.bytes().all(|byte| byte.is_ascii_digit());
        match cell.parse::<f64>() {
            Ok(number) if has_digits_only => numbers.push((number, column)),
            _ => return false,
        }
    }
    if numbers.is_empty() {
        return true;
    }
    let mut sorted: Vec<f64> = numbers.iter().map(|(number, _)| *number).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return false;
    }
    let is_corner_empty = first.first().is_some_and(String::is_empty);
    let first_counts_up = below.first().is_some_and(ColumnSurvey::counts_up);
    if has_word_above_numbers || is_corner_empty && first_counts_up {
        return true;
    }
    let step = equal_step(numbers.iter().map(|(number, _)| *number));
    let below = || numbers.iter().map(|(_, column)| *column);
    let are_years = numbers.iter().all(|(number, _)| is_year(*number));
    if are_years && below().all(|column| !column.has_years) {
        return match numbers.len() {
            1 => has_word,
            2 => step.is_some_and(|step| step <= 10.0),
            _ => step.is_some(),
        };
    }
    let counts_up = step == Some(1.0) && numbers[0].0 <= 1.0;
    let next_row_counts_up = || equal_step(below().filter_map(|column| column.first)) == Some(1.0);
    step.is_some() && numbers.len() >= 3 && below().all(|column| column.has_fractions)
        || counts_up && numbers.len() >= 4 && !next_row_counts_up()
}

/// The difference of successive numbers, if it is constant and positive.
fn equal_step(numbers: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let mut steps = numbers.clone().zip(numbers.skip(1)).map(|(a, b)| b - a);
    let step = steps.next().filter(|step| *step > 0.0)?;
    steps.all(|other| other == step).then_some(step)
}

#[cfg(test)]
mod tests {
    use crate::files::parse_table;

    fn names(text: &str) -> Vec<String> {
        let table = parse_table(text).unwrap();
        let columns = table.columns().iter();
        columns.map(|column| column.name.clone()).collect()
    }

    fn has_header(text: &str) -> bool {
        let first: Vec<String> = text
            .lines()
            .next()
            .unwrap()
            .split(',')
            .map(str::to_owned)
            .collect();
        let found = names(text);
        assert!(found == first || found[0] == "column 1", "{found:?}");
        found == first
    }

    #[test]
    fn years_are_a_header_unless_years_are_below() {
        assert!(has_header(
            "city,2019,2020\nc0,-1.007,1.602\nc1,-0.937,-0.591\n"
        ));
        assert!(has_header(
            "city,2019,2020\nParis,2100000,2150000\nLyon,500000,510000\n"
        ));
        assert!(has_header("1990,2000,2010\n5,6,7\n8,9,1\n"));
        assert!(has_header("city,2020\nParis,3\nLyon,5\n"));
        assert!(!has_header("1999,2004\n2001,2010\n1980,1985\n"));
        assert!(!has_header("2020\n2500\n3000\n"));
    }

    #[test]
    fn numbers_that_count_up_are_a_header_unless_the_row_below_does_too() {
        assert!(has_header("0,1,2,3\n0.5,0.1,0.2,0.7\n0.4,0.3,0.9,0.8\n"));
        assert!(has_header("0,1,2,3\n5,3,2,7\n1,1,8,4\n"));
        assert!(has_header("10,20,30\n0.5,1.5,2.5\n0.1,0.2,0.3\n"));
        assert!(!has_header("0,1,2,3\n4,5,6,7\n8,9,10,11\n"));
        assert!(!has_header("0,1\n1,0\n1,1\n"));
        assert!(!has_header("0,1\n0.1,0.995\n0.2,0.98\n"));
        assert!(!has_header("1,2,3\n4,5,6\n7,8,1\n"));
        assert!(!has_header("1,2,left\n3,4,right\n"));
        assert!(!has_header("5.5,1,2,3\n1,2,3,4\n"));
    }

    #[test]
    fn words_above_numbers_and_row_numbers_make_the_numbers_beside_them_a_header() {
        assert!(has_header("id,7\n1,30\n2,31\n"));
        assert!(has_header(",0,1\n0,5,3\n1,4,2\n2,8,8\n"));
        assert!(!has_header(",5\n1,2\n3,4\n"));
        assert!(!has_header("setosa,5,3\nvirginica,5.1,3.5\n"));
    }
}
