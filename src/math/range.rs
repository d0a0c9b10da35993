//! Ranges that are constant up to rounding, which must not be magnified when drawn.

/// A range counts as constant if it spans at most this number of units in the last place of its largest number: a
/// relative difference of 3.6·10⁻¹⁵. A formula of a few operations, such as sin²x + cos²x, has a smaller error.
const UNITS: f64 = 16.0;

/// Whether a range is constant up to rounding. A range with both signs never is, and neither is one from 0 to another
/// number.
pub fn is_constant([least, greatest]: [f64; 2]) -> bool {
    greatest - least <= UNITS * f64::EPSILON * least.abs().max(greatest.abs())
}

/// The widest range of a cloud's coordinates, always positive. If all points coincide up to rounding, the magnitude of
/// their coordinates.
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
    fn coincident_points_have_the_width_of_their_magnitude() {
        assert_eq!(largest_width(&[[0.0, 2.0], [-1.0, 4.0], [7.0, 7.0]]), 5.0);
        assert_eq!(largest_width(&[[0.0, 1e-12], [0.0, 0.0]]), 1e-12);
        assert_eq!(largest_width(&[[0.0, 0.0]; 3]), 1.0);
        let rounded = 1e6_f64.next_up();
        assert_eq!(largest_width(&[[1e6, rounded], [0.0, 0.0]]), rounded);
    }
}
