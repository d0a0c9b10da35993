//! Principal component analysis (PCA): the directions of greatest variance of a point cloud.
//!
//! With `X` the centred data, the components are the right singular vectors of `X`, and the variance along the i-th is
//! `σᵢ² / (n − 1)`. Columns are centred but not scaled. The sign of a component is arbitrary; here the loading of
//! largest magnitude (the first of equal ones) is positive.
//!
//! The result is exact, unless the data have more than [`MAX_EXACT_COMPONENTS`] rows and columns and few components are
//! requested: then a randomized method is used, which reports an error bound of its variances.
//!
//! Source: K. Pearson, On lines and planes of closest fit to systems of points in space, Philosophical Magazine 2
//! (1901); I. T. Jolliffe, Principal Component Analysis, 2nd edition (2002).

use rayon::prelude::*;
use thiserror::Error;

use super::{Entry, Method, covariance::CovarianceAccumulator, randomized};
use crate::math::{memory::MemoryError, range::is_constant, table::Matrix, words::Bilingual};

/// The maximum of min(rows, columns), the number of all components, for which they are always computed exactly.
pub const MAX_EXACT_COMPONENTS: usize = 2000;

pub(super) const ENTRY: Entry = Entry {
    name: "pca",
    title: Bilingual::new("Principal components", "主成分分析"),
    formula: "y = (x − mean)·V, V: directions of greatest variance",
    doc: Bilingual::new(
        "The flat picture that keeps most of the spread: the shadow of the cloud on its widest plane.",
        "保留最多方差的平面图：点云投在其最宽平面上的影子。",
    ),
    reference: "Pearson 1901, On lines and planes of closest fit to systems of points in space; Jolliffe 2002, Principal Component Analysis",
    parameters: &[],
    build: |_| Method::Pca,
};

/// The principal components of a point cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// The mean of each feature.
    pub mean: Vec<f64>,
    /// The components by descending variance: `k` orthonormal vectors with one loading per feature.
    pub components: Vec<Vec<f64>>,
    /// The variance of the data along each component, with `n − 1` in the denominator.
    pub explained_variance: Vec<f64>,
    /// The ratio (0 to 1) of each variance to the total variance of the data, including components not computed.
    pub explained_variance_ratio: Vec<f64>,
    /// The sum of the variances of all features, with `n − 1` in the denominator.
    pub total_variance: f64,
    /// For components from the randomized method, the maximum distance of each explained variance from the nearest
    /// eigenvalue of the covariance matrix. `None` if they are exact up to rounding.
    pub variance_error: Option<Vec<f64>>,
}

