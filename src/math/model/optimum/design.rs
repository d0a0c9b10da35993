//! The design matrix of a linear model: features and a column of ones for the bias.

use faer::{Accum, Mat, MatMut, Par, linalg::matmul::matmul};

use crate::math::table::Matrix;

/// The design matrix X̃ = [X, 1], one row per sample.
#[derive(Clone, Debug)]
pub struct Design {
    matrix: Mat<f64>,
}

impl Design {
    /// The design matrix of some features.
    pub fn new(features: &Matrix) -> Self {
        let (rows, columns) = (features.rows(), features.columns());
        let entry = |i: usize, j: usize| match j == columns {
            true => 1.0,
            false => features.row(i)[j],
        };
        Self {
            matrix: Mat::from_fn(rows, columns + 1, entry),
        }
    }

    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.matrix.nrows()
    }

    /// The number of features and 1.
    pub fn columns(&self) -> usize {
        self.matrix.ncols()
    }

    /// Writes X̃·v into `into`, for one output with the weights and bias v.
    pub fn outputs(&self, v: &[f64], into: &mut [f64]) {
        into.fill(0.0);
        for (column, factor) in self.matrix.col_iter().zip(v) {
            for (output, value) in into.iter_mut().zip(column.iter()) {
                *output += factor * value;
            }
        }
    }

    /// Adds X̃ᵀ·s to `into`.
    pub fn add_transposed(&self, s: &[f64], into: &mut [f64]) {
        for (column, sum) in self.matrix.col_iter().zip(into) {
            *sum += column
                .iter()
                .zip(s)
                .map(|(value, s)| value * s)
                .sum::<f64>();
        }
    }

    /// Writes X̃ᵀ·diag(s)·X̃ into `into`.
    pub fn gram(&self, s: &[f64], into: MatMut<'_, f64>) {
        let scaled = Mat::from_fn(self.rows(), self.columns(), |i, j| {
            s[i] * self.matrix[(i, j)]
        });
        let transposed = self.matrix.transpose();
        matmul(
            into,
            Accum::Replace,
            transposed,
            scaled.as_ref(),
            1.0,
            Par::Seq,
        );
    }
}
