//! Randomized PCA for data with thousands of rows and columns.
//!
//! Subspace iteration: a random orthonormal basis is multiplied by the covariance matrix C and re-orthonormalized in
//! each pass over the data. The Rayleigh–Ritz procedure gives the variances λ and directions v in the subspace, and the
//! residuals `C·v − λ·v`; as C is symmetric, an eigenvalue of C is within the residual norm of λ. The iteration ends
//! when all residuals are small, or after a maximum number of passes, and the residual norms are reported as errors.
//!
//! Source: N. Halko, P.-G. Martinsson and J. A. Tropp, Finding Structure with Randomness, SIAM Review 53 (2011),
//! algorithm 4.4; B. N. Parlett, The Symmetric Eigenvalue Problem (1998), section 4.5, for the bound.

use faer::{Accum, Mat, MatMut, MatRef, Par, Side, linalg::matmul::matmul, prelude::ReborrowMut};
use rayon::prelude::*;

use super::pca::{Pca, PcaError};
use crate::math::{memory, random::Normal, range::is_constant, table::Matrix};

/// Dimensions of the basis beyond twice the number of components; they accelerate convergence.
const EXTRA_DIMENSIONS: usize = 10;
/// The maximum number of passes over the data.
const MAX_PASSES: usize = 32;
/// The tolerance of the residuals relative to the variance. Errors of variances scale with its square.
const TOLERANCE: f64 = 1e-7;
/// The number of parallel parts of a table. It does not depend on the number of threads, and so neither do results.
const PARTS: usize = 8;
/// The number of values that are centred at a time.
const VALUES_PER_BLOCK: usize = 1 << 19;
/// The seed of the random basis, fixed so that the same data give the same components.
const SEED: u64 = 0;

/// The first components of data that have been checked, with [`Pca::variance_error`].
pub(super) fn fit(data: &Matrix, components: usize) -> Result<Pca, PcaError> {
    let (rows, columns) = (data.rows(), data.columns());
    let dimensions = (2 * components + EXTRA_DIMENSIONS).min(rows.min(columns));
    // The sums of each part and the total, the basis, its image, and copies of both for the decomposition.
    let factors = [PARTS + 6, columns, dimensions, size_of::<f64>()];
    memory::check(
        "finding principal components",
        &factors,
        "ask for fewer components",
    )?;
    let mean = means(data);
    let total = total_variance(data, &mean);
    // Rows that differ by rounding only have no direction either.
    let is_constant_column = |column: usize| {
        let values = data.iter_rows().map(|row| row[column]);
        let (min, max) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| {
            (value.min(min), value.max(max))
        });
        is_constant([min, max])
    };
    if (0..columns).all(is_constant_column) {
        return Err(PcaError::NoVariance);
    }
    if !total.is_normal() {
        return Err(PcaError::OutOfRange);
    }
    let mut normal = Normal::new(SEED);
    let random = Mat::from_fn(columns, dimensions, |_, _| normal.draw());
    let mut basis = random.qr().compute_thin_Q();
    let mut passes = 0;
    loop {
        let image = covariance_times(data, &mean, basis.as_ref());
        passes += 1;
        let projected_covariance = basis.transpose() * &image;
        let eigen = (projected_covariance.self_adjoint_eigen(Side::Lower))
            .map_err(|_| PcaError::OutOfRange)?;
        // Eigenvalues are in ascending order.
        let rotation = eigen.U().reverse_cols();
        let rotation = rotation.subcols(0, components);
        let variances: Vec<f64> = (eigen.S().column_vector().iter().rev())
            .take(components)
            .map(|variance| variance.max(0.0))
            .collect();
        let (directions, images) = (&basis * rotation, &image * rotation);
        let errors: Vec<f64> = (0..components)
            .map(|k| (images.col(k) - directions.col(k) * faer::Scale(variances[k])).norm_l2())
            .collect();
        let mut pairs = errors.iter().zip(&variances);
        if passes == MAX_PASSES || pairs.all(|(error, variance)| *error <= TOLERANCE * variance) {
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

/// The sum of `length` numbers that `write` writes for each part of the rows, added up in the same order on any number
/// of threads.
fn sum_of_parts(
    data: &Matrix,
    length: usize,
    write: impl Fn(&[f64], &mut [f64]) + Sync,
) -> Vec<f64> {
    let part = data.rows().div_ceil(PARTS) * data.columns();
    let sums: Vec<Vec<f64>> = (data.values().par_chunks(part))
        .map(|rows| {
            let mut sums = vec![0.0; length];
            write(rows, &mut sums);
            sums
        })
        .collect();
    let mut sums = sums.into_iter();
    let mut total = sums.next().unwrap_or_else(|| vec![0.0; length]);
    for part in sums {
        for (sum, value) in total.iter_mut().zip(part) {
            *sum += value;
        }
    }
    total
}

/// The mean of each column, with a second pass that corrects the rounding error of the first.
fn means(data: &Matrix) -> Vec<f64> {
    let columns = data.columns();
    let count = data.rows() as f64;
    let refined = |from: &[f64]| -> Vec<f64> {
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
    refined(&refined(data.row(0)))
}

/// The sum of the variances of all columns.
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

/// `XᵀX·basis / (n − 1)` with X the centred data, computed for a few rows at a time.
fn covariance_times(data: &Matrix, mean: &[f64], basis: MatRef<'_, f64>) -> Mat<f64> {
    let (columns, dimensions) = (data.columns(), basis.ncols());
    let block = (VALUES_PER_BLOCK / columns).max(1);
    let degrees_of_freedom = (data.rows() - 1) as f64;
    let sums = sum_of_parts(data, columns * dimensions, |rows, sums| {
        let mut sums = MatMut::from_column_major_slice_mut(sums, columns, dimensions);
        let mut centred = Vec::with_capacity(block * columns);
        for rows in rows.chunks(block * columns) {
            centred.clear();
            for row in rows.chunks_exact(columns) {
                centred.extend(row.iter().zip(mean).map(|(value, mean)| value - mean));
            }
            let centred = MatRef::from_row_major_slice(&centred, rows.len() / columns, columns);
            let coordinates = centred * basis;
            matmul(
                sums.rb_mut(),
                Accum::Add,
                centred.transpose(),
                coordinates.as_ref(),
                1.0 / degrees_of_freedom,
                Par::Seq,
            );
        }
    });
    MatRef::from_column_major_slice(&sums, columns, dimensions).to_owned()
}