/// Why data have no principal components.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PcaError {
    /// There are fewer than two samples.
    #[error("{rows} row(s) of numbers have no variance; give at least 2 rows")]
    TooFewRows {
        /// The number of rows.
        rows: usize,
    },
    /// The number of components is 0 or exceeds min(rows, columns).
    #[error("{components} component(s) of {rows} rows and {columns} columns of numbers; ask for 1 to {}", rows.min(columns))]
    InvalidComponents {
        /// The requested number of components.
        components: usize,
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
    },
    /// A value is NaN or infinite.
    #[error("row {row}, column {column} is {value}; give finite numbers only")]
    NotFinite {
        /// The row of the value, from 1.
        row: usize,
        /// The column of the value, from 1.
        column: usize,
        /// The value: NaN or an infinity.
        value: f64,
    },
    /// All rows are identical up to rounding.
    #[error(
        "all rows are identical, so there are no principal components; give points that differ"
    )]
    NoVariance,
    /// Squares of the values overflow or underflow an `f64`.
    #[error("the numbers are too large or too small to square; rescale the columns")]
    OutOfRange,
    /// The computation would exceed the memory limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl Pca {
    /// The first `components` principal components of the rows of `data`.
    ///
    /// # Examples
    /// ```
    /// use fallline::math::{projection::Pca, table::Matrix};
    ///
    /// let line = Matrix::from_fn(5, 2, |i, j| [3.0, 4.0][j] * i as f64);
    /// let pca = Pca::fit(&line, 1)?;
    /// assert!((pca.components[0][0] - 0.6).abs() < 1e-12);
    /// assert!((pca.explained_variance_ratio[0] - 1.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PcaError`] if there are fewer than 2 rows, `components` is 0 or more than `min(rows, columns)`, a value or its
    /// square is not finite, all rows are identical, or there are too many columns for the memory limit.
    pub fn fit(data: &Matrix, components: usize) -> Result<Self, PcaError> {
        let (rows, columns) = (data.rows(), data.columns());
        check_components(rows, columns, components)?;
        check_finite(data.values(), columns, 0)?;
        // If most components are requested, the randomized method is not faster.
        if rows.min(columns) > MAX_EXACT_COMPONENTS && 3 * components < rows.min(columns) {
            return randomized::fit(data, components);
        }
        CovarianceAccumulator::check_memory(rows, columns)?;
        Self::from_covariance(&CovarianceAccumulator::of(data), components)
    }

    /// The first `components` principal components of the rows accumulated in a [`CovarianceAccumulator`], exactly.
    ///
    /// # Errors
    /// [`PcaError`] if there are fewer than 2 rows, `components` is 0 or more than `min(rows, columns)`, squares are
    /// not finite, or all rows are identical.
    pub fn from_covariance(
        covariance: &CovarianceAccumulator,
        components: usize,
    ) -> Result<Self, PcaError> {
        check_components(covariance.rows(), covariance.columns(), components)?;
        let factor = covariance.factor();
        let degrees_of_freedom = (covariance.rows() - 1) as f64;
        let total = factor.squared_norm_l2() / degrees_of_freedom;
        // Rows that differ by rounding only have no direction either.
        let mut columns = covariance.mean().iter().zip(factor.col_iter());
        if columns.all(|(mean, column)| {
            let deviation = column.norm_l2() / degrees_of_freedom.sqrt();
            is_constant([*mean, mean + deviation])
        }) {
            return Err(PcaError::NoVariance);
        }
        if !total.is_normal() {
            return Err(PcaError::OutOfRange);
        }
        let svd = factor.thin_svd().map_err(|_| PcaError::OutOfRange)?;
        let components = (svd.S().column_vector().iter())
            .zip(svd.V().col_iter())
            .take(components)
            .map(|(s, v)| (s * s / degrees_of_freedom, v.iter().copied().collect()));
        Ok(Self::from_parts(
            covariance.mean().to_vec(),
            components.collect(),
            total,
        ))
    }

    /// Assembles the result from the mean, the variances in descending order, each with its direction of arbitrary
    /// sign, and the total variance.
    pub(super) fn from_parts(mean: Vec<f64>, components: Vec<(f64, Vec<f64>)>, total: f64) -> Self {
        let (explained_variance, components): (Vec<f64>, Vec<Vec<f64>>) = components
            .into_iter()
            .map(|(variance, component)| (variance, with_normalized_sign(component)))
            .unzip();
        Self {
            mean,
            components,
            explained_variance_ratio: explained_variance
                .iter()
                .map(|variance| variance / total)
                .collect(),
            explained_variance,
            total_variance: total,
            variance_error: None,
        }
    }

    /// Discards all but the first `count` components.
    pub fn truncate(&mut self, count: usize) {
        self.components.truncate(count);
        self.explained_variance.truncate(count);
        self.explained_variance_ratio.truncate(count);
        if let Some(errors) = &mut self.variance_error {
            errors.truncate(count);
        }
    }

    /// The cumulative ratio (0 to 1) of the total variance explained by each component and those before it.
    pub fn cumulative_ratio(&self) -> Vec<f64> {
        let sums = self
            .explained_variance_ratio
            .iter()
            .scan(0.0, |sum, ratio| {
                *sum += ratio;
                Some(*sum)
            });
        sums.collect()
    }

    /// Each component scaled by its standard deviation: how far one standard deviation along the component moves each
    /// feature, in the feature's unit.
    pub fn loadings(&self) -> Vec<Vec<f64>> {
        (self.components.iter().zip(&self.explained_variance))
            .map(|(component, variance)| {
                let deviation = variance.sqrt();
                component
                    .iter()
                    .map(|loading| deviation * loading)
                    .collect()
            })
            .collect()
    }

    /// Projects the rows of `data` onto the components: one row per row, one column per component.
    ///
    /// # Panics
    /// If `data` does not have the number of features of the fit.
    pub fn project(&self, data: &Matrix) -> Matrix {
        assert_eq!(
            data.columns(),
            self.mean.len(),
            "features of the data and of the components"
        );
        rows_in_parallel(data, self.components.len(), |row, projected| {
            self.project_row(row, projected)
        })
    }

    /// Projects one row onto the first components, as many as `into` has entries.
    pub fn project_row(&self, row: &[f64], into: &mut [f64]) {
        for (coordinate, component) in into.iter_mut().zip(0..self.components.len()) {
            *coordinate = self.score(row, component);
        }
    }

    /// The coordinate of one row along a component, counted from 0.
    ///
    /// # Panics
    /// If there is no such component.
    pub fn score(&self, row: &[f64], component: usize) -> f64 {
        let centred = row.iter().zip(&self.mean).map(|(value, mean)| value - mean);
        let products = centred.zip(&self.components[component]);
        products.map(|(offset, loading)| offset * loading).sum()
    }

    /// The inverse transform: the points of feature space with these coordinates along the components, one row per row.
    /// The result of [`Pca::project`] is mapped to the projection of the data on the subspace of the components.
    ///
    /// # Panics
    /// If `projected` does not have one column per component.
    pub fn inverse(&self, projected: &Matrix) -> Matrix {
        assert_eq!(
            projected.columns(),
            self.components.len(),
            "coordinates and components"
        );
        rows_in_parallel(projected, self.mean.len(), |row, point| {
            point.copy_from_slice(&self.mean);
            for (coordinate, component) in row.iter().zip(&self.components) {
                for (value, loading) in point.iter_mut().zip(component) {
                    *value += coordinate * loading;
                }
            }
        })
    }

    /// The mean squared distance of the rows of `data` from the subspace of the components. For the fitted data it is
    /// (n − 1)/n times the variance not explained.
    ///
    /// # Panics
    /// As [`Pca::project`].
    pub fn reconstruction_error(&self, data: &Matrix) -> f64 {
        let reconstructed = self.inverse(&self.project(data));
        let squares = data.values().iter().zip(reconstructed.values());
        squares.map(|(a, b)| (a - b).powi(2)).sum::<f64>() / data.rows() as f64
    }
}

