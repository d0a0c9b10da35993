//! Scores of a clustering, some of them against known labels: scikit-learn's `adjusted_rand_score`,
//! `normalized_mutual_info_score` and `silhouette_score`.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::math::{
    distance::{by_columns, squared_distance_in},
    progress::{Cancelled, Progress, SharedProgress, no_progress},
    random::RandomStream,
    table::Matrix,
};

/// The maximum number of rows in clusters for an exact silhouette; of more rows, a sample is used.
pub const EXACT_SILHOUETTE_ROWS: usize = 10_000;

/// The number of rows in the sample of [`silhouette`].
pub const SAMPLED_SILHOUETTE_ROWS: usize = 4_000;

/// The adjusted Rand index of two labellings (Hubert & Arabie 1985): 1 for the same grouping, about 0 for independent
/// ones. Noise is treated as one more cluster.
///
/// # Panics
/// If the labellings differ in length.
pub fn adjusted_rand(a: &[i32], b: &[i32]) -> f64 {
    let table = Contingency::new(a, b);
    let pairs = |count: &f64| count * (count - 1.0) / 2.0;
    let pairs_in_both: f64 = table.cells.iter().map(|(_, _, count)| pairs(count)).sum();
    let [pairs_in_a, pairs_in_b] =
        [&table.a, &table.b].map(|counts| counts.iter().map(pairs).sum::<f64>());
    let all_pairs = pairs(&table.rows);
    let (expected, max) = (
        pairs_in_a * pairs_in_b / all_pairs,
        (pairs_in_a + pairs_in_b) / 2.0,
    );
    if max == expected || all_pairs == 0.0 {
        // Both labellings are one single group, or one group per row.
        return 1.0;
    }
    (pairs_in_both - expected) / (max - expected)
}

/// The mutual information of two labellings divided by the mean of their entropies: 1 for the same grouping, 0 for
/// independent ones. Noise is treated as one more cluster.
///
/// # Panics
/// If the labellings differ in length.
pub fn normalized_mutual_information(a: &[i32], b: &[i32]) -> f64 {
    let table = Contingency::new(a, b);
    let entropy = |counts: &[f64]| -> f64 {
        let shares = counts.iter().map(|count| count / table.rows);
        shares.map(|share| -share * share.ln()).sum()
    };
    let mean = (entropy(&table.a) + entropy(&table.b)) / 2.0;
    if mean == 0.0 {
        return 1.0;
    }
    let information: f64 = table
        .cells
        .iter()
        .map(|&(i, j, count)| {
            count / table.rows * (count * table.rows / (table.a[i] * table.b[j])).ln()
        })
        .sum();
    (information / mean).max(0.0)
}

/// A mean silhouette coefficient, with the number of rows averaged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silhouette {
    /// The mean, from −1 to 1; higher means better separated clusters.
    pub mean: f64,
    /// The number of rows averaged: all rows in clusters, or a sample of them.
    pub rows: usize,
}

/// The mean over the rows of (b − a) / max(a, b), where a is the mean distance to the other rows of the same cluster
/// and b that to the rows of the nearest other one (Rousseeuw 1987); 0 for a row alone in its cluster.
///
/// Noise is ignored. Of more than [`EXACT_SILHOUETTE_ROWS`] other rows, a uniform sample of
/// [`SAMPLED_SILHOUETTE_ROWS`] is drawn with `seed`. `None` if there are fewer than two clusters, or if no cluster has
/// two rows.
///
/// # Panics
/// If `labels` does not have one entry per row.
pub fn silhouette(data: &Matrix, labels: &[i32], seed: u64) -> Option<Silhouette> {
    silhouette_with_progress(data, labels, seed, &mut no_progress).unwrap_or_default()
}

