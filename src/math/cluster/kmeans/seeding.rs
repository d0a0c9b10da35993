//! The first centres of K-Means.

use rayon::prelude::*;

use crate::math::{
    distance::squared,
    progress::{Cancelled, Progress, report},
    random::Source,
    table::Matrix,
};

/// Rows that are measured together.
const PIECE: usize = 4096;

/// `k` different rows, each as likely, in the order in which they were drawn.
pub fn random_rows(rows: usize, k: usize, source: &mut Source) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..rows).collect();
    for place in 0..k {
        let other = place + (source.uniform() * (rows - place) as f64) as usize;
        numbers.swap(place, other);
    }
    numbers.truncate(k);
    numbers
}

/// `k` rows by greedy k-means++ (Arthur & Vassilvitskii 2007): each is the best of 2 + ⌊ln k⌋ candidates, which are
/// likelier the farther they are (squared) from the rows chosen before. Where fewer than `k` rows differ, some come
/// twice.
///
/// # Errors
/// `progress` cancelled it.
pub fn plus_plus(
    data: &Matrix,
    k: usize,
    source: &mut Source,
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

/// The row at which the running sum of the weights passes `amount`.
fn draw(weights: &[f64], amount: f64) -> usize {
    let mut sum = 0.0;
    let passes = weights.iter().position(|weight| {
        sum += weight;
        sum > amount
    });
    passes.unwrap_or(weights.len() - 1)
}

/// The sum of the squared distances, were `row` a centre too.
fn total_with(data: &Matrix, nearest: &[f64], row: usize) -> f64 {
    let centre = data.row(row);
    let pieces = nearest
        .par_chunks(PIECE)
        .enumerate()
        .map(|(piece, nearest)| {
            let rows = data.values()[piece * PIECE * data.columns()..].chunks_exact(data.columns());
            let least = nearest
                .iter()
                .zip(rows)
                .map(|(nearest, row)| nearest.min(squared(row, centre)));
            least.sum::<f64>()
        });
    // Added up in order, whatever the number of threads.
    pieces.collect::<Vec<_>>().iter().sum()
}

/// Makes `row` a centre: shortens each row's squared distance to the nearest one, and returns their sum.
fn shorten(data: &Matrix, nearest: &mut [f64], row: usize) -> f64 {
    let centre = data.row(row);
    let pieces = nearest
        .par_chunks_mut(PIECE)
        .enumerate()
        .map(|(piece, nearest)| {
            let rows = data.values()[piece * PIECE * data.columns()..].chunks_exact(data.columns());
            let mut sum = 0.0;
            for (nearest, row) in nearest.iter_mut().zip(rows) {
                *nearest = nearest.min(squared(row, centre));
                sum += *nearest;
            }
            sum
        });
    pieces.collect::<Vec<_>>().iter().sum()
}
