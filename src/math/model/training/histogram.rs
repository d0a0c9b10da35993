//! Histograms of parameters, gradients and activations.

/// The number of bins of a histogram.
const BINS: usize = 48;

/// The number of values in bins of equal width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// The smallest and the largest value.
    pub range: [f64; 2],
    /// The number of values in each bin; the last bin includes the largest value. A single bin if all values are equal,
    /// none if there are no values.
    pub counts: Vec<u32>,
}

impl Histogram {
    /// The histogram of finite values; others are left out.
    pub fn new(values: &[f64]) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let [low, high] = finite()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
                [low.min(value), high.max(value)]
            });
        if low > high {
            return Self::default();
        }
        let width = (high - low) / BINS as f64;
        if width == 0.0 || !width.is_finite() {
            let counts = vec![u32::try_from(finite().count()).unwrap_or(u32::MAX)];
            return Self {
                range: [low, high],
                counts,
            };
        }
        let mut counts = vec![0u32; BINS];
        for value in finite() {
            let bin = ((value - low) / width) as usize;
            counts[bin.min(BINS - 1)] += 1;
        }
        Self {
            range: [low, high],
            counts,
        }
    }
}
