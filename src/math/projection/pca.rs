//! Principal component analysis (PCA): the directions along which a cloud of points spreads most.
//!
//! With `X` the centred data, the components are the right singular vectors of `X`, and the variance along the i-th is
//! `σᵢ² / (n − 1)`. Columns are centred, not scaled. A component's sign is free; here the loading of largest magnitude
//! is positive (the first of equals).
//!
//! Exact unless the data have more than [`MOST_EXACT`] rows and columns both and few components are asked for; these a
//! randomized method finds, which says how far off its variances may be.
//!
//! Source: K. Pearson, On lines and planes of closest fit to systems of points in space, Philosophical Magazine 2
//! (1901); I. T. Jolliffe, Principal Component Analysis, 2nd edition (2002).

use rayon::prelude::*;
use thiserror::Error;

use super::{Entry, Method, randomized, spread::Spread};
use crate::math::{memory::MemoryError, range::is_constant, table::Matrix, words::Bilingual};

/// The most rows or columns, whichever are fewer, of data whose components are computed exactly.
pub const MOST_EXACT: usize = 2000;

/// Principal components in the catalogue.
pub const ENTRY: Entry = Entry {
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

/// The principal components of a cloud of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// The mean of each feature.
    pub mean: Vec<f64>,
    /// The components, from the greatest variance to the least: `k` unit vectors, orthogonal to each other, each with
    /// one loading per feature.
    pub components: Vec<Vec<f64>>,
    /// The variance of the data along each component, with `n − 1` in the denominator.
    pub explained_variance: Vec<f64>,
    /// Each variance as a part (0 to 1) of the total variance of the data, kept components or not.
    pub explained_variance_ratio: Vec<f64>,
    /// The sum of the variances of all features, with `n − 1` in the denominator.
    pub total_variance: f64,
    /// Where the components were found by a randomized method: for each, how far the explained variance may be from
    /// the nearest eigenvalue of the covariance matrix. None where they are exact to rounding.
    pub variance_error: Option<Vec<f64>>,
}

