//! The fuzzy neighbour graph of the data, with edge weights from 0 to 1.
//!
//! From point i, the weight of a neighbour at distance d is `exp(−(d − ρ)/σ)`, with 1 for the nearest (at distance ρ)
//! and σ such that the weights sum to log₂ k. The weights a and b of both directions are combined as `a + b − a·b`.

use rayon::prelude::*;

use crate::math::neighbours::KNearestNeighbours;

/// The maximum number of bisections of σ.
const MAX_BISECTIONS: usize = 64;
/// The absolute tolerance of the sum of weights.
const TOLERANCE: f64 = 1e-5;
/// The minimum σ relative to the mean distance of the neighbours, so that far neighbours keep weak edges.
const MIN_RELATIVE_SIGMA: f64 = 1e-3;

/// An edge between two points; each edge is listed in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    /// The index of the first point.
    pub from: u32,
    /// The index of the second point.
    pub to: u32,
    /// The weight, from 0 to 1.
    pub weight: f64,
}

/// The edges between each point and its neighbours, sorted by the first point. As in umap-learn, `k` counts the point /// itself as its first neighbour.
pub(super) fn edges(neighbours: &KNearestNeighbours, rows: usize, k: f64) -> Vec<Edge> {
    let all_neighbours = (0..rows).flat_map(|i| neighbours.of_row(i));
    let mean =
        all_neighbours.map(|(distance, _)| distance).sum::<f64>() / (rows * neighbours.k()) as f64;
    let mut lists: Vec<Vec<(u32, f64, f64)>> = vec![Vec::new(); rows];
    let directed: Vec<Vec<f64>> = (0..rows)
        .into_par_iter()
        .map(|i| directed_weights(neighbours.of_row(i), k, mean))
        .collect();
    for (i, weights) in directed.iter().enumerate() {
        for (&(_, j), weight) in neighbours.of_row(i).iter().zip(weights) {
            lists[i].push((j, *weight, 0.0));
            lists[j as usize].push((i as u32, 0.0, *weight));
        }
    }
    let mut edges = Vec::new();
    for (i, mut list) in lists.into_iter().enumerate() {
        list.sort_unstable_by_key(|(j, ..)| *j);
        list.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
                kept.2 += next.2;
            }
            is_same
        });
        edges.extend(list.into_iter().map(|(to, a, b)| Edge {
            from: i as u32,
            to,
            weight: a + b - a * b,
        }));
    }
    edges
}

/// The weights of the edges from a point to its neighbours, before both directions are combined. `mean_of_all` is the
/// mean distance of all neighbours of all points.
fn directed_weights(neighbours: &[(f64, u32)], k: f64, mean_of_all: f64) -> Vec<f64> {
    let distances = neighbours.iter().map(|(distance, _)| *distance);
    // Duplicates do not count as the nearest neighbour.
    let rho = distances
        .clone()
        .find(|distance| *distance > 0.0)
        .unwrap_or(0.0);
    let weight = |distance: f64, sigma: f64| {
        if distance > rho {
            (-(distance - rho) / sigma).exp()
        } else {
            1.0
        }
    };
    let target_sum = k.log2();
    let (mut low, mut high, mut sigma) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..MAX_BISECTIONS {
        let sum: f64 = distances
            .clone()
            .map(|distance| weight(distance, sigma))
            .sum();
        if (sum - target_sum).abs() < TOLERANCE {
            break;
        }
        if sum > target_sum {
            high = sigma;
            sigma = (low + high) / 2.0;
        } else {
            low = sigma;
            sigma = if high.is_finite() {
                (low + high) / 2.0
            } else {
                2.0 * sigma
            };
        }
    }
    let mean = if rho > 0.0 {
        distances.clone().sum::<f64>() / neighbours.len() as f64
    } else {
        mean_of_all
    };
    let sigma = sigma.max(MIN_RELATIVE_SIGMA * mean);
    distances.map(|distance| weight(distance, sigma)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{progress::no_progress, random::Normal, table::Matrix};

    #[test]
    fn the_nearest_has_weight_1_and_weights_sum_to_the_logarithm() {
        let mut normal = Normal::new(2);
        // Distances from 1e-2 to 1e4.
        let data = Matrix::from_fn(100, 3, |i, _| normal.draw() * 10f64.powi(i as i32 % 5 - 1));
        let neighbours = KNearestNeighbours::of(&data, 14, &mut no_progress).unwrap();
        for i in 0..100 {
            let weights = directed_weights(neighbours.of_row(i), 15.0, 1.0);
            assert_eq!(weights[0], 1.0);
            assert!(weights.is_sorted_by(|a, b| a >= b) && weights[13] > 0.0);
            assert!((weights.iter().sum::<f64>() - 15f64.log2()).abs() < 2e-5);
        }
    }

    #[test]
    fn edges_are_symmetric_and_combine_both_directions() {
        // On a line: 0 and 1 are mutual neighbours; 2 has 1 as a neighbour but not the reverse.
        let data = Matrix::new(4, 1, vec![0.0, 1.0, 3.0, 7.0]).unwrap();
        let edges = edges(
            &KNearestNeighbours::of(&data, 1, &mut no_progress).unwrap(),
            4,
            2.0,
        );
        let weights: Vec<(u32, u32, f64)> = edges
            .iter()
            .map(|edge| (edge.from, edge.to, edge.weight))
            .collect();
        let expected = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)];
        assert_eq!(weights, expected.map(|(from, to)| (from, to, 1.0)));
    }

    #[test]
    fn duplicates_have_finite_weights() {
        let data = Matrix::from_fn(30, 2, |i, _| (i / 15) as f64);
        let edges = edges(
            &KNearestNeighbours::of(&data, 5, &mut no_progress).unwrap(),
            30,
            6.0,
        );
        assert!(edges.iter().all(|edge| (0.0..=1.0).contains(&edge.weight)));
    }
}
