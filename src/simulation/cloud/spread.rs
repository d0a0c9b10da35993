//! The principal components of a cloud with their variances, and ellipsoids of covariances on its axes.

use nalgebra::Matrix3;

use super::{AXES, CloudOutcome};
use crate::{
    math::{
        projection::{MAX_EXACT_COMPONENTS, Pca, PcaError},
        table::Matrix,
    },
    scene::{Cause, CloudAxes, CloudSubject},
};

impl CloudOutcome {
    /// The half axes, on the axes of the picture, of the one-standard-deviation ellipsoid of a covariance of scaled
    /// features (columns × columns, row-major): orthogonal, the longest first.
    pub fn half_axes(&self, covariance: &[f64]) -> [[f64; 3]; 3] {
        let columns = self.pca.mean.len();
        let directions: Vec<Vec<f64>> = match self.axes {
            CloudAxes::Principal | CloudAxes::ColumnsToPrincipal => (self.components.iter())
                .map(|&component| self.pca.components[component].clone())
                .collect(),
            CloudAxes::Columns => (0..columns.min(AXES))
                .map(|axis| (0..columns).map(|j| f64::from(axis == j)).collect())
                .collect(),
        };
        let product = |u: &[f64], v: &[f64]| -> f64 {
            let rows = covariance.chunks_exact(columns).zip(u);
            rows.map(|(row, u)| u * row.iter().zip(v).map(|(c, v)| c * v).sum::<f64>())
                .sum()
        };
        let projected = Matrix3::from_fn(|i, j| match (directions.get(i), directions.get(j)) {
            (Some(u), Some(v)) => product(u, v),
            _ => 0.0,
        });
        let eigen = projected.symmetric_eigen();
        let mut axes: Vec<(f64, [f64; 3])> = (0..AXES)
            .map(|k| {
                let deviation = eigen.eigenvalues[k].max(0.0).sqrt();
                (deviation, (eigen.eigenvectors.column(k) * deviation).into())
            })
            .collect();
        axes.sort_by(|a, b| b.0.total_cmp(&a.0));
        [axes[0].1, axes[1].1, axes[2].1]
    }
}

/// Fits the first `count` components. Also returns the explained variance ratios and their cumulative sums: of all
/// components if the decomposition is exact, otherwise of the fitted ones.
pub(super) fn fit(data: &Matrix, count: usize) -> Result<(Pca, [Vec<f64>; 2]), PcaError> {
    let all = data.rows().min(data.columns());
    let fitted = if all <= MAX_EXACT_COMPONENTS {
        all
    } else {
        count
    };
    let mut pca = Pca::fit(data, fitted)?;
    let variance = [pca.explained_variance_ratio.clone(), pca.cumulative_ratio()];
    pca.truncate(count);
    Ok((pca, variance))
}

/// The indices of the components on the axes, for data with `max_components` components.
///
/// # Errors
/// The scene asks for a component beyond the last.
pub(super) fn components(
    subject: &CloudSubject,
    max_components: usize,
) -> Result<Vec<usize>, Cause> {
    if subject.components.is_empty() {
        return Ok((0..AXES.min(max_components)).collect());
    }
    match subject.components.iter().max() {
        Some(&last) if last as usize > max_components => Err(format!(
            "has no component {last} to show; `components` go from 1 to {max_components}"
        )
        .into()),
        _ => Ok((subject.components.iter())
            .map(|&component| component as usize - 1)
            .collect()),
    }
}
