//! Feature scaling: columns brought to a common size before anything is measured in them.
//!
//! Each number becomes (x − offset)/span, with the offset and the span of its column. A span of 0 (a column without
//! spread) counts as 1, so that nothing is divided by 0.
//!
//! Source: A. Ng, Machine Learning Specialization (2022), "Feature scaling"; the z-score has the population's standard
//! deviation (n in the denominator), as in NumPy's `std` and scikit-learn's `StandardScaler`.

use serde::{Deserialize, Serialize};

use super::table::Matrix;

/// What is done to the numbers of each column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scale {
    /// Nothing.
    #[default]
    None,
    /// x/max: at most 1, as long as no larger number comes.
    Max,
    /// (x − mean)/(max − min): mean normalisation, within −1 to 1.
    Mean,
    /// (x − mean)/σ: mean 0, standard deviation 1.
    ZScore,
}

/// A scaling with the numbers that it took from data, for any sample with the same columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaler {
    /// For each column: what is taken away, and what the rest is divided by.
    columns: Vec<[f64; 2]>,
}

impl Scaler {
    /// Takes what a scaling needs from data: one sample in each row.
    pub fn fit(scale: Scale, data: &Matrix) -> Self {
        let column = |j: usize| data.iter_rows().map(move |row| row[j]);
        let rows = data.rows() as f64;
        let columns = (0..data.columns()).map(|j| {
            let largest = column(j).fold(f64::NEG_INFINITY, f64::max);
            let least = column(j).fold(f64::INFINITY, f64::min);
            let mean = column(j).sum::<f64>() / rows;
            let [offset, span] = match scale {
                Scale::None => [0.0, 1.0],
                Scale::Max => [0.0, largest],
                Scale::Mean => [mean, largest - least],
                Scale::ZScore => {
                    let squares: f64 = column(j).map(|value| (value - mean).powi(2)).sum();
                    [mean, (squares / rows).sqrt()]
                }
            };
            [offset, if span == 0.0 { 1.0 } else { span }]
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// Scales one sample.
    pub fn apply(&self, sample: &[f64]) -> Vec<f64> {
        let scaled = |(value, [offset, span]): (&f64, &[f64; 2])| (value - offset) / span;
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

    const SCALES: [Scale; 4] = [Scale::None, Scale::Max, Scale::Mean, Scale::ZScore];

    #[test]
    fn a_column_without_spread_stays_finite() {
        let data = Matrix::new(3, 2, vec![0.0, 7.0, 0.0, 7.0, 0.0, 7.0]).unwrap();
        for scale in SCALES {
            let scaled = Scaler::fit(scale, &data).apply_all(&data);
            assert!(scaled.values().iter().all(|value| value.is_finite()));
        }
    }

    #[test]
    fn z_scores_have_mean_0_and_variance_1() {
        let data = Matrix::from_fn(40, 3, |i, j| (i * i * (j + 1)) as f64 - 300.0 * j as f64);
        let scaled = Scaler::fit(Scale::ZScore, &data).apply_all(&data);
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
        let scaled = |scale| Scaler::fit(scale, &data).apply(&[7.0])[0];
        assert_eq!(scaled(Scale::None), 7.0);
        assert_eq!(scaled(Scale::Max), 1.0);
        assert_eq!(scaled(Scale::Mean), 0.6);
    }
}
