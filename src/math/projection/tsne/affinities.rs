//! The similarities of data points, as probabilities.
//!
//! `p(j|i)` is proportional to a normal density in the distance of j from i, whose width is chosen for each point i so
//! that the entropy of `p(·|i)` is the logarithm of the perplexity; `p(i,j) = (p(j|i) + p(i|j)) / 2n`.

use rayon::prelude::*;

use crate::math::neighbours::KNearestNeighbours;

/// The maximum number of bisections of a width; more would exceed the precision of an `f64`.
const MAX_BISECTIONS: usize = 200;
/// The tolerance of the entropy.
const ENTROPY_TOLERANCE: f64 = 1e-10;

/// Joint probabilities `p(i,j)`, which sum to 1; those not listed are 0.
#[derive(Clone, Debug)]
pub(super) struct Affinities {
    /// The index in `pairs` at which the pairs of each point start, and the end of the last.
    starts: Vec<usize>,
    /// For each point, the other points by ascending index, each with its probability.
    pairs: Vec<(u32, f64)>,
}

impl Affinities {
    /// The affinities of points with these neighbours; other pairs have probability 0.
    pub(super) fn new(neighbours: &KNearestNeighbours, rows: usize, perplexity: f64) -> Self {
        let conditionals: Vec<Vec<f64>> = (0..rows)
            .into_par_iter()
            .map(|i| conditional_probabilities(neighbours.of_row(i), perplexity))
            .collect();
        let mut lists: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows];
        for (i, probabilities) in conditionals.iter().enumerate() {
            for (&(_, j), p) in neighbours.of_row(i).iter().zip(probabilities) {
                let half = p / (2.0 * rows as f64);
                lists[i].push((j, half));
                lists[j as usize].push((i as u32, half));
            }
        }
        let mut starts = vec![0];
        let mut pairs = Vec::new();
        for mut list in lists {
            list.sort_unstable_by_key(|(j, _)| *j);
            // Mutual neighbours are listed twice.
            list.dedup_by(|next, kept| {
                let is_same = next.0 == kept.0;
                if is_same {
                    kept.1 += next.1;
                }
                is_same
            });
            pairs.extend(list);
            starts.push(pairs.len());
        }
        Self { starts, pairs }
    }

    /// The neighbours of `i`, as (index, `p(i,j)`).
    pub(super) fn of(&self, i: usize) -> &[(u32, f64)] {
        &self.pairs[self.starts[i]..self.starts[i + 1]]
    }

    /// The negative entropy `Σ p ln p` over all pairs.
    pub(super) fn negative_entropy(&self) -> f64 {
        // Where p is 0, so is p ln p.
        let positive = self.pairs.iter().filter(|(_, p)| *p > 0.0);
        positive.map(|(_, p)| p * p.ln()).sum()
    }
}

/// `p(·|i)` for the neighbours of a point, by bisection of `β = 1/2σ²`.
fn conditional_probabilities(neighbours: &[(f64, u32)], perplexity: f64) -> Vec<f64> {
    let least = neighbours
        .first()
        .map_or(0.0, |(distance, _)| distance * distance);
    // Subtracting the minimum leaves the probabilities unchanged and prevents underflow.
    let squared_distances: Vec<f64> = (neighbours.iter())
        .map(|(distance, _)| distance * distance - least)
        .collect();
    let target_entropy = perplexity.ln();
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let farthest = squared_distances.last().copied().unwrap_or_default();
    let mut beta = if farthest > 0.0 { 1.0 / farthest } else { 1.0 };
    let mut probabilities = Vec::new();
    for _ in 0..MAX_BISECTIONS {
        probabilities = squared_distances
            .iter()
            .map(|square| (-beta * square).exp())
            .collect();
        let sum: f64 = probabilities.iter().sum();
        let mean: f64 = (squared_distances.iter().zip(&probabilities))
            .map(|(square, weight)| square * weight)
            .sum::<f64>()
            / sum;
        for probability in &mut probabilities {
            *probability /= sum;
        }
        let entropy = sum.ln() + beta * mean;
        if (entropy - target_entropy).abs() <= ENTROPY_TOLERANCE {
            break;
        }
        if entropy > target_entropy {
            low = beta;
            beta = if high.is_finite() {
                (low + high) / 2.0
            } else {
                2.0 * beta
            };
        } else {
            high = beta;
            beta = (low + high) / 2.0;
        }
        if !beta.is_finite() || beta == low && beta == high {
            break;
        }
    }
    probabilities
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{progress::no_progress, random::Normal, table::Matrix};

    #[test]
    fn every_point_has_the_requested_perplexity() {
        let mut normal = Normal::new(1);
        // Distances from 1e-3 to 1e6.
        let data = Matrix::from_fn(80, 4, |i, _| normal.draw() * 10f64.powi(i as i32 % 7));
        let neighbours = KNearestNeighbours::of(&data, 60, &mut no_progress).unwrap();
        for perplexity in [2.0, 5.0, 30.0] {
            for i in 0..80 {
                let p = conditional_probabilities(neighbours.of_row(i), perplexity);
                let entropy: f64 = p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum();
                assert!(
                    (entropy.exp() - perplexity).abs() < 1e-6 * perplexity,
                    "{i}"
                );
                assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!(p.is_sorted_by(|a, b| a >= b));
            }
        }
    }

    #[test]
    fn probabilities_are_symmetric_and_sum_to_1_with_duplicates_too() {
        let mut normal = Normal::new(2);
        let values: Vec<f64> = (0..40)
            .map(|i| if i < 20 { 0.5 } else { normal.draw() })
            .collect();
        let data = Matrix::new(40, 1, values).unwrap();
        let affinities = Affinities::new(
            &KNearestNeighbours::of(&data, 15, &mut no_progress).unwrap(),
            40,
            5.0,
        );
        let p = |i: usize, j: usize| {
            let list = affinities.of(i);
            let index = list.binary_search_by_key(&(j as u32), |(j, _)| *j);
            index.map_or(0.0, |index| list[index].1)
        };
        let mut sum = 0.0;
        for i in 0..40 {
            assert_eq!(p(i, i), 0.0);
            for j in 0..40 {
                assert!((p(i, j) - p(j, i)).abs() < 1e-17);
                assert!(p(i, j).is_finite());
                sum += p(i, j);
            }
        }
        assert!((sum - 1.0).abs() < 1e-12);
    }
}
