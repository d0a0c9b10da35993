//! Ways to bring features to a common scale.

use super::{deviation, mean};

/// What is done to a feature before a model sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scaling {
    /// Nothing.
    #[default]
    None,
    /// x / max |x|.
    Max,
    /// (x − mean) / (max − min).
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

    /// The feature on its new scale. One that never changes has none, and is not finite afterwards (0 under
    /// [`Self::None`] and [`Self::Max`] stays finite unless it is 0 everywhere).
    pub fn apply(self, values: &[f64]) -> Vec<f64> {
        let middle = mean(values.iter().copied());
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (from, unit) = match self {
            Self::None => return values.to_vec(),
            Self::Max => (0.0, high.max(-low)),
            Self::Mean => (middle, high - low),
            Self::ZScore => (middle, deviation(values)),
        };
        values.iter().map(|value| (value - from) / unit).collect()
    }
}
