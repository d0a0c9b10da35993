//! Movement that begins and ends at rest.

/// How far a movement has come after a part `t` of its time, both 0 to 1: 3t² − 2t³, at rest at both ends.
pub fn smoothstep(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

/// The part of its time after which a movement has come so far, both 0 to 1: the inverse of [`smoothstep`].
pub fn inverse_smoothstep(y: f64) -> f64 {
    0.5 - ((1.0 - 2.0 * y).asin() / 3.0).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothstep_begins_and_ends_at_rest() {
        let values = [0.0, 0.25, 0.5, 0.75, 1.0].map(smoothstep);
        assert_eq!(values, [0.0, 0.156_25, 0.5, 0.843_75, 1.0]);
        assert!(smoothstep(1e-6) < 1e-11 && 1.0 - smoothstep(1.0 - 1e-6) < 1e-11);
    }

    #[test]
    fn the_inverse_leads_back() {
        for k in 0..=1000 {
            let t = f64::from(k) / 1000.0;
            let back = inverse_smoothstep(smoothstep(t));
            assert!((back - t).abs() < 1e-7, "{t}: {back}");
        }
    }
}
