//! The mean and covariance of rows, accumulated in chunks: the input of principal component analysis.
//!
//! Stores a factor R with `RᵀR = Σ (x − mean)(x − mean)ᵀ`, which is updated by a QR decomposition of R, the centred
//! rows of a chunk, and one more row for the shift of the mean. Nothing is squared, so a small variance next to a large
//! one remains accurate, unlike in a covariance matrix; and the rows need not fit into memory together.
//!
//! Source: D. Ross, J. Lim, R.-S. Lin and M.-H. Yang, Incremental Learning for Robust Visual Tracking, International
//! Journal of Computer Vision 77 (2008), section 3.1, for the row of the mean, without truncation; J. Demmel, L.
//! Grigori, M. Hoemmen and J. Langou, Communication-optimal Parallel and Sequential QR and LU Factorizations, SIAM
//! Journal on Scientific Computing 34 (2012), for the order of the work.

use faer::{Mat, MatMut, MatRef, prelude::ReborrowMut};
use rayon::prelude::*;

use crate::math::{
    memory::{self, MemoryError},
    table::Matrix,
};

/// The minimum number of rows of a chunk, which has a decomposition of its own.
const MIN_CHUNK_ROWS: usize = 1024;
/// The number of parallel parts of a table. It does not depend on the number of threads, and so neither do results.
const PARTS: usize = 8;

/// The mean and covariance of the rows added so far.
#[derive(Clone, Debug)]
pub struct CovarianceAccumulator {
    rows: usize,
    mean: Vec<f64>,
    /// The factor R, with as many columns as the data and at most as many rows as columns.
    factor: Mat<f64>,
}

impl CovarianceAccumulator {
    /// An accumulator without rows, for data with this number of columns.
    pub fn new(columns: usize) -> Self {
        Self {
            rows: 0,
            mean: vec![0.0; columns],
            factor: Mat::zeros(0, columns),
        }
    }

    /// Checks that the accumulation of data of this size, and the decomposition into components, fit into memory.
    ///
    /// # Errors
    /// They exceed the memory limit.
    pub fn check_memory(rows: usize, columns: usize) -> Result<(), MemoryError> {
        let chunk = MIN_CHUNK_ROWS.max(columns.saturating_mul(2));
        let parts = rows.div_ceil(chunk).min(PARTS);
        // Each part holds a chunk below a factor; the decomposition makes copies of the whole factor.
        const COPIES: usize = 3;
        let factor_rows = rows.min(columns);
        let stacked_rows = parts * (rows.min(chunk) + factor_rows + 1) + COPIES * factor_rows;
        let factors = [stacked_rows, columns, size_of::<f64>()];
        memory::check(
            "finding principal components",
            &factors,
            "take fewer columns",
        )
    }

    /// Accumulates all rows of a table.
    pub fn of(data: &Matrix) -> Self {
        let mut accumulator = Self::new(data.columns());
        accumulator.add_in_parallel(data.values());
        accumulator
    }

    /// Adds rows, one after another in `values`, in parallel chunks.
    ///
    /// # Panics
    /// If `values` is not a whole number of rows.
    pub fn add_in_parallel(&mut self, values: &[f64]) {
        let columns = self.columns();
        assert!(columns > 0 && values.len().is_multiple_of(columns));
        let chunk = MIN_CHUNK_ROWS.max(2 * columns);
        let chunks = (values.len() / columns).div_ceil(chunk);
        let part = chunk * chunks.div_ceil(PARTS);
        let parts: Vec<Self> = (values.par_chunks((part * columns).max(1)))
            .map(|rows| {
                let mut accumulator = Self::new(columns);
                for chunk in rows.chunks(chunk * columns) {
                    accumulator.add(chunk);
                }
                accumulator
            })
            .collect();
        for part in parts {
            self.merge(&part);
        }
    }

    /// The number of rows added.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns of the data.
    pub fn columns(&self) -> usize {
        self.mean.len()
    }

    /// The mean of each column; 0 without rows.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// The factor R, with `RᵀR = Σ (x − mean)(x − mean)ᵀ`.
    pub(super) fn factor(&self) -> MatRef<'_, f64> {
        self.factor.as_ref()
    }

    /// Adds rows, one after another in `values`.
    ///
    /// # Panics
    /// If `values` is not a whole number of rows.
    pub fn add(&mut self, values: &[f64]) {
        let columns = self.columns();
        assert!(columns > 0 && values.len().is_multiple_of(columns));
        if values.is_empty() {
            return;
        }
        let mean = means(values, columns);
        let rows = values.len() / columns;
        self.append(rows, &mean, rows, |mut target| {
            for (j, mean) in mean.iter().enumerate() {
                let column = values[j..].iter().step_by(columns);
                for (target, value) in target.rb_mut().col_mut(j).iter_mut().zip(column) {
                    *target = value - mean;
                }
            }
        });
    }

    /// Adds the rows of another accumulator.
    fn merge(&mut self, other: &Self) {
        let height = other.factor.nrows();
        self.append(other.rows, &other.mean, height, |mut target| {
            target.copy_from(&other.factor);
        });
    }

    /// Adds `rows` rows with this mean. `write` writes `height` rows below the factor: the centred rows, or a factor R
    /// of them.
    fn append(
        &mut self,
        rows: usize,
        mean: &[f64],
        height: usize,
        write: impl FnOnce(MatMut<'_, f64>),
    ) {
        let columns = self.columns();
        let above = self.factor.nrows();
        let mut stack = Mat::zeros(above + height + 1, columns);
        stack.subrows_mut(0, above).copy_from(&self.factor);
        write(stack.subrows_mut(above, height));
        let mut used = above + height;
        let (old_rows, new_rows) = (self.rows as f64, rows as f64);
        if self.rows > 0 {
            let weight = (old_rows * new_rows / (old_rows + new_rows)).sqrt();
            for (j, (old, new)) in self.mean.iter_mut().zip(mean).enumerate() {
                let shift = new - *old;
                stack[(used, j)] = weight * shift;
                *old += shift * (new_rows / (old_rows + new_rows));
            }
            used += 1;
        } else {
            self.mean.copy_from_slice(mean);
        }
        self.rows += rows;
        let stack = stack.subrows(0, used);
        self.factor = if used > columns {
            stack.qr().thin_R().to_owned()
        } else {
            stack.to_owned()
        };
    }
}

/// The mean of each column, exact for constant columns. A second pass corrects the rounding error of the first.
fn means(values: &[f64], columns: usize) -> Vec<f64> {
    let count = (values.len() / columns) as f64;
    let refined = |from: &[f64]| -> Vec<f64> {
        let mut sums = vec![0.0; columns];
        for row in values.chunks_exact(columns) {
            for ((sum, value), from) in sums.iter_mut().zip(row).zip(from) {
                *sum += value - from;
            }
        }
        (from.iter().zip(sums))
            .map(|(from, sum)| from + sum / count)
            .collect()
    };
    refined(&refined(&values[..columns]))
}
