//! Least squares.

use faer::{Col, Mat};

use super::OptimumError;
use crate::math::{mean::mean, table::Matrix};

/// The weights and the bias that minimize the sum of squared errors; of several, those with the smallest weights, as
/// `sklearn.linear_model.LinearRegression`.
///
/// # Errors
/// The decomposition does not converge, as with extreme numbers.
pub fn least_squares(features: &Matrix, targets: &[f64]) -> Result<Vec<f64>, OptimumError> {
    let (rows, columns) = (features.rows(), features.columns());
    let means: Vec<f64> = (0..columns)
        .map(|j| mean((0..rows).map(|i| features.row(i)[j])))
        .collect();
    let target_mean = mean(targets.iter().copied());
    let centred = Mat::from_fn(rows, columns, |i, j| features.row(i)[j] - means[j]);
    let svd = centred
        .thin_svd()
        .map_err(|_| OptimumError::IllConditioned)?;
    let singular_values = svd.S().column_vector();
    let largest = singular_values.iter().copied().fold(0.0, f64::max);
    let smallest = largest * f64::EPSILON * rows.max(columns) as f64;
    let centred_targets = Col::from_fn(rows, |i| targets[i] - target_mean);
    let mut components = svd.U().transpose() * centred_targets;
    for (component, singular_value) in components.iter_mut().zip(singular_values.iter()) {
        *component = match *singular_value > smallest {
            true => *component / singular_value,
            false => 0.0,
        };
    }
    let weights = svd.V() * components;
    let mut parameters: Vec<f64> = weights.iter().copied().collect();
    let shift: f64 = parameters
        .iter()
        .zip(&means)
        .map(|(w, mean)| w * mean)
        .sum();
    parameters.push(target_mean - shift);
    Ok(parameters)
}
