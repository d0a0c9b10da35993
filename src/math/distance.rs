//! Squared Euclidean distances.

/// The squared distance between two points of the same dimension, summed from the first coordinate to the last.
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// As [`squared_distance`] for points of `D` coordinates, or of any number if `D` is 0. A compile-time dimension is
/// much faster.
#[inline(always)]
pub fn squared_distance_in<const D: usize>(a: &[f64], b: &[f64]) -> f64 {
    if D == 0 {
        return squared_distance(a, b);
    }
    match (a.first_chunk::<D>(), b.first_chunk::<D>()) {
        (Some(a), Some(b)) => squared_distance(a, b),
        _ => unreachable!("points of {D} coordinates"),
    }
}

/// As [`squared_distance`], with eight partial sums, so that the loop vectorizes: faster for many coordinates. With
/// eight or more coordinates, the result may differ from [`squared_distance`] by rounding.
pub fn squared_distance_in_lanes(a: &[f64], b: &[f64]) -> f64 {
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

/// Calls a function that is generic over the number of columns: with the number itself from 1 to 4, otherwise with 0.
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
