//! Initial centres of K-Means.

use rayon::prelude::*;

use crate::math::{
    distance::squared_distance,
    progress::{Cancelled, Progress, report},
    random::RandomStream,
    table::Matrix,
};

/// Rows per parallel block.
const BLOCK: usize = 4096;

/// `k` distinct rows, uniform, in the order in which they are drawn.
pub(super) fn random_rows(rows: usize, k: usize, source: &mut RandomStream) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..rows).collect();
    for place in 0..k {
        let other = place + (source.uniform() * (rows - place) as f64) as usize;
        numbers.swap(place, other);
    }
    numbers.truncate(k);
    numbers
}

/// `k` rows by greedy k-means++ (Arthur & Vassilvitskii 2007): each is the best of 2 + ⌊ln k⌋ candidates, drawn with
/// probability proportional to the squared distance to the rows chosen before. If there are fewer than `k` distinct
/// rows, some occur twice.
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
    let mut nearest = vec![f64::INFINITY; rows];
    let mut total = shorten(data, &mut nearest, first);
    while chosen.len() < k {
        report(progress, chosen.len() as f64 / k as f64)?;
        let drawn: Vec<usize> = (0..candidates)
            .map(|_| draw(&nearest, source.uniform() * total))
            .collect();
        let totals: Vec<f64> = drawn
            .iter()
            .map(|row| total_with(data, &nearest, *row))
            .collect();
        let best = (0..candidates).fold(0, |best, other| {
            if totals[other] < totals[best] {
                other
            } else {
                best
            }
        });
        chosen.push(drawn[best]);
        total = shorten(data, &mut nearest, drawn[best]);
    }
    Ok(chosen)
}

/// The row at which the cumulative weight exceeds `amount`.
fn draw(weights: &[f64], amount: f64) -> usize {
    let mut sum = 0.0;
    let passes = weights.iter().position(|weight| {
        sum += weight;
        sum > amount
    });
    passes.unwrap_or(weights.len() - 1)
}

/// The inertia if `row` were a centre too.
fn total_with(data: &Matrix, nearest: &[f64], row: usize) -> f64 {
    let centre = data.row(row);
    let pieces = nearest
        .par_chunks(BLOCK)
        .enumerate()
        .map(|(piece, nearest)| {
            let rows = data.values()[piece * BLOCK * data.columns()..].chunks_exact(data.columns());
            let least = nearest
                .iter()
                .zip(rows)
                .map(|(nearest, row)| nearest.min(squared_distance(row, centre)));
            least.sum::<f64>()
        });
    // Summed in order, whatever the number of threads.
    pieces.collect::<Vec<_>>().iter().sum()
}

/// Adds `row` as a centre: lowers each row's squared distance to its nearest centre and returns the sum.
fn shorten(data: &Matrix, nearest: &mut [f64], row: usize) -> f64 {
    let centre = data.row(row);
    let pieces = nearest
        .par_chunks_mut(BLOCK)
        .enumerate()
        .map(|(piece, nearest)| {
            let rows = data.values()[piece * BLOCK * data.columns()..].chunks_exact(data.columns());
            let mut sum = 0.0;
            for (nearest, row) in nearest.iter_mut().zip(rows) {
                *nearest = nearest.min(squared_distance(row, centre));
                sum += *nearest;
            }
            sum
        });
    pieces.collect::<Vec<_>>().iter().sum()
}
