//! Random numbers that do not depend on the version of a crate: ChaCha8 with the distributions implemented here.

use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

/// A stream of uniform random numbers. A clone continues from the same position.
#[derive(Debug)]
pub struct RandomStream(ChaCha8Rng);

impl RandomStream {
    /// The stream that starts from this seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The next number in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        uniform(&mut self.0)
    }

    /// The next number, uniform between `low` and `high`.
    pub fn within(&mut self, [low, high]: [f64; 2]) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Shuffles the numbers, after R. Durstenfeld, "Algorithm 235: Random Permutation", Communications of the ACM 7
    /// (1964).
    pub fn shuffle(&mut self, numbers: &mut [usize]) {
        for last in (1..numbers.len()).rev() {
            let other = (self.uniform() * (last + 1) as f64) as usize;
            numbers.swap(last, other);
        }
    }

    /// Reduces `numbers` to a random sample of `count` of them without replacement, in random order; leaves them
    /// unchanged if there are at most `count`.
    pub fn sample(&mut self, numbers: &mut Vec<usize>, count: usize) {
        if numbers.len() <= count {
            return;
        }
        for index in 0..count {
            let other = index + (self.uniform() * (numbers.len() - index) as f64) as usize;
            numbers.swap(index, other);
        }
        numbers.truncate(count);
    }
}

impl Clone for RandomStream {
    fn clone(&self) -> Self {
        let mut copy = ChaCha8Rng::from_seed(self.0.get_seed());
        copy.set_stream(self.0.get_stream());
        copy.set_word_pos(self.0.get_word_pos());
        Self(copy)
    }
}

/// A stream of normal deviates with mean 0 and standard deviation 1, after G. E. P. Box and M. E. Muller, "A Note on
/// the Generation of Random Normal Deviates", Annals of Mathematical Statistics 29 (1958).
#[derive(Clone, Debug)]
pub struct Normal {
    stream: RandomStream,
    /// The second deviate of a pair, not yet returned.
    spare: Option<f64>,
}

impl Normal {
    /// The stream that starts from this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            stream: RandomStream::new(seed),
            spare: None,
        }
    }

    /// The next normal deviate.
    pub fn draw(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        // 1 − u is in (0, 1], where the logarithm is finite.
        let radius = (-2.0 * (1.0 - self.stream.uniform()).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.stream.uniform()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }
}

/// The next number in [0, 1), from 53 random bits.
pub fn uniform(generator: &mut impl Rng) -> f64 {
    const SPACING: f64 = 1.0 / (1u64 << 53) as f64;
    (generator.next_u64() >> 11) as f64 * SPACING
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each mean over 100,000 deviates is within 5 standard deviations of its expectation, which fails by chance once
    /// in a million times; with a fixed seed, the test never does.
    #[test]
    fn deviates_have_the_moments_of_a_normal_distribution() {
        let mut normal = Normal::new(3);
        let count = 100_000.0f64;
        let (mut sums, mut in_tails) = ([0.0; 4], 0.0);
        for _ in 0..count as usize {
            let z = normal.draw();
            for (k, sum) in sums.iter_mut().enumerate() {
                *sum += z.powi(k as i32 + 1);
            }
            in_tails += f64::from(u8::from(z.abs() > 1.959963984540054));
        }
        let [mean, square, cube, fourth] = sums.map(|sum| sum / count);
        let near = |found: f64, expected: f64, variance: f64| {
            (found - expected).abs() < 5.0 * (variance / count).sqrt()
        };
        assert!(near(mean, 0.0, 1.0) && near(square, 1.0, 2.0));
        assert!(near(cube, 0.0, 15.0) && near(fourth, 3.0, 96.0));
        assert!(near(in_tails / count, 0.05, 0.05 * 0.95));
    }

    #[test]
    fn a_clone_continues_the_stream() {
        let mut normal = Normal::new(11);
        for drawn in 0..50 {
            let mut copy = normal.clone();
            let ahead = [(); 3].map(|()| copy.draw());
            let same = [(); 3].map(|()| normal.draw());
            assert_eq!(ahead, same, "after {drawn}");
        }
    }

    /// Each of the 24 permutations of 4 numbers occurs 1000 times in 24,000 shuffles, within 5 standard deviations.
    #[test]
    fn every_permutation_is_equally_likely() {
        let mut stream = RandomStream::new(5);
        let mut found = std::collections::HashMap::new();
        for _ in 0..24_000 {
            let mut numbers = [0, 1, 2, 3];
            stream.shuffle(&mut numbers);
            *found.entry(numbers).or_insert(0) += 1;
        }
        assert_eq!(found.len(), 24);
        assert!(found.values().all(|count| (845..=1155).contains(count)));
    }

    #[test]
    fn a_seed_gives_the_same_stream_and_another_seed_another() {
        let first = |seed| Normal::new(seed).draw();
        assert_eq!(first(7), first(7));
        assert_ne!(first(7), first(8));
    }
}
