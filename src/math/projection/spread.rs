//! How rows of numbers spread around their mean, gathered chunk by chunk: all that principal components need.
//!
//! What is kept is a triangular factor R with `RᵀR = Σ (x − mean)(x − mean)ᵀ`, brought up to date by a QR decomposition
//! of R above each chunk and one more row for the move of the mean. Nothing is squared, so a small spread beside a large
//! one keeps its digits, which a covariance matrix would lose; and rows need not fit into memory together.
//!
//! Source: D. Ross, J. Lim, R.-S. Lin and M.-H. Yang, Incremental Learning for Robust Visual Tracking, International
//! Journal of Computer Vision 77 (2008), section 3.1, for the row of the mean, without leaving anything out; J. Demmel,
//! L. Grigori, M. Hoemmen and J. Langou, Communication-optimal Parallel and Sequential QR and LU Factorizations, SIAM
//! Journal on Scientific Computing 34 (2012), for the order of the work.

use faer::{Mat, MatMut, MatRef, prelude::ReborrowMut};
use rayon::prelude::*;

use crate::math::{
    memory::{self, MemoryError},
    table::Matrix,
};

/// Rows that are worth a decomposition of their own.
const FEWEST_ROWS: usize = 1024;
/// Parts of a table that are worked on beside each other. Not the number of processors, on which the last digits of a
/// result must not depend.
const PARTS: usize = 8;

/// The mean of the rows seen so far, and how they spread around it.
#[derive(Clone, Debug)]
pub struct Spread {
    rows: usize,
    mean: Vec<f64>,
    /// As many columns as the data, and at most as many rows as columns once a chunk was reduced.
    factor: Mat<f64>,
}

impl Spread {
    /// No rows yet, each with this many numbers.
    pub fn new(columns: usize) -> Self {
        Self {
            rows: 0,
            mean: vec![0.0; columns],
            factor: Mat::zeros(0, columns),
        }
    }

    /// Refuses data whose spread, and the components that are found from it, take more memory than is allowed.
    ///
    /// # Errors
    /// They do.
    pub fn check_memory(rows: usize, columns: usize) -> Result<(), MemoryError> {
        let chunk = FEWEST_ROWS.max(columns.saturating_mul(2));
        let parts = rows.div_ceil(chunk).min(PARTS);
        // Each part holds a chunk below a factor; of the whole factor, the decomposition makes copies.
        const COPIES: usize = 3;
        let factor = rows.min(columns);
        let lines = parts * (rows.min(chunk) + factor + 1) + COPIES * factor;
        let factors = [lines, columns, size_of::<f64>()];
        memory::check(
            "finding principal components",
            &factors,
            "take fewer columns",
        )
    }

    /// Of all rows of a table.
    pub fn of(data: &Matrix) -> Self {
        let mut spread = Self::new(data.columns());
        spread.add_in_parallel(data.values());
        spread
    }

    /// Takes in many rows, one after the other in `values`, in parallel: chunks of them beside each other.
    ///
    /// # Panics
    /// If `values` do not fill rows.
    pub fn add_in_parallel(&mut self, values: &[f64]) {
        let columns = self.columns();
        assert!(columns > 0 && values.len().is_multiple_of(columns));
        let chunk = FEWEST_ROWS.max(2 * columns);
        let chunks = (values.len() / columns).div_ceil(chunk);
        let part = chunk * chunks.div_ceil(PARTS);
        let parts: Vec<Self> = (values.par_chunks((part * columns).max(1)))
            .map(|rows| {
                let mut spread = Self::new(columns);
                for chunk in rows.chunks(chunk * columns) {
                    spread.add(chunk);
                }
                spread
            })
            .collect();
        for part in parts {
            self.merge(&part);
        }
    }

    /// How many rows were seen.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The numbers of a row.
    pub fn columns(&self) -> usize {
        self.mean.len()
    }

    /// The mean of each column.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// R, with `RᵀR = Σ (x − mean)(x − mean)ᵀ`.
    pub(super) fn factor(&self) -> MatRef<'_, f64> {
        self.factor.as_ref()
    }

    /// Takes in more rows, one after the other in `values`.
    ///
    /// # Panics
    /// If `values` do not fill rows.
    pub fn add(&mut self, values: &[f64]) {
        let columns = self.columns();
        assert!(columns > 0 && values.len().is_multiple_of(columns));
        if values.is_empty() {
            return;
        }
        let mean = means(values, columns);
        let rows = values.len() / columns;
        self.take(rows, &mean, rows, |mut room| {
            for (j, mean) in mean.iter().enumerate() {
                let column = values[j..].iter().step_by(columns);
                for (room, value) in room.rb_mut().col_mut(j).iter_mut().zip(column) {
                    *room = value - mean;
                }
            }
        });
    }

    /// Takes in the rows that `other` has seen.
    fn merge(&mut self, other: &Self) {
        let height = other.factor.nrows();
        self.take(other.rows, &other.mean, height, |mut room| {
            room.copy_from(&other.factor);
        });
    }

    /// Takes in `rows` rows of this mean, which `fill` writes below the factor, `height` rows tall: themselves, or a
    /// factor of theirs, less their mean.
    fn take(
        &mut self,
        rows: usize,
        mean: &[f64],
        height: usize,
        fill: impl FnOnce(MatMut<'_, f64>),
    ) {
        let columns = self.columns();
        let above = self.factor.nrows();
        let mut stack = Mat::zeros(above + height + 1, columns);
        stack.subrows_mut(0, above).copy_from(&self.factor);
        fill(stack.subrows_mut(above, height));
        let mut used = above + height;
        let (before, more) = (self.rows as f64, rows as f64);
        if self.rows > 0 {
            let weight = (before * more / (before + more)).sqrt();
            for (j, (old, new)) in self.mean.iter_mut().zip(mean).enumerate() {
                let moved = new - *old;
                stack[(used, j)] = weight * moved;
                *old += moved * (more / (before + more));
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

/// The mean of each column of rows, exact where a column never changes. A second pass takes away what rounding left in
/// the first.
fn means(values: &[f64], columns: usize) -> Vec<f64> {
    let count = (values.len() / columns) as f64;
    let moved = |from: &[f64]| -> Vec<f64> {
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
    moved(&moved(&values[..columns]))
}
