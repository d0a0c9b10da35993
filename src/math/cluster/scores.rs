//! Clustering scores, internal and against known labels: scikit-learn's `adjusted_rand_score`,
//! `normalized_mutual_info_score` and `silhouette_score`.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::math::{
    distance::{by_columns, squared_distance_in},
    progress::{Cancelled, Progress, SharedProgress, no_progress},
    random::RandomStream,
    table::Matrix,
};

/// The maximum number of rows for an exact silhouette; beyond it, a sample is drawn.
pub const EXACT_SILHOUETTE_ROWS: usize = 10_000;

/// The number of rows in that sample.
pub const SAMPLED_SILHOUETTE_ROWS: usize = 4_000;

/// The adjusted Rand index of two labellings (Hubert & Arabie 1985): 1 for the same grouping, about 0 for independent
/// ones. Noise is treated as one more cluster.
///
/// # Panics
/// If the labellings differ in length.
pub fn adjusted_rand(a: &[i32], b: &[i32]) -> f64 {
    let table = Contingency::new(a, b);
    let pairs = |count: &f64| count * (count - 1.0) / 2.0;
    let both: f64 = table.cells.iter().map(|(_, _, count)| pairs(count)).sum();
    let [in_a, in_b] = [&table.a, &table.b].map(|counts| counts.iter().map(pairs).sum::<f64>());
    let all = pairs(&table.rows);
    let (expected, most) = (in_a * in_b / all, (in_a + in_b) / 2.0);
    if most == expected || all == 0.0 {
        // Both labellings are one single group, or one group per row.
        return 1.0;
    }
    (both - expected) / (most - expected)
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

/// A mean silhouette and the number of rows it is taken over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silhouette {
    /// The mean, from −1 to 1; higher means better separated clusters.
    pub mean: f64,
    /// The number of rows used, all of them or a sample.
    pub rows: usize,
}

/// The mean over the rows of (b − a) / max(a, b), where a is the mean distance to the other rows of the same cluster
/// and b that to the rows of the nearest other one (Rousseeuw 1987); 0 for a row alone in its cluster.
///
/// Noise is ignored. With more than [`EXACT_SILHOUETTE_ROWS`] rows, a uniform sample of [`SAMPLED_SILHOUETTE_ROWS`] is
/// drawn with `seed`. `None` if there are fewer than two clusters.
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
    let mut numbers = BTreeMap::new();
    for row in &rows {
        let next = numbers.len();
        numbers.entry(labels[*row]).or_insert(next);
    }
    if numbers.len() < 2 || rows.len() <= numbers.len() {
        return Ok(None);
    }
    let clusters: Vec<usize> = rows.iter().map(|row| numbers[&labels[*row]]).collect();
    let mut sizes = vec![0usize; numbers.len()];
    clusters.iter().for_each(|cluster| sizes[*cluster] += 1);
    let points: Vec<f64> = rows
        .iter()
        .flat_map(|row| data.row(*row))
        .copied()
        .collect();
    let columns = data.columns();
    let seen = SharedProgress::new(progress, rows.len());
    let each = (0..rows.len()).into_par_iter().map(|place| {
        seen.done(1)?;
        let sums = by_columns!(
            columns,
            distances_to_clusters(&points, columns, place, &clusters, sizes.len())
        );
        let own = clusters[place];
        if sizes[own] == 1 {
            return Ok(0.0);
        }
        let inside = sums[own] / (sizes[own] - 1) as f64;
        let others = (0..sizes.len()).filter(|cluster| *cluster != own);
        let outside = others.map(|cluster| sums[cluster] / sizes[cluster] as f64);
        let outside = outside.fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        Ok(if larger == 0.0 {
            0.0
        } else {
            (outside - inside) / larger
        })
    });
    let each: Vec<f64> = each.collect::<Result<_, Cancelled>>()?;
    Ok(Some(Silhouette {
        mean: each.iter().sum::<f64>() / rows.len() as f64,
        rows: rows.len(),
    }))
}

/// The sum of the distances from one point to the rows of each cluster.
fn distances_to_clusters<const D: usize>(
    points: &[f64],
    columns: usize,
    place: usize,
    clusters: &[usize],
    count: usize,
) -> Vec<f64> {
    let columns = if D == 0 { columns } else { D };
    let own = &points[place * columns..][..columns];
    let mut sums = vec![0.0; count];
    for (point, cluster) in points.chunks_exact(columns).zip(clusters) {
        sums[*cluster] += squared_distance_in::<D>(own, point).sqrt();
    }
    sums
}

/// The contingency table of two labellings.
struct Contingency {
    rows: f64,
    /// The number of rows of each group of the first labelling, and of the second.
    a: Vec<f64>,
    b: Vec<f64>,
    /// The group of the first, the group of the second, and the number of common rows, if not 0.
    cells: Vec<(usize, usize, f64)>,
}

impl Contingency {
    fn new(a: &[i32], b: &[i32]) -> Self {
        assert_eq!(a.len(), b.len(), "two labels for each row");
        let mut cells = BTreeMap::new();
        for pair in a.iter().zip(b) {
            *cells.entry(pair).or_insert(0u64) += 1;
        }
        let (mut of_a, mut of_b) = (BTreeMap::new(), BTreeMap::new());
        let mut counts = [Vec::new(), Vec::new()];
        let mut numbered = Vec::with_capacity(cells.len());
        for ((in_a, in_b), count) in cells {
            let next = [of_a.len(), of_b.len()];
            let i = *of_a.entry(in_a).or_insert(next[0]);
            let j = *of_b.entry(in_b).or_insert(next[1]);
            for (counts, group) in counts.iter_mut().zip([i, j]) {
                counts.resize(counts.len().max(group + 1), 0.0);
                counts[group] += count as f64;
            }
            numbered.push((i, j, count as f64));
        }
        let [a_counts, b_counts] = counts;
        Self {
            rows: a.len() as f64,
            a: a_counts,
            b: b_counts,
            cells: numbered,
        }
    }
}
