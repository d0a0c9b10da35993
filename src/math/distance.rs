//! Squared Euclidean distances, added up column after column.

/// The squared distance of two points of equally many coordinates.
pub fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// As [`squared`] for points of `D` coordinates; any number where `D` is 0. A number known in advance is much quicker.
#[inline(always)]
pub fn squared_in<const D: usize>(a: &[f64], b: &[f64]) -> f64 {
    if D == 0 {
        return squared(a, b);
    }
    match (a.first_chunk::<D>(), b.first_chunk::<D>()) {
        (Some(a), Some(b)) => squared(a, b),
        _ => unreachable!("points of {D} coordinates"),
    }
}

/// As [`squared`] in sums beside each other, which a processor can do at once: quicker for many coordinates, and different
/// in the last digits from eight of them on.
pub fn squared_in_lanes(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let (a_parts, b_parts) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = a_parts.remainder().iter().zip(b_parts.remainder());
    let mut sums = [0.0; LANES];
    for (a, b) in a_parts.zip(b_parts) {
        for lane in 0..LANES {
            let difference = a[lane] - b[lane];
            sums[lane] += difference * difference;
        }
    }
    let rest: f64 = rest.map(|(a, b)| (a - b) * (a - b)).sum();
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h)) + rest
}

/// Calls a function that is generic over the number of columns: with the number itself for the few that clouds mostly
/// have, else with 0.
macro_rules! by_columns {
    ($columns:expr, $function:ident ( $($argument:expr),* $(,)? )) => {
        match $columns {
            1 => $function::<1>($($argument),*),
            2 => $function::<2>($($argument),*),
            3 => $function::<3>($($argument),*),
            4 => $function::<4>($($argument),*),
            _ => $function::<0>($($argument),*),
        }
    };
}
pub(crate) use by_columns;
