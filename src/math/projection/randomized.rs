//! The first principal components of data with thousands of rows and columns, from a random start.
//!
//! A random subspace is turned towards the components by power iterations, an orthogonal basis taken after each. A pass
//! over the data gives the covariance matrix C times the basis, from which follow the best variances λ and directions v
//! that the basis holds and the lengths of the residuals `C·v − λ·v`; some eigenvalue of C is within this of λ (C is
//! symmetric). The iteration ends when all residuals are small, and gives them as the error.
//!
//! Source: N. Halko, P.-G. Martinsson and J. A. Tropp, Finding Structure with Randomness, SIAM Review 53 (2011),
//! algorithm 4.4; B. N. Parlett, The Symmetric Eigenvalue Problem (1998), section 4.5, for the bound.

use faer::{Accum, Mat, MatMut, MatRef, Par, Side, linalg::matmul::matmul, prelude::ReborrowMut};
use rayon::prelude::*;

use super::pca::{Pca, PcaError};
use crate::math::{memory, random::Normal, range::is_constant, table::Matrix};

/// Dimensions of the basis beyond twice the number of components; they speed up the iteration.
const MORE_DIMENSIONS: usize = 10;
/// Passes over the data at most.
const MOST_PASSES: usize = 32;
/// Residuals as a part of the variance that are small enough. Errors of the variances go with the square of this.
const TOLERANCE: f64 = 1e-7;
/// Parts of a table that are worked on beside each other, whatever the number of processors.
const PARTS: usize = 8;
/// Numbers that are centred at a time.
const BLOCK: usize = 1 << 19;
/// The same data give the same components.
const SEED: u64 = 0;

/// The first components of data that were checked, with [`Pca::variance_error`].
pub(super) fn fit(data: &Matrix, components: usize) -> Result<Pca, PcaError> {
    let (rows, columns) = (data.rows(), data.columns());
    let dimensions = (2 * components + MORE_DIMENSIONS).min(rows.min(columns));
    // Sums of each part and of all, the basis, its image, and copies while both are turned.
    let factors = [PARTS + 6, columns, dimensions, size_of::<f64>()];
    memory::check(
        "finding principal components",
        &factors,
        "ask for fewer components",
    )?;
    let mean = means(data);
    let total = total_variance(data, &mean);
    // What differs by rounding alone has no direction either.
    let is_level = |column: usize| {
        let values = data.iter_rows().map(|row| row[column]);
        let (least, greatest) = values.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, greatest), value| (value.min(least), value.max(greatest)),
        );
        is_constant([least, greatest])
    };
    if (0..columns).all(is_level) {
        return Err(PcaError::NoSpread);
    }
    if !total.is_normal() {
        return Err(PcaError::Range);
    }
    let mut normal = Normal::new(SEED);
    let random = Mat::from_fn(columns, dimensions, |_, _| normal.draw());
    let mut basis = random.qr().compute_thin_Q();
    let mut passes = 0;
    loop {
        let image = covariance_times(data, &mean, basis.as_ref());
        passes += 1;
        let inside = basis.transpose() * &image;
        let eigen = (inside.self_adjoint_eigen(Side::Lower)).map_err(|_| PcaError::Range)?;
        // Eigenvalues come from the least to the greatest.
        let turn = eigen.U().reverse_cols();
        let turn = turn.subcols(0, components);
        let variances: Vec<f64> = (eigen.S().column_vector().iter().rev())
            .take(components)
            .map(|variance| variance.max(0.0))
            .collect();
        let (directions, images) = (&basis * turn, &image * turn);
        let errors: Vec<f64> = (0..components)
            .map(|k| (images.col(k) - directions.col(k) * faer::Scale(variances[k])).norm_l2())
            .collect();
        let mut both = errors.iter().zip(&variances);
        if passes == MOST_PASSES || both.all(|(error, variance)| *error <= TOLERANCE * variance) {
            let found = (variances.iter().zip(directions.col_iter()))
                .map(|(variance, direction)| (*variance, direction.iter().copied().collect()));
            return Ok(Pca {
                variance_error: Some(errors),
                ..Pca::from_parts(mean, found.collect(), total)
            });
        }
        basis = image.qr().compute_thin_Q();
    }
}

/// Sums of what `of` gives for parts of the rows, always in the same order.
fn sum_of_parts(data: &Matrix, length: usize, of: impl Fn(&[f64], &mut [f64]) + Sync) -> Vec<f64> {
    let part = data.rows().div_ceil(PARTS) * data.columns();
    let sums: Vec<Vec<f64>> = (data.values().par_chunks(part))
        .map(|rows| {
            let mut sums = vec![0.0; length];
            of(rows, &mut sums);
            sums
        })
        .collect();
    let mut sums = sums.into_iter();
    let mut whole = sums.next().unwrap_or_else(|| vec![0.0; length]);
    for part in sums {
        for (sum, more) in whole.iter_mut().zip(part) {
            *sum += more;
        }
    }
    whole
}

/// The mean of each column. A second pass corrects the rounding of the first.
fn means(data: &Matrix) -> Vec<f64> {
    let columns = data.columns();
    let count = data.rows() as f64;
    let moved = |from: &[f64]| -> Vec<f64> {
        let sums = sum_of_parts(data, columns, |rows, sums| {
            for row in rows.chunks_exact(columns) {
                for ((sum, value), from) in sums.iter_mut().zip(row).zip(from) {
                    *sum += value - from;
                }
            }
        });
        (from.iter().zip(sums))
            .map(|(from, sum)| from + sum / count)
            .collect()
    };
    moved(&moved(data.row(0)))
}

fn total_variance(data: &Matrix, mean: &[f64]) -> f64 {
    let squares = sum_of_parts(data, 1, |rows, sum| {
        for row in rows.chunks_exact(mean.len()) {
            sum[0] += (row.iter().zip(mean))
                .map(|(value, mean)| (value - mean).powi(2))
                .sum::<f64>();
        }
    });
    squares[0] / (data.rows() - 1) as f64
}

/// `XᵀX·basis / (n − 1)`, with X the centred data, of which a few rows exist at a time.
fn covariance_times(data: &Matrix, mean: &[f64], basis: MatRef<'_, f64>) -> Mat<f64> {
    let (columns, dimensions) = (data.columns(), basis.ncols());
    let block = (BLOCK / columns).max(1);
    let freedom = (data.rows() - 1) as f64;
    let sums = sum_of_parts(data, columns * dimensions, |rows, sums| {
        let mut sums = MatMut::from_column_major_slice_mut(sums, columns, dimensions);
        let mut centred = Vec::with_capacity(block * columns);
        for rows in rows.chunks(block * columns) {
            centred.clear();
            for row in rows.chunks_exact(columns) {
                centred.extend(row.iter().zip(mean).map(|(value, mean)| value - mean));
            }
            let centred = MatRef::from_row_major_slice(&centred, rows.len() / columns, columns);
            let along = centred * basis;
            matmul(
                sums.rb_mut(),
                Accum::Add,
                centred.transpose(),
                along.as_ref(),
                1.0 / freedom,
                Par::Seq,
            );
        }
    });
    MatRef::from_column_major_slice(&sums, columns, dimensions).to_owned()
}
