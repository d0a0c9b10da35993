//! Ranges of numbers that are constant up to rounding. Scaling must not magnify their rounding errors.

/// A range counts as constant if its width is at most this fraction of its largest magnitude: 3.6·10⁻¹⁵. The error of a
/// formula of a few operations, such as sin²x + cos²x, is smaller.
const MAX_RELATIVE_WIDTH: f64 = 16.0 * f64::EPSILON;

/// Whether a range is constant up to rounding. A range of numbers with both signs, or from 0 to another number, never
/// is.
pub fn is_constant([least, greatest]: [f64; 2]) -> bool {
    greatest - least <= MAX_RELATIVE_WIDTH * least.abs().max(greatest.abs())
}

/// The width of the widest of a cloud's coordinate ranges. If all points coincide up to rounding, the largest magnitude
/// of their coordinates, but at least 1. Always positive.
pub fn largest_width(ranges: &[[f64; 2]]) -> f64 {
    let largest = |of: fn(&[f64; 2]) -> f64| ranges.iter().map(of).fold(0.0, f64::max);
    match ranges.iter().all(|range| is_constant(*range)) {
        false => largest(|[least, greatest]| greatest - least),
        true => largest(|[least, greatest]| least.abs().max(greatest.abs())).max(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_errors_are_constant_and_real_differences_are_not() {
        let unity: Vec<f64> = (0..10_000)
            .map(|k| f64::from(k) * 0.013)
            .map(|x| x.sin().powi(2) + x.cos().powi(2))
            .collect();
        let least = unity.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = unity.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!(least < greatest && is_constant([least, greatest]));
        assert!(is_constant([0.0, 0.0]) && is_constant([-7.0, -7.0]));
        assert!(is_constant([1e300, 1e300 * (1.0 + 1e-15)]));
        for range in [
            [0.0, 1e-300],
            [-1e-16, 1e-16],
            [1e6, 1e6 + 1e-6],
            [-1.0, 1.0],
        ] {
            assert!(!is_constant(range), "{range:?}");
        }
    }

    #[test]
    fn the_width_of_coincident_points_is_their_magnitude() {
        assert_eq!(largest_width(&[[0.0, 2.0], [-1.0, 4.0], [7.0, 7.0]]), 5.0);
        assert_eq!(largest_width(&[[0.0, 1e-12], [0.0, 0.0]]), 1e-12);
        assert_eq!(largest_width(&[[0.0, 0.0]; 3]), 1.0);
        let rounded = 1e6_f64.next_up();
        assert_eq!(largest_width(&[[1e6, rounded], [0.0, 0.0]]), rounded);
    }
}
