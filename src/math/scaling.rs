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
    /// (x − mean) / (max − min): mean normalisation, within −1 to 1.
    Mean,
    /// (x − mean) / σ, with the standard deviation of a population (divided by n).
    ZScore,
}

impl Scaling {
    /// The names in calls, and what they mean.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("none", Self::None),
        ("max", Self::Max),
        ("mean", Self::Mean),
        ("zscore", Self::ZScore),
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
            Self::Mean => [middle, high - low],
            Self::ZScore => {
                let squares = values.iter().map(|value| (value - middle).powi(2));
                [middle, (squares.sum::<f64>() / count).sqrt()]
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

    const SCALES: [Scaling; 4] = [Scaling::None, Scaling::Max, Scaling::Mean, Scaling::ZScore];

    #[test]
    fn a_column_without_spread_stays_finite() {
        let data = Matrix::new(3, 2, vec![0.0, 7.0, 0.0, 7.0, 0.0, 7.0]).unwrap();
        for scaling in SCALES {
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
    }
}
