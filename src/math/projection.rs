//! Principal component analysis (PCA): the directions along which a cloud of points spreads most.
//!
//! Exact, by the eigenvectors of the covariance matrix `XᵀX / (n − 1)` of the centred data `X`; the variance along a
//! component `v` is `‖Xv‖² / (n − 1)`. Columns are centred, not scaled.
//! A component's sign is free; here the loading of largest magnitude is positive (the first of equals).
//!
//! Source: K. Pearson, On lines and planes of closest fit to systems of points in space, Philosophical Magazine 2
//! (1901); I. T. Jolliffe, Principal Component Analysis, 2nd edition (2002).

use nalgebra::{DMatrix, SymmetricEigen};
use thiserror::Error;

use super::table::Matrix;

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
}

impl Pca {
    /// The first `components` principal components of the rows of `data`.
    ///
    /// # Errors
    /// [`PcaError`] for fewer than 2 rows, 0 components or more than `min(rows, columns)`, numbers that are not finite
    /// or whose squares are not, and rows that are all the same.
    pub fn fit(data: &Matrix, components: usize) -> Result<Self, PcaError> {
        let (rows, columns) = (data.rows(), data.columns());
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
        if let Some(at) = data.values().iter().position(|value| !value.is_finite()) {
            let (row, column, value) = (at / columns + 1, at % columns + 1, data.values()[at]);
            return Err(PcaError::NotFinite { row, column, value });
        }

        let mut centred = DMatrix::from_row_slice(rows, columns, data.values());
        let mean: Vec<f64> = centred.column_iter_mut().map(centre).collect();
        if centred.iter().all(|value| *value == 0.0) {
            return Err(PcaError::NoSpread);
        }
        let freedom = (rows - 1) as f64;
        let total = centred.norm_squared() / freedom;
        if !total.is_normal() {
            return Err(PcaError::Range);
        }

        // Not by nalgebra's SVD, whose singular values were off by half a percent for data of lower rank.
        let vectors = SymmetricEigen::new(centred.tr_mul(&centred) / freedom).eigenvectors;
        // The spread of the data itself: exact to rounding even where the eigenvalue drowns in that of the largest.
        let mut ranked: Vec<(f64, Vec<f64>)> = vectors
            .column_iter()
            .map(|vector| {
                (
                    (&centred * vector).norm_squared() / freedom,
                    signed(vector.iter().copied().collect()),
                )
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        ranked.truncate(components);
        let (explained_variance, components): (Vec<f64>, Vec<Vec<f64>>) =
            ranked.into_iter().unzip();
        Ok(Self {
            mean,
            components,
            explained_variance_ratio: explained_variance
                .iter()
                .map(|variance| variance / total)
                .collect(),
            explained_variance,
        })
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
        Matrix::from_fn(data.rows(), self.components.len(), |i, k| {
            let centred = data
                .row(i)
                .iter()
                .zip(&self.mean)
                .map(|(value, mean)| value - mean);
            centred
                .zip(&self.components[k])
                .map(|(offset, loading)| offset * loading)
                .sum()
        })
    }
}

/// Moves a column's mean to 0 and gives the mean.
fn centre(mut column: nalgebra::DVectorViewMut<'_, f64>) -> f64 {
    let count = column.len() as f64;
    let rough = column.iter().map(|value| value / count).sum::<f64>();
    // A second pass takes away what rounding left in the first.
    let mean = rough
        + column
            .iter()
            .map(|value| (value - rough) / count)
            .sum::<f64>();
    column.apply(|value| *value -= mean);
    mean
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
mod tests {
    use proptest::prelude::*;
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    /// A seeded cloud whose features differ in spread and hang together.
    fn cloud(seed: u64, rows: usize, columns: usize) -> Matrix {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut common = 0.0;
        Matrix::from_fn(rows, columns, |_, j| {
            if j == 0 {
                common = random.random_range(-1.0..1.0);
            }
            10.0 + (j + 1) as f64 * (common + random.random_range(-1.0..1.0))
        })
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    fn iris() -> Matrix {
        let rows: Vec<Vec<f64>> = include_str!("../../assets/data/iris.csv")
            .lines()
            .skip(1)
            .map(|row| {
                row.split(',')
                    .take(4)
                    .map(|cell| cell.parse().unwrap())
                    .collect()
            })
            .collect();
        Matrix::from_fn(rows.len(), 4, |i, j| rows[i][j])
    }

    #[test]
    fn iris_has_the_components_of_the_reference() {
        let reference: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/iris-pca.json")).unwrap();
        let data = iris();
        let pca = Pca::fit(&data, 4).unwrap();
        let scores = pca.project(&data);
        let magnitudes =
            |values: &[f64]| values.iter().map(|value| value.abs()).collect::<Vec<_>>();
        for (key, ours) in [
            ("explained_variance", pca.explained_variance.clone()),
            (
                "explained_variance_ratio",
                pca.explained_variance_ratio.clone(),
            ),
            ("abs_component_1", magnitudes(&pca.components[0])),
            ("abs_component_2", magnitudes(&pca.components[1])),
            ("abs_scores_first_row", magnitudes(&scores.row(0)[..2])),
            ("abs_scores_last_row", magnitudes(&scores.row(149)[..2])),
        ] {
            let theirs: Vec<f64> = serde_json::from_value(reference[key].clone()).unwrap();
            assert_eq!(ours.len(), theirs.len(), "{key}");
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert!(
                    (ours - theirs).abs() <= 1e-12,
                    "{key}: {ours:?}, expected {theirs:?}"
                );
            }
        }
        let fewer = Pca::fit(&data, 2).unwrap();
        assert_eq!(fewer.components, pca.components[..2]);
        assert_eq!(
            fewer.explained_variance_ratio,
            pca.explained_variance_ratio[..2]
        );
    }

    proptest! {
        #[test]
        fn components_are_orthonormal_and_the_projection_is_uncorrelated(
            seed in 0..1_000_u64, rows in 2..40_usize, columns in 1..8_usize,
        ) {
            let data = cloud(seed, rows, columns);
            let kept = rows.min(columns);
            let pca = Pca::fit(&data, kept).unwrap();
            let scores = pca.project(&data);
            let total: f64 = pca.explained_variance_ratio.iter().sum();
            prop_assert!((total - 1.0).abs() < 1e-12, "ratios sum to {total}");
            for i in 0..kept {
                let largest = pca.components[i].iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()));
                prop_assert!(largest > Some(0.0), "sign of component {i}");
                for j in 0..kept {
                    let product = dot(&pca.components[i], &pca.components[j]);
                    let expected = if i == j { 1.0 } else { 0.0 };
                    prop_assert!((product - expected).abs() < 1e-12, "components {i} and {j}: {product}");

                    let covariance = scores.iter_rows().map(|row| row[i] * row[j]).sum::<f64>() / (rows - 1) as f64;
                    let expected = if i == j { pca.explained_variance[i] } else { 0.0 };
                    prop_assert!((covariance - expected).abs() < 1e-11, "covariance of {i} and {j}: {covariance}");
                }
            }
            prop_assert!(pca.explained_variance.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn points_on_a_line_have_one_direction() {
        let data = Matrix::from_fn(30, 3, |i, j| i as f64 * [1.0, -2.0, 2.0][j]);
        let pca = Pca::fit(&data, 3).unwrap();
        for (loading, expected) in pca.components[0]
            .iter()
            .zip([-1.0 / 3.0, 2.0 / 3.0, -2.0 / 3.0])
        {
            assert!((loading.abs() - f64::abs(expected)).abs() < 1e-14);
        }
        assert!((pca.explained_variance_ratio[0] - 1.0).abs() < 1e-14);
        assert!(pca.explained_variance[1] < 1e-25);
        assert!(dot(&pca.components[1], &pca.components[2]).abs() < 1e-14);
    }

    #[test]
    fn clouds_without_components_are_refused_with_the_reason() {
        let refused = |rows: &[[f64; 2]], components: usize| {
            let data = Matrix::new(rows.len(), 2, rows.concat()).unwrap();
            Pca::fit(&data, components).unwrap_err().to_string()
        };
        assert_eq!(
            refused(&[[1.0, 2.0]], 1),
            "1 row(s) of numbers have no spread; give at least 2 rows"
        );
        let three = refused(&[[1.0, 2.0], [2.0, 3.0], [0.0, 1.0]], 3);
        assert_eq!(
            three,
            "3 component(s) of 3 rows and 2 columns of numbers; ask for 1 to 2"
        );
        let hole = refused(&[[1.0, 2.0], [2.0, f64::NAN]], 1);
        assert_eq!(hole, "row 2, column 2 is NaN; give finite numbers only");
        let same = refused(&[[0.1, 0.2]; 3], 1);
        assert_eq!(
            same,
            "all rows are the same, so no direction is special; give points that differ"
        );
        let large = refused(&[[1e200, 0.0], [0.0, 1.0]], 1);
        assert_eq!(
            large,
            "the numbers are too large or too small to square; rescale the columns"
        );
    }
}
