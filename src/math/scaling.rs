//! Feature scaling: transforms columns to a common scale.
//!
//! Source: A. Ng, Machine Learning Specialization (2022), "Feature scaling"; the z-score has the population's standard
//! deviation (n in the denominator), as in NumPy's `std` and scikit-learn's `StandardScaler`.

use serde::{Deserialize, Serialize};

use super::{
    mean::{mean, safe_scale},
    range::is_constant,
    table::Matrix,
};

/// A transform of the values of each column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scaling {
    /// Leaves the values unchanged.
    #[default]
    None,
    /// x / max |x|: within −1 to 1.
    Max,
    /// (x − min) / (max − min): within 0 to 1.
    MinMax,
    /// (x − mean) / (max − min): mean normalization, within −1 to 1.
    Mean,
    /// (x − mean) / σ, with the population standard deviation (divided by n).
    ZScore,
    /// (x − median) / (Q₃ − Q₁), with linearly interpolated quartiles: robust to outliers.
    Robust,
}

impl Scaling {
    /// The scalings with their names in specs.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("none", Self::None),
        ("max", Self::Max),
        ("minmax", Self::MinMax),
        ("mean", Self::Mean),
        ("zscore", Self::ZScore),
        ("robust", Self::Robust),
    ];

    /// The linear transform for these values. Its divisor is 0 if they are constant up to rounding; for [`Self::Max`],
    /// if all are 0; for [`Self::Robust`], also if both quartiles are equal.
    fn fit(self, values: &[f64]) -> LinearTransform {
        if self == Self::None {
            return LinearTransform::IDENTITY;
        }
        let factor = safe_scale(values.iter().copied());
        let scaled = || values.iter().map(|value| value * factor);
        let low = scaled().fold(f64::INFINITY, f64::min);
        let high = scaled().fold(f64::NEG_INFINITY, f64::max);
        let [offset, divisor] = match self {
            Self::None => [0.0, 1.0],
            Self::Max => [0.0, high.max(-low)],
            Self::MinMax => [low, high - low],
            Self::Mean => [mean(scaled()), high - low],
            Self::ZScore => {
                let middle = mean(scaled());
                let squares = scaled().map(|value| (value - middle).powi(2));
                [middle, mean(squares).sqrt()]
            }
            Self::Robust => {
                let mut sorted: Vec<f64> = scaled().collect();
                sorted.sort_unstable_by(f64::total_cmp);
                let [low, median, high] =
                    [0.25, 0.5, 0.75].map(|fraction| quantile(&sorted, fraction));
                [median, high - low]
            }
        };
        // Differences due to rounding must not be magnified.
        let is_constant = self != Self::Max && is_constant([low, high]);
        LinearTransform {
            factor,
            offset,
            divisor: if is_constant { 0.0 } else { divisor },
        }
    }

    /// The scaled values; unchanged if the transform has divisor 0, as for a constant feature.
    pub fn apply(self, values: &[f64]) -> Vec<f64> {
        let transform = self.fit(values);
        match transform.divisor == 0.0 {
            true => values.to_vec(),
            false => values.iter().map(|value| transform.apply(*value)).collect(),
        }
    }
}

/// A linear transform: (x · factor − offset) / divisor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct LinearTransform {
    /// A power of two with which differences of the values do not overflow; 1 unless the values are extreme.
    factor: f64,
    offset: f64,
    divisor: f64,
}

impl LinearTransform {
    const IDENTITY: Self = Self {
        factor: 1.0,
        offset: 0.0,
        divisor: 1.0,
    };

    fn apply(self, value: f64) -> f64 {
        (value * self.factor - self.offset) / self.divisor
    }
}

/// The quantile of sorted numbers, by linear interpolation; NaN if there are none.
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let position = fraction * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    let low = at(position as usize);
    let high = sorted.get(position as usize + 1).copied().unwrap_or(low);
    low + (high - low) * position.fract()
}

/// A scaling fitted to data, for samples with the same columns. A divisor of 0, as of a constant column, is replaced by
/// 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    transforms: Vec<LinearTransform>,
}

impl Scaler {
    /// Fits a scaling to data with one sample per row.
    pub fn fit(scaling: Scaling, data: &Matrix) -> Self {
        let mut values = vec![0.0; data.rows()];
        let transforms = (0..data.columns()).map(|j| {
            for (value, row) in values.iter_mut().zip(data.iter_rows()) {
                *value = row[j];
            }
            let transform = scaling.fit(&values);
            let divisor = match transform.divisor == 0.0 {
                true => 1.0,
                false => transform.divisor,
            };
            LinearTransform {
                divisor,
                ..transform
            }
        });
        Self {
            transforms: transforms.collect(),
        }
    }

