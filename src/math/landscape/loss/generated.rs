//! Data made by a model that is known.

use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::math::random::{Normal, uniform};

/// What generated data are made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Generated {
    /// How many samples, at least 2.
    pub samples: usize,
    /// Another seed gives other samples.
    pub seed: u64,
    /// How much chance there is in the targets, at least 0.
    pub noise: f64,
    /// The correlation of the two features, above −1 and below 1.
    pub correlation: f64,
}

/// The model behind generated data, z = w₁·x₁ + w₂·x₂ + b.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// w₁ and w₂.
    pub weights: [f64; 2],
    /// b.
    pub bias: f64,
}

/// Two features and a target, a number of each for every sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// x₁ and x₂: normal, mean 0, standard deviation 1.
    pub x: [Vec<f64>; 2],
    /// The target.
    pub y: Vec<f64>,
}

impl Generated {
    fn features(&self) -> [Vec<f64>; 2] {
        let mut normal = Normal::new(self.seed);
        let own = (1.0 - self.correlation * self.correlation).sqrt();
        (0..self.samples.max(2))
            .map(|_| {
                let first = normal.draw();
                (first, self.correlation * first + own * normal.draw())
            })
            .unzip::<_, _, Vec<f64>, Vec<f64>>()
            .into()
    }

    /// Numbers to predict: z and a normal deviate times the noise.
    pub fn numbers(&self, truth: Truth) -> Columns {
        let x = self.features();
        let mut normal = Normal::new(self.seed.wrapping_add(1 << 32));
        let y = truth.scores(&x).map(|z| z + self.noise * normal.draw());
        Columns { y: y.collect(), x }
    }

    /// Classes to tell apart: 1 where z and a logistic deviate times the noise is above 0, else 0. With noise 1 the
    /// probability of 1 is 1/(1 + e⁻ᶻ); with noise 0 a line parts the classes. Both classes occur.
    pub fn classes(&self, truth: Truth) -> Columns {
        let x = self.features();
        let mut source = ChaCha8Rng::seed_from_u64(self.seed.wrapping_add(2 << 32));
        let scores: Vec<f64> = (truth.scores(&x))
            .map(|z| {
                // In (0, 1), where the odds are finite and above 0.
                let part = uniform(&mut source).max(f64::EPSILON);
                z + self.noise * (part / (1.0 - part)).ln()
            })
            .collect();
        let mut y: Vec<f64> = scores
            .iter()
            .map(|&z| f64::from(u8::from(z > 0.0)))
            .collect();
        // Where chance made one class alone, the nearest to the border becomes the other.
        if y.iter().all(|label| *label == y[0])
            && let Some(nearest) =
                (0..y.len()).min_by(|&a, &b| scores[a].abs().total_cmp(&scores[b].abs()))
        {
            y[nearest] = 1.0 - y[nearest];
        }
        Columns { x, y }
    }
}

impl Truth {
    fn scores(self, x: &[Vec<f64>; 2]) -> impl Iterator<Item = f64> {
        let [first, second] = self.weights;
        (x[0].iter().zip(&x[1])).map(move |(a, b)| first * a + second * b + self.bias)
    }
}