/// Checks that all values of some rows are finite. `rows_before` is the number of rows before them, for the error.
///
/// # Errors
/// [`PcaError::NotFinite`], with the row and column of the first value that is not.
pub fn check_finite(values: &[f64], columns: usize, rows_before: usize) -> Result<(), PcaError> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(PcaError::NotFinite {
            row: rows_before + at / columns + 1,
            column: at % columns + 1,
            value: values[at],
        }),
    }
}

/// Checks that data of this size have this number of principal components.
fn check_components(rows: usize, columns: usize, components: usize) -> Result<(), PcaError> {
    if rows < 2 {
        return Err(PcaError::TooFewRows { rows });
    }
    if !(1..=rows.min(columns)).contains(&components) {
        return Err(PcaError::InvalidComponents {
            components,
            rows,
            columns,
        });
    }
    Ok(())
}

/// A matrix whose rows, `columns` long, are computed by `write` from the rows of `data`.
fn rows_in_parallel(
    data: &Matrix,
    columns: usize,
    write: impl Fn(&[f64], &mut [f64]) + Sync,
) -> Matrix {
    let mut values = vec![0.0; data.rows() * columns];
    (values.par_chunks_mut(columns).enumerate()).for_each(|(i, row)| write(data.row(i), row));
    Matrix::new(data.rows(), columns, values).expect("rows × columns values")
}

/// The component with the sign that makes its loading of largest magnitude positive.
fn with_normalized_sign(mut component: Vec<f64>) -> Vec<f64> {
    let largest = component.iter().fold(0.0_f64, |largest, loading| {
        if loading.abs() > largest.abs() {
            *loading
        } else {
            largest
        }
    });
    if largest < 0.0 {
        component
            .iter_mut()
            .for_each(|loading| *loading = -*loading);
    }
    component
}

#[cfg(test)]
mod tests;
