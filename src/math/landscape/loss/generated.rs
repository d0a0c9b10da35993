//! Random samples of a known linear model.

use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::math::random::{Normal, uniform};

/// Generates the features and targets of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleGenerator {
    /// The number of samples, at least 2.
    pub samples: usize,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The scale of the noise in the targets, at least 0: the standard deviation of normal noise, or the scale of
    /// logistic noise.
    pub noise: f64,
    /// The correlation of the two features, strictly between −1 and 1.
    pub correlation: f64,
}

/// The model of generated samples: z = w₁·x₁ + w₂·x₂ + b.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrueModel {
    /// The true weights w₁ and w₂.
    pub weights: [f64; 2],
    /// The true bias b.
    pub bias: f64,
}

/// Two features and a target, with one value per sample.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneratedSamples {
    /// x₁ and x₂: normal, mean 0, standard deviation 1.
    pub x: [Vec<f64>; 2],
    /// The target values, or classes as 0 and 1.
    pub y: Vec<f64>,
}

impl SampleGenerator {
    /// Two features with mean 0, standard deviation 1 and the correlation.
    fn features(&self) -> [Vec<f64>; 2] {
        let mut normal = Normal::new(self.seed);
        let independent = (1.0 - self.correlation * self.correlation).sqrt();
        (0..self.samples.max(2))
            .map(|_| {
                let first = normal.draw();
                (
                    first,
                    self.correlation * first + independent * normal.draw(),
                )
            })
            .unzip::<_, _, Vec<f64>, Vec<f64>>()
            .into()
    }

    /// Samples with regression targets: z plus normal noise.
    pub fn regression_samples(&self, truth: TrueModel) -> GeneratedSamples {
        let x = self.features();
        let mut normal = Normal::new(self.seed.wrapping_add(1 << 32));
        let y = truth.scores(&x).map(|z| z + self.noise * normal.draw());
        GeneratedSamples { y: y.collect(), x }
    }

    /// Samples with classes: 1 where z plus logistic noise is above 0, else 0. With noise 1 the probability of 1 is
    /// 1/(1 + e⁻ᶻ); with noise 0 the classes are linearly separable. Both classes always occur.
    pub fn classification_samples(&self, truth: TrueModel) -> GeneratedSamples {
        let x = self.features();
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed.wrapping_add(2 << 32));
        let scores: Vec<f64> = (truth.scores(&x))
            .map(|z| {
                // In (0, 1), where the odds are finite and positive.
                let fraction = uniform(&mut generator).max(f64::EPSILON);
                z + self.noise * (fraction / (1.0 - fraction)).ln()
            })
            .collect();
        let mut y: Vec<f64> = scores
            .iter()
            .map(|&z| f64::from(u8::from(z > 0.0)))
            .collect();
        // If all samples have the same class, the one nearest to the boundary gets the other.
        if y.iter().all(|label| *label == y[0])
            && let Some(nearest) =
                (0..y.len()).min_by(|&a, &b| scores[a].abs().total_cmp(&scores[b].abs()))
        {
            y[nearest] = 1.0 - y[nearest];
        }
        GeneratedSamples { x, y }
    }
}

impl TrueModel {
    /// z for each sample.
    fn scores(self, x: &[Vec<f64>; 2]) -> impl Iterator<Item = f64> {
        let [first, second] = self.weights;
        (x[0].iter().zip(&x[1])).map(move |(a, b)| first * a + second * b + self.bias)
    }
}