/// Why a cloud has no principal components.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PcaError {
    /// Fewer than two samples.
    #[error("{rows} row(s) of numbers have no spread; give at least 2 rows")]
    TooFewRows {
        /// Rows given.
        rows: usize,
    },
    /// No component asked for, or more than the data can have.
    #[error("{components} component(s) of {rows} rows and {columns} columns of numbers; ask for 1 to {}", rows.min(columns))]
    Components {
        /// Components asked for.
        components: usize,
        /// Rows given.
        rows: usize,
        /// Columns given.
        columns: usize,
    },
    /// A number that is NaN or infinite.
    #[error("row {row}, column {column} is {value}; give finite numbers only")]
    NotFinite {
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// The number.
        value: f64,
    },
    /// Every row is the same.
    #[error("all rows are the same, so no direction is special; give points that differ")]
    NoSpread,
    /// Numbers whose squares don't fit into an `f64`, or can't be told from 0.
    #[error("the numbers are too large or too small to square; rescale the columns")]
    Range,
    /// More memory than is allowed.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl Pca {
    /// The first `components` principal components of the rows of `data`.
    ///
    /// # Errors
    /// [`PcaError`] for fewer than 2 rows, 0 components or more than `min(rows, columns)`, numbers that are not finite
    /// or whose squares are not, rows that are all the same, and too many columns for the memory.
    pub fn fit(data: &Matrix, components: usize) -> Result<Self, PcaError> {
        let (rows, columns) = (data.rows(), data.columns());
        check(rows, columns, components)?;
        check_finite(data.values(), columns, 0)?;
        // With most of the components asked for, chance saves nothing.
        if rows.min(columns) > MOST_EXACT && 3 * components < rows.min(columns) {
            return randomized::fit(data, components);
        }
        Spread::check_memory(rows, columns)?;
        Self::of(&Spread::of(data), components)
    }

    /// The first `components` principal components of the rows that a [`Spread`] has seen, exactly.
    ///
    /// # Errors
    /// [`PcaError`] for fewer than 2 rows, 0 components or more than `min(rows, columns)`, numbers whose squares are not
    /// finite, and rows that are all the same.
    pub fn of(spread: &Spread, components: usize) -> Result<Self, PcaError> {
        check(spread.rows(), spread.columns(), components)?;
        let factor = spread.factor();
        let freedom = (spread.rows() - 1) as f64;
        let total = factor.squared_norm_l2() / freedom;
        // What differs by rounding alone has no direction either.
        let mut columns = spread.mean().iter().zip(factor.col_iter());
        if columns.all(|(mean, column)| {
            let deviation = column.norm_l2() / freedom.sqrt();
            is_constant([*mean, mean + deviation])
        }) {
            return Err(PcaError::NoSpread);
        }
        if !total.is_normal() {
            return Err(PcaError::Range);
        }
        let svd = factor.thin_svd().map_err(|_| PcaError::Range)?;
        let kept = (svd.S().column_vector().iter())
            .zip(svd.V().col_iter())
            .take(components)
            .map(|(s, v)| (s * s / freedom, v.iter().copied().collect()));
        Ok(Self::from_parts(
            spread.mean().to_vec(),
            kept.collect(),
            total,
        ))
    }

    /// Puts together what was found: variances, greatest first, each with its direction of either sign.
    pub(super) fn from_parts(mean: Vec<f64>, found: Vec<(f64, Vec<f64>)>, total: f64) -> Self {
        let (explained_variance, components): (Vec<f64>, Vec<Vec<f64>>) = found
            .into_iter()
            .map(|(variance, component)| (variance, signed(component)))
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

    /// Keeps the first `count` components alone.
    pub fn keep(&mut self, count: usize) {
        self.components.truncate(count);
        self.explained_variance.truncate(count);
        self.explained_variance_ratio.truncate(count);
        if let Some(errors) = &mut self.variance_error {
            errors.truncate(count);
        }
    }

    /// The share (0 to 1) of the total variance that each component and those before it explain together.
    pub fn cumulative_ratio(&self) -> Vec<f64> {
        let sums = self.explained_variance_ratio.iter().scan(0.0, |sum, part| {
            *sum += part;
            Some(*sum)
        });
        sums.collect()
    }

    /// Each component times its standard deviation: how far one standard deviation along the component moves each
    /// feature, in the feature's unit.
    pub fn loadings(&self) -> Vec<Vec<f64>> {
        (self.components.iter().zip(&self.explained_variance))
            .map(|(component, variance)| {
                let deviation = variance.sqrt();
                component.iter().map(|part| deviation * part).collect()
            })
            .collect()
    }

    /// The rows of `data` in the coordinates of the components: one row per row, one column per component.
    ///
    /// # Panics
    /// Where `data` has not the features that the components were fitted to.
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

    /// One row in the coordinates of the first components, as far as `into` has room.
    pub fn project_row(&self, row: &[f64], into: &mut [f64]) {
        for (place, component) in into.iter_mut().zip(0..self.components.len()) {
            *place = self.score(row, component);
        }
    }

    /// The coordinate of one row along a component, counted from 0.
    ///
    /// # Panics
    /// There is no such component.
    pub fn score(&self, row: &[f64], component: usize) -> f64 {
        let centred = row.iter().zip(&self.mean).map(|(value, mean)| value - mean);
        let parts = centred.zip(&self.components[component]);
        parts.map(|(offset, loading)| offset * loading).sum()
    }

    /// The points of feature space that have these coordinates along the components and none across them: one row per
    /// row. What [`Pca::project`] gave comes back on the plane of the components, its shadow.
    ///
    /// # Panics
    /// Where `projected` has not one column per component.
    pub fn inverse(&self, projected: &Matrix) -> Matrix {
        assert_eq!(
            projected.columns(),
            self.components.len(),
            "coordinates and components"
        );
        rows_in_parallel(projected, self.mean.len(), |row, point| {
            point.copy_from_slice(&self.mean);
            for (coordinate, component) in row.iter().zip(&self.components) {
                for (place, loading) in point.iter_mut().zip(component) {
                    *place += coordinate * loading;
                }
            }
        })
    }

    /// The mean squared distance of the rows of `data` from their shadows on the plane of the components. For the data
    /// that were fitted it is (n − 1)/n times the variance that is not explained.
    ///
    /// # Panics
    /// As [`Pca::project`].
    pub fn reconstruction_error(&self, data: &Matrix) -> f64 {
        let rebuilt = self.inverse(&self.project(data));
        let squares = data.values().iter().zip(rebuilt.values());
        squares.map(|(a, b)| (a - b).powi(2)).sum::<f64>() / data.rows() as f64
    }
}

/// That every number of these rows is finite; `before` rows of the data came before them.
///
/// # Errors
/// [`PcaError::NotFinite`], with row and column of the first that is not.
pub fn check_finite(values: &[f64], columns: usize, before: usize) -> Result<(), PcaError> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(PcaError::NotFinite {
            row: before + at / columns + 1,
            column: at % columns + 1,
            value: values[at],
        }),
    }
}

/// That data of this size can have this number of components.
fn check(rows: usize, columns: usize, components: usize) -> Result<(), PcaError> {
    if rows < 2 {
        return Err(PcaError::TooFewRows { rows });
    }
    if !(1..=rows.min(columns)).contains(&components) {
        return Err(PcaError::Components {
            components,
            rows,
            columns,
        });
    }
    Ok(())
}

/// A matrix whose rows, `columns` long, are written by `write` from the rows of `data`.
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
fn signed(mut component: Vec<f64>) -> Vec<f64> {
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
