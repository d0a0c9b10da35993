//! All merges of a hierarchical clustering, like SciPy's `linkage`.

use rayon::prelude::*;

use crate::math::{
    cluster::{ClusterError, Merge, Progress, report},
    distance::squared_distance,
    progress::{SharedProgress, stage_progress},
    table::Matrix,
};

/// The distance between two clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::math::cluster) enum Linkage {
    /// The square root of twice the increase of the within-cluster sum of squares if the two are merged.
    Ward,
    /// The largest distance between their rows.
    Complete,
    /// The mean distance between their rows.
    Average,
    /// The smallest distance between their rows.
    Single,
}

/// The maximum number of rows for which the pairwise distances (8 bytes per pair) fit into 1 GiB.
const MAX_ROWS_IN_MEMORY: usize = 16_384;

/// The maximum number of rows for single linkage, which compares every pair: about a minute.
const MAX_ROWS_SINGLE: usize = 131_072;

/// All merges from single rows to one cluster, by height.
///
/// # Errors
/// The rows exceed the memory or time limit, or `progress` cancelled the computation.
pub(in crate::math::cluster) fn merge_all(
    data: &Matrix,
    linkage: Linkage,
    progress: &mut Progress,
) -> Result<Vec<Merge>, ClusterError> {
    let rows = data.rows();
    let (method, most, instead) = match linkage {
        Linkage::Single => (
            "agglomerative, whose time grows with the square of the rows,",
            MAX_ROWS_SINGLE,
            "dbscan or birch take more",
        ),
        _ => (
            "agglomerative, whose memory grows with the square of the rows,",
            MAX_ROWS_IN_MEMORY,
            "birch and kmeans take more, and so does linkage=single",
        ),
    };
    if rows > most {
        return Err(ClusterError::TooManyRows {
            method,
            rows,
            most,
            instead,
        });
    }
    let mut links = match linkage {
        Linkage::Single => spanning_tree(data, progress)?,
        _ => chain(data, linkage, progress)?,
    };
    links.sort_by(|a, b| a.height.total_cmp(&b.height));
    Ok(number_clusters(rows, &links))
}

/// The share of the progress spent on computing the distances.
const DISTANCES: f64 = 0.3;

/// Two merged clusters, each identified by one of its rows, and their distance.
struct Link {
    rows: [usize; 2],
    height: f64,
}

/// The edges of a minimum spanning tree, found from row 0 (Prim 1957): the merges of single linkage.
fn spanning_tree(data: &Matrix, progress: &mut Progress) -> Result<Vec<Link>, ClusterError> {
    let rows = data.rows();
    let mut outside: Vec<usize> = (1..rows).collect();
    let mut nearest = vec![f64::INFINITY; rows];
    let (mut newest, mut tree) = (0, Vec::with_capacity(rows - 1));
    while !outside.is_empty() {
        if tree.len() % 256 == 0 {
            report(progress, tree.len(), rows)?;
        }
        let (mut place, mut least) = (0, f64::INFINITY);
        for (at, row) in outside.iter().enumerate() {
            let distance = squared_distance(data.row(newest), data.row(*row)).sqrt();
            nearest[*row] = nearest[*row].min(distance);
            if nearest[*row] < least {
                (place, least) = (at, nearest[*row]);
            }
        }
        // Rows stay in order, so that ties go to the first row.
        let row = outside.remove(place);
        tree.push(Link {
            rows: [newest, row],
            height: least,
        });
        newest = row;
    }
    Ok(tree)
}

/// The pairwise distances, each stored once.
struct Distances {
    rows: usize,
    values: Vec<f64>,
}

impl Distances {
    fn new(data: &Matrix, progress: &mut Progress) -> Result<Self, ClusterError> {
        let rows = data.rows();
        let mut values = vec![0.0; rows * (rows - 1) / 2];
        let pieces = SharedProgress::new(progress, values.len());
        let mut rest = values.as_mut_slice();
        let mut lines = Vec::with_capacity(rows);
        for row in 0..rows {
            let (line, after) = rest.split_at_mut(rows - 1 - row);
            lines.push((row, line));
            rest = after;
        }
        lines.into_par_iter().try_for_each(|(row, line)| {
            for (value, other) in line.iter_mut().zip(row + 1..) {
                *value = squared_distance(data.row(row), data.row(other)).sqrt();
            }
            pieces.done(line.len())
        })?;
        Ok(Self { rows, values })
    }

