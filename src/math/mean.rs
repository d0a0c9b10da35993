//! A robust mean: the mean of equal numbers is exactly that number, and the mean of huge or tiny numbers neither
//! overflows nor underflows.

/// Sums and squares of numbers neither overflow nor underflow if their binary exponents are within ± this.
const MAX_SAFE_EXPONENT: i32 = 400;

/// The mean; NaN if there are no numbers or one is not finite.
pub fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let scale = safe_scale(numbers.clone());
    let scaled = numbers.map(|number| number * scale);
    let Some(first) = scaled.clone().next() else {
        return f64::NAN;
    };
    let (mut count, mut low, mut high) = (0.0, first, first);
    for number in scaled.clone() {
        count += 1.0;
        low = low.min(number);
        high = high.max(number);
    }
    // Differences of equal numbers are 0, and a second pass removes the rounding error of the first.
    let corrected =
        |from: f64| from + scaled.clone().map(|number| number - from).sum::<f64>() / count;
    let mean = corrected(corrected(first));
    // `max` and `min` would skip NaN.
    match mean.is_finite() {
        true => mean.clamp(low, high) / scale,
        false => mean,
    }
}

/// A power of two by which to multiply numbers, so that their sums and squares neither overflow nor underflow; 1 unless
/// the largest magnitude is extreme.
pub fn safe_scale(numbers: impl Iterator<Item = f64>) -> f64 {
    let largest = numbers.fold(0.0, |largest: f64, number| largest.max(number.abs()));
    let exponent = largest.log2();
    match exponent.abs() < f64::from(MAX_SAFE_EXPONENT) || !exponent.is_finite() {
        true => 1.0,
        // Beyond ±1000 the power itself would leave the range.
        false => 2f64.powi(-(exponent as i32).clamp(-1000, 1000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_of(numbers: &[f64]) -> f64 {
        mean(numbers.iter().copied())
    }

    #[test]
    fn the_mean_of_equal_numbers_is_that_number() {
        for number in [14.62, -0.1, 1e308, 5e-324, 0.0, 1.0 / 3.0] {
            for count in [1, 3, 500, 1001] {
                assert_eq!(mean_of(&vec![number; count]), number, "{count} times");
            }
        }
    }

    #[test]
    fn large_and_small_numbers_have_a_mean() {
        assert_eq!(mean_of(&[1e308, -1e308]), 0.0);
        assert_eq!(mean_of(&[f64::MAX, f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(mean_of(&[1.5e308, 0.5e308]), 1e308);
        assert_eq!(mean_of(&[2e-310, 4e-310]), 3e-310);
        assert_eq!(mean_of(&[1.0, 2.0, 6.0]), 3.0);
        assert!(mean_of(&[]).is_nan());
    }

    #[test]
    fn the_mean_of_numbers_that_are_not_finite_is_nan() {
        for numbers in [[1.0, f64::NAN, 3.0], [f64::INFINITY, 1.0, 2.0]] {
            assert!(mean_of(&numbers).is_nan(), "{numbers:?}");
        }
    }
}
