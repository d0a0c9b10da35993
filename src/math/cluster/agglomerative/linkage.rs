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

/// The maximum number of rows for linkages that store all pairwise distances: 8 bytes per pair, 1 GiB in all.
const MAX_ROWS_STORED: usize = 16_384;

/// The maximum number of rows for single linkage, which compares every pair in about a minute.
const MAX_ROWS_SINGLE: usize = 131_072;

/// All merges from single rows to one cluster, by ascending height.
///
/// # Errors
/// The rows exceed the memory or time limit, or `progress` cancelled the computation.
pub(in crate::math::cluster) fn merge_all(
    data: &Matrix,
    linkage: Linkage,
    progress: &mut Progress,
) -> Result<Vec<Merge>, ClusterError> {
    let rows = data.rows();
    let (method, max_rows, remedy) = match linkage {
        Linkage::Single => (
            "agglomerative, whose time grows with the square of the rows,",
            MAX_ROWS_SINGLE,
            "dbscan or birch take more",
        ),
        _ => (
            "agglomerative, whose memory grows with the square of the rows,",
            MAX_ROWS_STORED,
            "birch and kmeans take more, and so does linkage=single",
        ),
    };
    if rows > max_rows {
        return Err(ClusterError::TooManyRows {
            method,
            rows,
            max_rows,
            remedy,
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
const DISTANCES_SHARE: f64 = 0.3;

/// Two merged clusters, each identified by one of its rows, and their distance.
struct Link {
    rows: [usize; 2],
    height: f64,
}

/// The merges of single linkage, from a minimum spanning tree that grows from row 0 (Prim 1957). As in SciPy, each link
/// is between rows that join the tree one after the other, not between the ends of an edge: in order of height, both
/// merge the same clusters.
fn spanning_tree(data: &Matrix, progress: &mut Progress) -> Result<Vec<Link>, ClusterError> {
    let rows = data.rows();
    let mut outside: Vec<usize> = (1..rows).collect();
    let mut nearest = vec![f64::INFINITY; rows];
    let (mut newest, mut links) = (0, Vec::with_capacity(rows - 1));
    while !outside.is_empty() {
        if links.len() % 256 == 0 {
            report(progress, links.len(), rows)?;
        }
        let (mut next, mut least) = (0, f64::INFINITY);
        for (index, row) in outside.iter().enumerate() {
            let distance = squared_distance(data.row(newest), data.row(*row)).sqrt();
            nearest[*row] = nearest[*row].min(distance);
            if nearest[*row] < least {
                (next, least) = (index, nearest[*row]);
            }
        }
        // Rows stay in order, so that ties go to the first row.
        let row = outside.remove(next);
        links.push(Link {
            rows: [newest, row],
            height: least,
        });
        newest = row;
    }
    Ok(links)
}

/// The pairwise distances, each stored once, as in SciPy's condensed distance matrix.
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

    fn index(&self, a: usize, b: usize) -> usize {
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        a * (2 * self.rows - a - 1) / 2 + b - a - 1
    }

    fn get(&self, a: usize, b: usize) -> f64 {
        self.values[self.index(a, b)]
    }

    fn set(&mut self, a: usize, b: usize, distance: f64) {
        let index = self.index(a, b);
        self.values[index] = distance;
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
    let mut distances =
        Distances::new(data, &mut stage_progress(progress, [0.0, DISTANCES_SHARE]))?;
    let progress = &mut stage_progress(progress, [DISTANCES_SHARE, 1.0]);
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
            let before = chain.len().checked_sub(2).map(|index| chain[index]);
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

/// Turns links, sorted by height, into merges whose clusters are numbered as in [`Merge`].
fn number_clusters(rows: usize, links: &[Link]) -> Vec<Merge> {
    let mut parents: Vec<usize> = (0..2 * rows - 1).collect();
    let mut sizes = vec![1u32; 2 * rows - 1];
    let mut merges = Vec::with_capacity(links.len());
    for (merge, link) in links.iter().enumerate() {
        let [mut a, mut b] = link.rows.map(|row| root(&mut parents, row));
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        let new = rows + merge;
        (parents[a], parents[b]) = (new, new);
        sizes[new] = sizes[a] + sizes[b];
        merges.push(Merge {
            children: [a as u32, b as u32],
            height: link.height,
            size: sizes[new],
        });
    }
    merges
}

/// The newest cluster that contains a row or cluster. Compresses the path to it.
fn root(parents: &mut [usize], start: usize) -> usize {
    let mut root = start;
    while parents[root] != root {
        root = parents[root];
    }
    let mut at = start;
    while parents[at] != root {
        at = std::mem::replace(&mut parents[at], root);
    }
    root
}
