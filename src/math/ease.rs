//! Easing: movement that starts and ends at rest.

/// The smoothstep function 3t² − 2t³, from 0 to 1, with zero slope at both ends.
pub fn smoothstep(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

/// The inverse of [`smoothstep`] on 0 to 1.
pub fn inverse_smoothstep(y: f64) -> f64 {
    0.5 - ((1.0 - 2.0 * y).asin() / 3.0).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothstep_starts_and_ends_at_rest() {
        let values = [0.0, 0.25, 0.5, 0.75, 1.0].map(smoothstep);
        assert_eq!(values, [0.0, 0.156_25, 0.5, 0.843_75, 1.0]);
        assert!(smoothstep(1e-6) < 1e-11 && 1.0 - smoothstep(1.0 - 1e-6) < 1e-11);
    }

    #[test]
    fn the_inverse_inverts() {
        for k in 0..=1000 {
            let t = f64::from(k) / 1000.0;
            let back = inverse_smoothstep(smoothstep(t));
            assert!((back - t).abs() < 1e-7, "{t}: {back}");
        }
    }
}
