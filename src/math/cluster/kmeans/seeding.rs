//! Initial centres of K-Means.

use rayon::prelude::*;

use crate::math::{
    distance::squared_distance,
    progress::{Cancelled, Progress, report},
    random::RandomStream,
    table::Matrix,
};

/// Rows per parallel block.
const ROWS_PER_BLOCK: usize = 4096;

/// The indices of `k` different rows, uniformly random, in the order in which they are drawn.
pub(super) fn random_rows(rows: usize, k: usize, source: &mut RandomStream) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..rows).collect();
    for index in 0..k {
        let other = index + (source.uniform() * (rows - index) as f64) as usize;
        indices.swap(index, other);
    }
    indices.truncate(k);
    indices
}

/// The indices of `k` rows chosen by greedy k-means++ (Arthur & Vassilvitskii 2007). The first is uniformly random;
/// each other is the best of 2 + ⌊ln k⌋ candidates, drawn with probability proportional to the squared distance to the
/// nearest row chosen before. If there are fewer than `k` distinct rows, some occur more than once.
///
/// # Errors
/// `progress` cancelled the computation.
pub(super) fn plus_plus(
    data: &Matrix,
    k: usize,
    source: &mut RandomStream,
    progress: &mut Progress,
) -> Result<Vec<usize>, Cancelled> {
    let rows = data.rows();
    let candidates = 2 + (k as f64).ln() as usize;
    let first = ((source.uniform() * rows as f64) as usize).min(rows - 1);
    let mut chosen = vec![first];
    // For each row, the squared distance to the nearest row chosen so far.
    let mut squared_distances = vec![f64::INFINITY; rows];
    let mut inertia = add_centre(data, &mut squared_distances, first);
    while chosen.len() < k {
        report(progress, chosen.len() as f64 / k as f64)?;
        let drawn: Vec<usize> = (0..candidates)
            .map(|_| draw(&squared_distances, source.uniform() * inertia))
            .collect();
        let inertias: Vec<f64> = drawn
            .iter()
            .map(|row| inertia_with(data, &squared_distances, *row))
            .collect();
        let best = (0..candidates).fold(0, |best, other| {
            if inertias[other] < inertias[best] {
                other
            } else {
                best
            }
        });
        chosen.push(drawn[best]);
        inertia = add_centre(data, &mut squared_distances, drawn[best]);
    }
    Ok(chosen)
}

/// The index of the first row at which the cumulative weight exceeds `amount`; the last row if none does.
fn draw(weights: &[f64], amount: f64) -> usize {
    let mut sum = 0.0;
    let position = weights.iter().position(|weight| {
        sum += weight;
        sum > amount
    });
    position.unwrap_or(weights.len() - 1)
}

/// The inertia if `row` were a centre too.
fn inertia_with(data: &Matrix, squared_distances: &[f64], row: usize) -> f64 {
    let centre = data.row(row);
    let blocks = squared_distances
        .par_chunks(ROWS_PER_BLOCK)
        .enumerate()
        .map(|(block, squared_distances)| {
            let rows = data.values()[block * ROWS_PER_BLOCK * data.columns()..]
                .chunks_exact(data.columns());
            let least = squared_distances
                .iter()
                .zip(rows)
                .map(|(distance, row)| distance.min(squared_distance(row, centre)));
            least.sum::<f64>()
        });
    // Summed in order, so that the result does not depend on the number of threads.
    blocks.collect::<Vec<_>>().iter().sum()
}

/// Makes `row` a centre too: updates each row's squared distance to its nearest centre, and returns the inertia.
fn add_centre(data: &Matrix, squared_distances: &mut [f64], row: usize) -> f64 {
    let centre = data.row(row);
    let blocks = squared_distances
        .par_chunks_mut(ROWS_PER_BLOCK)
        .enumerate()
        .map(|(block, squared_distances)| {
            let rows = data.values()[block * ROWS_PER_BLOCK * data.columns()..]
                .chunks_exact(data.columns());
            let mut sum = 0.0;
            for (distance, row) in squared_distances.iter_mut().zip(rows) {
                *distance = distance.min(squared_distance(row, centre));
                sum += *distance;
            }
            sum
        });
    blocks.collect::<Vec<_>>().iter().sum()
}
