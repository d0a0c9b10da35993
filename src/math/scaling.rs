//! Feature scaling: columns brought to a common size before anything is measured in them.
//!
//! Source: A. Ng, Machine Learning Specialization (2022), "Feature scaling"; the z-score has the population's standard
//! deviation (n in the denominator), as in NumPy's `std` and scikit-learn's `StandardScaler`.

use serde::{Deserialize, Serialize};

use super::table::Matrix;

/// What is done to the numbers of each column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scaling {
    /// Nothing.
    #[default]
    None,
    /// x / max |x|: at most 1, as long as no larger number comes.
    Max,
    /// (x − min) / (max − min): within 0 to 1.
    MinMax,
    /// (x − mean) / (max − min): mean normalisation, within −1 to 1.
    Mean,
    /// (x − mean) / σ, with the standard deviation of a population (divided by n).
    ZScore,
    /// (x − median) / (Q₃ − Q₁), quartiles by linear interpolation: far values hardly count.
    Robust,
}

impl Scaling {
    /// The names in calls, and what they mean.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("none", Self::None),
        ("max", Self::Max),
        ("minmax", Self::MinMax),
        ("mean", Self::Mean),
        ("zscore", Self::ZScore),
        ("robust", Self::Robust),
    ];

    /// What is taken away from each of these numbers, and what the rest is divided by: 0 where they do not differ, or
    /// under [`Self::Max`] are all 0.
    fn of(self, values: &[f64]) -> [f64; 2] {
        let count = values.len() as f64;
        let middle = values.iter().sum::<f64>() / count;
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        match self {
            Self::None => [0.0, 1.0],
            Self::Max => [0.0, high.max(-low)],
            Self::MinMax => [low, high - low],
            Self::Mean => [middle, high - low],
            Self::ZScore => {
                let squares = values.iter().map(|value| (value - middle).powi(2));
                [middle, (squares.sum::<f64>() / count).sqrt()]
            }
            Self::Robust => {
                let mut sorted = values.to_vec();
                sorted.sort_unstable_by(f64::total_cmp);
                let [low, median, high] = [0.25, 0.5, 0.75].map(|share| quantile(&sorted, share));
                [median, high - low]
            }
        }
    }

    /// The feature on its new scale. One that never changes has none, and is not finite afterwards (0 under
    /// [`Self::None`] and [`Self::Max`] stays finite unless it is 0 everywhere).
    pub fn apply(self, values: &[f64]) -> Vec<f64> {
        let [from, unit] = self.of(values);
        values.iter().map(|value| (value - from) / unit).collect()
    }
}

/// What this share of sorted numbers lies below, by linear interpolation; NaN where there are none.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    let low = at(place as usize);
    let high = sorted.get(place as usize + 1).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}

/// A scaling with the numbers that it took from data, for any sample with the same columns. A column that never changes
/// is divided by 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaler {
    /// For each column: what is taken away, and what the rest is divided by.
    columns: Vec<[f64; 2]>,
}

impl Scaler {
    /// Takes what a scaling needs from data: one sample in each row.
    pub fn fit(scaling: Scaling, data: &Matrix) -> Self {
        let columns = (0..data.columns()).map(|j| {
            let values: Vec<f64> = data.iter_rows().map(|row| row[j]).collect();
            let [offset, unit] = scaling.of(&values);
            [offset, if unit == 0.0 { 1.0 } else { unit }]
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// Scales one sample.
    pub fn apply(&self, sample: &[f64]) -> Vec<f64> {
        let scaled = |(value, [offset, unit]): (&f64, &[f64; 2])| (value - offset) / unit;
        sample.iter().zip(&self.columns).map(scaled).collect()
    }

    /// Scales every row.
    pub fn apply_all(&self, data: &Matrix) -> Matrix {
        let rows: Vec<Vec<f64>> = data.iter_rows().map(|row| self.apply(row)).collect();
        Matrix::from_fn(data.rows(), data.columns(), |i, j| rows[i][j])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_spread_stays_finite() {
        let data = Matrix::new(3, 2, vec![0.0, 7.0, 0.0, 7.0, 0.0, 7.0]).unwrap();
        for (_, scaling) in Scaling::NAMED {
            let scaled = Scaler::fit(scaling, &data).apply_all(&data);
            assert!(scaled.values().iter().all(|value| value.is_finite()));
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
    fn the_means_of_a_range_lie_between_its_ends() {
        let data = Matrix::new(3, 1, vec![2.0, 3.0, 7.0]).unwrap();
        let scaled = |scaling| Scaler::fit(scaling, &data).apply(&[7.0])[0];
        assert_eq!(scaled(Scaling::None), 7.0);
        assert_eq!(scaled(Scaling::Max), 1.0);
        assert_eq!(scaled(Scaling::Mean), 0.6);
        assert_eq!(scaled(Scaling::MinMax), 1.0);
    }

    /// `sklearn.preprocessing.RobustScaler` and `MinMaxScaler`, scikit-learn 1.9.1.
    #[test]
    fn quartiles_and_ranges_are_those_of_scikit_learn() {
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