/// As [`silhouette`], with progress reports.
///
/// # Errors
/// `progress` cancelled the computation.
///
/// # Panics
/// As [`silhouette`].
pub fn silhouette_with_progress(
    data: &Matrix,
    labels: &[i32],
    seed: u64,
    progress: &mut Progress,
) -> Result<Option<Silhouette>, Cancelled> {
    assert_eq!(data.rows(), labels.len(), "one label for each row");
    let mut rows: Vec<usize> = (0..labels.len()).filter(|row| labels[*row] >= 0).collect();
    if rows.len() > EXACT_SILHOUETTE_ROWS {
        RandomStream::new(seed).sample(&mut rows, SAMPLED_SILHOUETTE_ROWS);
    }
    let mut index_of_label = BTreeMap::new();
    for row in &rows {
        let next = index_of_label.len();
        index_of_label.entry(labels[*row]).or_insert(next);
    }
    if index_of_label.len() < 2 || rows.len() <= index_of_label.len() {
        return Ok(None);
    }
    let clusters: Vec<usize> = rows
        .iter()
        .map(|row| index_of_label[&labels[*row]])
        .collect();
    let mut sizes = vec![0usize; index_of_label.len()];
    clusters.iter().for_each(|cluster| sizes[*cluster] += 1);
    let points: Vec<f64> = rows
        .iter()
        .flat_map(|row| data.row(*row))
        .copied()
        .collect();
    let columns = data.columns();
    let reported = SharedProgress::new(progress, rows.len());
    let coefficients = (0..rows.len()).into_par_iter().map(|index| {
        reported.done(1)?;
        let sums = by_columns!(
            columns,
            distances_to_clusters(&points, columns, index, &clusters, sizes.len())
        );
        let own = clusters[index];
        if sizes[own] == 1 {
            return Ok(0.0);
        }
        let to_own = sums[own] / (sizes[own] - 1) as f64;
        let others = (0..sizes.len()).filter(|cluster| *cluster != own);
        let to_others = others.map(|cluster| sums[cluster] / sizes[cluster] as f64);
        let to_nearest = to_others.fold(f64::INFINITY, f64::min);
        let larger = to_own.max(to_nearest);
        Ok(if larger == 0.0 {
            0.0
        } else {
            (to_nearest - to_own) / larger
        })
    });
    let coefficients: Vec<f64> = coefficients.collect::<Result<_, Cancelled>>()?;
    Ok(Some(Silhouette {
        mean: coefficients.iter().sum::<f64>() / rows.len() as f64,
        rows: rows.len(),
    }))
}

/// The sums of the distances from the point at `index` to the points of each of `count` clusters.
fn distances_to_clusters<const D: usize>(
    points: &[f64],
    columns: usize,
    index: usize,
    clusters: &[usize],
    count: usize,
) -> Vec<f64> {
    let columns = if D == 0 { columns } else { D };
    let own = &points[index * columns..][..columns];
    let mut sums = vec![0.0; count];
    for (point, cluster) in points.chunks_exact(columns).zip(clusters) {
        sums[*cluster] += squared_distance_in::<D>(own, point).sqrt();
    }
    sums
}

/// The contingency table of two labellings.
struct Contingency {
    rows: f64,
    /// The number of rows of each group of the first labelling.
    a: Vec<f64>,
    /// The number of rows of each group of the second labelling.
    b: Vec<f64>,
    /// A group of the first labelling, a group of the second, and the number of common rows, if it is not 0.
    cells: Vec<(usize, usize, f64)>,
}

impl Contingency {
    fn new(a: &[i32], b: &[i32]) -> Self {
        assert_eq!(
            a.len(),
            b.len(),
            "both labellings have one label for each row"
        );
        let mut cells = BTreeMap::new();
        for pair in a.iter().zip(b) {
            *cells.entry(pair).or_insert(0u64) += 1;
        }
        let (mut group_of_a, mut group_of_b) = (BTreeMap::new(), BTreeMap::new());
        let mut counts = [Vec::new(), Vec::new()];
        let mut cells_by_group = Vec::with_capacity(cells.len());
        for ((label_a, label_b), count) in cells {
            let next = [group_of_a.len(), group_of_b.len()];
            let i = *group_of_a.entry(label_a).or_insert(next[0]);
            let j = *group_of_b.entry(label_b).or_insert(next[1]);
            for (counts, group) in counts.iter_mut().zip([i, j]) {
                counts.resize(counts.len().max(group + 1), 0.0);
                counts[group] += count as f64;
            }
            cells_by_group.push((i, j, count as f64));
        }
        let [a_counts, b_counts] = counts;
        Self {
            rows: a.len() as f64,
            a: a_counts,
            b: b_counts,
            cells: cells_by_group,
        }
    }
}