    /// Scales one sample, which has one value per column.
    pub fn apply(&self, sample: &[f64]) -> Vec<f64> {
        let values = sample.iter().zip(&self.transforms);
        values
            .map(|(value, transform)| transform.apply(*value))
            .collect()
    }

    /// Scales every row of a matrix.
    pub fn apply_all(&self, data: &Matrix) -> Matrix {
        Matrix::from_fn(data.rows(), data.columns(), |i, j| {
            self.transforms[j].apply(data.row(i)[j])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_column_stays_finite() {
        let data = Matrix::new(3, 2, vec![0.0, 7.0, 0.0, 7.0, 0.0, 7.0]).unwrap();
        for (_, scaling) in Scaling::NAMED {
            let scaled = Scaler::fit(scaling, &data).apply_all(&data);
            assert!(scaled.values().iter().all(|value| value.is_finite()));
        }
    }

    /// The sum of 500 times 14.62, divided by 500, is not exactly 14.62.
    #[test]
    fn a_constant_column_becomes_exactly_0() {
        for constant in [14.62, -0.1, 1e300, 3e-320] {
            let data = Matrix::from_fn(500, 2, |i, j| [constant, i as f64][j]);
            for (name, scaling) in Scaling::NAMED.into_iter().skip(2) {
                let scaled = Scaler::fit(scaling, &data).apply_all(&data);
                assert!(scaled.iter_rows().all(|row| row[0] == 0.0), "{name}");
            }
            assert_eq!(Scaling::ZScore.apply(&[constant; 3]), [constant; 3]);
        }
    }

    #[test]
    fn rounding_errors_in_a_column_are_not_magnified() {
        let data = Matrix::from_fn(4, 1, |i, _| 14.62 * (1.0 + i as f64 * f64::EPSILON));
        for (name, scaling) in Scaling::NAMED.into_iter().skip(2) {
            let scaled = Scaler::fit(scaling, &data).apply_all(&data);
            assert!(scaled.iter_rows().all(|row| row[0].abs() < 1e-13), "{name}");
        }
    }

    #[test]
    fn extreme_numbers_are_scaled_correctly() {
        let (largest, least) = (f64::MAX, 5e-324);
        for size in [largest, 1e308, 1e200, 1.0, 1e-200, 1e-310, least] {
            let values = [size, -size, size, -size];
            assert_eq!(Scaling::Max.apply(&values)[..2], [1.0, -1.0], "{size:e}");
            assert_eq!(Scaling::MinMax.apply(&values)[..2], [1.0, 0.0], "{size:e}");
            assert_eq!(Scaling::Mean.apply(&values)[..2], [0.5, -0.5], "{size:e}");
            assert_eq!(Scaling::ZScore.apply(&values)[..2], [1.0, -1.0], "{size:e}");
            assert_eq!(Scaling::Robust.apply(&values)[..2], [0.5, -0.5], "{size:e}");
        }
    }

    #[test]
    fn z_scores_have_mean_0_and_variance_1() {
        let data = Matrix::from_fn(40, 3, |i, j| (i * i * (j + 1)) as f64 - 300.0 * j as f64);
        let scaled = Scaler::fit(Scaling::ZScore, &data).apply_all(&data);
        for j in 0..3 {
            let moment = |power| {
                let values = scaled.iter_rows().map(|row| f64::powi(row[j], power));
                values.sum::<f64>() / 40.0
            };
            // Rounding of 40 terms of size 1.
            assert!(moment(1).abs() < 1e-14 && (moment(2) - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn means_of_a_range_are_between_its_ends() {
        let data = Matrix::new(3, 1, vec![2.0, 3.0, 7.0]).unwrap();
        let scaled = |scaling| Scaler::fit(scaling, &data).apply(&[7.0])[0];
        assert_eq!(scaled(Scaling::None), 7.0);
        assert_eq!(scaled(Scaling::Max), 1.0);
        assert_eq!(scaled(Scaling::Mean), 0.6);
        assert_eq!(scaled(Scaling::MinMax), 1.0);
    }

    /// From `sklearn.preprocessing.RobustScaler` and `MinMaxScaler`, scikit-learn 1.9.1.
    #[test]
    fn quartiles_and_ranges_match_scikit_learn() {
        let values = [1.0, 2.0, 4.0, 8.0, 16.0, 300.0];
        let robust = [
            -0.43478260869565216,
            -0.34782608695652173,
            -0.17391304347826086,
            0.17391304347826086,
            0.8695652173913043,
            25.565217391304348,
        ];
        let close = |found: Vec<f64>, expected: [f64; 6]| {
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        };
        assert!(close(Scaling::Robust.apply(&values), robust));
        let range = [0.0, 1.0, 3.0, 7.0, 15.0, 299.0].map(|value| value / 299.0);
        assert!(close(Scaling::MinMax.apply(&values), range));
    }
}