    fn place(&self, a: usize, b: usize) -> usize {
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        a * (2 * self.rows - a - 1) / 2 + b - a - 1
    }

    fn get(&self, a: usize, b: usize) -> f64 {
        self.values[self.place(a, b)]
    }

    fn set(&mut self, a: usize, b: usize, distance: f64) {
        let place = self.place(a, b);
        self.values[place] = distance;
    }
}

/// Nearest-neighbour chain: follows nearest clusters until two are each other's nearest, and merges these (Murtagh
/// 1983).
fn chain(
    data: &Matrix,
    linkage: Linkage,
    progress: &mut Progress,
) -> Result<Vec<Link>, ClusterError> {
    let rows = data.rows();
    if rows < 2 {
        return Ok(Vec::new());
    }
    let mut distances = Distances::new(data, &mut stage_progress(progress, [0.0, DISTANCES]))?;
    let progress = &mut stage_progress(progress, [DISTANCES, 1.0]);
    // A merged cluster is identified by its highest row; the other row's entry is no longer used.
    let mut sizes = vec![1usize; rows];
    let mut remaining: Vec<usize> = (0..rows).collect();
    let mut chain: Vec<usize> = Vec::new();
    let mut links = Vec::with_capacity(rows - 1);
    for merge in 1..rows {
        if merge % 64 == 0 {
            report(progress, merge, rows)?;
        }
        if chain.is_empty() {
            chain.push(remaining[0]);
        }
        let (first, second, height) = loop {
            let last = chain[chain.len() - 1];
            let before = chain.len().checked_sub(2).map(|place| chain[place]);
            // Ties go to the previous cluster, so that the chain ends.
            let start = before.map_or((usize::MAX, f64::INFINITY), |before| {
                (before, distances.get(last, before))
            });
            let others = remaining.iter().filter(|other| **other != last);
            let (nearest, height) = others.fold(start, |best, other| {
                let distance = distances.get(last, *other);
                if distance < best.1 {
                    (*other, distance)
                } else {
                    best
                }
            });
            if Some(nearest) == before {
                break (last.min(nearest), last.max(nearest), height);
            }
            chain.push(nearest);
        };
        chain.truncate(chain.len() - 2);
        links.push(Link {
            rows: [first, second],
            height,
        });
        remaining.retain(|cluster| *cluster != first);
        for other in remaining.iter().copied().filter(|other| *other != second) {
            let distances_to = [distances.get(other, first), distances.get(other, second)];
            let counts = [sizes[first], sizes[second], sizes[other]].map(|size| size as f64);
            distances.set(
                other,
                second,
                updated_distance(linkage, distances_to, height, counts),
            );
        }
        sizes[second] += sizes[first];
    }
    Ok(links)
}

/// The distance from a third cluster to the merge of two, from its distances to both and their `height` (Lance &
/// Williams 1967). `counts` are the numbers of rows of the two and of the third.
fn updated_distance(linkage: Linkage, [a, b]: [f64; 2], height: f64, [na, nb, n]: [f64; 3]) -> f64 {
    match linkage {
        Linkage::Single => a.min(b),
        Linkage::Complete => a.max(b),
        Linkage::Average => (na * a + nb * b) / (na + nb),
        Linkage::Ward => {
            let share = 1.0 / (na + nb + n);
            let squares =
                (n + na) * share * a * a + (n + nb) * share * b * b - n * share * height * height;
            squares.max(0.0).sqrt()
        }
    }
}

/// Numbers clusters as [`Merge`] does.
fn number_clusters(rows: usize, links: &[Link]) -> Vec<Merge> {
    let mut above: Vec<usize> = (0..2 * rows - 1).collect();
    let mut sizes = vec![1u32; 2 * rows - 1];
    let mut merges = Vec::with_capacity(links.len());
    for (merge, link) in links.iter().enumerate() {
        let [mut a, mut b] = link.rows.map(|row| root(&mut above, row));
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        let new = rows + merge;
        (above[a], above[b]) = (new, new);
        sizes[new] = sizes[a] + sizes[b];
        merges.push(Merge {
            joined: [a as u32, b as u32],
            height: link.height,
            size: sizes[new],
        });
    }
    merges
}

/// The newest cluster that contains a row or cluster, with path compression.
fn root(above: &mut [usize], start: usize) -> usize {
    let mut top = start;
    while above[top] != top {
        top = above[top];
    }
    let mut at = start;
    while above[at] != top {
        at = std::mem::replace(&mut above[at], top);
    }
    top
}
