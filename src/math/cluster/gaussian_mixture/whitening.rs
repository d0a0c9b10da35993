//! The transform that decorrelates the rows of a component and scales their variance to 1.

use rayon::prelude::*;

use crate::math::progress::{Cancelled, Progress, SharedProgress};

/// With more columns than this, the work is done in parallel and reports its progress row by row.
pub(super) const MAX_SERIAL_COLUMNS: usize = 64;
/// Partial sums of a dot product, so that it vectorizes.
const LANES: usize = 8;
/// Columns of the inverse per parallel block.
const COLUMNS_PER_BLOCK: usize = 256;

/// The inverse of the lower Cholesky factor of a `columns` × `columns` covariance, row-major with zeros above the
/// diagonal. `None` if the covariance is not positive definite. Takes O(columns³) time.
///
/// # Errors
/// `progress` cancelled the computation.
pub(super) fn whitening(
    covariance: &[f64],
    columns: usize,
    progress: &mut Progress,
) -> Result<Option<Vec<f64>>, Cancelled> {
    let reported = SharedProgress::new(progress, 2 * columns);
    let report_row = || match columns > MAX_SERIAL_COLUMNS {
        true => reported.done(1),
        false => Ok(()),
    };
    // The lower triangle becomes the factor, column by column.
    let mut factor = covariance.to_vec();
    for j in 0..columns {
        let (above, below) = factor.split_at_mut((j + 1) * columns);
        let pivot = &mut above[j * columns..][..=j];
        let square = pivot[j] - dot(&pivot[..j], &pivot[..j]);
        if square <= 0.0 || square.is_nan() {
            return Ok(None);
        }
        pivot[j] = square.sqrt();
        let pivot = &*pivot;
        let update = |row: &mut [f64]| row[j] = (row[j] - dot(&row[..j], &pivot[..j])) / pivot[j];
        match columns > MAX_SERIAL_COLUMNS {
            true => below
                .par_chunks_mut(columns)
                .with_min_len(32)
                .for_each(update),
            false => below.chunks_mut(columns).for_each(update),
        }
        report_row()?;
    }
    // Row i of the inverse follows from the rows above it by forward substitution.
    let mut inverse = vec![0.0; columns * columns];
    for i in 0..columns {
        let line = &factor[i * columns..][..=i];
        let (above, rest) = inverse.split_at_mut(i * columns);
        let row = &mut rest[..=i];
        row[i] = 1.0;
        let update = |(block, into): (usize, &mut [f64])| {
            let from = block * COLUMNS_PER_BLOCK;
            for (k, factor) in line[..i].iter().enumerate().skip(from) {
                let other = &above[k * columns..][from..=k];
                for (into, other) in into.iter_mut().zip(other) {
                    *into -= factor * other;
                }
            }
            into.iter_mut().for_each(|value| *value /= line[i]);
        };
        match columns > MAX_SERIAL_COLUMNS {
            true => row
                .par_chunks_mut(COLUMNS_PER_BLOCK)
                .enumerate()
                .for_each(update),
            false => row
                .chunks_mut(COLUMNS_PER_BLOCK)
                .enumerate()
                .for_each(update),
        }
        report_row()?;
    }
    Ok(Some(inverse))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_parts, b_parts) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = a_parts.remainder().iter().zip(b_parts.remainder());
    let mut sums = [0.0; LANES];
    for (a, b) in a_parts.zip(b_parts) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + rest.map(|(a, b)| a * b).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{progress::no_progress, random::Normal};

    #[test]
    fn whitening_turns_the_covariance_into_the_identity() {
        let mut normal = Normal::new(5);
        for columns in [1, 2, 7, 64, 65, 300] {
            // From more rows than columns, so that it is well conditioned.
            let rows: Vec<Vec<f64>> = (0..3 * columns)
                .map(|_| (0..columns).map(|_| normal.draw()).collect())
                .collect();
            let entry = |i: usize, j: usize| rows.iter().map(|row| row[i] * row[j]).sum::<f64>();
            let covariance: Vec<f64> = (0..columns * columns)
                .map(|index| entry(index / columns, index % columns))
                .collect();
            let found = whitening(&covariance, columns, &mut no_progress);
            let inverse = found.unwrap().unwrap();
            let line = |i: usize| &inverse[i * columns..][..columns];
            for i in 0..columns {
                assert!(line(i)[i + 1..].iter().all(|value| *value == 0.0));
                let product: Vec<f64> = (0..columns)
                    .map(|j| dot(line(i), &covariance[j * columns..][..columns]))
                    .collect();
                for j in 0..columns {
                    let found = dot(&product, line(j));
                    let expected = f64::from(u8::from(i == j));
                    assert!(
                        (found - expected).abs() < 1e-10,
                        "{columns}: {i} {j} {found}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_whitening_and_the_computation_can_be_cancelled() {
        let whitened = |covariance: &[f64]| whitening(covariance, 2, &mut no_progress).unwrap();
        for covariance in [[1.0, 2.0, 2.0, 1.0], [0.0; 4], [f64::NAN; 4]] {
            assert_eq!(whitened(&covariance), None);
        }
        let identity: Vec<f64> = (0..100 * 100)
            .map(|index| f64::from(u8::from(index % 101 == 0)))
            .collect();
        let mut reports = 0;
        let stopped = whitening(&identity, 100, &mut |_| {
            reports += 1;
            std::ops::ControlFlow::Break(())
        });
        assert_eq!((stopped, reports), (Err(Cancelled), 1));
    }
}
