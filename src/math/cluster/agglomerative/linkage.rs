//! All merges of a hierarchical clustering, as SciPy's `linkage` has them.

use rayon::prelude::*;

use crate::math::{
    cluster::{ClusterError, Merge, Progress, report},
    distance::squared,
    progress::{SharedProgress, stretch},
    table::Matrix,
};

/// How far two clusters are from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linkage {
    /// The root of twice the rise of the sum of squared distances to the means that joining them brings.
    Ward,
    /// The largest distance of their rows.
    Complete,
    /// The mean distance of their rows.
    Average,
    /// The smallest distance of their rows.
    Single,
}

/// Rows whose distances to each other, 8 bytes for each pair, still take no more than 1 GiB.
const MOST_WITH_ALL_DISTANCES: usize = 16_384;

/// Rows that are joined by the nearest neighbour in about a minute: every row is measured against every other.
const MOST_BY_NEAREST: usize = 131_072;

/// Every merge from single rows to one cluster, by height.
///
/// # Errors
/// More rows than the memory or the time allows, or `progress` cancelled it.
pub fn merge_all(
    data: &Matrix,
    linkage: Linkage,
    progress: &mut Progress,
) -> Result<Vec<Merge>, ClusterError> {
    let rows = data.rows();
    let (method, most, instead) = match linkage {
        Linkage::Single => (
            "agglomerative, whose time grows with the square of the rows,",
            MOST_BY_NEAREST,
            "dbscan or birch take more",
        ),
        _ => (
            "agglomerative, whose memory grows with the square of the rows,",
            MOST_WITH_ALL_DISTANCES,
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
    let mut joined = match linkage {
        Linkage::Single => spanning_tree(data, progress)?,
        _ => chain(data, linkage, progress)?,
    };
    joined.sort_by(|a, b| a.height.total_cmp(&b.height));
    Ok(number_clusters(rows, &joined))
}

/// The share of the progress for measuring the distances.
const MEASURING: f64 = 0.3;

/// Two clusters, each named by one of its rows, and their distance.
struct Joined {
    rows: [usize; 2],
    height: f64,
}

/// A minimum spanning tree from row 0 on (Prim 1957): the merges of single linkage.
fn spanning_tree(data: &Matrix, progress: &mut Progress) -> Result<Vec<Joined>, ClusterError> {
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
            let distance = squared(data.row(newest), data.row(*row)).sqrt();
            nearest[*row] = nearest[*row].min(distance);
            if nearest[*row] < least {
                (place, least) = (at, nearest[*row]);
            }
        }
        // Rows stay in order, so that the first of equally near ones is taken.
        let row = outside.remove(place);
        tree.push(Joined {
            rows: [newest, row],
            height: least,
        });
        newest = row;
    }
    Ok(tree)
}

/// The distances of all pairs of rows, each once.
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
                *value = squared(data.row(row), data.row(other)).sqrt();
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

/// Follows each cluster to its nearest one until two are nearest to each other, and joins these (Murtagh 1983).
fn chain(
    data: &Matrix,
    linkage: Linkage,
    progress: &mut Progress,
) -> Result<Vec<Joined>, ClusterError> {
    let rows = data.rows();
    if rows < 2 {
        return Ok(Vec::new());
    }
    let mut distances = Distances::new(data, &mut stretch(progress, [0.0, MEASURING]))?;
    let progress = &mut stretch(progress, [MEASURING, 1.0]);
    // A joined cluster goes by its row with the larger number; the others have no rows any more.
    let mut sizes = vec![1usize; rows];
    let mut left: Vec<usize> = (0..rows).collect();
    let mut chain: Vec<usize> = Vec::new();
    let mut joined = Vec::with_capacity(rows - 1);
    for merge in 1..rows {
        if merge % 64 == 0 {
            report(progress, merge, rows)?;
        }
        if chain.is_empty() {
            chain.push(left[0]);
        }
        let (first, second, height) = loop {
            let last = chain[chain.len() - 1];
            let before = chain.len().checked_sub(2).map(|place| chain[place]);
            // Of equally near clusters the one before is taken, so that the chain ends.
            let start = before.map_or((usize::MAX, f64::INFINITY), |before| {
                (before, distances.get(last, before))
            });
            let others = left.iter().filter(|other| **other != last);
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
        joined.push(Joined {
            rows: [first, second],
            height,
        });
        left.retain(|cluster| *cluster != first);
        for other in left.iter().copied().filter(|other| *other != second) {
            let apart = [distances.get(other, first), distances.get(other, second)];
            let counts = [sizes[first], sizes[second], sizes[other]].map(|size| size as f64);
            distances.set(other, second, updated(linkage, apart, height, counts));
        }
        sizes[second] += sizes[first];
    }
    Ok(joined)
}

/// The distance of a third cluster to two that are joined, from its distances to each and theirs from each other (Lance
/// & Williams 1967); `counts` are the rows of the two and of the third.
fn updated(linkage: Linkage, [a, b]: [f64; 2], height: f64, [na, nb, n]: [f64; 3]) -> f64 {
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

/// Names clusters as [`Merge`] does.
fn number_clusters(rows: usize, joined: &[Joined]) -> Vec<Merge> {
    let mut above: Vec<usize> = (0..2 * rows - 1).collect();
    let mut sizes = vec![1u32; 2 * rows - 1];
    let mut merges = Vec::with_capacity(joined.len());
    for (merge, joined) in joined.iter().enumerate() {
        let [mut a, mut b] = joined.rows.map(|row| root(&mut above, row));
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        let new = rows + merge;
        (above[a], above[b]) = (new, new);
        sizes[new] = sizes[a] + sizes[b];
        merges.push(Merge {
            joined: [a as u32, b as u32],
            height: joined.height,
            size: sizes[new],
        });
    }
    merges
}

/// The newest cluster that a row or a cluster is part of; the way there is shortened.
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
