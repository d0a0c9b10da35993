//! Decimal rounding. Formatting and parsing give the `f64` closest to the rounded decimal number, while multiplying and
//! dividing by a power of ten may not.

/// Rounds to a number of significant digits, at least 1. Values that are not finite are unchanged.
pub fn to_digits(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.saturating_sub(1))
        .parse()
        .unwrap_or(value)
}

/// Rounds to a number of decimals. Values that are not finite are unchanged.
pub fn to_decimals(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$}").parse().unwrap_or(value)
}

/// A number in scientific notation: the text of its significand with this number of significant digits, and its decimal
/// exponent. A value that is not finite gives `inf`, `-inf` or `NaN` and exponent 0.
pub fn scientific(value: f64, digits: usize) -> (String, i32) {
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    match text.split_once('e') {
        Some((factor, power)) => (factor.to_owned(), power.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

/// Removes the trailing zeros of a decimal fraction, and the point if nothing follows.
pub fn without_trailing_zeros(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn significant_digits_start_at_the_first_nonzero_digit() {
        let values = [
            (0.0, 0.0),
            (123_456.0, 123_000.0),
            (-0.000_987_654, -0.000_988),
            (0.1 + 0.2, 0.3),
            (9.996, 10.0),
            (5e-324, 5e-324),
        ];
        for (value, rounded) in values {
            assert_eq!(to_digits(value, 3), rounded);
        }
        assert_eq!(to_digits(1.25, 1), 1.0);
        assert_eq!(to_digits(f64::INFINITY, 3), f64::INFINITY);
        assert!(to_digits(f64::NAN, 3).is_nan());
    }

    #[test]
    fn decimals_count_from_the_point() {
        assert_eq!(to_decimals(1.234_567, 3), 1.235);
        assert_eq!(to_decimals(-0.004_567_89, 5), -0.004_57);
        assert_eq!(to_decimals(1234.5, 0), 1234.0);
        assert_eq!(to_decimals(f64::NEG_INFINITY, 2), f64::NEG_INFINITY);
    }

    #[test]
    fn numbers_split_into_factor_and_power() {
        assert_eq!(scientific(0.001_234_5, 3), ("1.23".to_owned(), -3));
        assert_eq!(scientific(-9.999e10, 3), ("-1.00".to_owned(), 11));
        assert_eq!(scientific(0.0, 2), ("0.0".to_owned(), 0));
        assert_eq!(scientific(f64::INFINITY, 3), ("inf".to_owned(), 0));
    }

    #[test]
    fn zeros_before_the_point_are_kept() {
        for (number, short) in [
            ("1.500", "1.5"),
            ("2.00", "2"),
            ("100", "100"),
            ("0.0", "0"),
        ] {
            assert_eq!(without_trailing_zeros(number), short);
        }
    }
}
